"""What the workbench's history keeps of a record: its kind and identifier, never its words or name.

Django's table of changes (``django_admin_log``) would otherwise hold the text of a passage and the name of a person
for good.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

NOT_KEPT = "Changed."


def neutral_name(record: models.Model) -> str:
    """The kind of ``record`` and its public identifier, or its number where it has none."""
    identifier = getattr(record, "public_id", None) or getattr(record, "pk", None)
    return _neutral(type(record), identifier)


def neutral_message(message: Any, name: str = "") -> Any:
    """A list of changes, as Django makes it, in which no record is called by its words."""
    if not isinstance(message, list):
        return message
    return [
        {verb: {**change, "object": name or change.get("name", "")} if "object" in change else change}
        for each in message
        for verb, change in each.items()
    ]


def write_log(user: Any, records: Iterable[models.Model], flag: int, message: Any) -> list[LogEntry]:
    """Enter in the history that ``user`` added, changed or deleted (``flag``) each of ``records``."""
    text = json.dumps(message) if isinstance(message, list) else message
    return [
        LogEntry.objects.create(
            user_id=user.pk,
            content_type=ContentType.objects.get_for_model(record, for_concrete_model=False),
            object_id=record.pk,
            object_repr=neutral_name(record)[:200],
            action_flag=flag,
            change_message=text,
        )
        for record in records
    ]


def clean_history(tells: Callable[[str], bool], about: Iterable[models.Model] = ()) -> int:
    """Take the words out of every entry that is about one of ``about`` or whose text ``tells`` something.

    Returns the number of entries that were rewritten. The rest of an entry stays: who changed what kind of record, and
    when.
    """
    known = {(ContentType.objects.get_for_model(record).pk, str(record.pk)) for record in about}
    rewritten = 0
    for entry in LogEntry.objects.select_related("content_type").iterator():
        message = _read(entry.change_message)
        kept = json.dumps(message, ensure_ascii=False)
        if (entry.content_type_id, entry.object_id) in known or tells(entry.object_repr) or tells(kept):
            neutralise(entry, message, tells)
            rewritten += 1
    return rewritten


def neutralise(entry: LogEntry, message: Any, tells: Callable[[str], bool]) -> None:
    model = entry.content_type.model_class() if entry.content_type else None
    entry.object_repr = _neutral(model, _identifier(model, entry.object_id))[:200]
    cleaned = neutral_message(message)
    if tells(json.dumps(cleaned, ensure_ascii=False)):
        cleaned = NOT_KEPT
    entry.change_message = json.dumps(cleaned) if isinstance(cleaned, list) else cleaned
    entry.save(update_fields=["object_repr", "change_message"])


def _read(message: str) -> Any:
    try:
        return json.loads(message) if message.startswith("[") else message
    except ValueError:
        return message


def _identifier(model: type[models.Model] | None, key: str | None) -> Any:
    if model is None or not hasattr(model, "public_id"):
        return key
    return model._default_manager.filter(pk=key).values_list("public_id", flat=True).first() or key


def _neutral(model: type[models.Model] | None, identifier: Any) -> str:
    return f"{model._meta.verbose_name if model is not None else 'record'} {identifier or ''}".strip()
