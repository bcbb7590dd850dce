"""What is sealed with a record that stays and leads to someone: to an erased one, so that it goes, too; or by a name.

The relation of an erased person may be sealed with the identity of the other, a mention of her with words that were
withheld in somebody else's account. No table shows it, so all that is sealed is opened.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.utils import timezone

from archive.actions.belongings import Belongings
from archive.actions.connections import unpacked
from archive.actions.protected_names import TEXTS, RealNames, words_in
from archive.actions.sealing import CannotOpen, Content, keyring, opened, seal
from archive.models import Participation, Person, PublicId, Testimony
from archive.models.pins import MENTION_TARGETS
from archive.models.sealed import SealedIdentity, SealedText

logger = logging.getLogger(__name__)

Row = dict[str, Any]
PARTS = ("connections", "credits", "recordings", "texts", "pins", "leads")
"""The parts of a sealed content that are lists of rows."""


def forget_sealed(gone: Iterable[Belongings]) -> set[str]:
    """Take what leads to a row of ``gone``, which is destroyed, out of all that is sealed; returns the tables written.

    What cannot be opened with the keys that the archive was given stays, and the log names it.
    """
    destroyed, keys = list(gone), keyring()
    written: set[str] = set()
    for row in _everything_sealed():
        try:
            content = opened(row, keys)
        except CannotOpen as error:
            logger.error("Not searched for what was erased: %s", error)
            continue
        staying, dropped = _parted(content, destroyed)
        if dropped:
            seal(row, {**content, **staying})
            identifiers = [each["public_id"] for each in map(_columns, dropped) if "public_id" in each]
            PublicId.objects.filter(value__in=identifiers, erased_at=None).update(erased_at=timezone.now())
            written.add(row._meta.db_table)
    return written


def counted(person: Person, content: Content) -> Counter[str]:
    """How many of the texts that are sealed elsewhere name ``person``, of whom ``content`` is sealed, by their kind."""
    names, keys = RealNames(content), keyring()
    found: Counter[str] = Counter()
    for row in _everything_sealed():
        if isinstance(row, SealedIdentity) and row.person_id == person.pk:
            continue
        try:
            sealed = opened(row, keys)
        except CannotOpen:
            found["sealed records that cannot be opened"] += 1
            continue
        found.update(kind for kind, text in _texts_in(sealed) if names.find(text))
    return found


def _texts_in(content: Content) -> Iterator[tuple[str, str]]:
    """What is sealed in words, by its kind."""
    yield "withheld words", content.get("text", "")
    for pin in content.get("pins", ()):
        yield "notes", pin.get("text", "")
    for column, kind in TEXTS.items():
        yield f"{kind} of someone", content.get("life", {}).get(column, "")
    for each in content.get("texts", ()):
        yield f"{TEXTS[each['column']]} of someone", each["text"]
    rows = [*content.get("connections", ()), *(each["row"] for each in content.get("leads", ()) if "row" in each)]
    for row in filter(None, map(unpacked, rows)):
        yield str(row._meta.verbose_name_plural), words_in(row)


def _everything_sealed() -> Iterator[SealedIdentity | SealedText]:
    yield from SealedIdentity.objects.select_related("person")
    yield from SealedText.objects.select_related("redaction__passage")


def _parted(content: Content, gone: Iterable[Belongings]) -> tuple[Content, list[Row]]:
    """The parts of ``content`` without what leads to ``gone``, and what does."""
    lists = {part: content[part] for part in PARTS if part in content}
    staying = {part: [each for each in rows if not _leads_to(each, gone)] for part, rows in lists.items()}
    dropped = [each for part, rows in lists.items() for each in rows if each not in staying[part]]
    return staying, dropped


def _leads_to(sealed: Row, gone: Iterable[Belongings]) -> bool:
    return any(key in rows.get(model, ()) for model, key in _keys_in(sealed) for rows in gone)


def _keys_in(sealed: Row) -> Iterator[tuple[type[Model], int | None]]:
    """What a sealed row leads to: models with keys."""
    if "row" in sealed:
        yield from _keys_in(sealed["row"])
    if "model" in sealed:
        for field in apps.get_model("archive", sealed["model"])._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                yield field.related_model, sealed["columns"].get(field.attname)
    if sealed.get("kind") == "reports":
        yield Person, sealed["key"]
    if sealed.get("kind") == "speaker":
        yield Participation, sealed["key"]
    if "participation" in sealed:
        yield Participation, sealed["participation"]
    if "testimony" in sealed:
        yield Testimony, Testimony.objects.filter(public_id=sealed["testimony"]).values_list("pk", flat=True).first()
    for target in MENTION_TARGETS:
        if target in sealed:
            yield apps.get_model("archive", target), sealed[target]


def _columns(sealed: Row) -> Row:
    return _columns(sealed["row"]) if "row" in sealed else sealed.get("columns", sealed)
