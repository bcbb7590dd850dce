"""Postings: for each term, in which testimonies it stands in public words, and how often.

What a passage index cannot give in time for a word that stands in every fifth passage: all testimonies with it, exactly
counted, with the frequencies that ranking needs. A term has one row for each :data:`BLOCK` consecutive keys of
testimonies, so that a change rewrites a few kilobytes and two curators at work on old and new testimonies do not wait
for one another. A row's ``entries`` are a letter, the offsets within the block, rising, as 16-bit numbers, and the
frequencies in the same order: of 8 bits after the letter B, of 32 after I. All numbers are little-endian.
"""

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from archive.lib.batches import batched
from archive.models import Posting
from archive.search import backends

BLOCK = 1024
BATCH = 400
"""Terms or rows to one statement."""

WIDTHS = {"B": 1, "I": 4}
"""Bytes of a frequency, by the letter that entries begin with."""
MOST_IN_A_BYTE = 255

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
    rows = (
        backends.current()
        .beginning(Posting.objects.all(), "term", prefix)
        .order_by("term")
        .values_list("term", flat=True)
        .distinct()
    )
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
    terms, blocks = {term for term, _ in keys}, {block for _, block in keys}
    rows = Posting.objects.filter(term__in=terms, block__in=blocks).values_list("term", "block", "pk", "entries")
    held = {(term, block): (pk, entries) for term, block, pk, entries in rows}
    changed: list[tuple[str, int, bytes]] = []
    emptied: list[int] = []
    for term, block in keys:
        pk, packed = held.get((term, block), (None, b""))
        entries = dict(_unpack(0, packed))
        for offset, difference in by_row[term, block].items():
            entries[offset] = entries.get(offset, 0) + difference
        packed = _pack(entries)
        if packed:
            changed.append((term, block, packed))
        elif pk is not None:
            emptied.append(pk)
    backends.current().put_postings(changed)
    Posting.objects.filter(pk__in=emptied).delete()


def _pack(entries: Mapping[int, int]) -> bytes:
    kept = sorted((offset, count) for offset, count in entries.items() if count > 0)
    if not kept:
        return b""
    counts = [count for _, count in kept]
    kind = "B" if max(counts) <= MOST_IN_A_BYTE else "I"
    return kind.encode() + _bytes(array("H", [offset for offset, _ in kept])) + _bytes(array(kind, counts))


def _unpack(block: int, entries: bytes | memoryview) -> Iterator[tuple[int, int]]:
    packed, first = bytes(entries), block * BLOCK
    if not packed:
        return iter(())
    kind = chr(packed[0])
    if kind not in WIDTHS:
        raise ValueError(f"entries of an unknown kind: {packed[:1]!r}")
    cut = 1 + 2 * (len(packed) // (2 + WIDTHS[kind]))
    offsets, frequencies = _numbers("H", packed[1:cut]), _numbers(kind, packed[cut:])
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
