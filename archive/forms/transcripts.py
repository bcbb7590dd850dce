"""A transcript, a section: offering only what belongs to the same testimony."""

from typing import Any

from django import forms

from archive.forms.as_seen import AsSeenForm
from archive.forms.passages import TimecodeField
from archive.forms.rows import could_be_key
from archive.models import Section, Session, Testimony, Transcript


def chosen_testimony(form: forms.ModelForm) -> int | None:
    """The key of the testimony that the form's record belongs to, or is about to."""
    if form.instance.testimony_id is not None:
        return form.instance.testimony_id
    chosen = (form.data if form.is_bound else form.initial).get(form.add_prefix("testimony"))
    if isinstance(chosen, Testimony):
        return chosen.pk
    return int(chosen) if could_be_key(chosen) else None


class TranscriptForm(AsSeenForm):
    """A transcript; it translates one of the same testimony."""

    class Meta:
        model = Transcript
        fields = ("testimony", "language", "kind", "renders", "made_by", "checked_by", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "renders" in self.fields:
            siblings = Transcript.objects.filter(testimony=chosen_testimony(self)).exclude(pk=self.instance.pk)
            self.fields["renders"].queryset = siblings.select_related("testimony")


class SectionForm(AsSeenForm):
    """A section, on a sitting of the same testimony."""

    start_ms = TimecodeField(label="Start")

    class Meta:
        model = Section
        fields = (
            "testimony",
            "position",
            "title",
            "synopsis",
            "session",
            "start_ms",
            "first_passage",
            "keywords",
            "places",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "session" in self.fields:
            sessions = Session.objects.filter(testimony=chosen_testimony(self))
            self.fields["session"].queryset = sessions.select_related("testimony")

    def clean_first_passage(self) -> Any:
        first = self.cleaned_data["first_passage"]
        if first is not None and first.transcript.testimony_id != chosen_testimony(self):
            raise forms.ValidationError("This passage belongs to another testimony.")
        return first
