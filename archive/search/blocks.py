"""What the index says of public testimonies as a whole, kept at hand in memory: how long each is, what it bears.

A common word stands in every testimony of a large archive, and to read a row for each of them took longer than all else
together. So what the rows of one block of keys (:data:`~archive.search.postings.BLOCK`) say is read once and kept as
numbers whose bits stand for testimonies, until the block is written again: each writing gives it a new stamp, in the
same transaction. A stamp is read before the rows, so that what is kept is never older than its stamp. It is the same
for every reader, since it holds nothing but what anyone may read now and ever after.
"""

import sys
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from secrets import randbits
from typing import NamedTuple

from archive.models import IndexedBlock, IndexedTestimony
from archive.search.postings import BLOCK
from archive.search.scoring import Statistics

Bits = dict[int, int]
"""Testimonies by block: in that of block ``b``, bit ``n`` stands for the testimony with the key ``b * BLOCK + n``."""


class Block(NamedTuple):
    """``lengths[n]`` counts the words of the public texts of the testimony of bit ``n``; ``bearing`` has the bits of
    the testimonies that bear each mark, by its letter; ``testimonies`` and ``words`` are counted in all of them."""

    testimonies: int
    words: int
    lengths: array
    bearing: dict[str, dict[str, int]]
    marks: dict[int, tuple[str, ...]]
    """The marks of each testimony, by its bit."""


FEW = 100
"""Testimonies of a block that are looked at one by one, which is faster than to look at every mark of the block."""

_kept: dict[int, tuple[int, Block]] = {}
"""The blocks that were read, each with its stamp then."""


def stamp(blocks: Collection[int]) -> None:
    """Have what is kept of ``blocks`` read anew, now that they are written. Inside the transaction that writes them."""
    IndexedBlock.objects.bulk_create(
        [IndexedBlock(block=block, stamp=randbits(63)) for block in sorted(blocks)],
        update_conflicts=True,
        unique_fields=["block"],
        update_fields=["stamp"],
    )


def read() -> dict[int, Block]:
    """All blocks with something in them, by number, as they are now."""
    stamps = dict(IndexedBlock.objects.order_by("block").values_list("block", "stamp"))
    found: dict[int, Block] = {}
    for number, written in stamps.items():
        kept = _kept.get(number)
        if kept is None or kept[0] != written:  # another thread may keep an older one beside this one meanwhile
            kept = _kept[number] = written, _read(number)
        found[number] = kept[1]
    return found


def _read(number: int) -> Block:
    rows = IndexedTestimony.objects.filter(
        is_public=True, testimony__gte=number * BLOCK, testimony__lt=(number + 1) * BLOCK
    )
    lengths, testimonies = array("I", bytes(4 * BLOCK)), 0
    bearing: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    marks: dict[int, tuple[str, ...]] = {}
    for key, length, facets in rows.values_list("pk", "length", "facets"):
        offset = key % BLOCK
        lengths[offset] = length
        testimonies += 1
        marks[offset] = tuple(map(sys.intern, facets.split()))
        for mark in marks[offset]:
            bearing[mark[1]][mark] |= 1 << offset
    by_letter = {letter: dict(bits) for letter, bits in bearing.items()}
    return Block(testimonies, sum(lengths), lengths, by_letter, marks)


def statistics(blocks: Mapping[int, Block]) -> Statistics:
    """Of the public half of the index."""
    return Statistics(
        sum(block.testimonies for block in blocks.values()), sum(block.words for block in blocks.values())
    )


def lengths_of(testimonies: Iterable[int], blocks: Mapping[int, Block]) -> dict[int, int]:
    """How many words the public texts of testimonies have; those without any are left out."""
    empty = array("I", bytes(4 * BLOCK))
    by_block = {number: block.lengths for number, block in blocks.items()}
    return {key: length for key in testimonies if (length := by_block.get(key // BLOCK, empty)[key % BLOCK])}


def bits_of(testimonies: Iterable[int]) -> Bits:
    """``testimonies`` as bits."""
    offsets: dict[int, bytearray] = defaultdict(lambda: bytearray(BLOCK // 8))
    for key in testimonies:
        offsets[key // BLOCK][key % BLOCK >> 3] |= 1 << (key & 7)
    return {number: int.from_bytes(found, "little") for number, found in offsets.items()}


def borne(wanted: Bits, blocks: Mapping[int, Block], more: Mapping[int, Collection[str]]) -> "Borne":
    """What the testimonies of ``wanted`` bear. ``more`` are marks that the reader may be told of beside those that
    anyone may, by testimony."""
    added: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, marks in more.items():
        for mark in marks:
            added[key // BLOCK][mark] |= wanted.get(key // BLOCK, 0) & 1 << key % BLOCK
    return Borne(wanted, {number: blocks[number] for number in wanted.keys() & blocks.keys()}, added)


@dataclass(frozen=True)
class Borne:
    """What the testimonies of ``wanted`` bear by their ``blocks``, and the bits of those that bear ``added`` marks."""

    wanted: Bits
    blocks: Mapping[int, Block]
    added: Mapping[int, Mapping[str, int]]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many of them bear each mark, by the letters of the marks."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for number, block in self.blocks.items():
            wanted = self.wanted[number]
            if wanted.bit_count() <= FEW:
                for mark in chain.from_iterable(block.marks.get(bit, ()) for bit in _set_in(wanted)):
                    found[mark[1]][mark] = found[mark[1]].get(mark, 0) + 1
                continue
            for letter, bearing in block.bearing.items():
                counts = found[letter]
                for mark, bearers in bearing.items():  # tens of thousands for a common word
                    if both := bearers & wanted:
                        counts[mark] = counts.get(mark, 0) + both.bit_count()
        for number, marks in self.added.items():
            for mark, bearers in marks.items():
                bearers &= ~self._bearers(number, mark)
                found[mark[1]][mark] = found[mark[1]].get(mark, 0) + bearers.bit_count()
        return {letter: {mark: count for mark, count in counts.items() if count} for letter, counts in found.items()}

    def together(self, marks: Collection[str]) -> int:
        """How many of them bear one of ``marks`` at least."""
        counted = 0
        for number, wanted in self.wanted.items():
            added, bearers = self.added.get(number, {}), 0
            for mark in marks:
                bearers |= self._bearers(number, mark) | added.get(mark, 0)
            counted += (bearers & wanted).bit_count()
        return counted

    def _bearers(self, number: int, mark: str) -> int:
        block = self.blocks.get(number)
        return block.bearing.get(mark[1], {}).get(mark, 0) if block is not None else 0


def _set_in(bits: int) -> Iterator[int]:
    """Which bits are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
