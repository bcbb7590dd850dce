"""Forgetting who asked: what a request tells of a person is kept for a set time only.

What stays of a request is that someone asked for this testimony, when, and what was decided; in the ledger, the
numbers of requests and grants, which lead to nobody any more. Older entries have the number of the login, too; the
chain is not rewritten, and no page shows it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from archive.actions import ledger, residue
from archive.models import AccessGrant, AccessRequest, LedgerEntry, LedgerReason

BATCH = 200
TABLES = tuple(model._meta.db_table for model in (AccessRequest, AccessGrant, LedgerReason))
"""Where what is forgotten stands, and stays in the pages of a database until they are written anew."""
ABOUT_REQUESTERS = (
    LedgerEntry.Action.GRANTED,
    LedgerEntry.Action.GRANT_REVOKED,
    LedgerEntry.Action.GRANT_END_SET,
    LedgerEntry.Action.REQUEST_DECLINED,
)


def purge_requests(now: datetime) -> int:
    """Blank and detach what was decided longer ago than the archive keeps it, and what was never decided in that time.

    Requests with a grant that is not over stay as they are, and so do such grants. Returns how many requests, and
    grants without a request, were detached; called again, it finds none of them.
    """
    cutoff = now - timedelta(days=settings.ARCHIVE_REQUEST_RETENTION_DAYS)
    purged = 0
    while forgotten := _forget_requests(_requests_due(cutoff, now), now):
        purged += forgotten
    while forgotten := _forget_grants(_grants_due(cutoff, now), now):
        purged += forgotten
    return purged


@transaction.atomic
def forget_reasons(record: AccessRequest | AccessGrant) -> None:
    """Erase the reasons in the ledger that were given about one request or grant, which is about to be deleted."""
    key = "request" if isinstance(record, AccessRequest) else "grant"
    _erase_reasons(key, [record.pk])


def _requests_due(cutoff: datetime, now: datetime) -> QuerySet:
    long_ago = Q(decided_at__lt=cutoff) | Q(decided_at=None, created_at__lt=cutoff)
    granted = AccessGrant.objects.not_over(now).filter(request=OuterRef("pk"))
    return AccessRequest.objects.filter(long_ago, ~Exists(granted), researcher__isnull=False).order_by("pk")


def _grants_due(cutoff: datetime, now: datetime) -> QuerySet:
    """Grants that nobody had asked for."""
    over = Q(revoked_at__isnull=False) | Q(valid_until__lte=now)
    return AccessGrant.objects.filter(over, request=None, valid_from__lt=cutoff, researcher__isnull=False).order_by(
        "pk"
    )


@transaction.atomic
def _forget_requests(due: QuerySet, now: datetime) -> int:
    keys = _locked(due)
    AccessRequest.objects.filter(pk__in=keys).write_guarded(
        researcher=None,
        purpose="",
        affiliation="",
        decision_reason="",
        decision=Case(
            When(decision=AccessRequest.Decision.OPEN, then=Value(AccessRequest.Decision.LAPSED)),
            default=F("decision"),
        ),
        decided_at=Coalesce("decided_at", Value(now)),
        updated_at=now,
    )
    AccessGrant.objects.filter(request__in=keys).write_guarded(researcher=None, updated_at=now)
    _erase_reasons("request", keys)
    return _forgotten(keys)


@transaction.atomic
def _forget_grants(due: QuerySet, now: datetime) -> int:
    keys = _locked(due)
    AccessGrant.objects.filter(pk__in=keys).write_guarded(researcher=None, updated_at=now)
    _erase_reasons("grant", keys)
    return _forgotten(keys)


def _forgotten(keys: list[int]) -> int:
    """How many they were; what a database keeps of them, in pages and statistics, is left for housekeeping."""
    if keys:
        residue.leave_for_housekeeping(ledger.WHOLE_ARCHIVE.public_id, tables=TABLES)
    return len(keys)


def _locked(due: QuerySet) -> list[int]:
    return list(due.select_for_update().values_list("pk", flat=True)[:BATCH])


def _erase_reasons(key: str, values: list[int]) -> None:
    entries = LedgerEntry.objects.filter(action__in=ABOUT_REQUESTERS, **{f"codes__{key}__in": values})
    ledger.erase_reasons(entries)
