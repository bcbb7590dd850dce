"""Files in the storage and the rows that name them: what a deleted or changed row leaves, and what no row names.

A row of an account is deleted, or names another file than before: the file it named becomes residue of that account
(:mod:`archive.actions.residue`), so that erasing the account reports it as clean only once the file is gone. What lies
in the storage without row or residue (an upload that was cut off, what earlier versions left) is found by
:func:`look_through` and removed only when an operator asks for it.
"""

import os
import posixpath
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from archive.actions import residue
from archive.actions.belongings import file_fields, is_named, place_of
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


class Found(NamedTuple):
    """What lies in the storage: the ``strays`` that no record names, and what was ``passed_over``, both in order."""

    strays: list[str]
    passed_over: list[str]


def look_through() -> Found:
    """The files in the storage, older than :data:`REST`, that neither a row nor pending residue names.

    Passed over are links, which may lead anywhere, what the account of the archive may not read, and names that cannot
    be written as text; these stand there with the bytes that cannot.
    """
    passed_over: set[str] = set()
    found = sorted(_below("", passed_over))  # before the rows are read: what is written from here on is not among them
    named = _named()
    strays = []
    for path in found:
        try:
            if path not in named and _rests(path):
                strays.append(path)
        except OSError:
            passed_over.add(path)
    return Found(strays, sorted(_printable(path) for path in passed_over))


def removable(path: str) -> bool:
    """Whether ``path`` lies where the archive keeps files, and no link leads there."""
    return path.startswith(FOLDERS) and place_of(path) == path


def remove_strays(paths: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Delete ``paths``, from :func:`look_through`, one by one; each with whether it was deleted.

    Each is looked up again first: what a row names by now is kept, and so is what is not :func:`removable`, or cannot
    be deleted.
    """
    for path in paths:
        try:
            removed = removable(path) and _rests(path) and not is_named(path)
            if removed:
                default_storage.delete(path)
        except OSError:
            removed = False
        yield path, removed


def _below(folder: str, passed_over: set[str]) -> Iterator[str]:
    """The files below ``folder``, however deep; what cannot be looked into is added to ``passed_over``. A root that is
    not there yet has none."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    except OSError:
        passed_over.add(folder or ".")
        return
    kept = {posixpath.join(folder, name) for name in (*folders, *files)}
    left_out = {path for path in kept if _is_link(path) or _printable(path) != path}
    passed_over |= left_out
    for name in folders:
        if (path := posixpath.join(folder, name)) not in left_out:
            yield from _below(path, passed_over)
    yield from (path for name in files if (path := posixpath.join(folder, name)) not in left_out)


def _is_link(path: str) -> bool:
    try:
        return os.path.islink(default_storage.path(path))
    except NotImplementedError:
        return False  # no folder on a disk


def _printable(path: str) -> str:
    """``path`` with what no encoding has (bytes of another one, in names that the archive did not give) spelled out."""
    return path.encode(errors="backslashreplace").decode()


def _named() -> set[str]:
    """The places of the files that rows and pending residue name."""
    names = {
        name
        for model in apps.get_models()
        for field in file_fields(model)
        for name in model._base_manager.values_list(field.name, flat=True).iterator()
    }
    names.update(Residue.objects.filter(cleaned_at=None).values_list("path", flat=True))
    return {place_of(name) for name in names if name}


def _rests(path: str) -> bool:
    """Whether ``path`` was written long enough ago; not, where it is gone meanwhile."""
    try:
        return default_storage.get_modified_time(path) < timezone.now() - REST
    except FileNotFoundError:
        return False


def file_models() -> list[type[Model]]:
    """The models of the archive whose rows name files."""
    return [model for model in apps.get_app_config("archive").get_models() if any(file_fields(model))]
