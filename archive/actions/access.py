"""Setting who may read a testimony, and from when; and who may read a part of it that is stricter.

Giving readers more of what is published (a looser level, an embargo that ends earlier) is as much as publishing it, and
takes two people where publishing does. Giving them less never waits for anyone.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.access.levels import FROM_LOOSE_TO_STRICT, Access, Status
from archive.actions import decisions, ledger, second_person
from archive.actions.consent import broaden_confirmed
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.models import Consent, LedgerEntry, MediaFile, Passage, ProposedAction, Testimony, Transcript

PartOfTestimony = Transcript | Passage | MediaFile

PERMISSION = "archive.set_access_testimony"
MEANWHILE = "Someone else has set the access meanwhile. Look at it again before you decide."


@transaction.atomic
def set_access(
    testimony: Testimony,
    actor: Any,
    *,
    access: str,
    embargo_until: datetime | None,
    judged_by: str | None = None,
    confirmed: ProposedAction | None = None,
) -> LedgerEntry:
    """Set access level and embargo of ``testimony``; both take effect on the next request.

    Where a second person has to agree that readers get more, the first call only asks for it and returns that entry;
    ``confirmed`` is what the second one confirmed. Where readers would get more than they do now, raises
    :class:`~archive.actions.refusals.LostRace` when something was decided about it since the token ``judged_by``
    (:func:`archive.actions.decisions.newest`); giving them less is never too late.
    """
    require(actor, PERMISSION, "set the access of a testimony")
    if access not in Access.values:
        raise ActionRefused(f"“{access}” is not a level of access.")
    current = _locked(testimony)
    before, embargo_before = current.access, current.embargo_until
    if _is_looser(access, before) or _ends_earlier(embargo_until, embargo_before):
        decisions.refuse_judged_before(current, judged_by, confirmed)
        details: dict[str, Any] = {"access": access, "access_before": before}
        details |= {"embargo_until": _iso(embargo_until), "embargo_before": _iso(embargo_before)}
        asked = _ask_second_person(testimony, current, actor, details, confirmed)
        if asked is not None:
            return asked
    Testimony.objects.filter(pk=testimony.pk).write_guarded(
        access=access, embargo_until=embargo_until, updated_at=timezone.now()
    )
    testimony.refresh_from_db()
    return ledger.append(
        LedgerEntry.Action.ACCESS_SET,
        testimony,
        actor,
        access=access,
        access_before=before,
        embargo_until=_iso(embargo_until),
    )


@transaction.atomic
def set_part_access(
    part: PartOfTestimony,
    actor: Any,
    *,
    access: str,
    judged_by: str | None = None,
    confirmed: ProposedAction | None = None,
) -> LedgerEntry:
    """Set the level of access of a transcript, passage or file; "" for that of its testimony.

    The rules let the strictest level on the way to the testimony decide, so a looser one opens nothing. Copies made
    from a file (access copy, thumbnail, redacted copy) become as strict as it, and never looser through it. A second
    person and a lost race are as for :func:`set_access`.
    """
    require(actor, PERMISSION, "set the access of a part of a testimony")
    if access not in FROM_LOOSE_TO_STRICT:
        raise ActionRefused(f"“{access}” is not a level of access.")
    testimony = _locked(testimony_of(part))  # copies being made wait
    stands = type(part)._base_manager.filter(pk=part.pk).values_list("access", flat=True).first()
    if stands is None:
        raise LostRace("It was deleted meanwhile.")
    part.access = stands
    if _is_looser(access, part.access):
        decisions.refuse_judged_before(part, judged_by, confirmed)
        details = {"access": access, "access_before": part.access}
        asked = _ask_second_person(part, testimony, actor, details, confirmed)
        if asked is not None:
            return asked
    entry = set_level(part, actor, access)
    for copy in copies_of(part):
        if FROM_LOOSE_TO_STRICT.index(copy.access) < FROM_LOOSE_TO_STRICT.index(access):
            set_level(copy, actor, access)
    return entry


def _locked(testimony: Testimony) -> Testimony:
    """``testimony`` as it is now, with no other decision on it until the transaction ends."""
    current = Testimony.objects.select_for_update().get(pk=testimony.pk)
    if current.status == Status.ERASED:
        raise ActionRefused("The testimony was erased: there is nothing left to read.")
    return current


def _is_looser(access: str, seen: str) -> bool:
    return FROM_LOOSE_TO_STRICT.index(access) < FROM_LOOSE_TO_STRICT.index(seen)


def _ends_earlier(embargo: datetime | None, seen: datetime | None) -> bool:
    """Whether an embargo that still lasts would end before its time."""
    return seen is not None and seen > timezone.now() and (embargo is None or embargo < seen)


def _ask_second_person(
    record: Testimony | PartOfTestimony,
    testimony: Testimony,
    actor: Any,
    details: dict[str, Any],
    confirmed: ProposedAction | None,
) -> LedgerEntry | None:
    """None when readers may get more of ``record`` now; otherwise the entry that says it was asked for.

    What is not published waits for the second person who confirms its publication; so it may not become more between
    the asking for that and the confirming.
    """
    if testimony.status != Status.PUBLISHED:
        if second_person.is_waiting(second_person.PUBLISH, testimony):
            raise ActionRefused(
                "Publishing it waits for a second person, who confirms what was asked for. Decline that first, set the "
                "access, and ask again."
            )
        return None
    return second_person.require_or_propose(
        second_person.LOOSEN,
        record,
        actor,
        permission=PERMISSION,
        state_seen=details["access_before"],
        details=details | {"judged_by": decisions.newest(record)},
        confirmed=confirmed,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def set_level(part: PartOfTestimony, actor: Any | None, access: str) -> LedgerEntry:
    """Write the level of ``part`` as it was seen; in a transaction that holds its testimony, and decides nothing."""
    seen = part.access
    of_this_level = type(part)._default_manager.filter(pk=part.pk, access=seen)
    if not of_this_level.write_guarded(access=access, updated_at=timezone.now()):
        raise LostRace(MEANWHILE)
    part.refresh_from_db()
    return ledger.append(LedgerEntry.Action.ACCESS_SET, part, actor, access=access, access_before=seen)


def testimony_of(part: PartOfTestimony) -> Testimony:
    return part.transcript.testimony if isinstance(part, Passage) else part.testimony


def copies_of(part: PartOfTestimony) -> list[MediaFile]:
    """The files that were made from ``part``, directly or by way of another copy; none for a text."""
    found: list[MediaFile] = []
    above = [part] if isinstance(part, MediaFile) else []
    while above:
        above = list(MediaFile.objects.filter(derived_from__in=above).select_related("testimony"))
        found += above
    return found


def _loosen_confirmed(proposal: ProposedAction, actor: Any) -> LedgerEntry:
    if proposal.record_kind == Consent._meta.label_lower:
        return broaden_confirmed(proposal, actor)
    kinds = {model._meta.label_lower: model for model in (Testimony, Transcript, Passage, MediaFile)}
    record = kinds[proposal.record_kind]._base_manager.get(public_id=proposal.record)
    asked = proposal.details
    judged_by = asked.get("judged_by", "")  # what was asked for before there was such a token is asked for again
    if not isinstance(record, Testimony):
        return set_part_access(record, actor, access=asked["access"], judged_by=judged_by, confirmed=proposal)
    embargo = datetime.fromisoformat(asked["embargo_until"]) if asked["embargo_until"] else None
    return set_access(
        record, actor, access=asked["access"], embargo_until=embargo, judged_by=judged_by, confirmed=proposal
    )


second_person.register(second_person.LOOSEN, _loosen_confirmed)
