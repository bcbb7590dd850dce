"""Verifying the ledger: every entry that was changed, is missing, was inserted, moved or cut off is found.

What the database alone cannot tell is a tail cut off together with a head set back. For that the head is compared with
one that was exported outside the database (:mod:`archive.actions.ledger_export`).
"""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from archive.actions.ledger import ACCOUNTED, HEAD, WHOLE_ARCHIVE, append, digest_of_reason, hash_of
from archive.lib.number_ranges import numbers_in, ranges_of
from archive.models import LedgerEntry, LedgerHead, LedgerReason

Action = LedgerEntry.Action

CHUNK = 2000
"""Entries in memory at a time."""


@dataclass(frozen=True)
class Head:
    """Where the ledger ends: the number and the hash of its last entry; 0 and "" while it is empty."""

    sequence: int
    entry_hash: str


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of the ledger, in words for an operator."""

    sequence: int
    what: str

    def __str__(self) -> str:
        return f"{self.sequence}: {self.what}"


def head_of_database() -> Head:
    """The head as the database has it; raises LedgerHead.DoesNotExist when its row was taken out."""
    row = LedgerHead.objects.get(pk=HEAD)
    return Head(row.sequence, row.entry_hash)


def faults(exported: Head | None = None, seen: Callable[[int], Any] = lambda entries: None) -> Iterator[Fault]:
    """Every fault of the ledger in the database, in its order, a few thousand entries in memory at a time.

    ``exported`` is a head from outside the database; ``seen`` is told now and then of how many entries were read. One
    fault does not hide the next: an entry is compared with what stands before it, as it stands there.
    """
    number, before, hash_at_exported, count = 0, "", "", 0
    head, more = _head(), True
    while more:  # again for what was appended meanwhile, so that a ledger in use is not taken for a broken one
        more = False
        entries = LedgerEntry.objects.filter(sequence__gt=number).order_by("sequence").select_related("reason")
        for entry in entries.iterator(chunk_size=CHUNK):
            yield from _faults_of(entry, number, before)
            number, before, count, more = entry.sequence, entry.entry_hash, count + 1, True
            if exported is not None and number == exported.sequence:
                hash_at_exported = entry.entry_hash
            if count % CHUNK == 0:
                seen(CHUNK)
        head = _head() if more else head
    yield from _faults_of_head(head, Head(number, before))
    yield from _faults_of_reasons()
    if exported is not None and exported.sequence > number:
        yield Fault(number + 1, f"cut off: the exported head is at {exported.sequence}")
    elif exported is not None and exported.sequence and hash_at_exported != exported.entry_hash:
        yield Fault(exported.sequence, "not the entry that the exported head was taken from")


def _faults_of(entry: LedgerEntry, number: int, before: str) -> Iterator[Fault]:
    """What is wrong with ``entry``, which follows the entry ``number`` with the hash ``before``."""
    if entry.sequence != number + 1:
        missing = f"{number + 1} to {entry.sequence - 1}" if entry.sequence - number > 2 else f"{number + 1}"
        yield Fault(number + 1, f"missing: {missing}")
    elif entry.previous_hash != before:
        yield Fault(entry.sequence, "does not continue the entry before it")
    if not hmac.compare_digest(hash_of(entry), entry.entry_hash):
        yield Fault(entry.sequence, "changed, or written with another key")
    reason: LedgerReason | None = getattr(entry, "reason", None)
    if reason is None:
        return
    if digest_of_reason(reason.salt, reason.text, like=entry.reason_digest) != entry.reason_digest:
        yield Fault(entry.sequence, "its reason was changed")


def _head() -> Head | None:
    try:
        return head_of_database()
    except LedgerHead.DoesNotExist:
        return None


def _faults_of_head(head: Head | None, last: Head) -> Iterator[Fault]:
    if head is None:
        yield Fault(last.sequence, "the head of the ledger is gone")
    elif head.sequence > last.sequence:
        yield Fault(last.sequence + 1, f"cut off: the head is at {head.sequence}")
    elif head != last:
        yield Fault(last.sequence, "the head does not point to it")


def _faults_of_reasons() -> Iterator[Fault]:
    """Reasons of entries that are not there, reasons that are gone, and reasons that came back."""
    known = LedgerEntry.objects.values("pk")
    for key in LedgerReason.objects.exclude(entry__in=known).values_list("entry_id", flat=True)[:CHUNK]:
        yield Fault(0, f"a reason without its entry (row {key})")
    for number in sorted(unaccounted_reasons() - undecided_reasons()):
        yield Fault(number, "its reason is gone, and no entry says that it was erased")
    erased = _named_by(Action.ERASED, Action.REASONS_ERASED)
    held = LedgerReason.objects.values_list("entry__sequence", flat=True).iterator(chunk_size=CHUNK)
    for number in sorted(number for number in held if number in erased):
        yield Fault(number, "its reason is here, though an entry says that it was erased")


def unaccounted_reasons() -> set[int]:
    """The numbers of the entries whose reason is gone without an entry that says why."""
    gone = set(LedgerEntry.objects.exclude(reason_digest="").filter(reason=None).values_list("sequence", flat=True))
    return gone - _named_by(Action.ERASED, Action.REASONS_ERASED, Action.REPLAYED)  # read last: an erasure writes both


def undecided_reasons() -> set[int]:
    """Those from before erasures were entered of which nobody can tell whether they were erased.

    Once :func:`settle_older_reasons` has named them, whatever else is gone is a fault.
    """
    settled = LedgerEntry.objects.filter(action=Action.REASONS_ERASED, codes__before=1).first()
    if settled is not None:
        return numbers_in(settled.codes["reasons"])
    return set(_older_entries().values_list("sequence", flat=True)) & unaccounted_reasons()


@transaction.atomic
def settle_older_reasons() -> LedgerEntry | None:
    """Enter, once, which reasons from before erasures were entered are gone; None where that was done, or none is
    from before."""
    if not _older_entries().exists() or LedgerEntry.objects.filter(codes__before=1).exists():
        return None
    return append(Action.REASONS_ERASED, WHOLE_ARCHIVE, reasons=ranges_of(undecided_reasons()), before=1)


def _older_entries() -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.exclude(reason_digest="").exclude(reason_digest__startswith=ACCOUNTED)


def _named_by(*actions: Action) -> set[int]:
    entries = LedgerEntry.objects.filter(action__in=actions).values_list("codes", flat=True)
    return {number for codes in entries.iterator(chunk_size=CHUNK) for number in numbers_in(codes.get("reasons") or "")}
