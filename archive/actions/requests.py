"""Asking for access to a testimony kept on request, or with parts that are, and deciding on it.

Every decision is conditional on the request still being open, or the grant still standing as it was seen: of two
curators who decide at once one succeeds, and the other is told. What was decided is in the ledger, by keys only; the
reason of a decision is for the researcher to read and can be erased (:mod:`archive.actions.requesters`).
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archive.access.levels import Access, Part, Status
from archive.access.viewer import CURATOR_PERMISSION, Viewer
from archive.actions import ledger, letters, locks
from archive.actions.kept_back import has_parts_on_request, is_kept_back
from archive.actions.letters import Letter
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.models import AccessGrant, AccessRequest, LedgerEntry, Testimony

TERMS_VERSION = "1"
"""The terms in force, a template ``archive/requests/terms/<version>.html``; older ones stay, for who agreed to them."""

LONGEST = timedelta(days=10 * 366)
"""No grant lasts longer than about ten years: nobody would remember it."""

MAY_DECIDE = "archive.change_accessrequest"
MAY_GIVE = "archive.add_accessgrant"
MAY_TAKE_BACK = "archive.change_accessgrant"
Decision = AccessRequest.Decision


class AlreadyAsked(ActionRefused):
    """There is an open request of this researcher for this testimony."""


class AlreadyGranted(ActionRefused):
    """The researcher has access."""


class Decided(NamedTuple):
    """What came of a decision: its entry in the ledger, and the letter that tells of it."""

    entry: LedgerEntry
    letter: Letter


# --- what a researcher does ---


def may_be_asked_for(testimony: Testimony, viewer: Viewer) -> bool:
    """Whether ``viewer`` would get by a request what they have not of ``testimony``: all of it, or parts that are kept
    back. That it may be known is decided before."""
    if Testimony.objects.visible_to(viewer).filter(pk=testimony.pk).exists():
        return is_kept_back(testimony, viewer)
    return testimony.access == Access.ON_REQUEST


def has_too_many(researcher: Any) -> bool:
    """Whether ``researcher`` has as many open requests as anyone may have. Those taken back lately count too: curators
    were written to about each."""
    taken_back_lately = Q(decision=Decision.CANCELLED, created_at__gt=timezone.now() - timedelta(days=1))
    own = AccessRequest.objects.by(researcher).filter(Q(decision=Decision.OPEN) | taken_back_lately)
    return own.count() >= settings.ARCHIVE_OPEN_REQUESTS


@transaction.atomic
def ask(
    testimony: Testimony,
    viewer: Viewer,
    *,
    purpose: str,
    affiliation: str,
    terms_version: str,
    origin: str,
) -> AccessRequest:
    """Enter the request of ``viewer``, who agreed to the terms of ``terms_version``, and tell the curators.

    ``origin`` is where the archive stands (``https://archive.example.org``), for the address in the letter. Raises
    :class:`AlreadyAsked`, :class:`AlreadyGranted` or :class:`~archive.actions.refusals.ActionRefused`, the last also
    for a testimony of which ``viewer`` may not know.
    """
    # Locking the login serialises what one researcher asks, so that the limit is exact and a double click one request.
    people = get_user_model().objects.select_for_update().filter(is_active=True)
    researcher = people.filter(pk=viewer.user_id).first() if viewer.user_id is not None else None
    if researcher is None:
        raise ActionRefused("Only someone who is logged in can ask for access.")
    known = Testimony.objects.visible_to(viewer, Part.EXISTENCE).filter(pk=testimony.pk).first()
    in_force = AccessGrant.objects.to(researcher).in_force(timezone.now())
    if known is not None and (viewer.is_curator or in_force.filter(testimony=known).exists()):
        raise AlreadyGranted("You have access to this testimony.")
    if known is None or not may_be_asked_for(known, viewer):
        raise ActionRefused("There is nothing here to ask for.")
    if AccessRequest.objects.by(researcher).undecided().filter(testimony=known).exists():
        raise AlreadyAsked("You have asked for this testimony before, and your request is open.")
    if has_too_many(researcher):
        raise ActionRefused(too_many())
    if not purpose.strip():
        raise ActionRefused("Say for what you want to read it.")
    if terms_version != TERMS_VERSION:
        raise ActionRefused("The terms have changed since you opened this page. Read them again, then send it.")
    asked = AccessRequest.objects.create(
        testimony=known,
        researcher=researcher,
        purpose=purpose.strip(),
        affiliation=affiliation.strip(),
        agreed_to_terms_at=timezone.now(),
        terms_version=terms_version,
    )
    letters.to_curators(asked, origin)
    return asked


def too_many() -> str:
    return (
        f"One person may have {settings.ARCHIVE_OPEN_REQUESTS} open requests at a time, and you have as many; "
        "those you took back since yesterday count too. Wait until one is decided."
    )


@transaction.atomic
def cancel(asked: AccessRequest, researcher: Any) -> None:
    """Take back an open request of one's own. It is nobody else's: not entered in the ledger."""
    if asked.researcher_id != researcher.pk:
        raise ActionRefused("This is not your request.")
    now = timezone.now()
    own = AccessRequest.objects.by(researcher).undecided().filter(pk=asked.pk)
    if not own.write_guarded(decision=Decision.CANCELLED, decided_at=now, updated_at=now):
        raise LostRace("The request is not open any more.")
    asked.refresh_from_db()


# --- what a curator decides ---


@transaction.atomic
def grant(asked: AccessRequest, actor: Any, *, reason: str, valid_until: datetime, origin: str) -> Decided:
    """Grant the request ``asked`` as it was seen, from now until ``valid_until``, and tell the researcher."""
    require(actor, MAY_DECIDE, "decide on requests for access")
    require(actor, MAY_GIVE, "give access")
    locks.hold(asked)
    _refuse_to_decide(asked, actor, reason)
    now = timezone.now()
    _refuse_to_give(asked.testimony, asked.researcher, valid_until, now)
    _decide(asked, Decision.GRANTED, actor, reason, now)
    given = _give(asked.testimony, asked.researcher, valid_until, now, request=asked)
    entry = _enter(LedgerEntry.Action.GRANTED, given, actor, reason)
    return Decided(entry, letters.to_researcher(asked, "granted", origin, last_day=given.last_day))


@transaction.atomic
def decline(asked: AccessRequest, actor: Any, *, reason: str, origin: str) -> Decided:
    """Decline the request ``asked`` as it was seen, and tell the researcher."""
    require(actor, MAY_DECIDE, "decide on requests for access")
    _refuse_to_decide(asked, actor, reason)
    _decide(asked, Decision.DECLINED, actor, reason, timezone.now())
    entry = ledger.append(
        LedgerEntry.Action.REQUEST_DECLINED,
        asked.testimony,
        actor,
        reason=reason.strip(),
        request=asked.pk,
    )
    return Decided(entry, letters.to_researcher(asked, "declined", origin))


@transaction.atomic
def give(
    testimony: Testimony, researcher: Any, actor: Any, *, reason: str, valid_until: datetime, origin: str
) -> tuple[AccessGrant, Decided]:
    """Give ``researcher`` access to ``testimony`` without a request, from now until ``valid_until``."""
    require(actor, MAY_GIVE, "give access")
    now = timezone.now()
    _need_reason(reason)
    # The login is locked as in ask(), so that no second grant and no request comes in between.
    researcher = get_user_model().objects.select_for_update().get(pk=researcher.pk)
    testimony = Testimony.objects.get(pk=testimony.pk)
    _refuse_to_give(testimony, researcher, valid_until, now)
    if AccessGrant.objects.to(researcher).not_over(now).filter(testimony=testimony).exists():
        raise AlreadyGranted("This person has access already. Change the end of that grant instead.")
    if AccessRequest.objects.by(researcher).undecided().filter(testimony=testimony).exists():
        raise AlreadyAsked("This person has asked for it: decide on the request instead.")
    given = _give(testimony, researcher, valid_until, now)
    entry = _enter(LedgerEntry.Action.GRANTED, given, actor, reason)
    return given, Decided(entry, letters.to_researcher(given, "given", origin, last_day=given.last_day))


@transaction.atomic
def revoke(given: AccessGrant, actor: Any, *, reason: str, origin: str) -> Decided:
    """Take the grant ``given`` back: from the next request on it opens nothing."""
    require(actor, MAY_TAKE_BACK, "take access back")
    _need_reason(reason)
    now = timezone.now()
    standing = AccessGrant.objects.not_over(now).filter(pk=given.pk)
    if not standing.write_guarded(revoked_at=now, updated_at=now):
        raise LostRace("This grant has ended meanwhile, or was taken back. There is nothing left to take back.")
    given.refresh_from_db()
    entry = _enter(LedgerEntry.Action.GRANT_REVOKED, given, actor, reason)
    return Decided(entry, letters.to_researcher(given, "revoked", origin))


@transaction.atomic
def set_end(given: AccessGrant, actor: Any, *, reason: str, valid_until: datetime, origin: str) -> Decided:
    """Let the grant ``given``, as it was seen, end earlier or later."""
    require(actor, MAY_TAKE_BACK, "change the end of a grant")
    now = timezone.now()
    _need_reason(reason)
    _refuse_end(valid_until, now)
    as_seen = AccessGrant.objects.not_over(now).filter(pk=given.pk, valid_until=given.valid_until)
    if not as_seen.write_guarded(valid_until=valid_until, updated_at=now):
        raise LostRace("This grant has ended or was changed meanwhile. Look at it again before you decide.")
    given.refresh_from_db()
    entry = _enter(LedgerEntry.Action.GRANT_END_SET, given, actor, reason)
    return Decided(entry, letters.to_researcher(given, "end_set", origin, last_day=given.last_day))


def _refuse_to_decide(asked: AccessRequest, actor: Any, reason: str) -> None:
    _need_reason(reason)
    if asked.decision != Decision.OPEN:
        raise ActionRefused(f"The request is not open any more: {Decision(asked.decision).label.lower()}.")
    if asked.researcher_id == actor.pk:
        raise ActionRefused("Someone else decides on a request of your own.")


def _decide(asked: AccessRequest, decision: str, actor: Any, reason: str, now: datetime) -> None:
    changed = (
        AccessRequest.objects.undecided()
        .filter(pk=asked.pk)
        .write_guarded(
            decision=decision, decided_at=now, decided_by=actor, decision_reason=reason.strip(), updated_at=now
        )
    )
    if not changed:
        raise LostRace("The request was decided or taken back meanwhile. Look at it again.")
    asked.refresh_from_db()


def is_given_on_request(testimony: Testimony) -> bool:
    """Whether a grant would open ``testimony`` or parts of it, consent and embargo apart."""
    if testimony.status != Status.PUBLISHED or testimony.access == Access.CLOSED:
        return False
    return testimony.access == Access.ON_REQUEST or has_parts_on_request(testimony)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionRefused("Give a reason.")


def _refuse_end(valid_until: datetime, now: datetime) -> None:
    if valid_until <= now:
        raise ActionRefused("The end must lie in the future.")
    if valid_until > now + LONGEST:
        raise ActionRefused("A grant lasts ten years at most.")


def _refuse_to_give(testimony: Testimony, researcher: Any, valid_until: datetime, now: datetime) -> None:
    """Raise ActionRefused where a grant would open nothing now, and could open something unforeseen later."""
    _refuse_end(valid_until, now)
    if not is_given_on_request(testimony):
        raise ActionRefused("This testimony is not published for access on request, so a grant would open nothing.")
    if not researcher.is_active:
        raise ActionRefused("The login of this person is switched off, so a grant would open nothing.")
    if researcher.is_staff and researcher.has_perm(CURATOR_PERMISSION):
        raise ActionRefused("This person is a curator and reads it without a grant.")


def _give(
    testimony: Testimony, researcher: Any, valid_until: datetime, now: datetime, request: AccessRequest | None = None
) -> AccessGrant:
    return AccessGrant.objects.create(
        testimony=testimony, researcher=researcher, request=request, valid_from=now, valid_until=valid_until
    )


def _enter(action: LedgerEntry.Action, given: AccessGrant, actor: Any, reason: str) -> LedgerEntry:
    """The codes name the grant, and nobody: who had it is on the grant, for as long as the archive keeps it."""
    return ledger.append(
        action,
        given.testimony,
        actor,
        reason=reason.strip(),
        grant=given.pk,
        request=given.request_id,
        valid_from=given.valid_from.isoformat(),
        until=given.valid_until.isoformat(),
    )
