"""Erasing a testimony: everything that was told is destroyed; that something was there may stay.

Before erasing, a testimony is withdrawn, or it is a draft: what readers may be reading just now is never erased at one
stroke, and a withdrawal can still be undone while this cannot. The row stays, stripped, to carry the tombstone; so do
the identifiers, which are never given to anything else, and the ledger.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from archive.access import tombstones
from archive.access.levels import Access, Status
from archive.actions import decisions, ledger, locks, residue, second_person
from archive.actions.as_listed import ASKED_OTHERWISE, CHANGED, refuse_changed
from archive.actions.belongings import (
    Belongings,
    batches,
    belongings,
    files_of,
    keys_to,
    kinds_below,
    log_rows_of,
    owns,
    pointing,
    public_ids_of,
    rows_of,
)
from archive.actions.destroyed import listed
from archive.actions.known_only_from import refuse_elsewhere_known
from archive.actions.loaded import lines_naming
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.actions.sealed_ties import forget_sealed
from archive.lib.number_ranges import ranges_of
from archive.lib.residue import forget_deleted_words, overwrite_deleted
from archive.lib.text import ascii_fold
from archive.models import (
    LedgerEntry,
    LedgerReason,
    LoadedRecord,
    Name,
    Passage,
    Person,
    ProposedAction,
    PublicId,
    Testimony,
)
from archive.models.access_conditions import CONSENT_STEMS
from archive.models.residue import destroy
from archive.search import index, names

CODE = second_person.ERASE
PERMISSION = "archive.erase_testimony"
ERASABLE = (Status.DRAFT, Status.WITHDRAWN)
TITLE = "Erased testimony"


@transaction.atomic
def erase(
    testimony: Testimony,
    actor: Any,
    *,
    reason: str,
    people: Iterable[str] = (),
    seen: Mapping[str, str] | None = None,
    judged_by: str | None = None,
    confirmed: ProposedAction | None = None,
) -> LedgerEntry:
    """Erase ``testimony`` as it was seen, for good, and with it those of ``people`` (public ids, from
    :mod:`archive.actions.known_only_from`) to whom nothing else leads. ``seen`` is what
    :func:`~archive.actions.destroyed.listed` gave for the page on which they were chosen, ``judged_by`` the token of
    the decisions (:func:`archive.actions.decisions.newest`) that it was judged by, None where there was none.

    Where the setting asks for a second person, the first call only proposes it and returns that entry. Raises
    :class:`~archive.actions.refusals.NotPermitted`, :class:`~archive.actions.refusals.LostRace`, and
    :class:`~archive.actions.refusals.ActionRefused` for a state from which nothing is erased or a missing reason.
    Files and what the database still keeps are cleaned once this is committed (:mod:`archive.actions.residue`).
    """
    require(actor, PERMISSION, "erase a testimony")
    refuse_unless_erasable(testimony, reason)
    chosen = sorted(set(people))
    _refuse_unseen(testimony, chosen, seen, judged_by, confirmed)
    proposed = second_person.require_or_propose(
        CODE,
        testimony,
        actor,
        permission=PERMISSION,
        state_seen=testimony.status,
        reason=reason.strip(),
        details={
            "people": chosen,
            "seen": listed(testimony) if seen is None else seen,
            "judged_by": decisions.newest(testimony) if judged_by is None else judged_by,
        },
        confirmed=confirmed,
    )
    if proposed is not None:
        return proposed
    _hold(testimony, chosen)
    _refuse_unseen(testimony, chosen, seen, judged_by, confirmed)
    status, now = testimony.status, timezone.now()
    reasons = destroy_testimony(testimony, now, status_seen=status, people=chosen)
    return ledger.append(
        LedgerEntry.Action.ERASED,
        testimony,
        actor,
        reason=reason.strip(),
        status_before=status,
        people=" ".join(chosen),
        reasons=ranges_of(reasons),
    )


def _hold(testimony: Testimony, people: list[str]) -> None:
    """Keep ``testimony`` and ``people`` as they are until all of it is destroyed. What was asked before is asked once
    more then: a colleague may have entered one of them in another account meanwhile, or someone new in this one."""
    locks.hold(testimony)
    list(locks.locked(Person.objects.filter(public_id__in=people)))


def _refuse_unseen(
    testimony: Testimony,
    people: list[str],
    seen: Mapping[str, str] | None,
    judged_by: str | None,
    confirmed: ProposedAction | None,
) -> None:
    """Raise where something was decided about ``testimony``, or entered in it, that the page did not show, and where
    something else leads to one of ``people``."""
    decisions.refuse_judged_before(testimony, judged_by, confirmed)
    if seen is not None:
        refuse_changed(listed(testimony), seen, CHANGED if confirmed is None else ASKED_OTHERWISE)
    refuse_elsewhere_known(testimony, people)


def refuse_unless_erasable(testimony: Testimony, reason: str) -> None:
    if testimony.status not in ERASABLE:
        raise ActionRefused(
            f"The testimony is {Status(testimony.status).label.lower()}: only a withdrawn one or a draft is erased. "
            "Withdraw it first, or return it to the cataloguer."
        )
    if not reason.strip():
        raise ActionRefused("Erasing needs a reason.")


def destroy_testimony(testimony: Testimony, now: datetime, *, status_seen: str, people: Iterable[str] = ()) -> set[int]:
    """What erasing does to the records, without asking whether it may; the numbers of the ledger's entries whose
    reasons were erased. For :func:`erase` and the replay of a ledger."""
    overwrite_deleted(connection)
    leaves_one = testimony.leaves_tombstone and testimony.access != Access.CLOSED
    tombstone_at = (testimony.withdrawn_at or now) if leaves_one else None
    left = dict.fromkeys(_passages_with_tombstone(testimony), tombstone_at) if tombstone_at else {}
    Testimony.objects.select_for_update().get(pk=testimony.pk)  # nothing is entered under it from here on
    if not Testimony.objects.filter(pk=testimony.pk, status=status_seen).write_guarded(**_stripped(testimony, now)):
        raise LostRace("Someone else has changed its status meanwhile. Look at it again before you decide.")
    persons = {key for batch in batches(people) for key in _keys_of_people(batch)}
    reasons = _destroy(testimony, belongings(Testimony, [testimony.pk]), persons, now, left)
    testimony.refresh_from_db()
    return reasons


def _destroy(
    testimony: Testimony, found: Belongings, people: set[int], now: datetime, left: dict[str, Any]
) -> set[int]:
    """Destroy ``found``, which belongs to ``testimony``, and the ``people`` with these keys, everywhere, and leave to
    housekeeping what the database and the disk still keep of it. ``left`` are the tombstones that stay, with dates."""
    files, tables = files_of(found), _tables_of(Testimony)
    everything, reasons = [found], _forget(found, now, left, keep=Testimony)
    if people:
        theirs = belongings(Person, people)
        files, tables = files | files_of(theirs), tables | _tables_of(Person)
        reasons |= _forget(theirs, now, {})
        everything.append(theirs)
    index.refresh([testimony.pk])
    tables |= forget_sealed(everything)
    forget_deleted_words(connection)
    residue.leave(testimony.public_id, tables=tables, files=files)
    return reasons


def destroy_left_behind() -> int:
    """Destroy what stands under erased testimonies all the same, entered before that was refused; how many records."""
    return sum(_destroy_left_behind(each) for each in Testimony.objects.filter(status=Status.ERASED).order_by("pk"))


@transaction.atomic
def _destroy_left_behind(testimony: Testimony) -> int:
    found = belongings(Testimony, [testimony.pk])
    del found[Testimony]
    if not found:
        return 0
    locks.hold(testimony)
    overwrite_deleted(connection)
    if reasons := _destroy(testimony, found, set(), timezone.now(), {}):
        ledger.append(LedgerEntry.Action.REASONS_ERASED, ledger.WHOLE_ARCHIVE, reasons=ranges_of(reasons))
    return sum(len(keys) for keys in found.values())


def _keys_of_people(public_ids: list[str]) -> list[int]:
    return list(Person.objects.filter(public_id__in=public_ids).values_list("pk", flat=True))


def _passages_with_tombstone(testimony: Testimony) -> set[str]:
    """The passages whose addresses told of the withdrawal and go on doing so."""
    passages = Passage.objects.filter(tombstones.TOMBSTONES["passage"].condition, transcript__testimony=testimony)
    return set(passages.values_list("public_id", flat=True))


def _stripped(testimony: Testimony, now: datetime) -> dict[str, Any]:
    """The columns of a testimony of which nothing is left but that it was there."""
    folded = {f"{stem}_{end}": None for stem in CONSENT_STEMS for end in ("from", "until")}
    dated = {f"{name}_{end}": None for name in ("recorded_on", "covers") for end in ("earliest", "latest")}
    blank = dict.fromkeys(("abstract", "accession_number", "recorded_on", "covers", "licence", "provenance"), "")
    empty = dict.fromkeys(("recorded_at", "source", "rights", "embargo_until", "submitted_at", "published_at"))
    return {
        **folded,
        **dated,
        **blank,
        **empty,
        "title": TITLE,
        "sort_key": ascii_fold(TITLE),
        "status": Status.ERASED,
        "access": Access.CLOSED,
        "withdrawn_at": testimony.withdrawn_at or now,
        "leaves_tombstone": testimony.leaves_tombstone and testimony.access != Access.CLOSED,
        "originals_withheld": False,
        "updated_at": now,
    }


def _forget(found: Belongings, now: datetime, tombstones: dict[str, Any], keep: type | None = None) -> set[int]:
    """Delete the rows in ``found`` (except those of ``keep``) and every trace of them elsewhere in the database; the
    numbers of the ledger's entries whose reasons went with them."""
    reasons: set[int] = set()
    public_ids = public_ids_of(found)
    named = {value for values in public_ids.values() for value in values}
    for rows in log_rows_of(found):
        destroy(rows)
    for rows in lines_naming(named):
        destroy(rows)
    for batch in batches(named):
        reasons |= ledger.take_reasons(LedgerEntry.objects.filter(subject__in=batch))
        ProposedAction.objects.filter(record__in=batch).exclude(reason="").update(reason="")
        PublicId.objects.filter(value__in=batch, erased_at=None).update(erased_at=now)
    for value, moment in tombstones.items():
        PublicId.objects.filter(value=value).update(tombstone_at=moment)
    for model, keys in found.items():
        _let_go(model, keys, found)
    for model, keys in found.items():
        if model is not keep:
            for rows in rows_of(model, keys):
                destroy(rows)
    names.keep_names(found.get(Name, ()))
    return reasons


