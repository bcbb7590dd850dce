"""Facets as a page shows them: every value a link, the chosen ones leading back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from archive.search.facets import Facet as Counted
from archive.views.search_question import Question
from archive.views.search_values import Value

IN_ORDER_OF_TIME = "d"


@dataclass(frozen=True)
class Choice:
    """A value with the number of testimonies that have it; ``address`` chooses it, or takes the choice back."""

    record: Any
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    label: str
    choices: list[Choice]
    more: int

    @property
    def is_chosen(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """A chosen value, with the address of the same question without it."""

    label: str
    record: Any
    without: str


def shown(question: Question, counted: Iterable[Counted], known: Mapping[str, Value]) -> list[Facet]:
    """Facets as they were counted; a value that is not ``known`` to the viewer is left out."""
    facets = []
    for facet in counted:
        choices = []
        for value in facet.values:
            if (meant := known.get(value.mark)) is None:
                continue
            changed = question.without if value.is_chosen else question.choosing
            address = changed(facet.letter, meant).address()
            choices.append((meant.code, Choice(meant.record, value.count, address, value.is_chosen)))
        if facet.letter == IN_ORDER_OF_TIME:
            choices.sort(key=lambda choice: int(choice[0]))
        if choices:
            facets.append(Facet(facet.label, [choice for _code, choice in choices], facet.more))
    return facets


def chips(question: Question, labels: Mapping[str, str]) -> list[Chip]:
    return [
        Chip(labels[letter], value.record, question.without(letter, value).address())
        for letter, value in question.chosen
    ]
