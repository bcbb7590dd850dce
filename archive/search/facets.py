"""Facets: which values the testimonies found have, and how many of them have each, for one viewer.

Values chosen within one facet widen (any of them), facets narrow one another (all of them). A facet is counted without
what is chosen in it, so that a reader sees what another choice would give. A testimony counts under the places and tags
above its own, too.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from archive.search import blocks
from archive.search.evaluation import Evaluation
from archive.search.hierarchies import PLACE, TAG, broader, with_narrower
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
Counts = Mapping[str, int]
"""How many testimonies have each value, by its mark."""
LEVELS = (PLACE, TAG)
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
    evaluation: Evaluation, matching: set[int], chosen: Mapping[str, frozenset[str]], found: Collection[int]
) -> tuple[list[Facet], bool]:
    """Every facet with its counts, and whether not all that some of the testimonies bear was looked at. ``found`` are
    those of ``matching`` that have what is chosen."""
    by_letter = _count(evaluation, found)
    counts: dict[str, Counts] = {letter: by_letter.get(letter, {}) for letter in LABELS}
    for letter in chosen.keys() & LABELS.keys():
        counts[letter] = _counts_beside(evaluation, matching, chosen, letter)
    facets = [_facet(letter, counts[letter], chosen.get(letter, frozenset()), MOST_VALUES) for letter in LABELS]
    return [facet for facet in facets if facet.values], evaluation.restricted_is_cut


def every_value(
    evaluation: Evaluation, matching: set[int], chosen: Mapping[str, frozenset[str]], letter: str
) -> tuple[Facet, bool]:
    """One facet with all of its values, and whether not all that some of the testimonies bear was looked at."""
    counts = _counts_beside(evaluation, matching, chosen, letter)
    return _facet(letter, counts, chosen.get(letter, frozenset()), len(counts)), evaluation.restricted_is_cut


def _counts_beside(
    evaluation: Evaluation, matching: set[int], chosen: Mapping[str, frozenset[str]], letter: str
) -> Counts:
    """The values of one facet, whatever is chosen in it."""
    others = {each: marks for each, marks in chosen.items() if each != letter}
    return _count(evaluation, narrowed(evaluation, matching, others)).get(letter, {})


def _facet(letter: str, counts: Counts, chosen: frozenset[str], most: int) -> Facet:
    first = heapq.nsmallest(most, ((-count, mark) for mark, count in counts.items()))
    shown = [Value(mark, -count, mark in chosen) for count, mark in first]
    listed = {mark for _count, mark in first}
    others = sorted((-counts[mark], mark) for mark in chosen - listed if mark in counts)
    shown += [Value(mark, -count, True) for count, mark in others]
    return Facet(letter, LABELS[letter], shown, max(len(counts) - len(shown), 0))


def _count(evaluation: Evaluation, testimonies: Collection[int]) -> dict[str, dict[str, int]]:
    """How many of ``testimonies`` bear each mark, or one that stands under it, by the letters of the marks."""
    more = evaluation.restricted_marks(testimonies)
    borne = blocks.borne(blocks.bits_of(testimonies), evaluation.blocks, more)
    counts = borne.counts()
    under: dict[str, set[str]] = defaultdict(set)
    in_levels = {mark for letter in LEVELS for mark in counts.get(letter, ())}
    for mark, above in broader(in_levels, evaluation.shown).items():
        for higher in above:
            under[higher] |= {mark, higher}
    for higher, lower in under.items():
        counts[higher[1]][higher] = borne.together(lower)
    return counts
