"""Moving a testimony, source or collection between draft, review, published and withdrawn.

Each :class:`Transition` says who may do it, from which states, and what the ledger calls it. :func:`carry_out` is the
one way a status changes: a conditional UPDATE on the status that the actor saw, so that a lost race is told and a
withdrawal is never undone by a save.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.access.levels import Part, Status
from archive.access.viewer import Viewer, visitor
from archive.actions import decisions, ledger, locks, second_person
from archive.actions.consent import fold
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.models import Collection, LedgerEntry, Passage, ProposedAction, Source, Testimony

Publishable = Testimony | Source | Collection


@dataclass(frozen=True)
class Transition:
    """One change of state, as a curator knows it."""

    code: str
    label: str
    explanation: str
    permission: str
    comes_from: tuple[str, ...]
    leads_to: str
    entry: LedgerEntry.Action
    needs_reason: bool = False

    @property
    def only_hides(self) -> bool:
        return self.leads_to == Status.WITHDRAWN

    def permission_for(self, record: Publishable) -> str:
        return f"archive.{self.permission}_{record._meta.model_name}"


SUBMIT = Transition(
    "submit",
    "Submit for review",
    "A reviewer reads it next. You can still correct it.",
    "submit",
    (Status.DRAFT,),
    Status.IN_REVIEW,
    LedgerEntry.Action.SUBMITTED,
)
RETURN = Transition(
    "return",
    "Return to the cataloguer",
    "It becomes a draft again, with your reason.",
    "return",
    (Status.IN_REVIEW,),
    Status.DRAFT,
    LedgerEntry.Action.RETURNED,
    needs_reason=True,
)
PUBLISH = Transition(
    "publish",
    "Publish",
    "Readers can find it at once, as its access, embargo and consent allow.",
    "publish",
    (Status.DRAFT, Status.IN_REVIEW),
    Status.PUBLISHED,
    LedgerEntry.Action.PUBLISHED,
)
WITHDRAW = Transition(
    "withdraw",
    "Withdraw",
    "It is hidden at once. Its address says that it was withdrawn, and when; nothing is lost.",
    "withdraw",
    (Status.PUBLISHED,),
    Status.WITHDRAWN,
    LedgerEntry.Action.WITHDRAWN,
    needs_reason=True,
)
RESTORE = Transition(
    "restore",
    "Restore",
    "It is published again at the same address.",
    "withdraw",
    (Status.WITHDRAWN,),
    Status.PUBLISHED,
    LedgerEntry.Action.RESTORED,
    needs_reason=True,
)

TRANSITIONS: dict[str, Transition] = {each.code: each for each in (SUBMIT, RETURN, PUBLISH, WITHDRAW, RESTORE)}


def open_to(actor: Any, record: Publishable) -> list[Transition]:
    """The transitions that ``record`` can make now and ``actor`` may carry out."""
    return [
        each
        for each in TRANSITIONS.values()
        if record.status in each.comes_from and actor.has_perm(each.permission_for(record))
    ]


@transaction.atomic
def carry_out(
    transition: Transition,
    record: Publishable,
    actor: Any,
    *,
    reason: str = "",
    judged_by: str | None = None,
    confirmed: ProposedAction | None = None,
) -> LedgerEntry:
    """Carry out ``transition`` on ``record``, and enter it in the ledger.

    Where publishing takes a second person, the first call only asks for it and returns that entry; ``confirmed`` is
    what the second one confirmed.

    Raises :class:`~archive.actions.refusals.NotPermitted`, :class:`~archive.actions.refusals.LostRace` when the status
    changed since ``record`` was read, or anything was decided about it since the token ``judged_by``
    (:func:`archive.actions.decisions.newest`; hiding it is never too late), and
    :class:`~archive.actions.refusals.ActionRefused` for a wrong state, a missing reason, or a testimony without consent
    in force.
    """
    now, seen = timezone.now(), record.status
    require(actor, transition.permission_for(record), f"{transition.label.lower()}: {record._meta.verbose_name}")
    list(locks.locked(type(record).objects.filter(pk=record.pk)))  # nothing else of it is decided until this is done
    if not transition.only_hides:
        decisions.refuse_judged_before(record, judged_by, confirmed)
    _refuse(transition, record, reason, now)
    if transition.leads_to == Status.PUBLISHED:
        proposed = second_person.require_or_propose(
            second_person.PUBLISH,
            record,
            actor,
            permission=transition.permission_for(record),
            state_seen=seen,
            reason=reason.strip(),
            details={"transition": transition.code, "judged_by": decisions.newest(record)},
            confirmed=confirmed,
        )
        if proposed is not None:
            return proposed
    changed = type(record).objects.filter(pk=record.pk, status=seen).write_guarded(**_columns(transition, record, now))
    if not changed:
        raise LostRace("Someone else has changed its status meanwhile. Look at it again before you decide.")
    record.refresh_from_db()
    return ledger.append(transition.entry, record, actor, reason=reason.strip(), status_before=seen)


def _refuse(transition: Transition, record: Publishable, reason: str, now: datetime) -> None:
    """Raise what :func:`carry_out` says of a wrong state, and without a reason or a consent."""
    if record.status not in transition.comes_from:
        raise ActionRefused(
            f"“{transition.label}” is not possible: the {record._meta.verbose_name} is "
            f"{Status(record.status).label.lower()}."
        )
    if transition.needs_reason and not reason.strip():
        raise ActionRefused(f"“{transition.label}” needs a reason.")
    if transition.leads_to == Status.PUBLISHED and isinstance(record, Testimony):
        refuse_without_consent(record, now)


def _columns(transition: Transition, record: Publishable, now: datetime) -> dict[str, Any]:
    columns: dict[str, Any] = {"status": transition.leads_to, "updated_at": now}
    if transition is SUBMIT and isinstance(record, Testimony):
        columns["submitted_at"] = now
    if transition is WITHDRAW and isinstance(record, Testimony):
        columns["leaves_tombstone"] = leave_tombstones(record, visitor())
    if transition.leads_to == Status.PUBLISHED:
        columns |= {"published_at": record.published_at or now, "withdrawn_at": None}
        if isinstance(record, Testimony):
            columns["leaves_tombstone"] = False
    if transition.leads_to == Status.WITHDRAWN:
        columns["withdrawn_at"] = now
    return columns


def leave_tombstones(testimony: Testimony, viewer: Viewer) -> bool:
    """Whether ``viewer``, a visitor at the moment at which ``testimony`` is withdrawn, could know of it until then.

    Writes on its passages which of them the visitor could read: what is set afterwards gives the others no tombstone.
    """
    passages = Passage.objects.filter(transcript__testimony=testimony)
    passages.write_guarded(leaves_tombstone=False)
    readable = passages.visible_to(viewer).values("pk")
    Passage.objects.filter(pk__in=readable).write_guarded(leaves_tombstone=True)
    return Testimony.objects.visible_to(viewer, Part.EXISTENCE).filter(pk=testimony.pk).exists()


def refuse_without_consent(testimony: Testimony, now: datetime) -> None:
    """Raise :class:`ActionRefused` unless a consent to read is in force at ``now``."""
    starts, ends = fold(testimony, now)
    if starts is None:
        raise ActionRefused("There is no consent to read in force: record the basis for publishing it first.")
    if starts > now or (ends is not None and ends <= now):
        raise ActionRefused(f"The consent to read is not in force yet: it begins on {starts:%Y-%m-%d %H:%M} UTC.")


def _publish_confirmed(proposal: ProposedAction, actor: Any) -> LedgerEntry:
    kinds = {model._meta.label_lower: model for model in (Testimony, Source, Collection)}
    record = kinds[proposal.record_kind]._base_manager.get(public_id=proposal.record)
    asked = proposal.details
    transition, judged_by = TRANSITIONS[asked.get("transition", PUBLISH.code)], asked.get("judged_by", "")
    return carry_out(transition, record, actor, reason=proposal.reason, judged_by=judged_by, confirmed=proposal)


second_person.register(second_person.PUBLISH, _publish_confirmed)
