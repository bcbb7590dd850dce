"""What a curator says when giving a preview link, and confirms when revoking one."""

from typing import Any

from django import forms
from django.conf import settings

from archive.access.levels import Status
from archive.actions import previews
from archive.models import LedgerEntry, PreviewLink, Testimony


class GivePreviewForm(forms.Form):
    """Makes a preview link to the testimony ``record`` as it was seen."""

    for_whom = forms.CharField(
        label="For whom",
        max_length=255,
        help_text="Kept for staff only, until a month after the link has ended. It stands in no ledger.",
    )
    days = forms.IntegerField(label="For how many days", min_value=1)
    status_seen = forms.ChoiceField(choices=Status.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Testimony, **kwargs: Any) -> None:
        initial = {"status_seen": record.status, "days": settings.ARCHIVE_PREVIEW_DAYS}
        super().__init__(*args, initial=initial, **kwargs)
        self.record = record
        self.fields["days"].help_text = f"At most {settings.ARCHIVE_PREVIEW_DAYS}. It ends by itself."

    def carry_out(self, actor: Any) -> previews.Given:
        """Make the link; raises as the action does."""
        self.record.status = self.cleaned_data["status_seen"]
        given = self.cleaned_data
        return previews.give_preview(self.record, actor, for_whom=given["for_whom"], days=given["days"])


class RevokePreviewForm(forms.Form):
    """Confirms that the link ``record`` is revoked."""

    def __init__(self, *args: Any, record: PreviewLink, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record

    def carry_out(self, actor: Any) -> LedgerEntry:
        """Revoke it; raises as the action does."""
        return previews.revoke_preview(self.record, actor)
