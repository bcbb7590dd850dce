"""Actions that take two: one person asks, another confirms or declines.

The setting ``ARCHIVE_SECOND_PERSON`` names them. An action calls :func:`require_or_propose` once it has checked
everything else; where it gets an entry back, it was only asked for, and the action returns that entry. Confirming
carries the action out on the state that the first person saw, by the function that the action registered; an action
without one (a look at a sealed text) is carried out by the person who asked, once, after the confirmation.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.actions import decisions, ledger, locks
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted, require
from archive.models import LedgerEntry, ProposedAction
from archive.models.public_ids import Identified

Code = ProposedAction.Code
PUBLISH, UNSEAL, ERASE, LOOSEN = Code.PUBLISH, Code.UNSEAL, Code.ERASE, Code.LOOSEN
REQUIRED_WITH: dict[str, str] = {LOOSEN: PUBLISH}
"""Actions that the setting does not name: they take two people where another does that achieves the same."""

VALID_FOR = timedelta(days=14)
"""How long something asked for waits, and how long a confirmation can be used."""

GONE = "What this is about was deleted after it was asked for. Nothing was done. Decline it."

Executor = Callable[[ProposedAction, Any], LedgerEntry]
_executors: dict[str, Executor] = {}


def register(code: str, executor: Executor) -> None:
    """Let ``executor(proposal, second person)`` carry out what was confirmed."""
    _executors[code] = executor


def is_required(code: str) -> bool:
    return REQUIRED_WITH.get(code, code) in settings.ARCHIVE_SECOND_PERSON


def is_waiting(code: str, record: Identified) -> bool:
    """Whether the action ``code`` on ``record`` was asked for and waits for its second person."""
    return ProposedAction.objects.waiting(timezone.now()).filter(code=code, record=record.public_id).exists()


def refuse_while_waiting(code: str, record: Identified) -> None:
    """Raise :class:`~archive.actions.refusals.ActionRefused` where the action waits for its second person."""
    if is_waiting(code, record):
        raise ActionRefused(f"“{Code(code).label}” was asked for already: another person has to confirm or decline it.")


def require_or_propose(
    code: str,
    record: Identified,
    actor: Any,
    *,
    permission: str,
    state_seen: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
    confirmed: ProposedAction | None = None,
    also_with: str = "",
) -> LedgerEntry | None:
    """None when the action ``code`` on ``record`` may go on now; otherwise the entry that says it was asked for.

    ``permission`` is what the second person needs, too; ``details`` hold codes and identifiers. ``confirmed`` is the
    proposal that :func:`confirm` is just carrying out. ``also_with`` is another code with which this one takes two
    people, too. Call it inside the action's transaction.
    """
    if not (is_required(code) or (also_with and is_required(also_with))):
        return None
    if confirmed is not None and covers(confirmed, code, record, actor):
        return None
    if _use_confirmation(code, record, actor, details or {}):
        return None
    now = timezone.now()
    expire()
    refuse_while_waiting(code, record)
    ProposedAction.objects.create(
        code=code,
        permission=permission,
        record_kind=record._meta.label_lower,
        record=record.public_id,
        state_seen=state_seen,
        details=details or {},
        reason=reason,
        proposed_by=actor,
        proposed_at=now,
        expires_at=now + VALID_FOR,
    )
    return ledger.append(LedgerEntry.Action.PROPOSED, record, actor, of=code, status_before=state_seen)


def covers(proposal: ProposedAction, code: str, record: Identified, actor: Any) -> bool:
    """Whether ``proposal``, as the database has it, was confirmed by ``actor`` for this action on this record."""
    return ProposedAction.objects.filter(
        pk=proposal.pk,
        code=code,
        record=record.public_id,
        decision=ProposedAction.Decision.CONFIRMED,
        decided_by=actor,
        used_at__isnull=False,
    ).exists()


def _use_confirmation(code: str, record: Identified, actor: Any, details: dict[str, Any]) -> bool:
    """Use up a confirmation that ``actor`` was given for an action which the one who asked carries out: the very one,
    with the same ``details``."""
    first = _confirmation(code, record, actor, details)
    return first is not None and bool(
        ProposedAction.objects.filter(pk=first.pk, used_at=None).update(used_at=timezone.now())
    )


def is_confirmed(code: str, record: Identified, actor: Any, details: dict[str, Any]) -> bool:
    """Whether ``actor`` has a confirmation, not used yet, for what is asked for with ``details``."""
    return _confirmation(code, record, actor, details) is not None


def _confirmation(code: str, record: Identified, actor: Any, details: dict[str, Any]) -> ProposedAction | None:
    if code in _executors:
        return None
    given = ProposedAction.objects.filter(
        code=code,
        record=record.public_id,
        proposed_by=actor,
        decision=ProposedAction.Decision.CONFIRMED,
        used_at=None,
        expires_at__gt=timezone.now(),
    )
    return next((each for each in given.order_by("pk") if each.details == details), None)


@transaction.atomic
def confirm(proposal: ProposedAction, actor: Any) -> LedgerEntry:
    """Confirm ``proposal`` and carry it out on the state that was seen when it was asked for.

    Raises :class:`~archive.actions.refusals.NotPermitted` for the person who asked and for whoever lacks the
    permission, :class:`~archive.actions.refusals.LostRace` when it was decided meanwhile, the record changed, or
    anything was decided about it since it was asked for by a token of the decisions,
    :class:`~archive.actions.refusals.ActionRefused` when the record is not there any more, and whatever the action
    raises; then nothing is decided.
    """
    executor = _executors.get(proposal.code)
    record = apps.get_model(proposal.record_kind)._base_manager.filter(public_id=proposal.record).first()
    if record is not None:
        locks.hold(record)  # before the ledger, as whoever decides something else on it does
    _decide(proposal, actor, ProposedAction.Decision.CONFIRMED, used=executor is not None)
    if record is None:
        raise ActionRefused(GONE)
    decisions.refuse_judged_before(record, proposal.details.get("judged_by"), proposal)
    _enter(LedgerEntry.Action.CONFIRMED, proposal, actor)
    if executor is not None:
        return executor(proposal, actor)
    return LedgerEntry.objects.about(proposal.record).order_by("-sequence")[0]


@transaction.atomic
def decline(proposal: ProposedAction, actor: Any, *, reason: str = "") -> LedgerEntry:
    """Decline ``proposal``; the person who asked may take it back so. Raises as :func:`confirm` does."""
    _decide(proposal, actor, ProposedAction.Decision.DECLINED, used=False)
    return _enter(LedgerEntry.Action.DECLINED, proposal, actor, reason=reason.strip())


def _decide(proposal: ProposedAction, actor: Any, decision: str, *, used: bool) -> None:
    require(actor, proposal.permission, f"decide on: {Code(proposal.code).label.lower()}")
    own = proposal.proposed_by_id is None or proposal.proposed_by_id == actor.pk
    if own and decision == ProposedAction.Decision.CONFIRMED:
        raise NotPermitted("You asked for this yourself: another person has to confirm it.")
    now = timezone.now()
    decided_by = None if own else actor
    columns = {"decision": decision, "decided_at": now, "decided_by": decided_by, "used_at": now if used else None}
    if not ProposedAction.objects.waiting(now).filter(pk=proposal.pk).update(**columns):
        raise LostRace("This was decided meanwhile, or is too old. Ask for it again if it is still wanted.")
    proposal.refresh_from_db()


def _enter(action: LedgerEntry.Action, proposal: ProposedAction, actor: Any, reason: str = "") -> LedgerEntry:
    about = ledger.About(proposal.record_kind, proposal.record)
    return ledger.append(action, about, actor, reason=reason, of=proposal.code)


def expire() -> int:
    """Mark what waited too long as expired; returns how many. Without it they could not be confirmed either."""
    late = ProposedAction.objects.filter(decision=ProposedAction.Decision.OPEN, expires_at__lte=timezone.now())
    return late.update(decision=ProposedAction.Decision.EXPIRED)
