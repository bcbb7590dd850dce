"""Asking for a file that tells what is withheld."""

from typing import Any

from django import forms
from django.db.models.fields.files import FieldFile

from archive.actions.originals import hand_out
from archive.forms.actions import reason_field
from archive.models import Consent, LedgerEntry, MediaFile


class OriginalFileForm(forms.Form):
    """Asks why someone takes the file away."""

    reason = reason_field(required=True)

    def __init__(self, *args: Any, record: MediaFile | Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields["reason"].help_text += " Do not write in it what is withheld, nor the name of someone protected."

    def carry_out(self, actor: Any) -> FieldFile | LedgerEntry:
        """The file; raises as the action does."""
        return hand_out(self.record, actor, reason=self.cleaned_data["reason"])
