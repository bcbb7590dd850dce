"""What a text can be asked for, as values that both databases turn into their own query."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class AnyTerm:
    """One of ``terms`` stands in the text."""

    terms: frozenset[str]


@dataclass(frozen=True)
class Beginning:
    """A word of the text begins so."""

    beginning: str


@dataclass(frozen=True)
class Adjacent:
    """Words stand next to one another in this order, each one of its slot's."""

    slots: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Every:
    """All of ``parts`` hold in one text."""

    parts: "tuple[Match, ...]"


@dataclass(frozen=True)
class Either:
    """One of ``parts`` holds."""

    parts: "tuple[Match, ...]"


Match = AnyTerm | Beginning | Adjacent | Every | Either


def either(parts: "Sequence[Match]") -> Match:
    return parts[0] if len(parts) == 1 else Either(tuple(parts))
