"""Refused reasons are no way to find out what is sealed.

A reason that repeats withheld words or a sealed name is refused, and being refused tells that it does; not being
refused tells that it does not. Each such refusal is entered in the ledger. Where looking takes two people, a reason is
not even compared while something of the record was asked for already, nor after a few refusals, or askings that were
taken back: whoever asks then gets the same answer whatever it holds.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from archive.actions import ledger, second_person
from archive.actions.refusals import ActionRefused, RepeatsSealed
from archive.models import LedgerEntry, Person, ProposedAction
from archive.models.sealed import Redaction

AT_MOST = 3
"""How often one person may be refused for such a reason, or take back what was asked for, on one record."""

WITHIN = timedelta(days=1)

Opened = TypeVar("Opened")


def what_is_asked(sealed: Redaction | Person, to: str) -> tuple[Any, dict[str, Any]]:
    """The record that ``sealed`` belongs to, and the codes by which it is asked for ``to`` open it."""
    return (
        (sealed.passage, {"redaction": sealed.pk, "to": to}) if isinstance(sealed, Redaction) else (sealed, {"to": to})
    )


def entering_refused_reasons(to: str) -> Callable[[Callable[..., Opened]], Callable[..., Opened]]:
    """Let an action that opens what is sealed be undone when it is refused, and the refusal of a reason be entered.

    The action gets what is sealed, who acts, and ``reason``. It begins a transaction of its own, since the entry stays
    when the action is refused; no second one of the same person runs beside it.
    """

    def entering(action: Callable[..., Opened]) -> Callable[..., Opened]:
        @wraps(action)
        def carried_out(sealed: Any, actor: Any, *, reason: str) -> Opened:
            with transaction.atomic(durable=True):
                get_user_model().objects.select_for_update(no_key=True).filter(pk=actor.pk).first()
                try:
                    with transaction.atomic():
                        return action(sealed, actor, reason=reason)
                except RepeatsSealed as error:
                    record, codes = what_is_asked(sealed, to)
                    ledger.append(LedgerEntry.Action.REASON_REFUSED, record, actor, **codes)
                    refused = error
            raise refused

        return carried_out

    return entering


def refuse_guesses(sealed: Redaction | Person, actor: Any, to: str) -> None:
    """Raise :class:`ActionRefused` where the reason of ``actor`` must not be compared with what is sealed.

    Whoever a second person has agreed with may read it, and cannot find out more by guessing.
    """
    record, codes = what_is_asked(sealed, to)
    code = second_person.UNSEAL
    if not second_person.is_required(code) or second_person.is_confirmed(code, record, actor, codes):
        return
    second_person.refuse_while_waiting(code, record)
    since = timezone.now() - WITHIN
    refused = LedgerEntry.objects.about(record.public_id).filter(
        action=LedgerEntry.Action.REASON_REFUSED, actor=actor.pk, at__gt=since
    )
    taken_back = ProposedAction.objects.filter(
        code=code,
        record=record.public_id,
        proposed_by=actor,
        decision=ProposedAction.Decision.DECLINED,
        decided_by=None,
        decided_at__gt=since,
    )
    if refused.count() + taken_back.count() >= AT_MOST:
        raise ActionRefused(
            "Too many of your reasons were refused, or taken back, on this record since yesterday. Ask again tomorrow, "
            "or let someone else ask."
        )
