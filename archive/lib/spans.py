"""Spans of a text, as (start, end) offsets in Unicode code points: cutting a text there, and finding them again."""

import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

Payload = TypeVar("Payload")
Span = tuple[int, int]
Block = tuple[int, int, int]
"""A stretch that two texts share: where it begins in the old one, where in the new one, and how long it is."""

_TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_COMPARISONS_AT_MOST = 4_000_000


def segments(text: str, spans: Iterable[tuple[int, int, Payload]]) -> Iterator[tuple[str, tuple[Payload, ...]]]:
    """Yield (piece, payloads) in order, such that the pieces joined are the text.

    A piece ends wherever a span begins or ends; its payloads are those of all spans over it, in the order the spans
    were given in. Spans that are empty or reach outside the text are ignored.
    """
    length = len(text)
    fitting = [span for span in spans if 0 <= span[0] < span[1] <= length]
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for number, (start, end, _payload) in enumerate(fitting):
        begins.setdefault(start, []).append(number)
        ends.setdefault(end, []).append(number)
    cuts = sorted({0, length, *begins, *ends})
    open_now: set[int] = set()
    for start, end in itertools.pairwise(cuts):
        open_now.difference_update(ends.get(start, ()))
        open_now.update(begins.get(start, ()))
        yield text[start:end], tuple(fitting[number][2] for number in sorted(open_now))


def remap(old: str, new: str, spans: Sequence[Span]) -> list[Span | None]:
    """Return, for each span of ``old``, where the same words lie in ``new``; None where they were changed or removed.

    A span that is returned covers exactly the words it covered before, and whole words if it covered whole words: the
    name in "Ali came" is lost when it becomes "Alice came". Spans that are empty or outside ``old`` are None. Work on
    long texts with many changes is bounded; where the bound is reached, only words that stand once in both are found.
    """
    if old == new:
        return [span if 0 <= span[0] < span[1] <= len(old) else None for span in spans]
    blocks, complete = _shared_blocks(old, new)
    return [_moved(old, new, span, blocks, complete) for span in spans]


def _moved(old: str, new: str, span: Span, blocks: list[Block], complete: bool) -> Span | None:
    start, end = span
    if not 0 <= start < end <= len(old):
        return None
    candidates = [
        (start + new_start - old_start, end + new_start - old_start)
        for old_start, new_start, size in blocks
        if old_start <= start and end <= old_start + size
    ]
    if not candidates and not complete:
        candidates = _standing_once(old, new, old[start:end])
    for found in candidates:
        begins_alike = _is_boundary(new, found[0]) or not _is_boundary(old, start)
        ends_alike = _is_boundary(new, found[1]) or not _is_boundary(old, end)
        if begins_alike and ends_alike:
            return found
    return None


def _shared_blocks(old: str, new: str) -> tuple[list[Block], bool]:
    """What the texts share, and whether everything between was compared too (False where it was too long)."""
    head = _head(old, new)
    tail = _tail(old[head:], new[head:])
    # After a mere insertion, words like the inserted ones may count to the head and the tail alike.
    whole_tail = _tail(old, new) if len(new) >= len(old) else tail
    blocks = [(0, 0, head), (len(old) - whole_tail, len(new) - whole_tail, whole_tail)]
    head, tail = _back_to_word(old, new, head), _back_to_word(old[::-1], new[::-1], tail)
    old_tokens = _TOKEN.findall(old[head : len(old) - tail])
    new_tokens = _TOKEN.findall(new[head : len(new) - tail])
    if len(old_tokens) * len(new_tokens) > _COMPARISONS_AT_MOST:
        return blocks, False
    matcher = difflib.SequenceMatcher(None, old_tokens, new_tokens, autojunk=False)
    old_places, new_places = _offsets(head, old_tokens), _offsets(head, new_tokens)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        old_start, old_end, new_start, new_end = (
            old_places[old_from],
            old_places[old_to],
            new_places[new_from],
            new_places[new_to],
        )
        if kind == "equal":
            blocks.append((old_start, new_start, old_end - old_start))
        elif kind == "replace":
            before, after = old[old_start:old_end], new[new_start:new_end]
            same_head = _head(before, after)
            same_tail = _tail(before[same_head:], after[same_head:])
            blocks.append((old_start, new_start, same_head))
            blocks.append((old_end - same_tail, new_end - same_tail, same_tail))
    return blocks, True


def _head(one: str, other: str) -> int:
    """How many characters both begin with."""
    shortest = min(len(one), len(other))
    if one[:shortest] == other[:shortest]:
        return shortest
    low, high = 0, shortest
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _tail(one: str, other: str) -> int:
    """How many characters both end with."""
    return _head(one[::-1], other[::-1])


def _back_to_word(old: str, new: str, length: int) -> int:
    """The shared beginning without the word that the texts part in."""
    while length and not (_is_boundary(old, length) and _is_boundary(new, length)):
        length -= 1
    return length


def _offsets(start: int, tokens: list[str]) -> list[int]:
    places = [start]
    for token in tokens:
        places.append(places[-1] + len(token))
    return places


def _standing_once(old: str, new: str, words: str) -> list[Span]:
    place = new.find(words)
    if place < 0 or new.find(words, place + 1) >= 0 or old.find(words) != old.rfind(words):
        return []
    return [(place, place + len(words))]


def _is_boundary(text: str, place: int) -> bool:
    """Whether no word continues over this place."""
    return not (0 < place < len(text) and _in_word(text[place - 1]) and _in_word(text[place]))


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
