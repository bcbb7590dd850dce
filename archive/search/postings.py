"""Postings: for each term, in which testimonies it stands in public words, and how often.

What a passage index cannot give in time for a word that stands in every fifth passage: all testimonies with it, exactly
counted, with the frequencies that ranking needs. A term has one row for each :data:`BLOCK` consecutive keys of
testimonies, so that a change rewrites a few kilobytes and two curators at work on old and new testimonies do not wait
for one another. A row's ``entries`` are the offsets within the block, rising, then the frequencies in the same order,
as 16-bit and 32-bit little-endian numbers.
"""

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from archive.models import Posting

BLOCK = 1024
BATCH = 400
"""Terms or rows to one statement."""

Frequencies = dict[int, int]
"""The number of times a term stands in a testimony, by the testimony's key."""


def read(terms: Iterable[str]) -> dict[str, Frequencies]:
    """The frequencies of each of ``terms`` that stands anywhere in public words."""
    found: dict[str, Frequencies] = {}
    for batch in batched(sorted(set(terms)), BATCH):
        rows = Posting.objects.filter(term__in=batch).order_by("term", "block")
        for term, block, entries in rows.values_list("term", "block", "entries"):
            found.setdefault(term, {}).update(_unpack(block, entries))
    return found


def beginning_with(prefix: str, most: int) -> list[str]:
    """At most ``most`` public words that begin with ``prefix``, in alphabetical order."""
    rows = Posting.objects.filter(term__startswith=prefix).order_by("term").values_list("term", flat=True).distinct()
    return list(rows[:most])


def change(changes: Mapping[str, Mapping[int, int]]) -> None:
    """Add ``changes`` (by term and testimony; less than zero takes away) to what is written.

    Inside a transaction that holds the lock of the blocks (``backends.current().lock``): a term of one block stands in
    most texts, so that writers would wait for one another all the same, and row by row in no order that is safe.
    """
    by_row: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    for term, frequencies in changes.items():
        for testimony, difference in frequencies.items():
            if difference:
                by_row[term, testimony // BLOCK][testimony % BLOCK] = difference
    for batch in batched(sorted(by_row), BATCH):
        _write(batch, by_row)


def of_block(block: int) -> dict[str, Frequencies]:
    """Everything that is written of the testimonies of one block, by term; nothing of a row that cannot be read."""
    found: dict[str, Frequencies] = {}
    for term, entries in Posting.objects.filter(block=block).values_list("term", "entries"):
        try:
            found[term] = dict(_unpack(block, entries))
        except ValueError:
            found[term] = {}
    return found


def replace(block: int, wanted: Mapping[str, Mapping[int, int]]) -> None:
    """Write the rows of the terms ``wanted`` in one block anew. Inside a transaction."""
    for terms in batched(sorted(wanted), BATCH):
        Posting.objects.filter(block=block, term__in=terms).delete()
        Posting.objects.bulk_create(
            [
                Posting(term=term, block=block, entries=_pack({key % BLOCK: wanted[term][key] for key in wanted[term]}))
                for term in terms
                if wanted[term]
            ]
        )


def _write(keys: list[tuple[str, int]], by_row: Mapping[tuple[str, int], Mapping[int, int]]) -> None:
    Posting.objects.bulk_create([Posting(term=term, block=block) for term, block in keys], ignore_conflicts=True)
    wanted = set(keys)
    terms, blocks = {term for term, _ in keys}, {block for _, block in keys}
    changed: list[Posting] = []
    emptied: list[Posting] = []
    for row in Posting.objects.filter(term__in=terms, block__in=blocks):
        if (row.term, row.block) not in wanted:
            continue
        entries = dict(_unpack(0, row.entries))
        for offset, difference in by_row[row.term, row.block].items():
            entries[offset] = entries.get(offset, 0) + difference
        row.entries = _pack(entries)
        (changed if row.entries else emptied).append(row)
    Posting.objects.bulk_update(changed, ["entries"], batch_size=BATCH // 4)
    Posting.objects.filter(pk__in=[row.pk for row in emptied]).delete()


def _pack(entries: Mapping[int, int]) -> bytes:
    kept = sorted((offset, count) for offset, count in entries.items() if count > 0)
    return _bytes(array("H", [offset for offset, _ in kept])) + _bytes(array("I", [count for _, count in kept]))


def _unpack(block: int, entries: bytes | memoryview) -> Iterator[tuple[int, int]]:
    packed, first = bytes(entries), block * BLOCK
    count = len(packed) // 6
    offsets, frequencies = _numbers("H", packed[: 2 * count]), _numbers("I", packed[2 * count :])
    return zip([first + offset for offset in offsets], frequencies, strict=True)


def _bytes(numbers: array) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _numbers(kind: str, packed: bytes) -> array:
    numbers = array(kind)
    numbers.frombytes(packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def batched(things: Iterable, size: int) -> Iterator[list]:
    remaining = iter(things)
    while batch := list(islice(remaining, size)):
        yield batch
