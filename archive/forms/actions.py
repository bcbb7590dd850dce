"""What a curator confirms before an action is carried out, with what the curator saw.

A token of the decisions that the page was judged by goes along in a hidden field, so that the action can tell a lost
race.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone

from archive.access.levels import Access
from archive.actions import decisions
from archive.actions.access import set_access
from archive.actions.consent import revoke
from archive.actions.publication import Publishable, Transition, carry_out
from archive.forms.as_listed import ShownAnewForm
from archive.models import Consent, LedgerEntry
from archive.models.public_ids import Identified

NEVER = "-"


def reason_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label="Reason",
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="Kept in the ledger, for staff only; it can be erased later without breaking the ledger.",
    )


class JudgedForm(ShownAnewForm):
    """Confirms a decision about ``record``, which is read anew for it: nothing that the page shows is older than the
    decisions that it says it was judged by."""

    judged_by = forms.CharField(widget=forms.HiddenInput)
    compared = ("judged_by",)
    initially: tuple[str, ...] = ()
    """The fields that begin with what the record has."""

    def __init__(self, *args: Any, record: Identified, **kwargs: Any) -> None:
        judged_by = decisions.newest(record)
        record.refresh_from_db()
        initial = {"judged_by": judged_by} | {name: getattr(record, name) for name in self.initially}
        super().__init__(*args, initial=initial, **kwargs)
        self.record = record


class TransitionForm(JudgedForm):
    """Confirms one transition of a testimony, source or collection."""

    def __init__(self, *args: Any, transition: Transition, record: Publishable, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.transition = transition
        if transition.only_hides:
            del self.fields["judged_by"]  # it is never too late for that
        if transition.needs_reason:
            self.fields["reason"] = reason_field(required=True)

    def carry_out(self, actor: Any) -> LedgerEntry:
        """Carry the transition out; raises as the action does."""
        given = self.cleaned_data
        reason, judged_by = given.get("reason", ""), given.get("judged_by")
        with self.shown_anew():
            return carry_out(self.transition, self.record, actor, reason=reason, judged_by=judged_by)


class SeenMoment(forms.CharField):
    """A moment that comes back exactly as it went out, to the microsecond; ``-`` stands for none."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        return NEVER if value is None else value.isoformat()

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if text == NEVER:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise ValidationError("This page was sent back incomplete. Open it again.") from error
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


class AccessForm(JudgedForm):
    """Sets who may read a testimony, and from when."""

    access = forms.ChoiceField(
        label="Who may read it",
        choices=Access.choices,
        widget=forms.RadioSelect,
        help_text="Curators always can. Consent narrows it further.",
    )
    embargo_until = forms.SplitDateTimeField(
        label="Closed until",
        required=False,
        widget=AdminSplitDateTime,
        help_text="Leave empty for none. Until then only curators can read it, whatever the access.",
    )
    initially = ("access", "embargo_until")

    def carry_out(self, actor: Any) -> LedgerEntry:
        """Set access and embargo of the testimony; raises as the action does."""
        with self.shown_anew():
            return set_access(self.record, actor, **self.cleaned_data)


class RevokeForm(forms.Form):
    """Confirms that a consent was taken back, wholly or for some of what it allows."""

    WHOLLY, PARTLY = "wholly", "partly"

    extent = forms.ChoiceField(
        label="What was taken back",
        choices=[(WHOLLY, "The whole consent"), (PARTLY, "Only the permissions ticked here")],
        initial=WHOLLY,
        widget=forms.RadioSelect,
    )
    scopes = forms.MultipleChoiceField(
        label="Permissions taken back", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = reason_field(required=False)

    def __init__(self, *args: Any, record: Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields["scopes"].choices = [
            (scope, Consent._meta.get_field(scope).verbose_name) for scope in record.scopes_left
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("extent") == self.PARTLY and not cleaned.get("scopes") and not self.errors:
            self.add_error("scopes", "Tick what was taken back, or choose the whole consent.")
        if cleaned.get("extent") == self.WHOLLY:
            cleaned["scopes"] = []
        return cleaned

    def carry_out(self, actor: Any) -> LedgerEntry:
        """Take it back; raises as the action does."""
        given = self.cleaned_data
        return revoke(self.record, actor, scopes=given["scopes"], reason=given["reason"])
