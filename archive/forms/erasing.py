"""What is confirmed before a testimony is erased, and by a second person before anything that takes two."""

from typing import Any

from django import forms

from archive.access.levels import Status
from archive.actions import second_person
from archive.actions.destroyed import KNOWN_ONLY, listed
from archive.actions.erase import erase
from archive.actions.known_only_from import known_only_from
from archive.forms.actions import JudgedForm, reason_field
from archive.forms.as_listed import AsListedForm
from archive.models import LedgerEntry, ProposedAction, Testimony


class EraseForm(JudgedForm, AsListedForm):
    """Confirms, by the identifier typed in, that a testimony is erased, and with it people known only from it.

    It is judged by the newest decision about the testimony and by what the page lists, numbers included.
    """

    status_seen = forms.ChoiceField(choices=Status.choices, widget=forms.HiddenInput)
    people = forms.MultipleChoiceField(
        label="People known only from it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nothing else in the archive leads to them. Those ticked are erased with all their names.",
    )
    identifier = forms.CharField(
        label="Identifier",
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    compared = ("judged_by", "as_seen", "status_seen")

    def __init__(self, *args: Any, record: Testimony, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.listed = listed(record)  # before the rest, so that what is entered while the page is made is not seen
        known = known_only_from(record)
        self.initial |= {"status_seen": record.status, "people": [person.public_id for person in known]}
        self.lists(self.listed)
        self.fields["people"].choices = [(person.public_id, str(person)) for person in known]
        if not known:
            del self.fields["people"]
        self.fields["identifier"].help_text = f"Type {record.public_id} to show that you mean this one."
        self.fields["reason"] = reason_field(required=True)

    def clean_identifier(self) -> str:
        typed = self.cleaned_data["identifier"].strip().lower()
        if typed != self.record.public_id:
            raise forms.ValidationError("This is not the identifier of this testimony.")
        return typed

    def carry_out(self, actor: Any) -> LedgerEntry:
        """Erase the testimony as it was seen; raises as the action does."""
        self.record.status = self.cleaned_data["status_seen"]
        given = self.cleaned_data
        with self.shown_anew():
            return erase(
                self.record,
                actor,
                reason=given["reason"],
                people=given.get("people", ()),
                seen=given["as_seen"],
                judged_by=given["judged_by"],
            )

    def _show_anew(self) -> None:
        """Whom the curator has left out stays so, where the same people are offered."""
        ticked = dict(self.data).get("people", [])
        super()._show_anew()
        if self.cleaned_data["as_seen"].get(KNOWN_ONLY) == self.listed[KNOWN_ONLY]:
            self.data.setlist("people", ticked)


class ConfirmForm(forms.Form):
    """Confirms as a second person what another asked for."""

    def __init__(self, *args: Any, record: ProposedAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record

    def carry_out(self, actor: Any) -> LedgerEntry:
        return second_person.confirm(self.record, actor)


class DeclineForm(forms.Form):
    """Declines what another asked for, or takes back what one asked for oneself."""

    reason = reason_field(required=False)

    def __init__(self, *args: Any, record: ProposedAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record

    def carry_out(self, actor: Any) -> LedgerEntry:
        return second_person.decline(self.record, actor, reason=self.cleaned_data["reason"])
