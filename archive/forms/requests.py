"""Asking for access, and what a curator confirms before deciding on it."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from archive.access.viewer import Viewer
from archive.actions import requests
from archive.actions.letters import Letter
from archive.forms.actions import SeenMoment, reason_field
from archive.models import AccessGrant, AccessRequest, Testimony

LONGEST_PURPOSE = 4000
USUAL_DAYS = 365


class AskForm(forms.Form):
    """What a researcher says when asking for a testimony."""

    purpose = forms.CharField(
        label="For what do you want to read it?",
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A curator decides by this. Say what you work on and what will come of it.",
        error_messages={"required": "Say for what you want to read it."},
    )
    affiliation = forms.CharField(
        label="Where do you work or study?",
        required=False,
        max_length=255,
        help_text="A university, newspaper, school or family. Leave it empty if you ask for yourself.",
    )
    agreed = forms.BooleanField(
        label="I agree to these terms",
        error_messages={"required": "Access is given to those who agree to the terms."},
    )
    terms_version = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"terms_version": requests.TERMS_VERSION}, label_suffix="", **kwargs)
        for field in self:
            described = [f"{field.auto_id}_helptext"] if field.help_text else []
            described += [f"{field.auto_id}_error"] if field.errors else []
            if described:
                field.field.widget.attrs["aria-describedby"] = " ".join(described)

    def ask(self, testimony: Testimony, viewer: Viewer, origin: str) -> AccessRequest:
        """Enter the request; raises as the action does."""
        return requests.ask(
            testimony,
            viewer,
            purpose=self.cleaned_data["purpose"],
            affiliation=self.cleaned_data["affiliation"],
            terms_version=self.cleaned_data["terms_version"],
            origin=origin,
        )


class LastDay(forms.DateField):
    """The last day of a grant; a cleaned value is the moment that day ends in the archive's time zone."""

    widget = AdminDateWidget

    def clean(self, value: Any) -> datetime | None:  # type: ignore[override]  # a day goes in, a moment comes out
        day = super().clean(value)
        if day is None:
            return None
        if day > timezone.localdate() + requests.LONGEST:
            raise ValidationError("A grant lasts ten years at most.")
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def last_day_field() -> LastDay:
    return LastDay(
        label="Until the end of",
        help_text="The last day of access, in the archive's time zone. It ends by itself.",
    )


def told_reason() -> forms.CharField:
    field = reason_field(required=True)
    field.help_text = (
        "The researcher reads it on the page of their requests, and it stands in the ledger. Name no narrator. "
        "It is erased with the request after the time the archive keeps requests."
    )
    return field


def kept_reason() -> forms.CharField:
    field = reason_field(required=True)
    field.help_text = "Kept in the ledger, for staff only. The researcher is told that it was done, not why."
    return field


class DecisionForm(forms.Form):
    """A decision on ``record`` as it was seen. ``letter`` is, once carried out, the one that tells of it."""

    letter: Letter | None = None

    def __init__(self, *args: Any, record: Any, origin: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record, self.origin = record, origin


class RequestSeen(DecisionForm):
    """On a request, which was open or not when the page was opened."""

    decision_seen = forms.ChoiceField(choices=AccessRequest.Decision.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: AccessRequest, **kwargs: Any) -> None:
        initial = {"decision_seen": record.decision, "valid_until": timezone.localdate() + timedelta(days=USUAL_DAYS)}
        super().__init__(*args, initial=initial, record=record, **kwargs)

    def as_seen(self) -> AccessRequest:
        self.record.decision = self.cleaned_data["decision_seen"]
        return self.record


class GrantForm(RequestSeen):
    """Confirms that a request is granted."""

    valid_until = last_day_field()
    reason = told_reason()

    def carry_out(self, actor: Any) -> None:
        """Grant it; raises as the action does."""
        decided = requests.grant(
            self.as_seen(),
            actor,
            reason=self.cleaned_data["reason"],
            valid_until=self.cleaned_data["valid_until"],
            origin=self.origin,
        )
        self.letter = decided.letter


class DeclineForm(RequestSeen):
    """Confirms that a request is declined."""

    reason = told_reason()

    def carry_out(self, actor: Any) -> None:
        """Decline it; raises as the action does."""
        decided = requests.decline(self.as_seen(), actor, reason=self.cleaned_data["reason"], origin=self.origin)
        self.letter = decided.letter


class RevokeGrantForm(DecisionForm):
    """Confirms that access is taken back."""

    reason = kept_reason()

    def carry_out(self, actor: Any) -> None:
        """Take it back; raises as the action does."""
        decided = requests.revoke(self.record, actor, reason=self.cleaned_data["reason"], origin=self.origin)
        self.letter = decided.letter


class EndForm(DecisionForm):
    """Sets the end of a grant, as it was seen."""

    valid_until = last_day_field()
    reason = kept_reason()
    until_seen = SeenMoment()

    def __init__(self, *args: Any, record: AccessGrant, **kwargs: Any) -> None:
        initial = {"valid_until": record.last_day, "until_seen": record.valid_until}
        super().__init__(*args, initial=initial, record=record, **kwargs)

    def carry_out(self, actor: Any) -> None:
        """Set the end; raises as the action does."""
        self.record.valid_until = self.cleaned_data["until_seen"] or self.record.valid_until
        decided = requests.set_end(
            self.record,
            actor,
            reason=self.cleaned_data["reason"],
            valid_until=self.cleaned_data["valid_until"],
            origin=self.origin,
        )
        self.letter = decided.letter
