"""Refused reasons are no way to find out what is sealed.

A reason that repeats withheld words or a sealed name is refused, and being refused tells that it does; not being
refused tells that it does not. Each such refusal is entered in the ledger. Where looking takes two people, a reason is
not even compared while something of the record was asked for already, nor after a few refusals, or askings that were
taken back: whoever asks then gets the same answer whatever it holds. One name is withheld in many passages, each a
record of its own, so a few more refusals and askings that nobody has confirmed, of whatever records, do the same. For
a file they do so even after a second person has agreed.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from archive.actions import ledger, second_person
from archive.actions.decisions import newest
from archive.actions.refusals import ActionRefused, RepeatsSealed
from archive.actions.sealing import number_of_identity
from archive.models import Consent, LedgerEntry, MediaFile, Person, ProposedAction
from archive.models.sealed import Redaction

AT_MOST = 3
"""How often one person may be refused for such a reason, or take back what was asked for, on one record."""

IN_ALL = 5
"""How often one person may be refused for such a reason, or ask without anyone confirming it, over all records."""

WITHIN = timedelta(days=1)

FOR_READERS = ("lift", "reveal")
"""To what ends something is opened for readers, and not for whoever asks to look at it once."""

TOO_MANY = (
    "Too many of your reasons were refused, taken back, or wait for a second person, since yesterday. Ask again "
    "tomorrow, let someone else ask, or wait until another person has confirmed what you asked for."
)

Opened = TypeVar("Opened")


def what_is_asked(sealed: Redaction | Person | MediaFile | Consent, to: str) -> tuple[Any, dict[str, Any]]:
    """The record that ``sealed`` belongs to, and the codes by which it is asked for ``to`` open it.

    Where that gives readers more, they hold by which decisions it was asked for: an answer is none about what stands
    there once something else was decided.
    """
    record, codes = what_is_opened(sealed, to)
    return record, codes | ({"judged_by": newest(record)} if to in FOR_READERS else {})


def what_is_opened(sealed: Redaction | Person | MediaFile | Consent, to: str) -> tuple[Any, dict[str, Any]]:
    """The record that ``sealed`` belongs to, and the codes that say what of it is opened, and to what end.

    They hold the number of what is sealed just now: an answer about it is none about what is sealed of the same person
    later, under another name; and that of a file, when its record was last changed.
    """
    if isinstance(sealed, Redaction):
        return sealed.passage, {"redaction": sealed.pk, "to": to}
    if isinstance(sealed, Person):
        return sealed, {"identity": number_of_identity(sealed), "to": to}
    return sealed, {"as_seen": sealed.updated_at.isoformat(), "to": to}


def entering_refused_reasons(to: str) -> Callable[[Callable[..., Opened]], Callable[..., Opened]]:
    """Let an action that opens what is sealed be undone when it is refused, and the refusal of a reason be entered.

    The action gets what is sealed, who acts, ``reason``, and what else it is given by name. It begins a transaction of
    its own, since the entry stays when the action is refused; no second one of the same person runs beside it.
    """

    def entering(action: Callable[..., Opened]) -> Callable[..., Opened]:
        @wraps(action)
        def carried_out(sealed: Any, actor: Any, *, reason: str, **given: Any) -> Opened:
            with transaction.atomic(durable=True):
                get_user_model().objects.select_for_update(no_key=True).filter(pk=actor.pk).first()
                try:
                    with transaction.atomic():
                        return action(sealed, actor, reason=reason, **given)
                except RepeatsSealed as error:
                    record, codes = what_is_opened(sealed, to)
                    ledger.append(LedgerEntry.Action.REASON_REFUSED, record, actor, **codes)
                    refused = error
            raise refused

        return carried_out

    return entering


def refuse_guesses(sealed: Redaction | Person | MediaFile | Consent, actor: Any, to: str) -> None:
    """Raise :class:`ActionRefused` where the reason of ``actor`` must not be compared with what is sealed.

    Whoever a second person has agreed with may read it, and cannot find out more by guessing. A file is otherwise: its
    reason is compared with all that is sealed in the account, of which it may hold nothing, so refusals count there.
    """
    record, codes = what_is_asked(sealed, to)
    code = second_person.UNSEAL
    if not second_person.is_required(code):
        return
    is_confirmed = second_person.is_confirmed(code, record, actor, codes)
    if is_confirmed and not isinstance(sealed, MediaFile | Consent):
        return
    if not is_confirmed:
        second_person.refuse_while_waiting(code, record)
    since, decisions = timezone.now() - WITHIN, ProposedAction.Decision
    refused = LedgerEntry.objects.filter(action=LedgerEntry.Action.REASON_REFUSED, actor=actor.pk, at__gt=since)
    asked = ProposedAction.objects.filter(code=code, proposed_by=actor)
    taken_back = asked.filter(decision=decisions.DECLINED, decided_by=None, decided_at__gt=since)
    unanswered = asked.filter(decision=decisions.OPEN, proposed_at__gt=since)
    here = refused.about(record.public_id).count() + taken_back.filter(record=record.public_id).count()
    if here >= AT_MOST or refused.count() + taken_back.count() + unanswered.count() >= IN_ALL:
        raise ActionRefused(TOO_MANY)
