"""Setting who may read a testimony, and from when."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.access.levels import Access, Status
from archive.actions import ledger
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.models import LedgerEntry, Testimony


@transaction.atomic
def set_access(testimony: Testimony, actor: Any, *, access: str, embargo_until: datetime | None) -> LedgerEntry:
    """Set access level and embargo of ``testimony`` as it was seen; both take effect on the next request.

    Raises :class:`~archive.actions.refusals.LostRace` when someone else set them since ``testimony`` was read.
    """
    require(actor, "archive.set_access_testimony", "set the access of a testimony")
    if access not in Access.values:
        raise ActionRefused(f"“{access}” is not a level of access.")
    if testimony.status == Status.ERASED:
        raise ActionRefused("The testimony was erased: there is nothing left to read.")
    seen = testimony.access
    changed = Testimony.objects.filter(
        pk=testimony.pk, access=seen, embargo_until=testimony.embargo_until
    ).write_guarded(access=access, embargo_until=embargo_until, updated_at=timezone.now())
    if not changed:
        raise LostRace("Someone else has set the access meanwhile. Look at it again before you decide.")
    testimony.refresh_from_db()
    return ledger.append(
        LedgerEntry.Action.ACCESS_SET,
        testimony,
        actor,
        access=access,
        access_before=seen,
        embargo_until=embargo_until.isoformat() if embargo_until else None,
    )
