"""Recording consent, taking it back, and folding what is in force into the testimony."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.actions import ledger, residue
from archive.actions.refusals import ActionRefused, require
from archive.models import Consent, LedgerEntry, Participation, Person, Testimony

Span = tuple[datetime | None, datetime | None]


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
def record(consent: Consent, actor: Any) -> LedgerEntry:
    """Save a new or corrected ``consent`` and let it take effect at once."""
    require(actor, "archive.change_consent" if consent.pk else "archive.add_consent", "record a consent")
    taken_back = Consent.objects.filter(testimony=consent.testimony).exclude(revoked_at=None, revoked_scopes={})
    if taken_back.exists():
        require(actor, "archive.revoke_consent", "record a consent where one was taken back before")
    held = _documents_of(consent)
    consent.save()
    if replaced := held - {consent.document.name}:
        residue.leave(consent.public_id, files=replaced)
    fold(consent.testimony)
    consent.refresh_from_db(fields=["revoked_scopes"])  # what was taken back while the form was open stays taken back
    return ledger.append(
        LedgerEntry.Action.CONSENT_RECORDED,
        consent.testimony,
        actor,
        consent=consent.public_id,
        basis=consent.basis,
        scopes=" ".join(consent.scopes_left),
    )


def _documents_of(consent: Consent) -> set[str]:
    """The name, in the storage, of the document that ``consent`` has in the database; none for a new one."""
    held = Consent.objects.select_for_update().filter(pk=consent.pk).exclude(document="")
    return set(held.values_list("document", flat=True))


@transaction.atomic
def forget_document(consent: Consent) -> None:
    """Delete the document of ``consent``, which is being deleted with a draft, once that is committed."""
    if consent.document.name:
        residue.leave(consent.public_id, files=[consent.document.name])


@transaction.atomic
def revoke(consent: Consent, actor: Any, *, scopes: Iterable[str] = (), reason: str = "") -> LedgerEntry:
    """Record that ``consent`` was taken back, from this moment: wholly, or for ``scopes`` only.

    Raises :class:`~archive.actions.refusals.ActionRefused` when it, or one of ``scopes``, was taken back before or was
    never given.
    """
    require(actor, "archive.revoke_consent", "record that a consent was taken back")
    now = timezone.now()
    stored = Consent.objects.select_for_update().get(pk=consent.pk)
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
