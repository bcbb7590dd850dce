"""The real names of those who are protected by now: what was sealed before must not come back with one of them.

Whoever is protected is looked for in what stands in the tables, and not in what is sealed already. So all that comes
back (words, notes, descriptions, what connects people) is looked through for the names of everyone protected by then.
"""

from collections.abc import Iterable
from typing import Any

from archive.actions.occurrences import telling_fields
from archive.actions.sealing import Content, keyring, opened
from archive.lib.marks import overlap
from archive.lib.name_finding import Found, NameFinder
from archive.models import Name, Person
from archive.models.base import Record
from archive.models.sealed import SealedIdentity

Span = tuple[int, int]
TEXTS = {"description": "description", "fate_note": "note on the fate"}
"""What is sealed of a person in words that may name others: columns, and what each is called."""


class RealNames:
    """The real names in ``content``, sealed of a person; none of someone known by a description only.

    ``forms`` are all of them. Of how others credited the person (*Nurse Aliyeva*) the parts are not looked for: they
    are not only names, and nobody judges what is found here.
    """

    def __init__(self, content: Content) -> None:
        borne = [name for name in content["names"] if name["kind"] not in Name.STAND_INS]
        names = [form for name in borne for form in (name["text"], name["sort_as"]) if form]
        credited = [credit["credited_as"] for credit in content["credits"]]
        self.forms = list(dict.fromkeys([*names, *credited]))
        self._names, self._credited = NameFinder(names), NameFinder(credited)

    def find(self, text: str) -> list[Found]:
        return [*self._names.find(text), *(each for each in self._credited.find(text) if each.whole)]


def who_is_named(text: str, span: Span | None = None, known: Iterable[str] = ()) -> Person | None:
    """Someone protected of whom a real name, or a part of one, stands in ``text`` (there where it touches ``span``).

    A part that is told by one of ``known`` as well, names of someone who is named beside it, does not count: relatives
    share a family name. Raises :class:`~archive.actions.sealing.CannotOpen` where an identity cannot be looked at.
    """
    if not text.strip():
        return None
    told = [found[:2] for found in NameFinder(known).find(text)]
    keys = keyring()
    for row in SealedIdentity.objects.filter(person__identity_protected=True).select_related("person").order_by("pk"):
        for start, end, whole in RealNames(opened(row, keys)).find(text):
            counts = whole or not any(overlap((start, end), place) for place in told)
            if counts and (span is None or overlap((start, end), span)):
                return row.person
    return None


def words_in(row: Record) -> str:
    """All that ``row`` says in words, for :func:`who_is_named`."""
    said: list[Any] = [getattr(row, field.attname) for field in telling_fields(type(row))]
    return "\n".join(str(each) for each in said if each)
