"""The values of facets: in an address a public identifier or a code, in the index a mark, on the page a record.

Both ways lead through what the viewer may see. A value that is hidden and one that never was are the same: unknown.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from archive.access.viewer import Viewer
from archive.lib import public_ids
from archive.models import (
    Collection,
    Event,
    Language,
    Organisation,
    Participation,
    Person,
    Place,
    Tag,
    Term,
    Testimony,
    TestimonyLanguage,
)
from archive.search.marks import mark
from archive.search.shown import borne_by_one

PARAMETERS = {
    "kind": "k",
    "standing": "s",
    "lang": "l",
    "person": "p",
    "place": "g",
    "event": "e",
    "tag": "t",
    "collection": "c",
    "decade": "d",
    "has": "h",
}
"""The parameter of each facet, with the letter of its marks."""
PARAMETER_OF = {letter: parameter for parameter, letter in PARAMETERS.items()}

MOST_CHOSEN = 20
"""Values of one facet that an address can choose."""

HAS = {"audio": "Sound recording", "video": "Film", "transcript": "Text", "translation": "Translation"}
_DECADE = re.compile(r"[1-9][0-9]{0,2}0")


@dataclass(frozen=True)
class Value:
    """``code`` stands in addresses; ``record`` is what the page calls it: a record, or words."""

    mark: str
    code: str
    record: Any


def by_codes(viewer: Viewer, letter: str, codes: Iterable[str]) -> dict[str, Value]:
    """Those of ``codes`` that ``viewer`` may know, with what they stand for. One query at most."""
    wanted = list(dict.fromkeys(codes))[:MOST_CHOSEN]
    if letter in WORDS:
        return {code: Value(mark(letter, code), code, label) for code in wanted if (label := WORDS[letter](code))}
    rows, column = RECORDS[letter]
    sound = [code for code in wanted if public_ids.is_valid(code) or (column == "code" and code.isprintable())]
    found = rows(viewer).filter(**{f"{column}__in": sound}) if sound else ()
    return {getattr(each, column): Value(mark(letter, each.pk), getattr(each, column), each) for each in found}


def by_marks(viewer: Viewer, marks: Iterable[str]) -> dict[str, Value]:
    """What ``marks`` stand for, as far as ``viewer`` may know. One query for each kind of record among them."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for each in marks:
        by_letter[each[1]].append(each[2:])
    found = {}
    for letter, keys in by_letter.items():
        if letter in WORDS:
            found |= {value.mark: value for value in by_codes(viewer, letter, keys).values()}
            continue
        rows, column = RECORDS[letter]
        for record in rows(viewer).filter(pk__in=[int(key) for key in keys]):
            value = Value(mark(letter, record.pk), getattr(record, column), record)
            found[value.mark] = value
    return found


def _kind(code: str) -> str:
    return dict(Testimony.Kind.choices).get(code, "")


def _decade(code: str) -> str:
    return f"{code}s" if _DECADE.fullmatch(code) else ""


WORDS: dict[str, Callable[[str], str]] = {"k": _kind, "d": _decade, "h": lambda code: HAS.get(code, "")}
"""Facets whose values are codes: what one says, empty for a code that is none."""


def _authorities(model: Any) -> tuple[Callable[[Viewer], QuerySet], str]:
    return lambda viewer: model.objects.visible_to(viewer).only("public_id", "heading"), "public_id"


def _languages(viewer: Viewer) -> QuerySet:
    """The languages of testimonies that the viewer may read."""
    return borne_by_one(Language, TestimonyLanguage.objects.visible_to(viewer), "language")


def _standings(viewer: Viewer) -> QuerySet:
    """The standings of narrators whom the viewer may read."""
    return borne_by_one(Term, Participation.objects.visible_to(viewer).narrating(), "standing")


RECORDS: dict[str, tuple[Callable[[Viewer], QuerySet], str]] = {
    "p": _authorities(Person),
    "g": _authorities(Place),
    "o": _authorities(Organisation),
    "e": _authorities(Event),
    "t": (lambda viewer: Tag.objects.visible_to(viewer).filter(preferred=None), "public_id"),
    "c": (lambda viewer: Collection.objects.visible_to(viewer).only("public_id", "title"), "public_id"),
    "l": (_languages, "code"),
    "s": (_standings, "code"),
}
"""Facets whose values are records: those a viewer may see, and the column that stands in addresses."""
