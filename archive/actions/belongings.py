"""Everything that belongs to a record: the rows that make no sense without it, however far down.

Found through the models' own relations, so that a new table is never forgotten. A row belongs to another when it points
to it by a key that may not be empty, or by one of :data:`OWNING_THOUGH_NULLABLE`.
"""

import os
import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models import FileField, ForeignKey, Model, QuerySet

from archive.models.public_ids import Identified

Belongings = dict[type[Model], set[int]]

BATCH = 500

OWNING_THOUGH_NULLABLE = {
    ("statement", "asserted_in"),
    ("statement", "person"),
    ("name", "person"),
    ("mention", "person"),
}
"""Keys that may be empty only because exactly one of several is set."""

NEVER = {"archive.ledgerentry", "archive.ledgerreason", "archive.ledgerhead"}


def belongings(model: type[Model], keys: Iterable[int]) -> Belongings:
    """The rows of ``model`` with ``keys`` and all that belong to them, as primary keys by model."""
    found: Belongings = {model: set(keys)}
    fresh: list[tuple[type[Model], set[int]]] = [(model, set(keys))]
    while fresh:
        owner, owner_keys = fresh.pop()
        for field in keys_to(owner):
            if not owns(field):
                continue
            new = set(pointing(field, owner_keys)) - found.get(field.model, set())
            if new:
                found.setdefault(field.model, set()).update(new)
                fresh.append((field.model, new))
    return found


def kinds_below(model: type[Model]) -> list[type[Model]]:
    """``model``, and every model whose rows can belong to one of its rows, however far down, whether any do or not."""
    kinds = [model]
    for owner in kinds:  # which grows meanwhile
        kinds += {field.model for field in keys_to(owner) if owns(field)} - set(kinds)
    return kinds


def keys_to(model: type[Model]) -> list[ForeignKey]:
    """Every foreign key of the archive that points to ``model``, hidden ones and join tables included."""
    return [
        field
        for other in apps.get_app_config("archive").get_models(include_auto_created=True)
        for field in other._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is model and other._meta.label_lower not in NEVER
    ]


def owns(field: ForeignKey) -> bool:
    """Whether a row belongs to what ``field`` points to."""
    return not field.null or (str(field.model._meta.model_name), field.name) in OWNING_THOUGH_NULLABLE


def batches(keys: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


def rows_of(model: type[Model], keys: Iterable[int]) -> Iterator[QuerySet]:
    """The rows of ``model`` with ``keys``, a few hundred at a time, whatever its managers leave out."""
    for batch in batches(keys):
        yield model._base_manager.filter(pk__in=batch)


def pointing(field: ForeignKey, keys: Iterable[int]) -> Iterator[int]:
    """The keys of the rows whose ``field`` points to one of ``keys``."""
    for batch in batches(keys):
        yield from field.model._base_manager.filter(**{f"{field.name}__in": batch}).values_list("pk", flat=True)


def public_ids_of(found: Belongings) -> dict[type[Model], set[str]]:
    """The identifiers of the rows in ``found``, by model; models without identifiers are left out."""
    return {
        model: {value for rows in rows_of(model, keys) for value in rows.values_list("public_id", flat=True)}
        for model, keys in found.items()
        if issubclass(model, Identified)
    }


def file_fields(model: type[Model]) -> list[FileField]:
    """The columns of ``model`` that name a file in the storage."""
    return [field for field in model._meta.concrete_fields if isinstance(field, FileField)]


def place_of(name: str) -> str:
    """Where the file ``name`` lies, written as the storage lists it: rows may spell one file in different ways.

    In a storage on the disk that is seen from its root, without links. What lies elsewhere, or is no name of a file
    there, is written without detours.
    """
    try:
        root, file = default_storage.path(""), default_storage.path(name)
        seen = os.path.relpath(os.path.realpath(file), os.path.realpath(root))
    except (NotImplementedError, SuspiciousFileOperation, ValueError):  # a character that no path has
        return posixpath.normpath(name)
    return posixpath.join(*seen.split(os.sep))


def is_named(path: str) -> bool:
    """Whether a row of any table names the file at ``path``, however it is spelled. Two rows may name one file: a
    fixture gives what name it likes."""
    place = place_of(path)
    ends = {posixpath.basename(place), posixpath.basename(posixpath.normpath(path))}  # another one where it is a link
    return any(
        place_of(name) == place
        for model in apps.get_models()
        for field in file_fields(model)
        for end in ends
        for name in model._base_manager.filter(**{f"{field.name}__contains": end}).values_list(field.name, flat=True)
    )


def files_of(found: Belongings) -> set[str]:
    """The names, in the storage, of every file of the rows in ``found``."""
    return {
        name
        for model, keys in found.items()
        for field in file_fields(model)
        for rows in rows_of(model, keys)
        for name in rows.exclude(**{field.name: ""}).values_list(field.name, flat=True)
        if name
    }


def log_rows_of(found: Belongings) -> list[QuerySet]:
    """The admin's log about the rows in ``found``, and about rows of the same kinds that are no longer there."""
    return [
        LogEntry.objects.filter(content_type=kind, object_id__in=batch)
        for model, keys in found.items()
        for kind in [ContentType.objects.get_for_model(model)]
        for batch in batches({str(key) for key in keys} | _orphans_in_log(model, kind))
    ]


def _orphans_in_log(model: type[Model], kind: ContentType) -> set[str]:
    about = LogEntry.objects.filter(content_type=kind).exclude(object_id=None).values_list("object_id", flat=True)
    logged = {str(key) for key in about}
    numbers = {int(key) for key in logged if key.isdecimal() and len(key) < 19}
    held = {str(key) for rows in rows_of(model, numbers) for key in rows.values_list("pk", flat=True)}
    return logged - held
