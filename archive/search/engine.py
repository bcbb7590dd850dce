"""Search: a query becomes a page of testimonies with their best passages, counts and facets, for one viewer."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from archive.access.viewer import Viewer
from archive.lib.batches import batched
from archive.models import IndexedText, Passage, Testimony
from archive.search import backends, blocks, facets, query
from archive.search.backends.matching import either
from archive.search.evaluation import Evaluation
from archive.search.expansion import Expansion, Planned, Planner
from archive.search.plan import Nothing, Sought, leaves
from archive.search.scoring import rarity, scores
from archive.search.streams import unpack

PAGE = 20
PASSAGES = 3
"""Passages shown of each testimony."""
MOST_READ = 3000
"""Texts that are looked at to find the best passages of one page."""

SORTS = {
    "relevance": "Best match",
    "told": "Time told of",
    "recorded": "Date recorded",
    "title": "Title",
}
COLUMNS = {"told": "covers_earliest", "recorded": "recorded_on_earliest", "title": "sort_key"}
NEWEST = "newest"
"""By the date of publication: for feeds, which readers cannot sort."""


@dataclass(frozen=True)
class Asked:
    """A whole question: the query (None finds everything), chosen facets by letter (marks), and how to answer."""

    query: query.Query | None
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = "relevance"
    widened: bool = True
    page: int = 1


@dataclass(frozen=True)
class Hit:
    """A testimony that matches: its best passages by key, and how many of its passages have something looked for."""

    testimony: int
    passages: tuple[int, ...]
    passages_with_hits: int


@dataclass(frozen=True)
class Answer:
    """A page of hits. ``capped``: not everything was looked at, so that there may be more; ``passages_capped``: not
    every passage of the testimonies on this page was. ``sought`` is what stands highlighted in texts."""

    total: int
    hits: list[Hit]
    facets: list[facets.Facet]
    facets_capped: bool
    capped: bool
    passages_capped: bool
    expansions: list[Expansion]
    capped_prefixes: list[str]
    unknown: list[str]
    sought: tuple[Sought, ...]


@dataclass(frozen=True)
class AllPassages:
    """Passages with something looked for, by key: testimony after testimony in their order, each from the beginning.
    ``capped``: there are more."""

    keys: list[int]
    sought: tuple[Sought, ...]
    capped: bool


def search(asked: Asked, viewer: Viewer) -> Answer:
    """Answer ``asked`` with what ``viewer`` may read."""
    planned, sought = plan_of(asked, viewer)
    evaluation = Evaluation(viewer)
    evaluation.expect(sought)
    matching = evaluation.everything if planned is None else evaluation.matching(planned.node)
    found = facets.narrowed(evaluation, matching, asked.chosen)
    page = in_order(evaluation, found, sought, asked.sort, asked.page * PAGE)[(asked.page - 1) * PAGE :]
    counted, facets_capped = facets.counted(evaluation, matching, asked.chosen, found)
    return Answer(
        total=len(found),
        hits=best_passages(evaluation, page, sought),
        facets=counted,
        facets_capped=facets_capped,
        capped=evaluation.capped or (planned is not None and planned.capped),
        passages_capped=evaluation.passages_capped,
        expansions=planned.expansions if planned else [],
        capped_prefixes=planned.capped_prefixes if planned else [],
        unknown=planned.unknown if planned else [],
        sought=sought,
    )


def plan_of(asked: Asked, viewer: Viewer) -> tuple[Planned | None, tuple[Sought, ...]]:
    """The plan of what is asked (None where everything is), and what of it can stand in a text."""
    planned = Planner(viewer, widened=asked.widened).plan(asked.query) if asked.query is not None else None
    return planned, tuple(dict.fromkeys(leaves(planned.node if planned else Nothing())))


def every_value(asked: Asked, letter: str, viewer: Viewer) -> tuple[facets.Facet, bool]:
    """One facet of what ``asked`` finds with all of its values, and whether not all testimonies were counted."""
    evaluation = Evaluation(viewer)
    planned, _sought = plan_of(asked, viewer)
    matching = evaluation.everything if planned is None else evaluation.matching(planned.node)
    return facets.every_value(evaluation, matching, asked.chosen, letter)


def all_passages(asked: Asked, viewer: Viewer, most: int) -> AllPassages:
    """The passages with hits of every testimony that ``asked`` finds, at most ``most`` of them."""
    planned, sought = plan_of(asked, viewer)
    evaluation = Evaluation(viewer)
    evaluation.expect(sought)
    matching = evaluation.everything if planned is None else evaluation.matching(planned.node)
    ordered = in_order(evaluation, facets.narrowed(evaluation, matching, asked.chosen), sought, asked.sort)
    found: list[int] = []
    for batch in batched(ordered, PAGE):
        testimony_of = {passage: testimony for testimony, passage, _ in _passages_with_hits(evaluation, batch, sought)}
        rows = backends.current().among(evaluation.shown(Passage.objects.all()), "id", testimony_of)
        in_reading = rows.order_by("transcript__position", "transcript", "position", "pk").values_list("pk", flat=True)
        found += sorted(in_reading, key=lambda passage: batch.index(testimony_of[passage]))
        if len(found) > most:
            break
    capped = evaluation.capped or evaluation.passages_capped or (planned is not None and planned.capped)
    return AllPassages(found[:most], sought, capped or len(found) > most)


def in_order(
    evaluation: Evaluation, matching: Collection[int], sought: Collection[Sought], sort: str, most: int | None = None
) -> list[int]:
    """``matching``, or ``most`` of them, in the order asked for; what is equally relevant the newest first, as where
    nothing is sought, so that what is found nowhere orders nothing. Without a date comes last."""
    if sort == NEWEST or sort in COLUMNS:
        rows = backends.current().among(evaluation.shown(Testimony.objects.all()), "id", matching)
        if sort == NEWEST:
            return list(rows.newest_first(evaluation.viewer).values_list("pk", flat=True)[:most])
        dated = rows.order_by().values_list("pk", COLUMNS[sort])
        return [pk for pk, _ in sorted(dated, key=lambda row: (row[1] is None, row[1] or "", row[0]))][:most]
    if not sought:
        return sorted(matching, reverse=True)[:most]
    kept = blocks.statistics(evaluation.blocks)
    counted = [(rarity(kept, evaluation.holding(leaf)), evaluation.frequencies(leaf)) for leaf in sought]
    found = scores(matching, counted, blocks.lengths_of(matching, evaluation.blocks), kept.average)
    ranked = [(-round(score, 9), -key) for key, score in found.items()]
    return [-key for _score, key in (sorted(ranked) if most is None else heapq.nsmallest(most, ranked))]


def best_passages(evaluation: Evaluation, testimonies: list[int], sought: Collection[Sought]) -> list[Hit]:
    """Of each of ``testimonies`` the passages with the most of what is looked for."""
    ranked: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for testimony, passage, hits in _passages_with_hits(evaluation, testimonies, sought):
        distinct = sum(1 for count in hits if count)
        ranked[testimony].append((-distinct, -sum(hits), passage))
    return [
        Hit(
            testimony=key,
            passages=tuple(passage for _, _, passage in sorted(ranked[key])[:PASSAGES]),
            passages_with_hits=len(ranked[key]),
        )
        for key in testimonies
    ]


def _passages_with_hits(
    evaluation: Evaluation, testimonies: list[int], sought: Collection[Sought]
) -> list[tuple[int, int, list[int]]]:
    found: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    restricted = evaluation.restricted_passages(testimonies)
    for testimony, passage, packed in _texts_with_hits(evaluation, testimonies, sought):
        stream = unpack(bytes(packed))
        borne = {mark.term for mark in stream.marks} | restricted.get(passage, set())
        for number, leaf in enumerate(sought):
            hits = len(leaf.hits(stream)) or len(leaf.marks & borne)
            if hits and not leaf.part:
                found[testimony, passage][number] += hits
    return [
        (testimony, passage, [counts[number] for number in range(len(sought))])
        for (testimony, passage), counts in found.items()
    ]


def _texts_with_hits(
    evaluation: Evaluation, testimonies: list[int], sought: Collection[Sought]
) -> Iterable[tuple[int, int, bytes]]:
    """Testimony, passage and stream of the texts that hold, or bear for the viewer, something of what is sought."""
    leaves = [leaf for leaf in sought if not leaf.part]
    everything = [match for leaf in leaves for match in leaf.matches()]
    if not everything or not testimonies:
        return []
    texts = IndexedText.objects.filter(testimony__in=testimonies).exclude(passage=None)
    found = [backends.current().holding(texts, either(everything), public=True)]
    if evaluation.restricted:
        restricted = evaluation.restricted_texts_of(testimonies).exclude(passage=None)
        found.append(backends.current().holding(restricted, either(everything), public=False))
    wanted = frozenset().union(*(leaf.marks for leaf in leaves))
    if bearing := evaluation.restricted_bearing(wanted, testimonies):
        found.append(backends.current().among(texts, "passage", bearing))
    read: dict[int, tuple[int, int, bytes]] = {}
    for rows in found:
        some = rows.order_by("pk").values_list("pk", "testimony", "passage", "stream")[: MOST_READ + 1]
        for number, (pk, *row) in enumerate(some):
            if number == MOST_READ:
                evaluation.passages_capped = True
                break
            read[pk] = tuple(row)
    return read.values()
