"""Appending to the ledger: a chain of entries, each sealed with a key that is not in the database.

An entry's hash is HMAC-SHA256 (https://www.rfc-editor.org/rfc/rfc2104) over the canonical JSON of its content and the
hash of the entry before it. Appends are serialised on the one row of :class:`~archive.models.LedgerHead`.
"""

import hashlib
import hmac
import json
import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.lib.number_ranges import ranges_of
from archive.models import LedgerEntry, LedgerHead, LedgerReason
from archive.models.public_ids import Identified

HEAD = 1

ACCOUNTED = "2:"
"""How the digest of a reason begins since the erasing of reasons is entered in the ledger, too. An entry without it is
from before; what became of its reason cannot always be told."""


class About(NamedTuple):
    """What an entry is about, where the record itself is not at hand; two empty strings for the archive as a whole."""

    kind: str
    public_id: str


WHOLE_ARCHIVE = About("", "")


def append(
    action: LedgerEntry.Action,
    subject: Identified | About,
    actor: Any = None,
    *,
    reason: str = "",
    **codes: str | int | None,
) -> LedgerEntry:
    """Append one entry about ``subject``; call it inside the transaction of the change it records.

    ``codes`` hold no free text and no name. ``reason`` goes to a row of its own, which can be erased. Raises
    :class:`~django.db.transaction.TransactionManagementError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A ledger entry belongs to the transaction of what it records.")
    head = locked_head()
    salt = secrets.token_hex(16) if reason else ""
    entry = LedgerEntry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor_id=actor.pk if actor is not None else None,
        action=action,
        subject_kind=subject.kind if isinstance(subject, About) else subject._meta.label_lower,
        subject=subject.public_id,
        codes=codes,
        reason_digest=digest_of_reason(salt, reason, like=ACCOUNTED) if reason else "",
        previous_hash=head.entry_hash,
    )
    entry.entry_hash = hash_of(entry)
    entry.save()
    if reason:
        LedgerReason.objects.create(entry=entry, salt=salt, text=reason)
    move_head(entry)
    return entry


def take_reasons(entries: QuerySet[LedgerEntry]) -> set[int]:
    """Erase the reasons of ``entries``; the numbers of those that had one, to be named (``reasons``) by the entry that
    records what they were erased for."""
    reasons = LedgerReason.objects.filter(entry__in=entries.order_by().values("pk"))
    taken = set(reasons.values_list("entry__sequence", flat=True))
    reasons.delete()
    return taken


def erase_reasons(entries: QuerySet[LedgerEntry]) -> LedgerEntry | None:
    """Erase the reasons of ``entries``, with an entry of its own; None where there were none."""
    taken = take_reasons(entries)
    return append(LedgerEntry.Action.REASONS_ERASED, WHOLE_ARCHIVE, reasons=ranges_of(taken)) if taken else None


def locked_head() -> LedgerHead:
    """The head, with no one else appending until the transaction ends."""
    return LedgerHead.objects.select_for_update().get(pk=HEAD)


def move_head(entry: LedgerEntry) -> None:
    """Let the head point to ``entry``, which was just appended."""
    LedgerHead.objects.filter(pk=HEAD).update(sequence=entry.sequence, entry_hash=entry.entry_hash)


def hash_of(entry: LedgerEntry) -> str:
    """The keyed hash that ``entry`` must carry, in hexadecimal."""
    content = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "action": str(entry.action),
        "subject_kind": entry.subject_kind,
        "subject": entry.subject,
        "codes": entry.codes,
        "reason_digest": entry.reason_digest,
        "previous_hash": entry.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(settings.ARCHIVE_LEDGER_KEY, canonical.encode(), hashlib.sha256).hexdigest()


def digest_of_reason(salt: str, text: str, *, like: str) -> str:
    """The salted digest of a reason, in the form of the digest ``like``."""
    digest = hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()
    return (ACCOUNTED + digest)[: len(digest)] if like.startswith(ACCOUNTED) else digest
