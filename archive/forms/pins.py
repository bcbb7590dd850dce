"""Pinning a mention or a note to words of a passage: the curator types the words, the form finds where they stand."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from archive.actions.marks import in_force
from archive.forms.rows import RowForm, RowFormSet
from archive.lib.marks import PLACEHOLDER, overlap
from archive.lib.text import nfc
from archive.models import Passage

Span = tuple[int, int]

STAND_IN = f"“{PLACEHOLDER}” stands in for words that are withheld: what is pinned to it would tell whom they name."


def occurrences(words: str, text: str) -> list[Span]:
    """Every span of ``text`` (code points, end exclusive) where ``words`` stand, overlapping ones included."""
    found, start = [], text.find(words)
    while start != -1:
        found.append((start, start + len(words)))
        start = text.find(words, start + 1)
    return found


class PinForm(RowForm):
    """A row pinned to words. Rows whose words stay as they are keep the place that the saved text gives them."""

    words = forms.CharField(
        required=False,
        max_length=500,
        help_text="Copy them from the passage. Empty: the passage as a whole.",
        widget=forms.TextInput(attrs={"size": 30}),
    )
    which = forms.IntegerField(
        label="Which one",
        required=False,
        min_value=1,
        help_text="If the words occur more than once: 1 is the first.",
        widget=forms.NumberInput(attrs={"class": "which", "min": 1}),
    )

    def __init__(self, *args: Any, passage: Passage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passage = passage
        if self.instance.start is not None:
            self.initial.setdefault("words", self.instance.surface)
            self.initial.setdefault("which", self.place_among_equals())
        elif self.instance.lost_its_place:
            self.fields["words"].help_text = format_html(  # the admin prints a help text as it is
                "It lost its place: it stood on “{}”, and these words have changed. Type those it stands on now.",
                self.instance.surface,
            )
            self.fields["words"].widget.attrs["class"] = "lost"

    def place_among_equals(self) -> int | None:
        """Which of the places where its words stand it is pinned to; None where there is only one."""
        places = occurrences(self.instance.surface, self.passage.text) if self.instance.surface else []
        span = (self.instance.start, self.instance.end)
        return places.index(span) + 1 if len(places) > 1 and span in places else None

    @property
    def is_repinned(self) -> bool:
        return self.instance.pk is None or "words" in self.changed_data or "which" in self.changed_data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_repinned and "words" in cleaned and "which" in cleaned:
            self.instance.start, self.instance.end = self.find(nfc(cleaned["words"]), cleaned["which"])
            self.instance.surface = ""  # derived anew when there are words; otherwise it means the whole passage
        return cleaned

    def find(self, words: str, which: int | None) -> tuple[int | None, int | None]:
        if not words:
            return None, None
        text = nfc(self.passage.text)
        places = occurrences(words, text)
        if not places:
            raise ValidationError({"words": f"“{words}” does not occur in the passage. Copy the words from it."})
        if len(places) > 1 and which is None:
            raise ValidationError(
                {"which": f"“{words}” occurs {len(places)} times in the passage. Say which one: 1 to {len(places)}."}
            )
        if which is not None and which > len(places):
            raise ValidationError({"which": f"“{words}” occurs only {_times(len(places))} in the passage."})
        chosen = places[(which or 1) - 1]
        if in_force(self.passage).exists() and any(overlap(chosen, mark) for mark in occurrences(PLACEHOLDER, text)):
            raise ValidationError({"words": STAND_IN})
        return chosen

    def save(self, commit: bool = True) -> Any:
        """Save; a row that was not pinned anew stays where the passage's saving has carried it."""
        if not self.is_repinned:
            self.instance.refresh_from_db(fields=["start", "end", "surface"])
        return super().save(commit)


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


class PinFormSet(RowFormSet):
    """All mentions, or all notes, of one passage."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "passage": self.instance}
