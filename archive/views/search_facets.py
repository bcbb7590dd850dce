"""Facets as a page shows them: every value a link, the chosen ones leading back; places and tags under broader ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from archive.access.viewer import Viewer
from archive.search import hierarchies
from archive.search.facets import Facet as Counted
from archive.search.hierarchies import Nested
from archive.search.shown import to
from archive.views.search_question import Question
from archive.views.search_values import PARAMETER_OF, Value

IN_ORDER_OF_TIME = "d"
IN_LEVELS = (hierarchies.PLACE, hierarchies.TAG)
DEEPEST = 4
"""Levels that are set in; what lies deeper stands as far in as these."""


@dataclass(frozen=True)
class Choice:
    """A value with the number of testimonies that have it; ``address`` chooses it, or takes the choice back. ``under``
    is the record listed that it stands below, on ``level``; None at the top."""

    record: Any
    count: int
    address: str
    is_chosen: bool
    level: int
    under: Any

    @property
    def set_in(self) -> int:
        return min(self.level, DEEPEST)


@dataclass(frozen=True)
class Facet:
    """A facet with its choices; ``more`` values are listed at the address ``every``."""

    label: str
    choices: list[Choice]
    more: int
    every: str

    @property
    def is_chosen(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """A chosen value, with the address of the same question without it."""

    label: str
    record: Any
    without: str


def shown(question: Question, counted: Iterable[Counted], known: Mapping[str, Value], viewer: Viewer) -> list[Facet]:
    """Facets as they were counted; a value that is not ``known`` to the viewer is left out."""
    facets = []
    for facet in counted:
        order = in_order(facet, [value.mark for value in facet.values if value.mark in known], viewer)
        if choices := choices_of(question, facet, order, known):
            facets.append(Facet(facet.label, choices, facet.more, every_address(question, facet.letter)))
    return facets


def in_order(facet: Counted, marks: list[str], viewer: Viewer) -> list[Nested]:
    """``marks`` of a facet as they are listed: decades by time, places and tags below broader ones."""
    if facet.letter in IN_LEVELS:
        return hierarchies.nested(marks, to(viewer))
    if facet.letter == IN_ORDER_OF_TIME:
        marks = sorted(marks, key=lambda mark: int(mark[2:]))
    return [Nested(mark, 0, "") for mark in marks]


def choices_of(question: Question, facet: Counted, order: Iterable[Nested], known: Mapping[str, Value]) -> list[Choice]:
    """The values in ``order``, as far as they are ``known`` to the viewer."""
    values = {value.mark: value for value in facet.values}
    choices = []
    for place in order:
        if (meant := known.get(place.mark)) is None:
            continue
        value = values[place.mark]
        changed = question.without if value.is_chosen else question.choosing
        under = known[place.under].record if place.under in known else None
        address = changed(facet.letter, meant).address()
        choices.append(Choice(meant.record, value.count, address, value.is_chosen, place.level, under))
    return choices


def every_address(question: Question, letter: str) -> str:
    """The page with all values of a facet, beside the page on which the question is asked."""
    page = reverse(f"{question.route}-values", args=[PARAMETER_OF[letter]])
    return f"{page}?{question.address().partition('?')[2]}"


def chips(question: Question, labels: Mapping[str, str]) -> list[Chip]:
    return [
        Chip(labels[letter], value.record, question.without(letter, value).address())
        for letter, value in question.chosen
    ]
