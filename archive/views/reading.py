"""Passages made ready to be read: which words are links, which carry footnotes, when the speaker changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.models import Mention, Note, Passage, Transcript
from archive.views.machine_use import marking_minable
from archive.views.narrators import marking_names, marking_retold, unname, unname_retold
from archive.views.related import with_visible

EXCERPT = 600
"""A passage longer than this is quoted in part where it is one of many."""

AROUND = 240
"""How many characters an excerpt keeps before the first highlighted word and after the last."""


@dataclass(frozen=True)
class Mark:
    """A span of a passage's text (code points, end exclusive) that stands for ``target``."""

    start: int
    end: int
    target: Model | None
    certainty: str = ""


def in_transcript(viewer: Viewer, transcript: Transcript) -> QuerySet:
    """The passages of ``transcript`` that may be read, in order, with speaker, sitting and whose words are retold."""
    passages = Passage.objects.visible_to(viewer).filter(transcript=transcript)
    return voiced(passages, viewer).order_by("position", "id")


def voiced(passages: QuerySet, viewer: Viewer) -> QuerySet:
    """``passages`` with sitting, speaker and whose words are retold, marked for :func:`give_voice`."""
    joined = passages.select_related("speaker__person", "reports", "session")
    named = marking_retold(marking_names(joined, viewer, "speaker"), viewer)
    return marking_minable(named, viewer, "transcript__testimony__")


def give_voice(passages: Iterable[Passage]) -> None:
    """Leave out who speaks and whose words are retold where that may not be told. For passages from :func:`voiced`."""
    for passage in passages:
        unname_retold(unname(passage, "speaker"))


def number(passages: Iterable[Passage], first: int) -> None:
    """Number ``passages`` from ``first``, among those of their transcript that may be read: the positions they have in
    the archive would leave a gap where one is closed. The numbers are for this page; a passage is cited by identifier.
    """
    for passage_number, passage in enumerate(passages, first):
        passage.number = passage_number


def annotated(viewer: Viewer, passages: list[Passage]) -> list[Note]:
    """Give each of ``passages`` its ``mentioned`` (mentions), ``marks``, ``also_about`` and ``footnotes``; returns the
    footnotes, numbered.

    The passages must be ones that ``viewer`` may read. Two queries.
    """
    mentions = defaultdict(list)
    for mention in mentions_on(viewer, passages):
        mentions[mention.passage_id].append(mention)
    notes = defaultdict(list)
    remarks = (
        Note.objects.visible_to(viewer).filter(passage__in=[passage.pk for passage in passages]).order_by("start", "id")
    )
    for note in with_visible(remarks, viewer, "source"):
        notes[note.passage_id].append(note)
    numbered: list[Note] = []
    for passage in passages:
        passage.mentioned = mentions[passage.pk]
        passage.marks = [
            Mark(mention.start, mention.end, mention.target, mention.certainty)
            for mention in apart(mentions[passage.pk], len(passage.text))
        ]
        passage.also_about = unpinned(mentions[passage.pk])
        passage.footnotes = sorted(notes[passage.pk], key=lambda note: _where(note, passage))
        for note in passage.footnotes:
            note.passage = passage
            numbered.append(note)
            note.number = len(numbered)
    return numbered


def _where(note: Note, passage: Passage) -> tuple[int, int]:
    return (len(passage.text) if note.end is None else note.end, note.pk)


def mentions_on(viewer: Viewer, passages: Iterable[Passage]) -> QuerySet:
    """The mentions on ``passages`` that may be read, with whom or what they mean."""
    return (
        Mention.objects.visible_to(viewer)
        .filter(passage__in=[passage.pk for passage in passages])
        .select_related("person", "organisation", "place", "event")
        .order_by("passage", "start", "id")
    )


def apart(mentions: Iterable[Mention], length: int) -> list[Mention]:
    """Those of ``mentions`` on a text of ``length`` that do not overlap: of two that do, the shorter one stays, as the
    more precise."""
    pinned = [mention for mention in mentions if mention.start is not None and mention.end <= length]
    kept: list[Mention] = []
    for mention in sorted(pinned, key=lambda each: (each.end - each.start, each.start, each.pk)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def unpinned(mentions: Iterable[Mention]) -> list[Model]:
    """Whom and what a passage as a whole speaks of, each once."""
    targets = {
        (mention.target._meta.model_name, mention.target.pk): mention.target
        for mention in mentions
        if mention.start is None and mention.target is not None
    }
    return list(targets.values())


def show_changes(passages: Iterable[Passage]) -> None:
    """Mark where speaker or sitting are others than in the passage before (``new_speaker``, ``new_session``)."""
    before: Any = (None, None, None)
    for passage in passages:
        here = (passage.transcript_id, passage.session_id, passage.speaker_id)
        passage.new_session = passage.session_id is not None and here[:2] != before[:2]
        passage.new_speaker = passage.speaker_id is not None and here != before
        before = here


def marking_quotable(passages: QuerySet, viewer: Viewer) -> QuerySet:
    """``passages`` with ``is_quotable``: whether consent lets their words stand outside the account's own pages."""
    quotable = Passage.objects.visible_to(viewer, Part.QUOTATION).filter(pk=OuterRef("pk"))
    return passages.annotate(is_quotable=Exists(quotable))


def quote(viewer: Viewer, passages: Iterable[Passage], target: Model | None = None) -> None:
    """Make each passage one of many: its mentions of ``target`` highlighted, and only the words around them kept.

    Sets ``new_speaker`` and what :func:`excerpt` sets; the text in memory is the excerpt, and empty where quoting is
    not allowed. One query when there is a target, else none.
    """
    spans = defaultdict(list)
    if target is not None:
        on_passages = {"passage__in": [passage.pk for passage in passages], target._meta.model_name: target}
        pinned = Mention.objects.visible_to(viewer).filter(**on_passages).exclude(start=None)
        for mention in pinned.order_by("start", "id"):
            spans[mention.passage_id].append(mention)
    show_changes(passages)
    highlighted = {passage.pk: apart(spans[passage.pk], len(passage.text)) for passage in passages}
    excerpt(passages, {key: [Mark(each.start, each.end, None) for each in found] for key, found in highlighted.items()})


def excerpt(passages: Iterable[Passage], marks: Mapping[int, list[Mark]]) -> None:
    """Cut each passage to the words around the first of its ``marks``, which are kept by the key of the passage.

    Sets ``marks``, and ``cut_before`` and ``cut_after`` where words were left out. A passage whose words may not be
    quoted (see :func:`marking_quotable`) is left without any.
    """
    for passage in passages:
        if not passage.is_quotable:
            passage.text = ""
        _cut(passage, marks.get(passage.pk, []) if passage.text else [])


def _cut(passage: Passage, marks: list[Mark]) -> None:
    text = passage.text
    start, end = 0, len(text)
    if len(text) > EXCERPT:
        start, end = _window(text, marks)
    passage.cut_before, passage.cut_after = start > 0, end < len(text)
    passage.text = text[start:end]
    passage.marks = [
        Mark(mark.start - start, mark.end - start, mark.target)
        for mark in marks
        if start <= mark.start and mark.end <= end
    ]
    passage.footnotes = []


def _window(text: str, marks: list[Mark]) -> tuple[int, int]:
    """Which part of a long ``text`` to quote: whole words around the first mark."""
    first = marks[0] if marks else Mark(0, 0, None)
    start = max(0, first.start - AROUND)
    end = min(len(text), max(first.end + AROUND, start + EXCERPT))
    if start > 0 and (space := text.find(" ", start, first.start)) != -1:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", first.end, end)) != -1:
        end = space
    return start, end
