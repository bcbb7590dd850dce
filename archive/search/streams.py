"""A text as the index knows it: its words in order, and the facets and mentions that go with it.

A stream is what one :class:`~archive.models.IndexedText` was fed with. The database is given the same tokens to match,
and the same again to forget them; whoever has to look closer (nearness, which passage is best, what stands left and
right) reads the stream instead of analysing the text once more.
"""

import itertools
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.models import IndexedText
from archive.search.analysis import Token

STEM = "~"
"""Begins the term of a stem, so that a stem and a word written like it stay apart."""
CUT = "<"
"""In a packed stream: the stem is the word before it, less so many letters."""
MARK = "@"
"""Begins the term of a facet or a mention: ``@p12`` is person 12."""
LONGEST_PIECE = 8000
"""Words of one piece of a text; PostgreSQL counts positions to 16,383."""
MOST_PLACES = 255
"""Times that one word stands in a piece: PostgreSQL keeps no more positions."""
MOST_BYTES = 500_000
"""Of the words and stems of a piece: PostgreSQL's limit is 1 MB, positions and all."""


class Mark(NamedTuple):
    """A term that stands for a record: over the words ``first`` to ``last`` (positions, both included), or, with -1,
    over the text as a whole."""

    term: str
    first: int = -1
    last: int = -1


class Stream(NamedTuple):
    """``words[i]`` and ``stems[i]`` are the folded word and the folded stem at position ``i``."""

    words: Sequence[str]
    stems: Sequence[str]
    marks: Sequence[Mark] = ()

    def terms(self) -> Counter[str]:
        """Every term of the text with the number of times it stands there."""
        counted = Counter(self.words)
        counted.update(STEM + stem for word, stem in zip(self.words, self.stems, strict=True) if stem != word)
        counted.update(mark.term for mark in self.marks)
        return counted


Read = tuple[IndexedText, Stream]
"""A row of the index with its stream, unpacked."""


def stream_of(tokens: Iterable[Token], marks: Sequence[Mark] = ()) -> Stream:
    tokens = list(tokens)
    return Stream([token.exact for token in tokens], [token.stem for token in tokens], marks)


def pieces_of(stream: Stream) -> list[Stream]:
    """The stream in pieces that either database can hold; one empty piece where it has no word. What stands over the
    cut between two pieces belongs to none of them."""
    cuts = _cuts(stream)
    pieces = []
    for start, end in itertools.pairwise(cuts):
        here = [
            Mark(mark.term, mark.first - start, min(mark.last, end - 1) - start)
            for mark in stream.marks
            if start <= mark.first < end
        ]
        whole = [mark for mark in stream.marks if mark.first < 0] if start == 0 else []
        pieces.append(Stream(stream.words[start:end], stream.stems[start:end], [*whole, *here]))
    return pieces or [stream]


def _cuts(stream: Stream) -> list[int]:
    """Where pieces begin, and where the last one ends."""
    if len(stream.words) <= MOST_PLACES:
        return [0, len(stream.words)]
    cuts, counted, size = [0], Counter[str](), 0
    for place, forms in enumerate(zip(stream.words, stream.stems, strict=True)):
        here = sum(len(form.encode()) for form in forms)
        size += here
        counted.update({forms[0], STEM + forms[1]})
        full = place - cuts[-1] == LONGEST_PIECE or size > MOST_BYTES
        if full or counted[forms[0]] > MOST_PLACES or counted[STEM + forms[1]] > MOST_PLACES:
            cuts.append(place)
            counted, size = Counter({forms[0], STEM + forms[1]}), here
    return [*cuts, len(stream.words)]


def pack(stream: Stream) -> bytes:
    """The stream as bytes; :func:`unpack` gives it back.

    A stem that is the beginning of its word is written as the number of letters to take off.
    """
    words = " ".join(map(_written, stream.words, stream.stems))
    marks = " ".join(f"{mark.term}:{mark.first}:{mark.last}" for mark in stream.marks)
    return zlib.compress(f"{words}\n{marks}".encode(), 6, wbits=-15)


def _written(word: str, stem: str) -> str:
    if stem == word:
        return word
    return f"{word}{CUT}{len(word) - len(stem)}" if word.startswith(stem) else f"{word}{STEM}{stem}"


def unpack(packed: bytes | memoryview) -> Stream:
    """Raises :class:`zlib.error` or :class:`ValueError` for what :func:`pack` did not write."""
    written, _, marked = zlib.decompress(packed, wbits=-15).decode().partition("\n")
    words, stems = [], []
    for form in written.split():
        word, cut, letters = form.partition(CUT)
        if cut:
            words.append(word)
            stems.append(word[: -int(letters)])
        else:
            word, _, stem = form.partition(STEM)
            words.append(word)
            stems.append(stem or word)
    marks = []
    for each in marked.split():
        term, first, last = each.rsplit(":", 2)
        marks.append(Mark(term, int(first), int(last)))
    return Stream(words, stems, marks)
