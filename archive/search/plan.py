"""What a query comes to once its words are analysed and its names looked up: leaves to look for, and how they join."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from archive.search.analysis import tokens
from archive.search.backends.matching import Adjacent, AnyTerm, Beginning, Every, Match
from archive.search.streams import STEM, Stream, stream_of

Slots = tuple[frozenset[str], ...]

MOST_PHRASES = 200
"""More phrases than this are not spelled out to the database: candidates are looked at one by one instead."""


@dataclass(frozen=True)
class Sought:
    """One thing to look for: any of ``terms`` or ``marks``, a word with this ``beginning``, one of ``sequences`` of
    adjacent words, or all of ``near`` within ``distance`` positions.

    In the public half the words with the beginning are among ``terms``. ``label`` is how a reader would name it;
    ``part`` limits it to titles.
    """

    label: str
    terms: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    sequences: tuple[Slots, ...] = ()
    near: Slots = ()
    distance: int = 0
    part: str = ""
    beginning: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether postings alone can tell which testimonies have it, and how often."""
        return not self.sequences and not self.near and not self.part

    def matches(self, *, with_marks: bool = True) -> list[Match]:
        """What a text must hold to be a candidate; only candidates of :attr:`needs_a_look` can turn out not to be."""
        parts: list[Match] = []
        terms = self.terms | self.marks if with_marks else self.terms
        if terms:
            parts.append(AnyTerm(terms))
        if self.beginning:
            parts.append(Beginning(self.beginning))
        for slots in self.sequences:
            every = prod(map(len, slots)) > MOST_PHRASES
            parts.append(Every(tuple(AnyTerm(slot) for slot in slots)) if every else Adjacent(slots))
        if self.near:
            parts.append(Every(tuple(AnyTerm(slot) for slot in self.near)))
        return parts

    @cached_property
    def needs_a_look(self) -> bool:
        """Whether a candidate's stream must be read to be sure."""
        return bool(self.near) or any(prod(map(len, slots)) > MOST_PHRASES for slots in self.sequences)

    def hits(self, stream: Stream) -> list[tuple[int, int]]:
        """Where it stands in a text: first and last positions, in order."""
        found = {(mark.first, mark.last) for mark in stream.marks if mark.term in self.marks and mark.first >= 0}
        forms = _forms(stream)
        if self.terms:
            found |= {(place, place) for place, form in enumerate(forms) if not self.terms.isdisjoint(form)}
        if self.beginning:
            found |= {(place, place) for place, word in enumerate(stream.words) if word.startswith(self.beginning)}
        for slots in self.sequences:
            found |= set(_adjacent(forms, slots))
        if self.near:
            found |= set(_close(forms, self.near, self.distance))
        return sorted(found)

    def is_in(self, stream: Stream) -> bool:
        return any(mark.term in self.marks for mark in stream.marks) or bool(self.hits(stream))


def _forms(stream: Stream) -> list[tuple[str, str]]:
    return [(word, STEM + stem) for word, stem in zip(stream.words, stream.stems, strict=True)]


def _adjacent(forms: Sequence[tuple[str, str]], slots: Slots) -> Iterator[tuple[int, int]]:
    width = len(slots)
    for start in range(len(forms) - width + 1):
        if all(not slots[step].isdisjoint(forms[start + step]) for step in range(width)):
            yield start, start + width - 1


def _close(forms: Sequence[tuple[str, str]], slots: Slots, distance: int) -> Iterator[tuple[int, int]]:
    """The places of all ``slots`` where the first and the last are at most ``distance`` apart."""
    places = [[place for place, form in enumerate(forms) if not slot.isdisjoint(form)] for slot in slots]
    if not all(places):
        return
    for start in sorted({place for each in places for place in each}):
        taken: set[int] = set()
        for each in sorted(places, key=len):  # a word asked for twice must stand there twice
            free = (place for place in each if start <= place <= start + distance and place not in taken)
            taken |= {next(free, -1)}
        if -1 not in taken:
            yield from ((place, place) for place in taken)


@dataclass(frozen=True)
class Years:
    """Testimonies that tell of a time between two years, both included; None where that side is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True)
class Both:
    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class One:
    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Without:
    part: "Node"


@dataclass(frozen=True)
class Nothing:
    """What can match nothing: a field that names no one known, a word without a letter."""


Node = Sought | Years | Both | One | Without | Nothing


def leaves(node: Node) -> Iterator[Sought]:
    """What hits are found by: everything looked for, but not what must be absent."""
    if isinstance(node, Sought):
        yield node
    elif isinstance(node, Both | One):
        for part in node.parts:
            yield from leaves(part)


@dataclass(frozen=True)
class Span:
    """A hit in a text: code points, end exclusive, and what was looked for there."""

    start: int
    end: int
    label: str = field(compare=False, default="")


def spans(
    text: str, language: str, sought: Iterable[Sought], mentions: Iterable[tuple[str, int, int]] = ()
) -> list[Span]:
    """Every hit in ``text``, in order and without overlaps; ``mentions`` are marks that stand over parts of it."""
    analysed = tokens(text, language)
    stream = stream_of(analysed)
    found = []
    pinned = list(mentions)
    for leaf in sought:
        found += [Span(analysed[first].start, analysed[last].end, leaf.label) for first, last in leaf.hits(stream)]
        found += [Span(start, end, leaf.label) for mark, start, end in pinned if mark in leaf.marks]
    apart: list[Span] = []
    for span in sorted(found, key=lambda each: (each.start, -each.end)):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart
