"""Bringing a restored backup up to the trust of today, before it serves.

A backup knows nothing of what was decided after it was made: a withdrawal, an erasure, a consent taken back. The ledger
exported from the live archive does. It is verified, it must continue the ledger of the backup (a fork is refused), and
what it holds beyond it is carried out again where that takes something from readers. Nothing that gives readers more is
repeated: publications, grants, lifted redactions are listed, to be decided anew. What takes something away and cannot
be repeated from codes alone closes what it is about, in the ledger's own words, and is listed.

The entries themselves are taken over as they are, so that the ledger of the restored archive continues the live one.
Their reasons are in no export; the entry that tells of the replay names them as missing because of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from archive.access.levels import Access, Status
from archive.actions import ledger, previews, second_person
from archive.actions.ledger_check import faults, unaccounted_reasons
from archive.actions.ledger_export import read_ledger
from archive.actions.refusals import ActionRefused
from archive.actions.replay_decisions import DECISIONS, close_subject
from archive.actions.replay_subjects import Afterwards, Missed
from archive.lib.number_ranges import ranges_of
from archive.models import LedgerEntry, LedgerHead, PublicId, Source, Testimony

Because = dict[tuple[str, str], str]
"""Why something is closed, or previewed no longer, by its kind and identifier."""


class Forked(ActionRefused):
    """The exported ledger and the one of the backup part ways."""


@dataclass
class Replayed:
    """What a replay did. ``closed`` (preview links, too) and ``listed`` hold sentences for the operator, with
    identifiers and no names."""

    entries: int = 0
    repeated: int = 0
    closed: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)


class DryRun(Exception):
    """Takes everything back at the end of a trial."""


def replay(file: Path, *, dry_run: bool = False) -> Replayed:
    """Carry out on this database what the ledger in ``file`` holds beyond its own; all of it or nothing.

    Safe to repeat: what was taken over is not taken over again. With ``dry_run`` it only says what it would do. Raises
    :class:`Forked`, :class:`~archive.actions.ledger_export.Unreadable` for a file whose chain does not hold, and
    :class:`~archive.actions.refusals.ActionRefused` when the database's own ledger is not whole.
    """
    done = Replayed()
    try:
        with transaction.atomic():
            _replay(file, done)
            if dry_run:
                raise DryRun
    except DryRun:
        pass
    return done


def _replay(file: Path, done: Replayed) -> None:
    broken = next(faults(), None)
    if broken is not None:
        raise ActionRefused(f"The ledger of this database is not whole at {broken}. Nothing was done.")
    gone, head, last = unaccounted_reasons(), ledger.locked_head(), 0
    to_close: Because = {}
    previewed: Because = {}
    later: list[tuple[LedgerEntry, Afterwards]] = []
    for entry in read_ledger(file):
        last = entry.sequence
        if last == head.sequence and entry.entry_hash != head.entry_hash:
            raise Forked(_parting(last))
        if last > head.sequence:
            outcome = _take_over(entry, done)
            if callable(outcome):
                later.append((entry, outcome))
            else:
                _settle(entry, outcome, done, to_close, previewed)
    if last < head.sequence:
        _refuse_fork_behind(file, head)
        return
    if not done.entries:
        return
    for entry, ask in later:
        _settle(entry, ask(), done, to_close, previewed)
    for (kind, public_id), why in to_close.items():
        _close(kind, public_id, why, done)
    for (_, public_id), why in previewed.items():
        _end_previews(Testimony.objects.get(public_id=public_id), why, done)
    ledger.append(
        LedgerEntry.Action.REPLAYED,
        ledger.WHOLE_ARCHIVE,
        entries=done.entries,
        repeated=done.repeated,
        closed=len(done.closed),
        listed=len(done.listed),
        reasons=ranges_of(unaccounted_reasons() - gone),
    )


def _parting(number: int) -> str:
    return (
        f"The ledger in the file and the one of this database part ways at or before entry {number}: it is another "
        "archive's, or this database went on after it was restored. Nothing was done."
    )


def _refuse_fork_behind(file: Path, head: LedgerHead) -> None:
    """The file ends before this database does: fine when it is its beginning, as after a replay; a fork otherwise."""
    final = None
    for final in read_ledger(file):  # noqa: B007  the last one counts
        pass
    if final is None:
        return
    if not LedgerEntry.objects.filter(sequence=final.sequence, entry_hash=final.entry_hash).exists():
        raise Forked(_parting(min(final.sequence, head.sequence)))


def _take_over(entry: LedgerEntry, done: Replayed) -> Missed | Afterwards | None:
    """Append ``entry`` as it is, and carry out again what it says; what became of it."""
    entry.save()
    ledger.move_head(entry)
    done.entries += 1
    _keep_from_being_given_again(entry)
    return DECISIONS.get(entry.action, close_subject)(entry)


def _settle(entry: LedgerEntry, missed: Missed | None, done: Replayed, to_close: Because, previewed: Because) -> None:
    missed = missed or Missed()
    where = f"entry {entry.sequence} ({entry.action}, {entry.subject})"
    if missed.why:
        done.listed.append(f"{where}: {missed.why}")
    else:
        done.repeated += 1
    for because, records in ((to_close, missed.close), (previewed, missed.previewed)):
        for record in records:
            because.setdefault((record._meta.label_lower, record.public_id), where)


def _keep_from_being_given_again(entry: LedgerEntry) -> None:
    """Enter an identifier that the live archive gave after the backup was made."""
    if entry.subject and not PublicId.objects.filter(value=entry.subject).exists():
        PublicId.objects.create(value=entry.subject, names=entry.subject_kind, erased_at=timezone.now())


def _close(kind: str, public_id: str, why: str, done: Replayed) -> None:
    """Keep a testimony for curators only, or take a source off the pages, with an entry of its own."""
    if kind == Testimony._meta.label_lower:
        _close_testimony(Testimony.objects.get(public_id=public_id), why, done)
    else:
        _withdraw_source(Source.objects.get(public_id=public_id), why, done)


def _close_testimony(testimony: Testimony, why: str, done: Replayed) -> None:
    _end_previews(testimony, why, done)  # a preview asks for no level
    if testimony.status == Status.ERASED or testimony.access == Access.CLOSED:
        return
    before = testimony.access
    Testimony.objects.filter(pk=testimony.pk).write_guarded(access=Access.CLOSED, updated_at=timezone.now())
    embargo = testimony.embargo_until
    ledger.append(
        LedgerEntry.Action.ACCESS_SET,
        testimony,
        access=str(Access.CLOSED),
        access_before=before,
        embargo_until=embargo.isoformat() if embargo is not None else None,
        replay=1,
    )
    done.closed.append(f"testimony {testimony.public_id}: closed, because of {why}")


def _end_previews(testimony: Testimony, why: str, done: Replayed) -> None:
    if number := previews.revoke_all(testimony, replay=1):
        done.closed.append(f"testimony {testimony.public_id}: {number} preview links revoked, because of {why}")


def _withdraw_source(source: Source, why: str, done: Replayed) -> None:
    now = timezone.now()
    published = Source.objects.filter(pk=source.pk, status=Status.PUBLISHED)
    if published.write_guarded(status=Status.WITHDRAWN, withdrawn_at=now, updated_at=now):
        ledger.append(LedgerEntry.Action.WITHDRAWN, source, status_before=str(Status.PUBLISHED), replay=1)
        done.closed.append(f"source {source.public_id}: withdrawn, because of {why}")


def open_questions(replayed: Replayed) -> Iterable[str]:
    """What an operator reads after a replay, line by line."""
    yield from replayed.closed
    yield from replayed.listed
    waiting = second_person.ProposedAction.objects.waiting(timezone.now()).count()
    if waiting:
        yield f"{waiting} proposals of the backup still wait for a second person: decline what is no longer wanted"
