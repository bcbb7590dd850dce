"""What a word, a quotation or a span of years in a query stands for; what is wrong with one is repaired."""

import re
import unicodedata

from archive.search.lexing import OPERATORS, Kind, Sign, is_searchable, pieces, trimmed
from archive.search.query import Near, Phrase, Prefix, Query, Word, YearRange
from archive.search.repairs import Repair, repair

MOST_WORDS = 64
"""Words of one query, those in quotations included; a span of years counts as one."""

FARTHEST = 100
"""The greatest distance of words near one another."""

SHORTEST_PREFIX = 2

_YEARS = re.compile(
    r"(?P<only>\d{1,4})"
    r"|(?P<first>\d{1,4})?(?:\.{2,}|…)(?P<last>\d{1,4})?"
    r"|(?P<from>\d{1,4})[-–—](?P<to>\d{1,4})?"
)


class Terms:
    """Reads terms one after the other, until there are enough words, and collects the repairs of the whole query."""

    def __init__(self) -> None:
        self.repairs: dict[Repair, None] = {}
        self._words_left = MOST_WORDS
        self._cut = False

    def repair(self, code: str, **values: str | int) -> None:
        """Note a repair. After the last word that is searched for, what is wrong no longer matters."""
        if not self._cut:
            self.repairs[repair(code, **values)] = None

    def plain(self, sign: Sign) -> list[Query]:
        """Return what a quotation or a word stands for: one query, or none."""
        return self.quotation(sign) if sign.kind is Kind.QUOTED else self.word(sign.text)

    def word(self, text: str) -> list[Query]:
        """Return the word or the prefix; nothing for punctuation."""
        whole = trimmed(text)
        if not whole:
            if "*" in text:
                self.repair("star_alone")
            elif any(unicodedata.category(character) == "So" for character in text):
                self.repair("no_letters", text=text)
            return []
        before, _whole, after = text.partition(whole)
        if "*" in before:
            self.repair("star_before", text=whole)
        beginning, star, rest = (whole + after).partition("*")
        word = self._without_tilde(beginning)
        if word in OPERATORS:
            word = word.lower()  # what stands where no operator can is a word, and words have no case
        if star and sum(map(str.isalnum, word)) < SHORTEST_PREFIX:
            self.repair("star_too_early", text=whole + star, word=word)
            star = ""
        elif is_searchable(rest):
            self.repair("star_inside", text=whole, prefix=word)
        return [Prefix(taken) if star else Word(taken) for taken in self._take([word])]

    def quotation(self, sign: Sign) -> list[Query]:
        """Return the phrase or the words near one another; nothing if there is no word."""
        parts = pieces(sign.text)
        words = [word for word in map(trimmed, parts) if word]
        if not sign.closed:
            self.repair("unclosed_quotation")
        if not words:
            self.repair("empty_quotation")
        elif any("*" in part and "*" not in trimmed(part) for part in parts):
            self.repair("star_quoted")
        taken = self._take(words)
        if not taken:
            return []
        return [Phrase(taken) if sign.distance is None else self._near(taken, int(sign.distance or 0))]

    def years(self, text: str) -> YearRange | None:
        """Return the span of years, put in order; None if the text is none, or nothing more is searched for."""
        match = _YEARS.fullmatch("".join(text.split()).rstrip(",;"))
        if match is None:
            return None
        only, first, last, since, until = (int(year) if year else None for year in match.groups())
        span = [year for year in (only, first, since, last, until) if year is not None]
        if not span or 0 in span or not self._take([text]):
            return None
        if only is not None:
            return YearRange(only, only)
        if len(span) == 1:
            return YearRange(None, last) if last else YearRange(span[0], None)
        if span[0] > span[1]:
            span.reverse()
            self.repair("years_swapped", first=span[0], last=span[1])
        return YearRange(span[0], span[1])

    def _near(self, words: tuple[str, ...], asked: int) -> Query:
        if len(words) == 1:
            self.repair("near_one_word")
            return Phrase(words)
        if asked == 0:
            self.repair("near_no_distance")
            return Phrase(words)
        distance = min(max(asked, len(words) - 1), FARTHEST)
        if distance != asked:
            self.repair("near_distance", distance=distance)
        return Near(words, distance)

    def _without_tilde(self, beginning: str) -> str:
        """Return the word trimmed, without ~ or ~2 at its end, which elsewhere asks for similar words."""
        last_letter = max((at for at, character in enumerate(beginning) if character.isalpha()), default=0)
        tilde = beginning.find("~", last_letter)
        if tilde == -1:
            return trimmed(beginning)
        word = trimmed(beginning[:tilde])
        self.repair("tilde_after_word", text=beginning, word=word)
        return word

    def _take(self, words: list[str]) -> tuple[str, ...]:
        """Return the words that are still within `MOST_WORDS`."""
        taken = tuple(words[: self._words_left])
        self._words_left -= len(taken)
        if len(taken) < len(words):
            self.repair("too_many_words", limit=MOST_WORDS)
            self._cut = True
        return taken
