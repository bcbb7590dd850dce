"""How strict a file comes in, by whatever way it comes: added in the workbench, loaded from a fixture, made by code.

Connected to the saving of files by :mod:`archive.receivers`.
"""

from typing import Any

from django.utils import timezone

from archive.access.levels import FROM_LOOSE_TO_STRICT, Access
from archive.actions.decisions import put_out_of_sight_since
from archive.models import LedgerEntry, MediaFile, Testimony


def settle_level(file: MediaFile, before: MediaFile | None) -> None:
    """Close ``file``, which was just written, as far as it must be; it is opened by nothing but a decision.

    It is as strict as what it was made from. A redacted copy is closed while something is withheld: nobody can tell by
    which decisions it was made, words may have been withheld since, even while it was looked into. What was decided
    about this very file, after all that was put out of sight, holds instead: so an open copy that is loaded once more
    stays open. ``before`` is the row as it was, None for a new one: where it is of the same, its level stays.
    Its testimony is held, so whoever closes what it was made from now finds it.
    """
    if before is not None and _of_what(before) == _of_what(file):
        return
    decided = _decided(file) if before is None else None
    stands = file.access if before is None else before.access
    due = [stands, *(_due(file) if decided is None else [decided])]
    file.access = max(due, key=FROM_LOOSE_TO_STRICT.index)
    if file.access != stands:
        MediaFile.objects.filter(pk=file.pk).write_guarded(access=file.access, updated_at=timezone.now())


def _of_what(file: MediaFile) -> tuple[Any, ...]:
    """What the level of a file is judged by: another file, or one as something else, is judged anew."""
    return file.testimony_id, file.rendition, file.derived_from_id, file.file.name


def _due(file: MediaFile) -> list[str]:
    """The levels than which ``file`` may not be looser."""
    due = list(MediaFile.objects.filter(pk=file.derived_from_id).values_list("access", flat=True))
    withheld = Testimony.objects.filter(pk=file.testimony_id, originals_withheld=True)
    if file.rendition == MediaFile.Rendition.REDACTED and withheld.exists():
        due.append(Access.CLOSED)
    return due


def _decided(file: MediaFile) -> str | None:
    """The level that was set for ``file`` last, where nothing of its account was put out of sight since."""
    entries = LedgerEntry.objects.about(file.public_id).filter(action=LedgerEntry.Action.ACCESS_SET)
    entry = entries.order_by("-sequence").first()
    if entry is None or put_out_of_sight_since(file, entry.sequence):
        return None
    return str(entry.codes["access"])
