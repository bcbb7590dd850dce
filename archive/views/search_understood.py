"""What search made of a query, for the reader: through whose names it was widened, and how to mean only one of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from archive.access.viewer import Viewer
from archive.lib import public_ids
from archive.models.authorities import Authority
from archive.search import query
from archive.search.concordance import Found
from archive.search.engine import Answer
from archive.search.expansion import Expansion
from archive.search.facets import LABELS
from archive.search.query import All, Field, Not, Phrase, Query, Word
from archive.search.query import Any as AnyOf
from archive.views import search_facets
from archive.views.related import AUTHORITIES, name_languages, tell_apart
from archive.views.search_question import Question
from archive.views.search_values import Value, by_marks

MOST_SPELLINGS = 12
MOST_IDENTIFIED = 5
"""Identifiers of a query that are looked up, to say what they stand for."""


@dataclass(frozen=True)
class Bearer:
    """An authority that bears a name. ``spellings`` are its other names, ``more`` how many are not listed; ``address``
    asks for it alone, where a field can."""

    record: Any
    spellings: tuple[str, ...]
    more: int
    address: str

    @property
    def kind(self) -> str:
        return str(self.record._meta.verbose_name)


@dataclass(frozen=True)
class Widened:
    """Words of the query that are a name, with everyone and everything that bears it."""

    typed: str
    bearers: list[Bearer]


def explained(question: Question, answer: Answer | Found, viewer: Viewer) -> tuple[dict[str, Value], dict[str, Any]]:
    """The records that ``answer`` speaks of and that ``viewer`` may see, by mark; and what a page says of the question,
    of its facets, and of the ways to ask it otherwise."""
    marks = {value.mark for facet in answer.facets for value in facet.values}
    known = by_marks(viewer, marks | {expansion.bearer.mark for expansion in answer.expansions})
    meant = meant_by_identifier(question.parsed.query, viewer)
    records = [value.record for value in known.values()] + [value.record for _letter, value in question.chosen]
    authorities = [each for each in (*records, *(record for _typed, record in meant)) if isinstance(each, Authority)]
    name_languages(authorities)
    tell_apart(authorities, viewer)
    return known, {
        "answer": answer,
        "only_negative": question.parsed.query is not None and query.is_only_negative(question.parsed.query),
        "widened": widened(question, answer.expansions, known),
        "meant": meant,
        "facets": search_facets.shown(question, answer.facets, known, viewer),
        "chips": search_facets.chips(question, LABELS),
        "with_widening": question.with_widening(True).address(),
        "without_widening": question.with_widening(False).address(),
        "without_facets": question.without_facets().address(),
    }


def widened(question: Question, expansions: Iterable[Expansion], known: Mapping[str, Value]) -> list[Widened]:
    """How the query was widened; ``known`` holds the authorities that the viewer may see, by mark."""
    by_typed: dict[str, dict[str, Bearer]] = defaultdict(dict)
    for expansion in expansions:
        value = known.get(expansion.bearer.mark)
        if value is not None:
            others = [each for each in expansion.spellings if each != str(value.record)]
            shown, more = tuple(others[:MOST_SPELLINGS]), max(len(others) - MOST_SPELLINGS, 0)
            address = _address_of_one(question, expansion.typed, expansion.bearer.subject, value.code)
            by_typed[expansion.typed][value.mark] = Bearer(value.record, shown, more, address)
    return [Widened(typed, list(bearers.values())) for typed, bearers in by_typed.items()]


def _address_of_one(question: Question, typed: str, subject: str, public_id: str) -> str:
    if subject not in query.FIELDS or question.parsed.query is None:
        return ""
    meant = Field(subject, Word(public_id))
    narrowed = question.of_query(meaning(question.parsed.query, typed.split(), meant))
    return narrowed.address() if narrowed is not None else ""


def meaning(asked: Query, words: list[str], meant: Query) -> Query:
    """``asked`` with ``meant`` in the place of ``words``, wherever they stand side by side outside a field."""
    match asked:
        case Word(text):
            return meant if [text] == words else asked
        case Phrase(quoted):
            return meant if list(quoted) == words else asked
        case Not(part):
            return query.lacking(meaning(part, words, meant))
        case AnyOf(parts):
            return query.any_of(meaning(part, words, meant) for part in parts) or asked
        case All(parts):
            return query.all_of(_side_by_side(parts, words, meant)) or asked
    return asked


def _side_by_side(parts: tuple[Query, ...], words: list[str], meant: Query) -> list[Query]:
    changed: list[Query] = []
    place, run = 0, [Word(word) for word in words]
    while place < len(parts):
        if list(parts[place : place + len(run)]) == run:
            changed.append(meant)
            place += len(run)
        else:
            changed.append(meaning(parts[place], words, meant))
            place += 1
    return changed


def meant_by_identifier(asked: Query | None, viewer: Viewer) -> list[tuple[str, Authority]]:
    """The identifiers that stand in fields of the query (``place:k7x2m9qbz``), with what they stand for."""
    named = dict.fromkeys(_identified(asked)) if asked is not None else {}
    found = []
    for name, value in list(named)[:MOST_IDENTIFIED]:
        model = AUTHORITIES.get("person" if name == "speaker" else name)
        record = model.objects.visible_to(viewer).filter(public_id=value.lower()).first() if model else None
        found += [(f"{name}:{value}", record)] if record is not None else []
    return found


def _identified(asked: Query) -> list[tuple[str, str]]:
    match asked:
        case Field(name, value):
            words = [leaf.text for leaf in query.leaves(value) if isinstance(leaf, Word)]
            return [(name, word) for word in words if public_ids.is_valid(word.lower())]
        case Not(part):
            return _identified(part)
        case All(parts) | AnyOf(parts):
            return [each for part in parts for each in _identified(part)]
    return []
