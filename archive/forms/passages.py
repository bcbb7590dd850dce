"""A passage: its words, who speaks, when on the recording, and what it translates."""

from typing import Any

from django import forms
from django.db.models import Max

from archive.actions.marks import refuse_a_lost_mark
from archive.forms.as_seen import AsSeenForm
from archive.forms.rows import could_be_key
from archive.lib.timecodes import format_ms, parse_timecode
from archive.models import Participation, Passage, Session, Transcript


class TimecodeField(forms.CharField):
    """A position in a recording, typed as 1:02:03.5 and kept in milliseconds."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "On the clock of the sitting: 1:02:03, or 2:03.5 below an hour.")
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "timecode", "size": 12}))
        super().__init__(required=False, max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        fraction = value % 1000
        return format_ms(value) + (f".{fraction:03}".rstrip("0") if fraction else "")

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return parse_timecode(text) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class PassageForm(AsSeenForm):
    """A passage of one transcript; it offers only the speakers and sittings of that transcript's testimony."""

    start_ms = TimecodeField(label="Start")
    end_ms = TimecodeField(label="End")

    class Meta:
        model = Passage
        fields = (
            "transcript",
            "position",
            "text",
            "speaker",
            "reports",
            "session",
            "start_ms",
            "end_ms",
            "renders",
            "origin",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.transcript = self.chosen_transcript()
        testimony = self.transcript.testimony_id if self.transcript is not None else None
        if "speaker" in self.fields:
            self.fields["speaker"].queryset = Participation.objects.filter(testimony=testimony).select_related("person")
        if "session" in self.fields:
            self.fields["session"].queryset = Session.objects.filter(testimony=testimony).select_related("testimony")
        if self.transcript is not None and self.instance.pk is None:
            last = self.transcript.passages.aggregate(last=Max("position"))["last"]
            self.initial.setdefault("position", (last or 0) + 1)

    def chosen_transcript(self) -> Transcript | None:
        """The transcript that the passage is in, or is about to be in."""
        if self.instance.transcript_id is not None:
            return self.instance.transcript
        chosen = (self.data if self.is_bound else self.initial).get(self.add_prefix("transcript"))
        return Transcript.objects.filter(pk=chosen).first() if could_be_key(chosen) else None

    def clean_text(self) -> str:
        """The text, with every mark over withheld words in its place; the row stays locked until it is written."""
        text = self.cleaned_data["text"]
        if self.instance.pk is not None:
            current = Passage.objects.select_for_update().get(pk=self.instance.pk)
            refuse_a_lost_mark(current, current.text, text)
        return text

    def clean_renders(self) -> Passage | None:
        translated = self.cleaned_data["renders"]
        if translated is None:
            return None
        if self.transcript is not None and translated.transcript.testimony_id != self.transcript.testimony_id:
            raise forms.ValidationError("This passage belongs to another testimony.")
        if translated.transcript_id == self.instance.transcript_id:
            raise forms.ValidationError("A passage translates one of another transcript.")
        return translated
