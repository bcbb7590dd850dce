"""Sittings of an interview."""

from archive.forms.passages import TimecodeField
from archive.forms.rows import RowForm


class SessionForm(RowForm):
    """One sitting, its duration typed as hours, minutes and seconds."""

    duration_ms = TimecodeField(label="Duration", help_text="1:02:03, or 2:03 below an hour.")
