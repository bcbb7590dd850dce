"""Where words or names that are to be out of sight stand besides, so that a curator can look at each place."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from archive.lib.marks import is_between_characters, overlap
from archive.lib.name_finding import NameFinder
from archive.lib.text import as_seen
from archive.models import LedgerEntry, LedgerHead, LoadedRecord, Name, Passage, Person, PublicId, Testimony

Place = tuple[int, int]
Finder = Callable[[str], list[Place]]

AROUND = 40
NEVER_TELLING = {
    "public_id",
    "folded",
    "sort_key",
    "heading",
    "script",
    "language",
    "sha256",
    "media_type",
    "key",
    "token_digest",
}
"""Columns that hold a code, or that are derived from a column that is read anyway."""
NEVER_TELLING_TABLES = (".sealed", ".indexed")
"""The modules whose tables are not read: what is out of sight already, and the index, which follows what is read."""

SHOWN_WITH = {"ledgerreason": "ledgerentry"}
"""The models that stand on the pages of another, and are seen by whoever may see that."""


@dataclass(frozen=True)
class Occurrence:
    """A place where the words stand. ``span`` is given where it lies in a passage and can be withheld there."""

    record: models.Model
    field: str
    excerpt: str
    span: Place | None = None
    whole: bool = True

    @property
    def where(self) -> str:
        return f"{self.record._meta.verbose_name}, {self.field}"

    @property
    def code(self) -> str:
        """The place in a form: the passage's identifier and the span; empty where nothing can be withheld."""
        return "" if self.span is None else f"{self.record.public_id}:{self.span[0]}:{self.span[1]}"  # type: ignore[attr-defined]  # every record that is found has one


def standing(found: Occurrence) -> tuple[Any, ...]:
    """What tells one occurrence from another."""
    return found.record._meta.label, found.record.pk, found.field, found.span, found.excerpt


def places_of(words: str) -> Finder:
    """Finds ``words`` whatever their case, the white space between them and the unseen characters in them."""
    pattern = re.compile(r"\s+".join(map(re.escape, as_seen(words)[0].split())) or r"(?!)", re.IGNORECASE)

    def find(text: str) -> list[Place]:
        seen, places = as_seen(text)
        return [(places[match.start()], places[match.end() - 1] + 1) for match in pattern.finditer(seen)]

    return find


def excerpt(text: str, place: Place) -> str:
    start, end = max(place[0] - AROUND, 0), min(place[1] + AROUND, len(text))
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def told_elsewhere(passage: Passage, words: str, cut: Place, actor: Any, forms: Iterable[str] = ()) -> list[Occurrence]:
    """Where else in the testimony ``words`` of ``passage`` stand, and the translations in which they may stand, as far
    as ``actor`` may see the records.

    ``forms`` are those of the names of whom the words mean: where one of them stands, or a part of one, is found, too.
    """
    found = [
        each
        for each in told_in(passage.transcript.testimony, words, forms)
        if may_see(actor, type(each.record))
        and not (each.record == passage and each.span is not None and overlap(each.span, cut))
    ]
    seen = {each.record for each in found}
    rendered = Passage.objects.filter(Q(renders=passage) | Q(pk=passage.renders_id))
    found += [Occurrence(each, "translation", excerpt(each.text, (0, 0))) for each in rendered if each not in seen]
    return found


def told_in(testimony: Testimony, words: str, forms: Iterable[str] = ()) -> list[Occurrence]:
    """Where in ``testimony`` ``words`` or one of ``forms`` of a name stand, or a part of one."""
    find, finder = places_of(words), NameFinder(forms)
    return [
        occurrence
        for rows in _parts_of(testimony)
        for record in rows
        for occurrence in _in_record(record, find, finder)
    ]


def of_names(person: Person, forms: Iterable[str], actor: Any) -> list[Occurrence]:
    """Every place in the archive where one of ``forms`` of the name of ``person`` stands, or a part of one, in records
    of the kinds that ``actor`` may see: a name is typed in by anyone, and would search the others by any word.

    Reads every row of every table of the archive: names are compared folded, which no database does.
    """
    finder = NameFinder(forms)
    own = set(Name.objects.filter(person=person).values_list("pk", flat=True))
    return [
        occurrence
        for model in _telling_models()
        if may_see(actor, model)
        for record in model._default_manager.order_by("pk").iterator(chunk_size=500)
        if not (isinstance(record, Name) and record.pk in own)
        for occurrence in _in_record(record, lambda _text: [], finder)
    ]


def not_looked_through(actor: Any) -> list[str]:
    """The kinds of record in which :func:`of_names` does not look for ``actor``, whatever stands in them."""
    return sorted(str(model._meta.verbose_name_plural) for model in _telling_models() if not may_see(actor, model))


def may_see(actor: Any, model: type[models.Model]) -> bool:
    """Whether the workbench lets ``actor`` see records of ``model``."""
    kind = SHOWN_WITH.get(str(model._meta.model_name), model._meta.model_name)
    return any(actor.has_perm(f"archive.{verb}_{kind}") for verb in ("view", "change"))


def _telling_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_app_config("archive").get_models()
        if not model.__module__.endswith(NEVER_TELLING_TABLES)
        and model not in (LedgerEntry, LedgerHead, PublicId, LoadedRecord)
    ]


def _in_record(record: models.Model, find: Finder, finder: NameFinder) -> Iterator[Occurrence]:
    """Where ``find`` finds something in ``record``, and ``finder`` in what is left."""
    for field, text in _words_in(record):
        places = find(text)
        for place in places:
            yield _occurrence(record, field, text, place, whole=True)
        for start, end, whole in finder.find(text):
            if not any(overlap((start, end), place) for place in places):
                yield _occurrence(record, field, text, (start, end), whole)


def _words_in(record: models.Model) -> Iterator[tuple[models.Field, str]]:
    """What ``record`` says, column by column. A pin's words are those of its passage while it stands on them."""
    for field in telling_fields(type(record)):
        if field.name != "surface" or getattr(record, "start", None) is None:
            yield field, str(getattr(record, field.attname) or "")


def _occurrence(record: models.Model, field: models.Field, text: str, place: Place, whole: bool) -> Occurrence:
    can_be_cut = (
        isinstance(record, Passage) and field.name == "text" and all(is_between_characters(text, end) for end in place)
    )
    return Occurrence(record, str(field.verbose_name), excerpt(text, place), place if can_be_cut else None, whole)


def telling_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns of ``model`` that hold words."""
    kinds = (models.CharField, models.TextField, models.FileField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and field.name not in NEVER_TELLING
    ]


def _parts_of(testimony: Testimony) -> Iterator[Iterable[models.Model]]:
    """Everything that belongs to ``testimony`` and holds words."""
    yield [testimony]
    for model, path in (
        ("Transcript", "testimony"),
        ("Passage", "transcript__testimony"),
        ("Mention", "passage__transcript__testimony"),
        ("Note", "passage__transcript__testimony"),
        ("Statement", "asserted_in__transcript__testimony"),
        ("Section", "testimony"),
        ("Session", "testimony"),
        ("Participation", "testimony"),
        ("MediaFile", "testimony"),
        ("Consent", "testimony"),
    ):
        yield apps.get_model("archive", model)._default_manager.filter(**{path: testimony}).order_by("pk")
    yield testimony.tags.all()