def _let_go(model: type, keys: set[int], found: Belongings) -> None:
    """Empty the keys of rows that stay and point to rows that go."""
    for field in keys_to(model):
        if not owns(field):
            staying = set(pointing(field, keys)) - found.get(field.model, set())
            for rows in rows_of(field.model, staying):
                rows.update(**{field.name: None})


def _tables_of(kind: type[Model]) -> set[str]:
    """The tables whose old pages may hold something of a row of ``kind``, or of what belonged to it: also the rows that
    were deleted before, of which no table tells any more."""
    others: tuple[type[Model], ...] = (LedgerReason, ProposedAction, LoadedRecord, LogEntry)
    return {model._meta.db_table for model in (*kinds_below(kind), *others)} | set(index.TABLES)


def _confirmed(proposal: ProposedAction, actor: Any) -> LedgerEntry:
    testimony = Testimony.objects.get(public_id=proposal.record)
    testimony.status = proposal.state_seen
    asked = proposal.details
    return erase(
        testimony,
        actor,
        reason=proposal.reason,
        people=asked.get("people", ()),
        seen=asked.get("seen"),
        judged_by=asked.get("judged_by", ""),  # what was asked for before there was such a token is asked for again
        confirmed=proposal,
    )


second_person.register(CODE, _confirmed)
