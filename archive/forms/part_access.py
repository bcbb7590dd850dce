"""Confirms that a transcript, a passage or a file is for fewer people than its testimony."""

from typing import Any

from django import forms

from archive.access.levels import INHERITED, INHERITED_LABEL, Access
from archive.actions.access import PartOfTestimony, set_part_access
from archive.models import LedgerEntry

AS_SEEN = "inherited"
"""Stands in the hidden field for a part that has no level of its own: an empty field would be a missing one."""


class PartAccessForm(forms.Form):
    """Sets the level of access of a part, on the level that the curator saw."""

    access = forms.ChoiceField(
        label="Who may read it",
        choices=[(INHERITED, INHERITED_LABEL), *Access.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text="The strictest counts: a level looser than the testimony's opens nothing. Curators always can.",
    )
    access_seen = forms.ChoiceField(choices=[(AS_SEEN, ""), *Access.choices], widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: PartOfTestimony, **kwargs: Any) -> None:
        seen = {"access": record.access, "access_seen": record.access or AS_SEEN}
        super().__init__(*args, initial=seen, **kwargs)
        self.record = record

    def carry_out(self, actor: Any) -> LedgerEntry:
        """Set the level of the part as it was seen; raises as the action does."""
        seen = self.cleaned_data["access_seen"]
        self.record.access = INHERITED if seen == AS_SEEN else seen
        return set_part_access(self.record, actor, access=self.cleaned_data["access"])
