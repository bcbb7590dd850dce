"""Finding a name in text: any spelling of its forms, with the endings that languages put on names.

Words are compared as plain ASCII (:func:`~archive.lib.text.ascii_fold`), each from its beginning, so that *Касымова*
is found by *Касымов*. Characters that nobody sees do not part a word (:func:`~archive.lib.text.as_seen`). A last vowel
is left out of the comparison, because endings replace it (*Айша*, *Айше*). What is found is for a person to judge: a
short name also begins other words.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archive.lib.text import as_seen, ascii_fold

_WORD = re.compile(r"\w(?:[\w\u0300-\u036f'`´ʻʼʽʹˊˋ’‘‛′‵՚＇]*[\w\u0300-\u036f])?")
_VOWELS = "aeiouy"
SHORTEST_STEM = 4
SHORTEST_PART = 4
"""A part of a name with fewer letters (a particle, an initial) is not looked for by itself."""


class Found(NamedTuple):
    """Where a name stands (code points, end exclusive), and whether the whole name or a part of it."""

    start: int
    end: int
    whole: bool


class NameFinder:
    """Looks for all of ``forms`` at once."""

    def __init__(self, forms: Iterable[str]) -> None:
        seen = (as_seen(form)[0].strip() for form in forms)
        given = [form for form in dict.fromkeys(seen) if form]
        words = [[stem(part) for part in ascii_fold(form).split()] for form in given]
        self.wholes = sorted({tuple(each) for each in words if each}, key=len, reverse=True)
        self.parts = {part for each in self.wholes if len(each) > 1 for part in each if len(part) >= SHORTEST_PART}
        literal = "|".join(re.escape(form) for form in sorted(given, key=len, reverse=True))
        self.literal = re.compile(literal, re.IGNORECASE) if literal else None

    def find(self, text: str) -> list[Found]:
        """Every place in ``text`` where a form or a part of one stands; places do not overlap, whole names win."""
        text, places = as_seen(text)
        found = list(self._literally(text))
        found += [each for each in self._by_words(text) if not any(_overlap(each, other) for other in found)]
        return [Found(places[each.start], places[each.end - 1] + 1, each.whole) for each in sorted(found)]

    def matches(self, text: str) -> bool:
        return bool(self.find(text))

    def _literally(self, text: str) -> Iterator[Found]:
        """As written, also inside longer words and in scripts that part no words."""
        if self.literal is not None:
            for match in self.literal.finditer(text):
                yield Found(match.start(), _end_of_word(text, match.end()), whole=True)

    def _by_words(self, text: str) -> list[Found]:
        words = [(part, match.span()) for match in _WORD.finditer(text) for part in ascii_fold(match[0]).split()]
        found, place = [], 0
        while place < len(words):
            length = next((len(name) for name in self.wholes if _begin(name, words[place : place + len(name)])), 0)
            if length:
                found.append(Found(words[place][1][0], words[place + length - 1][1][1], whole=True))
            elif any(words[place][0].startswith(part) for part in self.parts):
                found.append(Found(*words[place][1], whole=False))
            place += length or 1
        return found


def stem(word: str) -> str:
    """A folded word without the last vowel, where enough of it is left."""
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] in _VOWELS else word


def _begin(name: tuple[str, ...], words: list[tuple[str, tuple[int, int]]]) -> bool:
    return len(words) == len(name) and all(
        word.startswith(part) for part, (word, _span) in zip(name, words, strict=True)
    )


def _end_of_word(text: str, place: int) -> int:
    """Endings belong to the name: ``place``, or where the word that goes on there ends."""
    while place < len(text) and (text[place].isalnum() or "\u0300" <= text[place] <= "\u036f"):
        place += 1
    return place


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
