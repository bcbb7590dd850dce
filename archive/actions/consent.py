"""Recording consent, taking it back, and folding what is in force into the testimony."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.actions import ledger
from archive.actions.refusals import ActionRefused, require
from archive.models import Consent, LedgerEntry, Testimony

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


def fold(testimony: Testimony, now: datetime | None = None) -> Span:
    """Write into the testimony from when until when its consents allow it to be read; returns that span.

    Call it inside a transaction: it locks the testimony first, so that two consents taken back at once do not each
    count on the other.
    """
    Testimony.objects.select_for_update().get(pk=testimony.pk)
    moment = now or timezone.now()
    span = span_in_force(list(Consent.objects.filter(testimony=testimony).to_read().not_over(moment)))
    Testimony.objects.filter(pk=testimony.pk).write_guarded(readable_from=span[0], readable_until=span[1])
    testimony.readable_from, testimony.readable_until = span
    return span


@transaction.atomic
def record(consent: Consent, actor: Any) -> LedgerEntry:
    """Save a new or corrected ``consent`` and let it take effect at once."""
    require(actor, "archive.change_consent" if consent.pk else "archive.add_consent", "record a consent")
    consent.save()
    fold(consent.testimony)
    return ledger.append(
        LedgerEntry.Action.CONSENT_RECORDED,
        consent.testimony,
        actor,
        consent=consent.public_id,
        basis=consent.basis,
    )


@transaction.atomic
def revoke(consent: Consent, actor: Any, *, reason: str = "") -> LedgerEntry:
    """Record that ``consent`` was taken back: from this moment it allows nothing."""
    require(actor, "archive.revoke_consent", "record that a consent was taken back")
    now = timezone.now()
    if not Consent.objects.filter(pk=consent.pk, revoked_at=None).write_guarded(revoked_at=now, updated_at=now):
        raise ActionRefused("This consent was taken back before.")
    consent.revoked_at = now
    fold(consent.testimony, now)
    return ledger.append(
        LedgerEntry.Action.CONSENT_REVOKED,
        consent.testimony,
        actor,
        reason=reason.strip(),
        consent=consent.public_id,
    )
