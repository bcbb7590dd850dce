"""The query as a value: what a reader asks for, whatever was typed and whichever database answers.

Values are frozen and hashable. The words in them are raw: the analyser decides what they match. A word that it parts
(``well-known``, ``25.02.1992``, a word in Chinese or Thai) stands for its parts next to one another, in this order; a
word in which it finds nothing asks for nothing.

What `all_of`, `any_of`, `lacking` and `within_field` build is in normal form: no `All` in an `All`, no `Any` in an
`Any`, no `Not` of a `Not`, at least two parts, and what a field lacks is `Not` of the field. `describe` of a value in
normal form can be parsed back to the same value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

FIELDS: dict[str, tuple[str, ...]] = {
    "speaker": (),  # who speaks the passage
    "person": (),  # who is mentioned in it, speaks in it or is reported there
    "place": (),
    "event": (),
    "tag": (),
    "lang": ("language",),  # a tag (az-Cyrl) or the name of a language
    "year": (),  # the time that is told of
    "collection": (),
    "kind": (),  # of testimony: interview, letter, …
    "title": (),
}
"""The one table of fields: its name in a query, then what else a reader may write for it, in lower case."""

FIELD_NAMES: dict[str, str] = {spelling: name for name, others in FIELDS.items() for spelling in (name, *others)}
"""Each spelling of a field's name, in lower case, with the name."""


@dataclass(frozen=True, slots=True)
class Word:
    """Any form of the word."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words next to one another, in this order and in these very forms; a word alone in this very form."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Any forms of two or more words, in any order, the first and the last at most ``distance`` positions apart.

    1 means next to one another; ``distance`` is never smaller than the words need.
    """

    words: tuple[str, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin like this; where the analyser parts the text, its last part is the beginning of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class YearRange:
    """From ``first`` to ``last``, both included; None where that side is open. Only inside the field ``year``."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class All:
    """What matches every part."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    """What matches at least one part."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match the part."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class Field:
    """What matches ``value`` in one of `FIELDS`. For ``year`` each leaf of the value is a `YearRange`, else none is."""

    name: str
    value: "Query"


Leaf: TypeAlias = Word | Phrase | Near | Prefix | YearRange | Field
Query: TypeAlias = Leaf | All | Any | Not


def all_of(parts: Iterable[Query]) -> Query | None:
    """Return what matches every part, None without parts."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    return All(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def any_of(parts: Iterable[Query]) -> Query | None:
    """Return what matches one of the parts or several, None without parts."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Any) else (part,))]
    return Any(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def lacking(query: Query) -> Query:
    """Return what does not match the query."""
    return query.part if isinstance(query, Not) else Not(query)


def within_field(name: str, query: Query) -> Query:
    """Return what matches the query in the field; what is not to match there must not match in any of its values."""
    return Not(Field(name, query.part)) if isinstance(query, Not) else Field(name, query)


def leaves(query: Query) -> Iterator[Leaf]:
    """Yield what a hit can be found by, in the order of the query; what must be absent is left out.

    A field counts as one leaf: its words are looked for in names, not in the text. ``leaves(field.value)`` yields them.
    """
    yield from _leaves(query, wanted=True)


def is_only_negative(query: Query) -> bool:
    """Return whether a record with no word at all would match: the query says what to leave out, not what to find.

    Such a query is answered with everything that lacks what it names, and there is nothing to rank it by.
    """
    match query:
        case Not(part):
            return not is_only_negative(part)
        case All(parts):
            return all(is_only_negative(part) for part in parts)
        case Any(parts):
            return any(is_only_negative(part) for part in parts)
        case Field(_, value):
            return is_only_negative(value)
    return False


def describe(query: Query) -> str:
    """Return the query as a reader would write it: one text for one value, which `parse` reads back without repairs.

    This holds for every value that `parse` gives, and for every other one in normal form whose words `parse` would
    leave as they are.
    """
    match query:
        case Word(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case Near(words, distance):
            return f'"{" ".join(words)}"~{distance}'
        case YearRange(first, last):
            return str(first) if first == last else f"{first or ''}..{last or ''}"
        case Field(name, value):
            return f"{name}:{_bracketed(value, All, Any)}"
        case Not(part):
            return f"-{_bracketed(part, All, Any)}"
        case All(parts):
            return " ".join(_bracketed(part, Any) for part in parts)
        case Any(parts):
            return " OR ".join(describe(part) for part in parts)


def _bracketed(query: Query, *kinds: type) -> str:
    """Return the query described, in brackets if it is of one of the kinds."""
    return f"({describe(query)})" if isinstance(query, kinds) else describe(query)


def _leaves(query: Query, wanted: bool) -> Iterator[Leaf]:
    match query:
        case Not(part):
            yield from _leaves(part, not wanted)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _leaves(part, wanted)
        case _ if wanted:
            yield query
