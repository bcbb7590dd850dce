"""What is pinned to withheld words (mentions, notes): taken out of readers' tables with them, and brought back.

A pin is sealed as a dict of its columns, its place counted from the beginning of the mark in the text as it stood when
it was sealed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F

from archive.lib.text import fold_key
from archive.models import Mention, Note, Passage
from archive.models.pins import MENTION_TARGETS

Pin = dict[str, Any]
Span = tuple[int, int]
PINNED = {"mention": Mention, "note": Note}


def take(passage: Passage, span: Span) -> list[Pin]:
    """Take every mention and note that stands on words of ``span`` out of its table; returns them.

    A pin that lost its place keeps the words it stood on: where those are the withheld words, it loses them too.
    """
    taken = []
    for kind, model in PINNED.items():
        on_them = model.objects.filter(passage=passage, start__lt=span[1], end__gt=span[0])
        taken += [_packed(kind, pin, span[0], passage.text) for pin in on_them]
        on_them.delete()
        _forget_old_words(model.objects.filter(passage=passage, start=None), passage.text[slice(*span)])
    return taken


def _forget_old_words(strays: Any, words: str) -> None:
    told = fold_key(words)
    stale = [pin.pk for pin in strays if pin.surface and _tell(fold_key(pin.surface), told)]
    strays.filter(pk__in=stale).write_guarded(surface="")


def _tell(surface: str, words: str) -> bool:
    return surface in words or words in surface


def shift(passage: Passage, place: int, by: int) -> None:
    """Move what is pinned at ``place`` or after it by so many characters."""
    for model in PINNED.values():
        later = model.objects.filter(passage=passage, start__gte=place)
        later.write_guarded(start=F("start") + by, end=F("end") + by)


def loosen(passage: Passage, span: Span) -> None:
    """Let what is pinned to ``span`` (the words that stand in for the withheld ones) stand for the passage."""
    for model in PINNED.values():
        on_it = model.objects.filter(passage=passage, start__lt=span[1], end__gt=span[0])
        on_it.write_guarded(start=None, end=None, surface="")


def put_back(passage: Passage, pins: list[Pin], mark: int, hand_on: Callable[[Pin, Span], bool]) -> None:
    """Bring back ``pins``, sealed with a mark that began at ``mark``, to the lifted text of ``passage``.

    Where other withheld words lie between those a pin stood on, ``hand_on(pin, span)`` takes it and returns True. Where
    the words around have changed since, the pin stands for the passage as a whole.
    """
    for pin in pins:
        span = (mark + pin["start"], mark + pin["end"])
        if hand_on(pin, span):
            continue
        fits = 0 <= span[0] < span[1] and passage.text[slice(*span)] == pin["words"]
        _unpacked(passage, pin, span if fits else (None, None))


def _packed(kind: str, pin: Any, mark: int, text: str) -> Pin:
    columns: Pin = {
        "kind": kind,
        "start": pin.start - mark,
        "end": pin.end - mark,
        "words": text[pin.start : pin.end],
        "created_at": pin.created_at.isoformat(),
    }
    if kind == "note":
        return columns | {"public_id": pin.public_id, "text": pin.text, "source": pin.source_id}
    return columns | {"certainty": pin.certainty} | {each: getattr(pin, f"{each}_id") for each in MENTION_TARGETS}


def _unpacked(passage: Passage, pin: Pin, span: tuple[int | None, int | None]) -> None:
    """Enter the row again. What it led to and was deleted meanwhile (a draft source) is left out."""
    if pin["kind"] == "note":
        note_of(passage, pin, span).save()
        return
    columns: dict[str, Any] = {"passage": passage, "start": span[0], "end": span[1]}
    columns["created_at"] = datetime.fromisoformat(pin["created_at"])
    targets = {f"{each}_id": pin[each] for each in MENTION_TARGETS if _exists(Mention, each, pin[each])}
    if targets:
        Mention.objects.create(**columns, certainty=pin["certainty"], **targets)


def note_of(passage: Passage, pin: Pin, span: tuple[int | None, int | None] = (None, None)) -> Note:
    """The note of ``pin``, not saved; without a ``span`` it stands for ``passage`` as a whole."""
    return Note(
        passage=passage,
        start=span[0],
        end=span[1],
        created_at=datetime.fromisoformat(pin["created_at"]),
        public_id=pin["public_id"],
        text=pin["text"],
        source_id=pin["source"] if _exists(Note, "source", pin["source"]) else None,
    )


def _exists(model: Any, field: str, key: int | None) -> bool:
    related = model._meta.get_field(field).related_model
    return key is not None and related._default_manager.filter(pk=key).exists()
