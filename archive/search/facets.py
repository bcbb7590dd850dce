"""Facets: which values the testimonies found have, and how many of them have each, for one viewer.

Values chosen within one facet widen (any of them), facets narrow one another (all of them). A facet is counted without
what is chosen in it, so that a reader sees what another choice would give. A testimony counts under the places and tags
above its own, too.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from archive.models import IndexedTestimony
from archive.search import backends
from archive.search.evaluation import Evaluation
from archive.search.hierarchies import broader, with_narrower
from archive.search.plan import Sought

LABELS = {
    "c": "Collection",
    "k": "Kind",
    "s": "Standing of the narrator",
    "l": "Language",
    "p": "Person",
    "g": "Place",
    "e": "Event",
    "t": "Tag",
    "d": "Decade told of",
    "h": "With",
}
"""The facets that are shown, in order, by the letter of their marks."""
MOST_COUNTED = 10_000
"""Testimonies whose facets are counted: the first ones in the order of the results."""
MOST_VALUES = 12
"""Values of a facet that are shown, beside the chosen ones."""


@dataclass(frozen=True)
class Value:
    mark: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet with its values: the most frequent ones, and those chosen. ``more`` is how many others there are."""

    letter: str
    label: str
    values: list[Value]
    more: int


def narrowed(evaluation: Evaluation, matching: set[int], chosen: Mapping[str, frozenset[str]]) -> set[int]:
    """Those of ``matching`` that have one of the chosen values of every facet."""
    for marks in chosen.values():
        matching = matching & _having(evaluation, with_narrower(marks))
    return matching


def _having(evaluation: Evaluation, marks: frozenset[str]) -> set[int]:
    return set(evaluation.frequencies(Sought("", marks=marks)))


def counted(
    evaluation: Evaluation,
    matching: set[int],
    chosen: Mapping[str, frozenset[str]],
    ordered: list[int],
    in_order: Callable[[set[int]], list[int]],
) -> tuple[list[Facet], bool]:
    """Every facet with its counts, and whether some of the testimonies found are not among those counted.

    ``ordered`` are those of ``matching`` that have what is chosen; ``in_order`` sorts others in the same way.
    """
    plain = _count(evaluation, ordered)
    capped = len(ordered) > MOST_COUNTED or evaluation.restricted_is_cut
    found = []
    for letter, label in LABELS.items():
        counts = plain
        if letter in chosen:
            others = {each: marks for each, marks in chosen.items() if each != letter}
            wider = narrowed(evaluation, matching, others)
            is_cut = len(wider) > MOST_COUNTED
            capped |= is_cut
            counts = _count(evaluation, in_order(wider) if is_cut else wider)
        found.append(_facet(letter, label, counts, chosen.get(letter, frozenset()), MOST_VALUES))
    return [facet for facet in found if facet.values], capped


def every_value(
    evaluation: Evaluation, matching: set[int], chosen: Mapping[str, frozenset[str]], letter: str
) -> tuple[Facet, bool]:
    """One facet with all of its values, and whether some of the testimonies are not counted."""
    others = {each: marks for each, marks in chosen.items() if each != letter}
    wider = sorted(narrowed(evaluation, matching, others))
    counts = _count(evaluation, wider)
    return _facet(letter, LABELS[letter], counts, chosen.get(letter, frozenset()), len(counts)), len(
        wider
    ) > MOST_COUNTED


def _facet(letter: str, label: str, counts: Mapping[str, int], chosen: frozenset[str], most: int) -> Facet:
    own = sorted(
        ((count, mark) for mark, count in counts.items() if mark[1] == letter), key=lambda each: (-each[0], each[1])
    )
    shown = [Value(mark, count, mark in chosen) for count, mark in own[:most]]
    shown += [Value(mark, count, True) for count, mark in own[len(shown) :] if mark in chosen]
    return Facet(letter, label, shown, max(len(own) - len(shown), 0))


def _count(evaluation: Evaluation, testimonies: Collection[int]) -> Counter[str]:
    among = list(testimonies)[:MOST_COUNTED]
    rows = backends.current().among(IndexedTestimony.objects.filter(is_public=True), "testimony", among)
    borne = {key: facets.split() for key, facets in rows.values_list("pk", "facets")}
    for key, marks in evaluation.restricted_marks(among).items():
        borne[key] = [*borne.get(key, ()), *marks]
    counts: Counter[str] = Counter()
    for found in borne.values():
        counts.update(found)
    above = broader(counts, evaluation.shown)
    if above:
        for found in borne.values():
            counts.update(set().union(*(above[each] for each in found if each in above)).difference(found))
    return counts
