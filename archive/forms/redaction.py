"""Withholding words of a passage, lifting a redaction, looking at what is withheld."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from archive.actions.lifting import lift, unseal
from archive.actions.occurrences import Occurrence
from archive.actions.redact import REASONS, Place, redact, words_between
from archive.actions.refusals import ActionRefused, LostRace
from archive.actions.withholding import Around, Span, around
from archive.forms.actions import JudgedForm, reason_field
from archive.forms.as_listed import AsListedForm
from archive.forms.pins import occurrences
from archive.lib.text import nfc
from archive.models import LedgerEntry, Passage

WITHOUT_WORDS = " Do not repeat the words in it."


def digest_of_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def place_at(found: Occurrence) -> Place:
    """The place of an occurrence in a passage, for the action that withholds it."""
    start, end = found.span or (0, 0)
    return Place(found.record.public_id, start, end, found.record.text[start:end])  # type: ignore[attr-defined]


class AlsoField(forms.MultipleChoiceField):
    """The places in passages where the same words stand, each to be withheld along."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, found: list[Occurrence]) -> None:
        self.offered = {each.code: each for each in found if each.code}
        self.choices = [(code, f"{each.record.public_id}: {each.excerpt}") for code, each in self.offered.items()]  # type: ignore[attr-defined]

    def places(self, chosen: list[str]) -> list[Place]:
        return [place_at(self.offered[code]) for code in chosen]


class MarkForm(forms.Form):
    """The words to withhold, as the curator copies them from the passage, and why."""

    words = forms.CharField(
        label="Words",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="Copy them from the passage, neither more nor less than must not be read.",
    )
    which = forms.IntegerField(
        label="Which one",
        required=False,
        min_value=1,
        help_text="If the words occur more than once: 1 is the first.",
    )
    reason_code = forms.ChoiceField(label="Why", choices=REASONS.choices, widget=forms.RadioSelect)
    reason = reason_field(required=False)

    def __init__(self, *args: Any, record: Passage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields["reason"].help_text += WITHOUT_WORDS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("words"):
            start, end = self.find(cleaned["words"], cleaned.get("which"))
            try:
                words_between(self.record, start, end)
            except ActionRefused as error:
                raise ValidationError({"words": str(error)}) from error
            cleaned["span"] = start, end
        return cleaned

    def find(self, typed: str, which: int | None) -> Span:
        words = nfc(typed.replace("\r\n", "\n"))
        places = occurrences(words, self.record.text) or occurrences(words.strip(), self.record.text)
        if not places or not words.strip():
            raise ValidationError({"words": "These words do not occur in the passage. Copy them from it."})
        if len(places) > 1 and which is None:
            raise ValidationError({"which": f"They occur {len(places)} times. Say which one: 1 to {len(places)}."})
        if which is not None and which > len(places):
            raise ValidationError({"which": f"They occur only {len(places)} times in the passage."})
        return places[(which or 1) - 1]

    def marked(self) -> dict[str, Any]:
        """What the page that shows the outcome carries on."""
        start, end = self.cleaned_data["span"]
        kept = {name: self.cleaned_data[name] for name in ("reason_code", "reason")}
        return {"start": start, "end": end, "text_seen": digest_of_text(self.record.text), **kept}


class WithholdForm(AsListedForm):
    """Confirms what readers will see, and which of the same words elsewhere are withheld along."""

    start = forms.IntegerField(widget=forms.HiddenInput)
    end = forms.IntegerField(widget=forms.HiddenInput)
    text_seen = forms.CharField(widget=forms.HiddenInput)
    reason_code = forms.ChoiceField(choices=REASONS.choices, widget=forms.HiddenInput)
    reason = forms.CharField(required=False, widget=forms.HiddenInput)
    also = AlsoField(label="Withhold there, too", required=False)
    leading = forms.MultipleChoiceField(
        label="Take out of sight with the words",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What is ticked leads to whom the words name, and would tell who was withheld. It comes back when "
        "the mark is lifted. In another passage it stays unless the words there are withheld, too.",
    )

    def __init__(self, *args: Any, record: Passage, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        found = around(record, self.span, actor)
        self.lists(found.digests)
        self.elsewhere = list(found.elsewhere)
        self.fields["also"].offer(self.elsewhere)
        if not self.fields["also"].choices:
            del self.fields["also"]
        self._offer_leads(found)

    def _offer_leads(self, found: Around) -> None:
        with_mark = {self.record.pk} | {each.record.pk for each in found.elsewhere if each.code}
        offered = [lead for lead in found.leads if lead.passage.pk in with_mark]
        self.fields["leading"].choices = [(lead.code, str(lead)) for lead in offered]
        self.initial["leading"] = [lead.code for lead in offered if lead.same]
        if not offered:
            del self.fields["leading"]
        self.elsewhere += [Occurrence(lead.passage, str(lead), "") for lead in found.leads if lead not in offered]
        self.elsewhere += [
            Occurrence(mention, "leads to whom the words name", mention.surface) for mention in found.besides
        ]

    @property
    def span(self) -> Span:
        """The marked span as the form was given it; nothing where that was no span."""
        given = self.data if self.is_bound else self.initial
        try:
            return max(int(given.get("start", 0)), 0), max(int(given.get("end", 0)), 0)
        except ValueError:
            return 0, 0

    def carry_out(self, actor: Any) -> None:
        """Withhold the words in the passage as it was seen, with what leads to them; raises as the action does."""
        if digest_of_text(self.record.text) != self.cleaned_data["text_seen"]:
            raise LostRace("Someone else has changed this passage meanwhile. Mark the words again.")
        with self.shown_anew():
            self._withhold(actor)

    def _withhold(self, actor: Any) -> None:
        given = self.cleaned_data
        chosen = given.get("also") or []
        redact(
            self.record,
            actor,
            start=given["start"],
            end=given["end"],
            reason_code=given["reason_code"],
            reason=given["reason"],
            seen_text=self.record.text,
            also=self.fields["also"].places(chosen) if chosen else (),
            leading=self._leading(chosen),
            seen=given["as_seen"],
        )

    def _leading(self, also: list[str]) -> list[str]:
        marked = {self.record.public_id, *(code.partition(":")[0] for code in also)}
        return [code for code in self.cleaned_data.get("leading") or () if code.partition(":")[0] in marked]


class LiftForm(JudgedForm):
    """Confirms that readers see the words again."""

    reason = reason_field(required=True)

    def __init__(self, *args: Any, record: Passage, redaction: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.redaction = redaction
        self.fields["reason"].help_text += WITHOUT_WORDS

    def carry_out(self, actor: Any) -> LedgerEntry:
        with self.shown_anew():
            entry = lift(self.redaction, actor, **self.cleaned_data)
        self.record.refresh_from_db()
        return entry


class OriginalForm(forms.Form):
    """Asks why someone looks at the withheld words."""

    reason = reason_field(required=True)

    def __init__(self, *args: Any, record: Passage, redaction: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record, self.redaction = record, redaction
        self.fields["reason"].help_text += WITHOUT_WORDS

    def carry_out(self, actor: Any) -> str | LedgerEntry:
        """The words; raises as the action does."""
        return unseal(self.redaction, actor, reason=self.cleaned_data["reason"])
