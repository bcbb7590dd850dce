"""Consents, as they are recorded and corrected."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File

from archive.actions.consent import (
    allows_more,
    as_taken_back,
    gives_more,
    hold_back,
    refuse_where_taken_back,
    taken_back,
)
from archive.actions.refusals import ActionRefused, NotPermitted
from archive.forms.as_seen import AsSeen, AsSeenForm
from archive.forms.intake import take_in
from archive.forms.transcripts import chosen_testimony
from archive.models import Consent, MediaFile

TAKEN_BACK = (
    "A consent to this account was taken back, and this page was opened without showing it. Nothing was saved: readers "
    "could have again what this consent allows. Look at what was taken back, and why; if this one is to hold all the "
    "same, send the page once more."
)


class ConsentForm(AsSeenForm):
    """A consent with its signed document: a scan, a text, or the recording of an oral consent."""

    taken_back_seen = AsSeen(required=False)
    actor: Any = None
    """Whose page it is."""

    class Meta:
        model = Consent
        fields = (
            "testimony",
            "narrator",
            "basis",
            *Consent.SCOPES,
            "valid_from",
            "valid_until",
            "document",
            "remark",
        )
        widgets = {"document": forms.FileInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and (testimony := chosen_testimony(self)) is not None:
            self.initial["taken_back_seen"] = as_taken_back(testimony)
        if "document" in self.fields:
            self.fields["document"].max_length = None  # of a name that is not kept

    def refusals(self) -> list[Callable[[], None]]:
        return [*super().refusals(), self.refuse_unpermitted, self.refuse_older, self.refuse_broader]

    def refuse_unpermitted(self) -> None:
        if self.instance.testimony_id is None:
            return
        try:
            refuse_where_taken_back(self.instance, self.actor)
        except NotPermitted as refusal:
            raise ValidationError(str(refusal)) from refusal

    def refuse_older(self) -> None:
        """Refuse a consent that is new, or allows more than before, where it is sent by a page which does not show what
        was taken back by now; by then its testimony is held. Once it is told, the page can be sent again."""
        if self.instance.testimony_id is None or not allows_more(self.instance):
            return
        testimony = self.instance.testimony_id
        now = as_taken_back(testimony)
        if self.cleaned_data.get("taken_back_seen") != now and taken_back(testimony).exists():
            self.data = self.data.copy()
            self.data[self.add_prefix("taken_back_seen")] = now
            raise ValidationError(TAKEN_BACK, code="changed")

    def refuse_broader(self) -> None:
        """Where what allows more takes two people, and cannot be asked for."""
        if self.errors or not gives_more(self.instance):
            return
        try:
            hold_back(copy(self.instance))
        except ActionRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_document(self) -> File | None:
        document = self.cleaned_data.get("document")
        if document and "document" in self.changed_data:
            return take_in(document, None, MediaFile.Rendition.MASTER).file
        return document
