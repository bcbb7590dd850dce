"""Sealing everything anew with the current key, so that an older one can be put away."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import models, transaction

from archive.actions import residue
from archive.actions.ledger import WHOLE_ARCHIVE
from archive.actions.sealing import binding, bytes_of, keyring, named
from archive.lib.sealing import Keyring
from archive.models.sealed import SealedIdentity, SealedText

BATCH = 200
ROWS: tuple[tuple[type[models.Model], str], ...] = ((SealedText, "redaction__passage"), (SealedIdentity, "person"))


def keys_in_use() -> Counter[str]:
    """How many rows are sealed with which key, by the key's name."""
    used: Counter[str] = Counter()
    for model, _owner in ROWS:
        used.update(model._default_manager.values_list("key_id", flat=True))
    return used


def rows_to_rotate() -> int:
    return sum(_waiting(model, keyring()).count() for model, _owner in ROWS)


def rotate(batch: int = BATCH) -> Iterator[int]:
    """Seal with the current key what is sealed with another one; yields the number of rows after each batch.

    Each batch is a transaction of its own: whatever was rotated stays so when it is interrupted, and the next run goes
    on from there; the tables' pages still hold what the old key opens until housekeeping has cleaned them. A row that
    cannot be opened raises :class:`~archive.actions.sealing.CannotOpen`, which names it; it stays as it is, and so do
    the others of its batch.
    """
    keys = keyring()
    for model, owner in ROWS:
        while done := _rotate_batch(model, owner, keys, batch):
            yield done


@transaction.atomic
def _rotate_batch(model: type[models.Model], owner: str, keys: Keyring, batch: int) -> int:
    waiting = _waiting(model, keys).select_for_update(of=("self",)).select_related(owner).order_by("pk")
    rows: list[Any] = list(waiting[:batch])
    for row in rows:
        _seal_anew(row, keys)
    if rows:
        residue.leave_for_housekeeping(WHOLE_ARCHIVE.public_id, tables=[model._meta.db_table])
    return len(rows)


def _seal_anew(row: Any, keys: Keyring) -> None:
    content = bytes_of(row, keys)
    after = keys.seal(content, binding(row))
    if keys.open(after, binding(row)) != content:
        raise RuntimeError(f"{named(row)} did not come back from sealing as it went in; it was left as it is.")
    row.ciphertext, row.key_id = after
    row.save(update_fields=["ciphertext", "key_id"])


def _waiting(model: type[models.Model], keys: Keyring) -> models.QuerySet:
    return model._default_manager.exclude(key_id=keys.current_id)
