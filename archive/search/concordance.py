"""Concordance: every place where what is sought stands, one line each, with the words left and right of it (KWIC).

Lines come from words that the viewer may read and quote, and from no others. They are found and sorted in the streams
of the index; a text is read and analysed again only for the lines of the page that is shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import QuerySet

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.models import IndexedText, Passage
from archive.search import backends, documents, marks, query
from archive.search.backends.matching import either
from archive.search.documents import Document
from archive.search.evaluation import Evaluation
from archive.search.expansion import Expansion, Planner
from archive.search.facets import Facet, counted, narrowed
from archive.search.plan import Sought, leaves
from archive.search.streams import Stream, unpack

PAGE = 50
COUNTED = 1_000
"""Lines that are counted exactly where they need not be sorted; beyond it reading ends with the page."""
MOST_LINES = 10_000
"""Lines that are looked at to sort them by their neighbours, and that can be leafed through or exported."""
MOST_NEIGHBOURS = 3
AT_ONCE = 2_000
"""Testimonies of which texts are read at once."""

SORTS = {"testimony": "Testimony, the newest first", "left": "Words before", "right": "Words after"}


@dataclass(frozen=True)
class Asked:
    """What a concordance is asked for. ``chosen`` are the marks chosen in facets, by letter; ``neighbours`` is how many
    words left or right are sorted by."""

    query: query.Query
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    widened: bool = True
    sort: str = "testimony"
    neighbours: int = 1


class Occurrence(NamedTuple):
    """One place: the first and the last word of a hit (positions in the passage) and the folded words next to it, the
    nearest first. ``order`` says where the passage stands in its testimony."""

    testimony: int
    passage: int
    order: tuple[int, int, int]
    first: int
    last: int
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The occurrences in the order asked for, at most :data:`MOST_LINES`; ``more``: there are others, uncounted.

    ``stands_nowhere``: nothing that is asked for can stand over words of a passage. ``facets`` are of the testimonies
    that fit, whether their words may be quoted or not, and empty where nobody asked for them.
    """

    occurrences: list[Occurrence]
    more: bool
    stands_nowhere: bool
    expansions: list[Expansion]
    capped_prefixes: list[str]
    unknown: list[str]
    facets: list[Facet]
    facets_capped: bool


def find(asked: Asked, viewer: Viewer, *, needed: int = MOST_LINES, with_facets: bool = False) -> Found:
    """The occurrences of what is asked for. In the order of testimonies, reading may end after ``needed`` of them."""
    planned = Planner(viewer, widened=asked.widened).plan(asked.query)
    sought = tuple(dict.fromkeys(leaf for leaf in leaves(planned.node) if _stands_in_words(leaf)))
    evaluation = Evaluation(viewer)
    fitting = evaluation.matching(planned.node) if sought else set()
    matching = narrowed(evaluation, fitting, asked.chosen)
    occurrences, more = _lines(evaluation, matching, sought, asked, needed)
    facets: list[Facet] = []
    facets_capped = False
    if with_facets:
        facets, facets_capped = counted(evaluation, fitting, asked.chosen, matching)
    return Found(
        occurrences,
        more or evaluation.capped or planned.capped,
        not sought,
        planned.expansions,
        planned.capped_prefixes,
        planned.unknown,
        facets,
        facets_capped,
    )


def _newest_first(testimonies: Iterable[int]) -> list[int]:
    return sorted(testimonies, reverse=True)


def passages_with_places(
    sought: Iterable[Sought], viewer: Viewer, testimony: int, transcript: int
) -> list[tuple[tuple[int, int], str]]:
    """The passages of a transcript, by key, over whose words something stands that is ``sought``: the place of each in
    the order of reading (position and key) with its identifier. They may be read, and need not be quotable."""
    leaves_in_words = [leaf for leaf in sought if _stands_in_words(leaf)]
    evaluation = Evaluation(viewer)
    texts = _texts(evaluation, [testimony], leaves_in_words)
    found = {passage for _, passage, _, stream in texts if any(leaf.hits(stream) for leaf in leaves_in_words)}
    rows = backends.current().among(evaluation.shown(Passage.objects.filter(transcript=transcript)), "id", found)
    columns = ("position", "pk", "public_id")
    return [
        ((position, pk), public_id) for position, pk, public_id in rows.order_by(*columns[:2]).values_list(*columns)
    ]


def _stands_in_words(leaf: Sought) -> bool:
    """Whether a place in a passage can be found by ``leaf``; by a title, a kind or a language there is none."""
    only_marks = not (leaf.terms or leaf.sequences or leaf.near or leaf.beginning)
    return not leaf.part and not (only_marks and {mark[1] for mark in leaf.marks}.isdisjoint(marks.TARGETS.values()))


def _lines(
    evaluation: Evaluation, matching: set[int], sought: Sequence[Sought], asked: Asked, needed: int
) -> tuple[list[Occurrence], bool]:
    """The occurrences in ``matching``, and whether there are more than were looked at."""
    enough = min(max(needed, COUNTED), MOST_LINES) if asked.sort == "testimony" else MOST_LINES
    found: list[Occurrence] = []
    more = False
    for chunk in _chunks(evaluation, matching, sought):
        if len(found) > enough:
            more = True
            break
        found += _in_order(_occurrences(evaluation, chunk, sought))
    if len(found) > enough:
        more, found = True, found[:enough]
    return (_by_neighbours(found, asked) if asked.sort != "testimony" else found), more


