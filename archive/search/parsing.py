"""What a reader typed → the query as a value, with a sentence for everything that had to be understood otherwise.

==========================  =====================================================================================
``burned village``          both words, in any form (AND between them says the same)
``"burned village"``        next to one another and in these forms; also “ ” „ “ « » 「 」 『 』
``"village burned"~5``      at most five positions apart, in any order and any form
``well-known``, 25.02.1992  one word; the analyser parts it, and its parts must stand next to one another
``Xocalı OR Khojaly``       one of the two (upper case; also ``|``); binds less than words side by side
``-village``, NOT village   not with this word. A dash, or a hyphen between spaces, is only punctuation
``Qas*``                    words that begin like this: two letters or more
``place:Xocalı``            in a field; also ``place:"two words"``, ``place:(a OR b)``
``year:1988..1994``         also ``year:1988``, ``year:1988..``, ``year:..1994``, and a dash for the two dots
``(…)``                     brackets
==========================  =====================================================================================

A colon after anything but a name of two letters or more is no field: 12:30, S:t, https://. Names of fields are read in
any case. Apostrophes belong to words. A query that only says what to leave out (``-village``) is kept as it is: it
finds everything that lacks the word, see `is_only_negative`.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from archive.search.lexing import Kind, Sign, ordinary, signs
from archive.search.query import FIELD_NAMES, Query, all_of, any_of, describe, lacking, within_field
from archive.search.repairs import Repair
from archive.search.terms import Terms

LONGEST = 1000
"""Characters of a query, as typed and as `describe` writes it out."""

DEEPEST = 20
"""Brackets inside one another."""


class TooLong(ValueError):
    """The query has more than ``limit`` characters, as typed or written out; the message is for the reader."""

    def __init__(self) -> None:
        self.limit = LONGEST
        super().__init__(_("A query can be at most %(limit)d characters long.") % {"limit": LONGEST})


class Parsed(NamedTuple):
    """``query`` is None where there is nothing to find; unless the text was blank, a repair then says why."""

    query: Query | None
    repairs: tuple[Repair, ...]


def parse(text: str) -> Parsed:
    """Return what any text at all asks for; `TooLong` is the only exception.

    ``parse(describe(query))`` gives the same query, without repairs.
    """
    if len(text) > LONGEST:
        raise TooLong
    text = ordinary(text)
    reader = _Reader(list(signs(text)))
    query = reader.alternatives()
    if query is None and text.strip() and not reader.terms.repairs:
        reader.terms.repair("nothing_to_find")
    if query is not None and len(describe(query)) > LONGEST:
        raise TooLong
    return Parsed(query, tuple(reader.terms.repairs))


class _Reader:
    """Reads signs from first to last: alternatives of conjunctions of operands, brackets going down one level."""

    def __init__(self, read: list[Sign]) -> None:
        self.signs = read
        self.at = 0
        self.terms = Terms()
        self.depth = 0
        self.skipped = 0  # brackets that were too deep and are still open
        self.field: str | None = None  # the field whose brackets we are in

    def peek(self) -> Sign | None:
        return self.signs[self.at] if self.at < len(self.signs) else None

    def peek_kind(self) -> Kind | None:
        sign = self.peek()
        return sign.kind if sign else None

    def alternatives(self) -> Query | None:
        found = [self.conjunction()]
        while self.peek_kind() is Kind.OR:
            self.at += 1
            found.append(self.conjunction())
        if len(found) > 1 and None in found:
            self.terms.repair("lonely_or")
        return any_of(part for part in found if part is not None)

    def conjunction(self) -> Query | None:
        parts: list[Query] = []
        while (kind := self.peek_kind()) not in (None, Kind.OR):
            if kind is not Kind.CLOSE:
                parts += self.operand()
            elif self.skipped:
                self.skipped -= 1
                self.at += 1
            elif self.depth:
                break
            else:
                self.terms.repair("stray_bracket")
                self.at += 1
        return all_of(parts)

    def operand(self) -> list[Query]:
        """Read what stands before a value, then the value: mostly one query; none, or more, where it is repaired."""
        found: list[Query] = []
        negative, field, name = False, None, ""
        while (sign := self.peek()) is not None:
            if name and sign.apart and sign.kind in (Kind.OPEN, Kind.QUOTED, Kind.WORD):
                self.terms.repair("space_in_field", name=name)
            if sign.kind is Kind.NOT:
                if name:
                    self.terms.repair("inner_not", name=name)
                negative = not negative
            elif sign.kind is Kind.FIELD:
                known = self.field_named(sign.text, inside=field)
                if known:
                    field, name = known, sign.text
                else:
                    found += _negated(self.name(sign.text), negative)
            elif sign.kind is Kind.OPEN and self.depth == DEEPEST:
                self.terms.repair("too_deep", limit=DEEPEST)
                self.skipped += 1
            else:
                break
            self.at += 1
        value = self.value(field, name)
        if not value and field:
            self.terms.repair("empty_field", name=name)
            value = self.name(name)
        elif not value and negative:
            self.terms.repair("lonely_not")
        return found + _negated(value, negative)

    def field_named(self, name: str, inside: str | None) -> str | None:
        """Return the field of this name, None where there is none or fields cannot stand."""
        field = FIELD_NAMES.get(name.casefold())
        if field is None:
            self.terms.repair("unknown_field", name=name)
        elif inside or self.field:
            self.terms.repair("inner_field", name=name)
            return None
        return field

    def name(self, name: str) -> list[Query]:
        """Return the name of a field as a word; nothing inside the brackets of ``year``, where no word can stand."""
        return [] if self.field == "year" else self.terms.word(name)

    def value(self, field: str | None, name: str) -> list[Query]:
        """Read brackets, a quotation or a word, in ``field`` if one was named right before (as ``name``)."""
        sign = self.peek()
        if sign is None or sign.kind in (Kind.OR, Kind.CLOSE):
            return []
        self.at += 1
        if sign.kind is Kind.OPEN:
            read = self.group(field)
        elif "year" not in (field, self.field):
            read = self.terms.plain(sign)
        elif years := self.terms.years(sign.text):
            read = [years]
        elif field:
            self.terms.repair("no_year", text=sign.text)
            return self.name(name) + self.terms.plain(sign)
        else:
            self.terms.repair("no_year_left_out", text=sign.text)
            read = []
        return [within_field(field, part) for part in read] if field else read

    def group(self, field: str | None) -> list[Query]:
        outer, self.field = self.field, field or self.field
        self.depth += 1
        query = self.alternatives()
        if self.peek() is None:
            self.terms.repair("unclosed_bracket")
        self.at += 1
        self.depth -= 1
        self.field = outer
        if query is None:
            self.terms.repair("empty_brackets")
        return [] if query is None else [query]


def _negated(parts: list[Query], negative: bool) -> list[Query]:
    return [lacking(part) for part in parts] if negative else parts
