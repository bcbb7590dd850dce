"""Setting who may read a testimony, and from when; and who may read a part of it that is stricter."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.access.levels import FROM_LOOSE_TO_STRICT, Access, Status
from archive.actions import ledger
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.models import LedgerEntry, MediaFile, Passage, Testimony, Transcript

PartOfTestimony = Transcript | Passage | MediaFile


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


@transaction.atomic
def set_part_access(part: PartOfTestimony, actor: Any, *, access: str) -> LedgerEntry:
    """Set the level of access of a transcript, passage or file as it was seen; "" for that of its testimony.

    The rules let the strictest level on the way to the testimony decide, so a looser one opens nothing. Copies made
    from a file (access copy, thumbnail, redacted copy) become as strict as it, and never looser through it. Raises
    :class:`~archive.actions.refusals.LostRace` when someone else set it since ``part`` was read.
    """
    require(actor, "archive.set_access_testimony", "set the access of a part of a testimony")
    if access not in FROM_LOOSE_TO_STRICT:
        raise ActionRefused(f"“{access}” is not a level of access.")
    testimony = Testimony.objects.select_for_update().get(pk=testimony_of(part).pk)  # copies being made wait
    if testimony.status == Status.ERASED:
        raise ActionRefused("The testimony was erased: there is nothing left to read.")
    entry = _set_level(part, actor, access)
    for copy in copies_of(part):
        if FROM_LOOSE_TO_STRICT.index(copy.access) < FROM_LOOSE_TO_STRICT.index(access):
            _set_level(copy, actor, access)
    return entry


def _set_level(part: PartOfTestimony, actor: Any, access: str) -> LedgerEntry:
    seen = part.access
    of_this_level = type(part)._default_manager.filter(pk=part.pk, access=seen)
    if not of_this_level.write_guarded(access=access, updated_at=timezone.now()):
        raise LostRace("Someone else has set the access meanwhile. Look at it again before you decide.")
    part.refresh_from_db()
    return ledger.append(LedgerEntry.Action.ACCESS_SET, part, actor, access=access, access_before=seen)


def testimony_of(part: PartOfTestimony) -> Testimony:
    return part.transcript.testimony if isinstance(part, Passage) else part.testimony


def copies_of(part: PartOfTestimony) -> list[MediaFile]:
    """The files that were made from ``part``, directly or by way of another copy; none for a text."""
    found: list[MediaFile] = []
    above = [part] if isinstance(part, MediaFile) else []
    while above:
        above = list(MediaFile.objects.filter(derived_from__in=above).select_related("testimony"))
        found += above
    return found
