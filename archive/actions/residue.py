"""Residue: what is still to be cleaned after words or files were destroyed, remembered until it is done.

An action calls :func:`leave` inside its transaction. As soon as that is committed a first attempt is made; whatever is
in the way (a reader who still holds the state from before, a storage that refuses) leaves the row pending, to be seen
in the workbench, and housekeeping tries again until it is clean.
"""

import logging
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from archive.actions.belongings import is_named
from archive.lib import residue as database
from archive.models import Residue

logger = logging.getLogger(__name__)


def leave_for_housekeeping(subject: str, *, tables: Iterable[str]) -> None:
    """As :func:`leave`, but cleaned by the next housekeeping: for what happens often, in an archive that stays open."""
    _remember(subject, tables, ())


def leave(subject: str, *, tables: Iterable[str] = (), files: Iterable[str] = ()) -> None:
    """Remember that ``files`` (names in the storage) are to be deleted and what the database keeps of ``tables`` is to
    be overwritten, because of the record named ``subject``. For the transaction that destroyed them.

    Call :func:`archive.lib.residue.overwrite_deleted` before it where deletion should overwrite at once.
    """
    _remember(subject, tables, files)
    transaction.on_commit(lambda: clean_pending(subject), robust=True)


def _remember(subject: str, tables: Iterable[str], files: Iterable[str]) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Residue belongs to the transaction that leaves it.")
    now = timezone.now()
    rows = [Residue(subject=subject, kind=Residue.Kind.FILE, path=path, left_at=now) for path in sorted(set(files))]
    if names := sorted(set(tables)):
        rows.append(Residue(subject=subject, kind=Residue.Kind.DATABASE, tables=names, left_at=now))
    Residue.objects.bulk_create(rows)


def pending(subject: str | None = None) -> "list[Residue]":
    """What is not clean yet: of one record, or of all."""
    rows = Residue.objects.filter(cleaned_at=None).order_by("id")
    return list(rows if subject is None else rows.filter(subject=subject))


def clean_pending(subject: str | None = None) -> tuple[int, int]:
    """Try to clean what is pending; how much is clean now, and how much is left. Never inside a transaction."""
    rows = pending(subject)
    of_files = [row for row in rows if row.kind == Residue.Kind.FILE]
    of_database = [row for row in rows if row.kind == Residue.Kind.DATABASE]
    for row in of_files:
        _note([row], _delete_file(row.path))
    if of_database:
        tables = {table for row in of_database for table in row.tables}
        _note(of_database, _clean_database(tables))
    left = len(pending(subject))
    return len(rows) - left, left


def _note(rows: list[Residue], obstacle: str) -> None:
    """Write down how an attempt went. What is clean no longer says where it was."""
    now = timezone.now()
    for row in rows:
        row.tried_at, row.attempts, row.obstacle = now, row.attempts + 1, obstacle
        if obstacle == Residue.Obstacle.NONE:
            row.cleaned_at, row.path = now, ""
        row.save(update_fields=["tried_at", "attempts", "obstacle", "cleaned_at", "path"])


def _delete_file(path: str) -> str:
    """Delete ``path``, unless a row still names it: it stays pending until that one goes, too."""
    if is_named(path):
        return Residue.Obstacle.NAMED
    try:
        default_storage.delete(path)
        if default_storage.exists(path):
            return Residue.Obstacle.FAILED
    except Exception as error:  # each kind of storage has errors of its own; the row stays, and says so
        logger.warning("A file is still to be deleted: %s", type(error).__name__)
        return Residue.Obstacle.FAILED
    return Residue.Obstacle.NONE


def _clean_database(tables: Iterable[str]) -> str:
    try:
        return database.clean(connection, tables)
    except DatabaseError as error:
        logger.warning("The database is still to be cleaned: %s", type(error).__name__)
        return Residue.Obstacle.FAILED


def what_can_still_exist() -> tuple[str, ...]:
    """What is out of the archive's reach after cleaning, with what an operator does about it."""
    return database.STEPS_FOR_OPERATORS[connection.vendor]
