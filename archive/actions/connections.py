"""What connects a person to others: relations, parts in events, statements, what the person made.

Each can let a protected person be recognised: a spouse who is named, the date of an event, an article with an author.
Protecting seals them with the identity, and taking it back enters them again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey

from archive.actions.protected_names import who_is_named, words_in
from archive.actions.sealing import Content, add_to_identity
from archive.models import (
    EventParticipation,
    Note,
    Participation,
    Person,
    PersonRelation,
    SourceContribution,
    Statement,
)
from archive.models.base import Record

KINDS: tuple[tuple[type[Record], str], ...] = (
    (PersonRelation, "person"),
    (PersonRelation, "other"),
    (EventParticipation, "person"),
    (Statement, "person"),
    (SourceContribution, "person"),
)
"""The models whose rows connect a person, each with the key by which it does."""

TABLES = tuple(dict.fromkeys(model._meta.db_table for model, _key in KINDS))


def connections_of(person: Person) -> list[Record]:
    """Every row that connects ``person``, kind by kind."""
    return [row for model, key in KINDS for row in model._default_manager.filter(**{key: person}).order_by("pk")]


def told_of(record: Record) -> list[int]:
    """The keys of those whom ``record`` ties to others, or credits by a name: protecting them takes it out of sight."""
    if isinstance(record, Participation):
        return [record.person_id] if record.credited_as and record.person_id is not None else []
    keys = (getattr(record, f"{key}_id") for model, key in KINDS if isinstance(record, model))
    return [key for key in keys if key is not None]


def code_of(row: Record) -> str:
    """How a form names ``row``."""
    return f"{row._meta.model_name}:{row.pk}"


def described(row: Record) -> str:
    """What ``row`` says, in one line, with the note and the date that readers see beside it."""
    date: Any = row.event.date if isinstance(row, EventParticipation) else getattr(row, "date", None)
    parts = [str(row), date.human() if date else "", _remark(row)]
    return f"{str(row._meta.verbose_name).capitalize()}: {' · '.join(filter(None, parts))}"


def _remark(row: Record) -> str:
    """A note that was pinned to withheld words is its own text, which it is called by only as far as that is short."""
    return row.text if isinstance(row, Note) else getattr(row, "note", "")


def take(person: Person, staying: Iterable[str] = ()) -> list[Content]:
    """Take what connects ``person`` out of its tables, except the rows with the codes in ``staying``."""
    left = set(staying)
    rows = [row for row in connections_of(person) if code_of(row) not in left]
    taken = [packed(row) for row in rows]
    for row in rows:
        row.delete()
    return taken


def identifiers_of(sealed: Iterable[Content]) -> Iterator[str]:
    """The public identifiers of the rows that are sealed."""
    return (each["columns"]["public_id"] for each in sealed if "public_id" in each["columns"])


def put_back(sealed: Iterable[Content], known: Iterable[str] = ()) -> None:
    """Enter again the rows of ``sealed`` (from :func:`packed`), each connecting people or saying something of one.

    A row that connects someone who is protected, or names one besides ``known`` (the names of who is revealed), goes to
    what is sealed of that person. What someone has entered again meanwhile, and what hung on a record that is gone, is
    left out.
    """
    known = list(known)
    for each in sealed:
        row = unpacked(each)
        if row is None:
            continue
        protected = _protected(row) or who_is_named(words_in(row), known=known)
        if protected is not None:
            add_to_identity(protected, "connections", [each])
            continue
        try:
            row.validate_constraints()
        except ValidationError:
            continue
        row.save()


def sealed_lines(sealed: Iterable[Content]) -> list[str]:
    """What is sealed, row by row, for who looks at it."""
    return [described(row) for row in map(unpacked, sealed) if row is not None]


def packed(row: Record) -> Content:
    """The columns of ``row``, for being sealed."""
    columns: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if not field.primary_key:
            columns[field.attname] = (
                value if value is None or isinstance(field, ForeignKey) else field.value_to_string(row)
            )
    return {"model": row._meta.model_name, "columns": columns}


def unpacked(sealed: Content) -> Record | None:
    """The row, not saved; None when what it cannot be without is gone."""
    model = apps.get_model("archive", sealed["model"])
    row = model()
    for field in model._meta.concrete_fields:
        if field.attname not in sealed["columns"]:
            continue
        value = sealed["columns"][field.attname]
        if isinstance(field, ForeignKey):
            if value is not None and not field.related_model._default_manager.filter(pk=value).exists():
                value = None
            if value is None and not field.null:
                return None
        setattr(row, field.attname, value if value is None else field.to_python(value))
    return row


def _protected(row: Record) -> Person | None:
    """Who of those that ``row`` connects is protected."""
    people = [getattr(row, key) for model, key in KINDS if isinstance(row, model)]
    return next((each for each in people if each is not None and each.identity_protected), None)
