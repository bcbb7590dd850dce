"""What stands around a place in a text: the words left and right of it, as a line of a concordance prints them."""

import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

from archive.models import Passage
from archive.search.analysis import Token, tokens
from archive.search.concordance import Occurrence

NARROWEST, WIDTH, WIDEST = 20, 60, 200
"""Characters of context on each side: the least, what is shown unasked, the most."""


class Context(NamedTuple):
    """A hit with what stands around it; ``start`` is the code point of the text at which it begins, and ``is_cut_…``
    says where the text goes on beyond what is shown."""

    start: int
    before: str
    hit: str
    after: str
    is_cut_before: bool
    is_cut_after: bool


def context(analysed: Sequence[Token], text: str, occurrence: Occurrence, width: int) -> Context | None:
    """The line of ``occurrence`` in ``text``, of which ``analysed`` are the tokens; None where the text has changed."""
    if occurrence.last >= len(analysed):
        return None
    start, end = analysed[occurrence.first].start, analysed[occurrence.last].end
    first, last = _whole_words(analysed, text, start, end, width)
    return Context(
        start=start,
        before=" ".join(text[first:start].split()),
        hit=" ".join(text[start:end].split()),
        after=" ".join(text[end:last].split()),
        is_cut_before=first > 0,
        is_cut_after=last < len(text),
    )


def _whole_words(analysed: Sequence[Token], text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """From where to where ``text`` is shown around a hit: at most ``width`` characters on a side, and no part of a word
    unless the word beside the hit is longer than that."""
    first, last = max(start - width, 0), min(end + width, len(text))
    if first > 0:
        whole = min((each.start for each in analysed if each.start >= first), default=start)
        first = whole if whole < start else _not_inside(text, first)
    if last < len(text):
        whole = max((each.end for each in analysed if each.end <= last), default=end)
        last = whole if whole > end else _not_inside(text, last)
    return min(first, start), max(last, end)


def _not_inside(text: str, place: int) -> int:
    """``place`` moved right until it parts no letter from its marks."""
    while place < len(text) and (unicodedata.category(text[place])[0] == "M" or text[place] in "\u200c\u200d"):
        place += 1
    return place


def analyses(passages: Collection[Passage]) -> dict[int, list[Token]]:
    """The tokens of each of ``passages``, read with their transcripts, by key."""
    return {passage.pk: tokens(passage.text, passage.transcript.language) for passage in passages}
