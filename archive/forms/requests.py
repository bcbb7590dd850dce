"""Asking for access, and what a curator confirms before deciding on it."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth import get_user_model
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

    def clean(self) -> dict[str, Any]:
        """Whoever agreed to terms that are not in force any more reads the present ones and agrees anew."""
        if self.cleaned_data.get("terms_version") != requests.TERMS_VERSION:
            self.data = self.data.copy()
            self.data["terms_version"] = requests.TERMS_VERSION
            self.data.pop("agreed", None)
            self.add_error("agreed", "The terms have changed since you opened this page. Read them again.")
        return self.cleaned_data

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
        "The researcher reads it on the page of their requests, and it stands in the ledger. Name nobody in "
        "it. It is erased with the request after the time the archive keeps requests."
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


class GiveForm(DecisionForm):
    """Gives someone access to the testimony ``record``."""

    who = forms.CharField(label="Login or e-mail address", max_length=254)
    valid_until = last_day_field()
    reason = kept_reason()

    def clean_who(self) -> Any:
        """The login of that name, or the only one with that address."""
        typed = self.cleaned_data["who"].strip()
        logins = get_user_model().objects.filter(is_active=True)
        found = list(logins.filter(username=typed)[:1]) or list(logins.filter(email__iexact=typed)[:2])
        if not found:
            raise ValidationError("Nobody has this login or e-mail address.")
        if len(found) > 1:
            raise ValidationError("Several logins have this e-mail address: give the login.")
        return found[0]

    def carry_out(self, actor: Any) -> None:
        """Give access; raises as the action does."""
        _given, decided = requests.give(
            self.record,
            self.cleaned_data["who"],
            actor,
            reason=self.cleaned_data["reason"],
            valid_until=self.cleaned_data["valid_until"],
            origin=self.origin,
        )
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
