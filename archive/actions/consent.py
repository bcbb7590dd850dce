"""Recording consent, taking it back, and folding what is in force into the testimony."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from archive.access.levels import Status
from archive.actions import decisions, ledger, locks, second_person
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.models import Consent, LedgerEntry, Participation, Person, ProposedAction, Testimony

Span = tuple[datetime | None, datetime | None]

MAY_CONFIRM = "archive.set_access_testimony"
"""What a second person needs to let readers have more of a published testimony."""


def span_in_force(consents: list[Consent]) -> Span:
    """The first span of time in which ``consents``, none of them over, allow reading without a gap.

    ``(None, None)`` when there is none; an end of None when it has no end. What begins after a gap counts from the next
    time the consents are folded.
    """
    starts: datetime | None = None
    ends: datetime | None = None
    for consent in sorted(consents, key=lambda each: each.valid_from):
        if starts is None:
            starts, ends = consent.valid_from, consent.valid_until
        elif ends is not None and consent.valid_from <= ends:
            ends = None if consent.valid_until is None else max(ends, consent.valid_until)
    return starts, ends


def common_span(spans: list[Span]) -> Span:
    """The time in which all of ``spans`` allow it; ``(None, None)`` when one of them never does."""
    if not spans or any(starts is None for starts, _ends in spans):
        return None, None
    starts = max(starts for starts, _ends in spans if starts is not None)
    endings = [ends for _starts, ends in spans if ends is not None]
    ends = min(endings) if endings else None
    return (None, None) if ends is not None and ends <= starts else (starts, ends)


def span_of_scope(consents: list[Consent], scope: str, now: datetime) -> Span:
    """From when until when ``consents`` (all of one testimony, those over and revoked included) allow ``scope``.

    Narrators who gave consents of their own must each allow it. A consent that names no narrator speaks for the whole
    testimony; once it is over or taken back, the narrators' own decide.
    """
    in_force = [each for each in consents if each.allows(scope, now)]
    narrators = {each.narrator_id for each in consents if each.narrator_id is not None}
    of_each = [span_in_force([each for each in in_force if each.narrator_id == narrator]) for narrator in narrators]
    general = [each for each in in_force if each.narrator_id is None]
    if general or (not narrators):
        of_each.append(span_in_force(general))
    return common_span(of_each)


def fold(testimony: Testimony, now: datetime | None = None) -> Span:
    """Write into the testimony, for each scope, from when until when its consents allow it; returns the span to read.

    Call it inside a transaction: it locks the testimony first, so that two consents taken back at once do not each
    count on the other.
    """
    Testimony.objects.select_for_update().get(pk=testimony.pk)
    moment = now or timezone.now()
    columns = folded(list(Consent.objects.filter(testimony=testimony)), moment)
    Testimony.objects.filter(pk=testimony.pk).write_guarded(**columns)
    for column, value in columns.items():
        setattr(testimony, column, value)
    return columns["readable_from"], columns["readable_until"]


def folded(consents: list[Consent], now: datetime) -> dict[str, datetime | None]:
    """The columns of a testimony that follow from ``consents``."""
    columns: dict[str, datetime | None] = {}
    for scope, stem in Consent.FOLDED.items():
        columns[f"{stem}_from"], columns[f"{stem}_until"] = span_of_scope(consents, scope, now)
    return columns


def is_wider(span: Span, before: Span) -> bool:
    """Whether ``span`` allows something at a moment at which ``before`` does not."""
    if span[0] is None or before[0] is None:
        return span[0] is not None
    return span[0] < before[0] or (before[1] is not None and (span[1] is None or span[1] > before[1]))


def narrators_without_consent(testimony: Testimony, now: datetime) -> list[Person]:
    """The narrators of ``testimony`` of whom no consent is recorded, where none that names nobody allows it to be read
    for the whole account: the consents of the others let readers have what these told, too."""
    consents = list(Consent.objects.filter(testimony=testimony))
    if any(each.narrator_id is None and each.allows("may_read", now) for each in consents):
        return []
    asked = {each.narrator_id for each in consents}
    told = Person.objects.filter(pk__in=Participation.objects.narrating().filter(testimony=testimony).values("person"))
    return [person for person in told.order_by("sort_key", "pk") if person.pk not in asked]


@transaction.atomic
def record(consent: Consent, actor: Any, *, confirmed: ProposedAction | None = None) -> LedgerEntry:
    """Save a new or corrected ``consent`` and let it take effect at once.

    Where giving readers more of a published testimony takes two people, what allows less is saved at once, what allows
    more is asked for, and the entry that says so is returned; ``confirmed`` is what the second person confirmed.
    """
    require(actor, "archive.change_consent" if consent.pk else "archive.add_consent", "record a consent")
    if locks.hold(consent) == Status.ERASED:
        raise ActionRefused(locks.ERASED)
    refuse_where_taken_back(consent, actor)
    wanted = None
    if gives_more(consent) and not (
        confirmed is not None and second_person.covers(confirmed, second_person.LOOSEN, consent, actor)
    ):
        wanted = _wanted(consent)
        hold_back(consent)
    consent.save()
    fold(consent.testimony)
    consent.refresh_from_db(fields=["revoked_scopes"])  # what was taken back while the form was open stays taken back
    entry = ledger.append(
        LedgerEntry.Action.CONSENT_RECORDED,
        consent.testimony,
        actor,
        consent=consent.public_id,
        basis=consent.basis,
        scopes=" ".join(consent.scopes_left),
    )
    if wanted is None:
        return entry
    details = wanted | {"judged_by": decisions.newest(consent)}
    asked = second_person.require_or_propose(
        second_person.LOOSEN, consent, actor, permission=MAY_CONFIRM, details=details
    )
    return asked or entry


def taken_back(testimony: int) -> QuerySet[Consent]:
    """The consents to ``testimony`` (its key) that were taken back, wholly or in part."""
    return Consent.objects.filter(testimony=testimony).exclude(revoked_at=None, revoked_scopes={})


def refuse_where_taken_back(consent: Consent, actor: Any) -> None:
    """Raise :class:`~archive.actions.refusals.NotPermitted` where ``actor`` may not record ``consent``, because one was
    taken back before."""
    if taken_back(consent.testimony_id).exists():
        require(actor, "archive.revoke_consent", "record a consent where one was taken back before")


def as_taken_back(testimony: int) -> str:
    """What was taken back of the consents to ``testimony`` (its key), as a keyed digest for a page to carry: it tells
    nothing by itself, and is another one once something more is taken back."""
    rows = taken_back(testimony).order_by("pk").values_list("pk", "revoked_at", "revoked_scopes")
    told = [(pk, moment.isoformat() if moment else "", sorted(scopes.items())) for pk, moment, scopes in rows]
    return salted_hmac("archive.consents taken back", json.dumps([testimony, told]), algorithm="sha256").hexdigest()


# --- what allows more and takes two people --------------------------------------------------------------


def gives_more(consent: Consent) -> bool:
    """Whether ``consent``, as it is about to be recorded, gives readers more of what is published, or waits to be, in a
    way that takes two people."""
    if not second_person.is_required(second_person.LOOSEN):
        return False
    testimony = Testimony.objects.get(pk=consent.testimony_id)
    if testimony.status != Status.PUBLISHED and not second_person.is_waiting(second_person.PUBLISH, testimony):
        return False
    return _widens(consent, timezone.now())


def _widens(consent: Consent, now: datetime) -> bool:
    others = list(Consent.objects.filter(testimony=consent.testimony_id).exclude(pk=consent.pk))
    before, after = folded([*others, *Consent.objects.filter(pk=consent.pk)], now), folded([*others, consent], now)
    spans = [(f"{stem}_from", f"{stem}_until") for stem in Consent.FOLDED.values()]
    return any(is_wider((after[start], after[end]), (before[start], before[end])) for start, end in spans)


def allows_more(consent: Consent) -> bool:
    """Whether ``consent``, as it is about to be recorded, is new, allows more than it did, or lets readers have more by
    what it leaves to others. It does so, too, where nobody reads the account just now."""
    stored = Consent.objects.filter(pk=consent.pk).first()
    if stored is None or stored.narrator_id != consent.narrator_id:
        return True
    longer = is_wider((consent.valid_from, consent.valid_until), (stored.valid_from, stored.valid_until))
    ticked = any(getattr(consent, scope) and not getattr(stored, scope) for scope in Consent.SCOPES)
    return longer or ticked or _widens(consent, timezone.now())


def _wanted(consent: Consent) -> dict[str, Any]:
    return {
        "scopes": " ".join(scope for scope in Consent.SCOPES if getattr(consent, scope)),
        "valid_from": consent.valid_from.isoformat(),
        "valid_until": consent.valid_until.isoformat() if consent.valid_until else None,
    }


def hold_back(consent: Consent) -> None:
    """Leave in ``consent`` only what it allowed before and goes on allowing; nothing, where it is new.

    Raises :class:`~archive.actions.refusals.ActionRefused` where something else waits for its second person, and where
    even so readers would get more.
    """
    if consent.pk and second_person.is_waiting(second_person.LOOSEN, consent):
        raise ActionRefused("That this consent allows more was asked for already: another person decides on it first.")
    stored = Consent.objects.filter(pk=consent.pk).first()
    kept = stored if stored is not None and stored.narrator_id == consent.narrator_id else None
    if kept is not None:
        starts = max(kept.valid_from, consent.valid_from)
        ends = min((each for each in (kept.valid_until, consent.valid_until) if each is not None), default=None)
        if ends is None or starts < ends:
            consent.valid_from, consent.valid_until = starts, ends
        else:
            kept = None
    for scope in Consent.SCOPES:
        setattr(consent, scope, kept is not None and getattr(kept, scope) and getattr(consent, scope))
    if _widens(consent, timezone.now()):
        raise ActionRefused("Others count on this consent. Leave it as it is, and record a consent of its own.")


def broaden_confirmed(proposal: ProposedAction, actor: Any) -> LedgerEntry:
    """Let the consent allow what was asked for, where nothing was decided about its testimony since."""
    consent, wanted = Consent.objects.get(public_id=proposal.record), proposal.details
    decisions.refuse_judged_before(consent, wanted.get("judged_by", ""), proposal)
    allowed = wanted["scopes"].split()
    for scope in Consent.SCOPES:
        setattr(consent, scope, scope in allowed)
    consent.valid_from = datetime.fromisoformat(wanted["valid_from"])
    consent.valid_until = datetime.fromisoformat(wanted["valid_until"]) if wanted["valid_until"] else None
    return record(consent, actor, confirmed=proposal)


# --- taking back ----------------------------------------------------------------------------------------


@transaction.atomic
def revoke(consent: Consent, actor: Any, *, scopes: Iterable[str] = (), reason: str = "") -> LedgerEntry:
    """Record that ``consent`` was taken back, from this moment: wholly, or for ``scopes`` only.

    Raises :class:`~archive.actions.refusals.ActionRefused` when it, or one of ``scopes``, was taken back before or was
    never given.
    """
    require(actor, "archive.revoke_consent", "record that a consent was taken back")
    now = timezone.now()
    locks.hold(consent)
    stored = Consent.objects.select_for_update().filter(pk=consent.pk).first()
    if stored is None:
        raise LostRace(locks.ERASED)
    if stored.revoked_at is not None:
        raise ActionRefused("This consent was taken back before.")
    taken_back = sorted(set(scopes))
    missing = set(taken_back) - set(stored.scopes_left)
    if missing:
        raise ActionRefused("One of these permissions was taken back before, or never given. Look at it again.")
    columns: dict[str, Any] = {"updated_at": now}
    if taken_back:
        columns["revoked_scopes"] = stored.revoked_scopes | dict.fromkeys(taken_back, now.isoformat())
    else:
        columns["revoked_at"] = now
    Consent.objects.filter(pk=consent.pk).write_guarded(**columns)
    for column, value in columns.items():
        setattr(consent, column, value)
    fold(consent.testimony, now)
    return ledger.append(
        LedgerEntry.Action.CONSENT_REVOKED,
        consent.testimony,
        actor,
        reason=reason.strip(),
        consent=consent.public_id,
        **({"scopes": " ".join(taken_back)} if taken_back else {}),
    )
