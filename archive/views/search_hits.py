"""Testimonies as search prints them: with the passages that have most of what is looked for, the words marked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from archive.access.viewer import Viewer
from archive.lib.text import fold_key
from archive.models import Mention, Passage, Testimony
from archive.search import engine
from archive.search.analysis import words_and_stems
from archive.search.documents import DESCRIBED_IN, TITLE
from archive.search.expansion import Expansion, named
from archive.search.marks import TARGETS, mark
from archive.search.names import Known
from archive.search.plan import Sought, Span, spans
from archive.search.streams import Stream
from archive.views import reading
from archive.views.search_values import Value
from archive.views.testimony_lists import described

CERTAIN = Mention.Certainty.CERTAIN

Pin = tuple[str, int, int]
"""A mark with the span of a passage that it stands over (code points, end exclusive)."""


@dataclass(frozen=True)
class Found:
    """A testimony with its best passages."""

    testimony: Testimony
    passages: list[Passage]
    passages_with_hits: int


@dataclass(frozen=True)
class Named:
    """Words of a passage that were found, otherwise spelled than in the query: as a name of ``bearers``, or because
    mentions understand them as ``meant``, each with its certainty, empty where nothing is in doubt."""

    words: str
    bearers: tuple[Any, ...]
    meant: tuple[tuple[Any, str], ...]


def found(viewer: Viewer, answer: engine.Answer, known: Mapping[str, Value]) -> list[Found]:
    """The hits of ``answer`` in their order. The number of queries does not depend on how many there are."""
    rows = Testimony.objects.visible_to(viewer).filter(pk__in=[hit.testimony for hit in answer.hits])
    testimonies = {each.pk: each for each in described(rows, viewer)}
    wanted = [key for hit in answer.hits for key in hit.passages]
    passages = {each.pk: each for each in quoted(viewer, with_voice(viewer, wanted), answer.sought)}
    for passage in passages.values():
        passage.named = named_otherwise(passage, answer.expansions, known)
    results = []
    for hit in answer.hits:
        if testimony := testimonies.get(hit.testimony):
            mark_title(testimony, answer.sought)
            shown = [passages[key] for key in hit.passages if key in passages]
            results.append(Found(testimony, shown, hit.passages_with_hits))
    return results


def with_voice(viewer: Viewer, keys: Collection[int]) -> QuerySet:
    """The passages with ``keys`` that may be read, joined with what :func:`quoted` prints."""
    passages = Passage.objects.visible_to(viewer).filter(pk__in=keys).select_related("transcript__testimony")
    return reading.marking_quotable(reading.voiced(passages, viewer), viewer)


def quoted(viewer: Viewer, passages: Iterable[Passage], sought: Iterable[Sought]) -> list[Passage]:
    """``passages`` from :func:`with_voice` as excerpts with what is sought marked. Each keeps its ``found``: the spans
    with the words they cover; none where the words may not be quoted."""
    shown = list(passages)
    reading.give_voice(shown)
    mentions = mentions_by_passage(reading.mentions_on(viewer, shown))
    marks = {}
    for passage in shown:
        passage.pinned = mentions.get(passage.pk, {})
        language = passage.transcript.language
        hits = hits_in(passage.text, language, sought, passage.pinned) if passage.is_quotable else []
        passage.found = [(passage.text[hit.start : hit.end], hit) for hit in hits]
        marks[passage.pk] = [reading.Mark(hit.start, hit.end, None) for hit in hits]
    reading.excerpt(shown, marks)
    return shown


def hits_in(text: str, language: str, sought: Iterable[Sought], mentions: Iterable[Pin]) -> list[Span]:
    """Every hit in the text of a passage; what is looked for in titles alone is not looked for here."""
    return spans(text, language, [leaf for leaf in sought if not leaf.part], mentions)


def mentions_by_passage(mentions: Iterable[Mention]) -> dict[int, dict[Pin, str]]:
    """Mentions that stand over words, as marks with their certainty, by the key of the passage."""
    found: dict[int, dict[Pin, str]] = {}
    for mention in mentions:
        if mention.start is None:
            continue
        for target, letter in TARGETS.items():
            key = getattr(mention, f"{target}_id")
            if key is not None:
                pin = (mark(letter, key), mention.start, mention.end)
                found.setdefault(mention.passage_id, {})[pin] = mention.certainty
    return found


def mark_title(testimony: Testimony, sought: Iterable[Sought]) -> None:
    """Give ``testimony`` its ``title_marks``; and, of an abstract with hits, ``abstract_marks``."""
    sought = list(sought)
    in_title = [leaf for leaf in sought if leaf.part in ("", TITLE)]
    testimony.title_marks = spans(testimony.title, DESCRIBED_IN, in_title)
    testimony.abstract_marks = spans(testimony.abstract, DESCRIBED_IN, [leaf for leaf in sought if not leaf.part])


# --- names ----------------------------------------------------------------------------------------------


def named_otherwise(passage: Passage, expansions: Iterable[Expansion], known: Mapping[str, Value]) -> list[Named]:
    """The spellings in a passage that are not the one typed, each once, with whose names they are or whom mentions
    understand them as. Where a mention is in doubt its doubt is kept, whatever the words are a name of."""
    found: dict[Named, None] = {}
    for words, span in passage.found:
        if fold_key(words) == fold_key(span.label):
            continue
        bearers, meant = [], []
        for each in expansions:
            if each.typed != span.label.strip("“”") or each.bearer.mark not in known:
                continue
            record = known[each.bearer.mark].record
            certainty = passage.pinned.get((each.bearer.mark, span.start, span.end))
            if certainty in (None, CERTAIN) and _is_a_name(words, each.bearer, passage):
                bearers.append(record)
            elif certainty is not None:
                meant.append((record, "" if certainty == CERTAIN else certainty))
        if bearers or meant:
            found.setdefault(Named(words, tuple(bearers), tuple(meant)))
    return list(found)


def _is_a_name(words: str, bearer: Known, passage: Passage) -> bool:
    return named(words, [bearer]).is_in(Stream(*words_and_stems(words, passage.transcript.language)))
