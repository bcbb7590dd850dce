"""Files in the storage and the rows that name them: what a deleted or changed row leaves, and what no row names.

A row of an account is deleted, or names another file than before: the file it named becomes residue of that account
(:mod:`archive.actions.residue`), so that erasing the account reports it as clean only once the file is gone. What lies
in the storage without row or residue (an upload that was cut off, what earlier versions left) is found by
:func:`strays` and removed only when an operator asks for it.
"""

import posixpath
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from archive.actions import residue
from archive.actions.belongings import file_fields, is_named
from archive.models import Residue, Testimony

FOLDERS = ("media/", "consent/")
"""Where the archive keeps files. What lies elsewhere below the root was put there by others, and is never removed."""

REST = timedelta(days=1)
"""How long a file is left alone: its row is written after it, in a transaction that may not have ended."""


def remember_files(instance: Any) -> None:
    """Before a row is saved or deleted: note on it the files that it names in the database."""
    rows = type(instance)._base_manager.filter(pk=instance.pk)
    fields = [field.name for field in file_fields(type(instance))]
    instance.files_before = {name for names in rows.values_list(*fields) for name in names if name}


def leave_files(instance: Any) -> None:
    """After a row was saved or deleted: let go of the files that it named and names no more, unless another does."""
    gone = {name for name in instance.files_before if not is_named(name)}
    if gone:
        with transaction.atomic():
            residue.leave(_account_of(instance), files=gone)


def _account_of(instance: Any) -> str:
    """The account that ``instance`` belongs to, which is the record that an erasure reports on."""
    account = Testimony.objects.filter(pk=getattr(instance, "testimony_id", 0))
    return account.values_list("public_id", flat=True).first() or instance.public_id


def strays() -> list[str]:
    """The files in the storage, older than :data:`REST`, that neither a row nor pending residue names, in order."""
    found = sorted(_below(""))  # before the rows are read: what is written from here on is not among them
    named = _named()
    return [path for path in found if path not in named and _rests(path)]


def removable(path: str) -> bool:
    """Whether ``path`` lies where the archive keeps files."""
    return path.startswith(FOLDERS)


def remove_strays(paths: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Delete ``paths``, from :func:`strays`, one by one; each with whether it was deleted.

    Each is looked up again first: what a row names by now is kept, and so is what is not :func:`removable`.
    """
    for path in paths:
        removed = removable(path) and _rests(path) and not is_named(path)
        if removed:
            default_storage.delete(path)
        yield path, removed


def _below(folder: str) -> Iterator[str]:
    """The files below ``folder``, however deep. A root that is not there yet has none."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (posixpath.join(folder, name) for name in files)
    for name in folders:
        yield from _below(posixpath.join(folder, name))


def _named() -> set[str]:
    """The paths that rows and pending residue name, written as the storage lists them."""
    names = {
        name
        for model in apps.get_models()
        for field in file_fields(model)
        for name in model._base_manager.values_list(field.name, flat=True).iterator()
    }
    names.update(Residue.objects.filter(cleaned_at=None).values_list("path", flat=True))
    return {posixpath.normpath(name) for name in names if name}


def _rests(path: str) -> bool:
    """Whether ``path`` was written long enough ago; not, where it is gone meanwhile."""
    try:
        return default_storage.get_modified_time(path) < timezone.now() - REST
    except FileNotFoundError:
        return False


def file_models() -> list[type[Model]]:
    """The models of the archive whose rows name files."""
    return [model for model in apps.get_app_config("archive").get_models() if any(file_fields(model))]