def _chunks(evaluation: Evaluation, matching: set[int], sought: Sequence[Sought]) -> Iterator[list[int]]:
    """``matching``, the newest first, in lots that have about :data:`COUNTED` hits each."""
    frequencies = [evaluation.frequencies(leaf) for leaf in sought]
    chunk: list[int] = []
    expected = 0
    for key in sorted(matching, reverse=True):
        chunk.append(key)
        expected += sum(each.get(key, 0) for each in frequencies)
        if expected >= COUNTED or len(chunk) == AT_ONCE:
            yield chunk
            chunk, expected = [], 0
    if chunk:
        yield chunk


def _occurrences(evaluation: Evaluation, testimonies: list[int], sought: Sequence[Sought]) -> Iterator[Occurrence]:
    texts = _texts(evaluation, testimonies, sought)
    quotable = _quotable(evaluation.viewer, {passage for _, passage, _, _ in texts})
    for testimony, passage, start, stream in texts:
        if passage not in quotable:
            continue
        for first, last in _apart(hit for leaf in sought for hit in leaf.hits(stream)):
            left = tuple(reversed(stream.words[max(first - MOST_NEIGHBOURS, 0) : first]))
            right = tuple(stream.words[last + 1 : last + 1 + MOST_NEIGHBOURS])
            yield Occurrence(testimony, passage, quotable[passage], start + first, start + last, left, right)


Text = tuple[int, int, int, Stream]
"""Testimony, passage, the position of the first token in the passage, tokens: of a passage or a piece of it."""


def _texts(evaluation: Evaluation, testimonies: list[int], sought: Sequence[Sought]) -> list[Text]:
    return [*_public(testimonies, sought), *_restricted(evaluation, testimonies, sought)]


def _public(testimonies: list[int], sought: Sequence[Sought]) -> Iterator[Text]:
    texts = IndexedText.objects.filter(testimony__in=testimonies).exclude(passage=None)
    matches = [match for leaf in sought for match in leaf.matches()]
    if matches:
        yield from _read(backends.current().holding(texts, either(matches), public=True))


def _restricted(evaluation: Evaluation, testimonies: list[int], sought: Sequence[Sought]) -> Iterator[Text]:
    if not evaluation.restricted:
        return
    texts = evaluation.restricted_texts_of(testimonies).exclude(passage=None)
    marked = list(_marked(evaluation, testimonies, texts, frozenset().union(*(leaf.marks for leaf in sought))))
    yield from marked
    matches = [match for leaf in sought for match in leaf.matches(with_marks=False)]
    if matches:
        others = texts.exclude(passage__in={passage for _, passage, _, _ in marked})
        yield from _read(backends.current().holding(others, either(matches), public=False))


def _marked(evaluation: Evaluation, testimonies: list[int], texts: QuerySet, wanted: frozenset[str]) -> Iterator[Text]:
    """The restricted texts with visible mentions that are ``wanted``, which the index does not hold: analysed anew."""
    bearing = evaluation.restricted_bearing(wanted, testimonies)
    if not bearing:
        return
    readable = set(texts.filter(passage__in=bearing).order_by().values_list("passage", flat=True))
    spans = {
        passage: tuple(span for span in found if span[0] in wanted and span[1] is not None)
        for passage, found in marks.of_passages(bearing, set(bearing.values()), evaluation.shown).items()
        if passage in readable
    }
    mentioned = [passage for passage, found in spans.items() if found]
    rows = evaluation.shown(Passage.objects.filter(pk__in=mentioned)).order_by("pk")
    for pk, testimony, language, text in rows.values_list(
        "pk", "transcript__testimony", "transcript__language", "text"
    ):
        document = Document(testimony, pk, documents.PASSAGE, text, language, False, spans[pk])
        start = 0
        for stream in document.streams():
            yield testimony, pk, start, stream
            start += len(stream.words)


def _read(rows: QuerySet) -> Iterator[Text]:
    read = list(rows.order_by().values_list("testimony", "passage", "piece", "stream"))
    lengths = _lengths_of_pieces({passage for _, passage, piece, _ in read if piece})
    for testimony, passage, piece, packed in read:
        yield testimony, passage, sum(lengths.get(passage, ())[:piece]), unpack(bytes(packed))


def _lengths_of_pieces(passages: Collection[int]) -> dict[int, list[int]]:
    """How many words each piece of passages has, in order; for the few passages that are cut into pieces."""
    found: dict[int, list[int]] = defaultdict(list)
    if passages:
        rows = IndexedText.objects.filter(passage__in=passages).order_by("passage", "piece")
        for passage, length in rows.values_list("passage", "length"):
            if passage is not None:
                found[passage].append(length)
    return found


def _quotable(viewer: Viewer, passages: Collection[int]) -> dict[int, tuple[int, int, int]]:
    """Those of ``passages`` whose words the viewer may read and quote, with their places in their testimonies."""
    allowed = backends.current().among(Passage.objects.visible_to(viewer, Part.QUOTATION), "id", passages)
    columns = ("pk", "transcript__position", "transcript", "position")
    return {pk: tuple(order) for pk, *order in allowed.order_by().values_list(*columns)}


def _apart(hits: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """``hits`` without those that lie in another."""
    apart: list[tuple[int, int]] = []
    for first, last in sorted(set(hits), key=lambda hit: (hit[0], -hit[1])):
        if not apart or first > apart[-1][1]:
            apart.append((first, last))
    return apart


def _in_order(occurrences: Iterator[Occurrence]) -> list[Occurrence]:
    return sorted(occurrences, key=lambda each: (-each.testimony, each.order, each.passage, each.first))


def _by_neighbours(found: list[Occurrence], asked: Asked) -> list[Occurrence]:
    """Sorted by the words on one side; what has none comes last, and equals stay in the order of testimonies."""

    def nearest(each: Occurrence) -> tuple[str, ...]:
        return (each.left if asked.sort == "left" else each.right)[: asked.neighbours]

    return sorted(found, key=lambda each: (not nearest(each), nearest(each)))
