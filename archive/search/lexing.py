"""What a query is made of: a string → its signs (brackets, operators, names of fields, quotations, words).

Nothing is refused and nothing is understood here: `parsing.py` makes sense of the signs. One pass over the text.
"""

import enum
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from archive.search.query import FIELD_NAMES

QUOTES = '"“”„‟″〝〞〟«»「」『』'
_CLOSERS = {opener: re.compile(f"[{family}]") for family in ('"“”„‟″〝〞〟', "«»", "「」", "『』") for opener in family}
"""Of each mark that opens a quotation, the marks that may close it: Germans write „…“, Swedes ”…”, Danes »…«."""

# Controls, lone surrogates, soft hyphens, BOM and marks of direction: never part of a word. Joiners and zero-width
# spaces stay, Persian and Khmer write with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)
_ORDINARY = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | dict.fromkeys((0x2010, 0x2011, 0x2212), "-")
"""Full-width forms and the look-alikes of the hyphen, with what they are read as. A dash (–) stays a dash."""

_HEBREW_ACRONYM = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])')
_CHUNK = re.compile(rf"[^\s()|{QUOTES}]+")
_PARTING = re.compile(rf"[\s{QUOTES}]+")
_DISTANCE = re.compile(r"\s*~\s*(\d*)")
_FIELD = re.compile(r"[\W_]*([^\W\d_]{2,}):(?!//)")  # not S:t, 12:30 or https://
_SEARCHABLE = re.compile(r"[^\W_]")


class Kind(enum.Enum):
    OPEN = "("
    CLOSE = ")"
    OR = "|"
    NOT = "-"
    FIELD = ":"
    QUOTED = '"'
    WORD = ""


class Sign(NamedTuple):
    """One sign. ``apart``: white space or the beginning of the query comes before it."""

    kind: Kind
    text: str  # a field's name, what is quoted, or a word with the punctuation around it
    apart: bool
    closed: bool = True
    distance: str | None = None  # the digits after "…"~, which may be none; None without a ~


_BRACKETS = {kind.value: kind for kind in (Kind.OPEN, Kind.CLOSE, Kind.OR)}
OPERATORS = {"OR": Kind.OR, "NOT": Kind.NOT, "AND": None}
"""Words that are operators in upper case. All words are wanted anyway, so AND is no sign."""


def ordinary(text: str) -> str:
    """Return the text with ordinary characters for full-width ones and without what cannot be seen."""
    return _HEBREW_ACRONYM.sub("\u05f4", _UNSEEN.sub("", text).translate(_ORDINARY))


def signs(text: str) -> Iterator[Sign]:
    """Yield the signs of a text that `ordinary` returned."""
    position, apart = 0, True
    while position < len(text):
        character = text[position]
        if character.isspace():
            position, apart = position + 1, True
            continue
        if character in _BRACKETS:
            yield Sign(_BRACKETS[character], character, apart)
            position += 1
        elif character in _CLOSERS:
            quoted, position = _quoted(text, position, apart)
            yield quoted
        else:
            chunk = _CHUNK.match(text, position)[0]  # type: ignore[index]  # all other characters are in _CHUNK
            position += len(chunk)
            followed = text[position : position + 1] in {"(", *_CLOSERS}
            yield from _of_chunk(chunk, apart, followed)
        apart = False


def trimmed(text: str) -> str:
    """Return the text without the punctuation around it: empty where there is neither letter nor digit in it."""
    first = _SEARCHABLE.search(text)
    if first is None:
        return ""
    end = len(text)
    while not (text[end - 1].isalnum() or unicodedata.category(text[end - 1])[0] == "M"):
        end -= 1
    return text[first.start() : end]


def is_searchable(text: str) -> bool:
    """Return whether there is a letter or a digit in the text."""
    return _SEARCHABLE.search(text) is not None


def pieces(quoted: str) -> list[str]:
    """Return what stands between the spaces of a quotation; quotation marks inside it part words, too."""
    return [piece for piece in _PARTING.split(quoted) if piece]


def _quoted(text: str, position: int, apart: bool) -> tuple[Sign, int]:
    """Return the quotation that opens at ``position``, and where it ends."""
    closer = _CLOSERS[text[position]].search(text, position + 1)
    if closer is None:
        return Sign(Kind.QUOTED, text[position + 1 :], apart, closed=False), len(text)
    distance = _DISTANCE.match(text, closer.end())
    sign = Sign(Kind.QUOTED, text[position + 1 : closer.start()], apart, distance=distance[1] if distance else None)
    return sign, distance.end() if distance else closer.end()


def _of_chunk(chunk: str, apart: bool, followed: bool) -> Iterator[Sign]:
    """Yield the signs of what stands between spaces; ``followed`` by a quotation or a bracket without a space."""
    if chunk in OPERATORS:
        operator = OPERATORS[chunk]
        if operator is not None:
            yield Sign(operator, chunk, apart)
        return
    while chunk:
        if chunk.startswith("-"):
            rest = chunk.lstrip("-")
            one = len(chunk) - len(rest) == 1  # "--" is a dash
            if one and (followed or is_searchable(rest)):
                yield Sign(Kind.NOT, "-", apart)
        elif field := _FIELD.match(chunk):
            rest = chunk[field.end() :]
            named = field[1].casefold() in FIELD_NAMES or followed or is_searchable(rest)
            yield Sign(Kind.FIELD if named else Kind.WORD, field[1], apart)
        else:
            yield Sign(Kind.WORD, chunk, apart)
            return
        chunk, apart = rest, False
