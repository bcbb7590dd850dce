"""The analyser: text becomes tokens with places, the same for a record and for a query, on every database.

The order of the steps is part of the result:

1. Words are found in the text as it is stored, so that places are exact; each is then read in Unicode form NFKC.
   An apostrophe inside a word belongs to it (*Xo'jali*), as do soft hyphens, joiners, marks of direction and the
   marks that Armenian sets inside words.
2. Case is folded by language: in Turkic languages I becomes ı and İ becomes i.
3. The word is stemmed by the Snowball algorithm of its language, if there is one
   (https://snowballstem.org/algorithms/).
4. Only then marks are stripped and letters brought down to ASCII (:func:`~archive.lib.text.ascii_fold`).

Stemming comes before stripping because stemmers know their language by its letters: Turkish *köylüler* stems to
*köylü* and folds to ``koylu``, but folded first, ``koyluler`` is left as it is.

Azerbaijani and Uzbek have no stemmer and two alphabets: there the stem of a word in Cyrillic is the word as it is
spelled in Latin letters, so that *мәсәлән* and *məsələn* meet.

Chinese, Japanese, Thai, Lao, Khmer and Burmese do not part words by spaces. A run of them becomes overlapping pairs
of characters, in their own script: 東京都 gives 東京 and 京都. A character that stands alone is a token of its own, and
the last pair of a run has its last character for a stem: so a prefix query for one character finds it everywhere.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import Stemmer

from archive.lib.text import ascii_fold, fold_key
from archive.search.alphabets import latin_spelling

VERSION = 4
"""Stored with the index; raised whenever a text gives other tokens, or a testimony other marks or counts."""

LONGEST_TOKEN = 64
_LONGEST_READ = 256
_CACHED_WORDS = 200_000


class Token(NamedTuple):
    """A word of a text, or a pair of characters. No form holds a space, a quotation mark or an upper-case letter."""

    position: int
    """0, 1, 2 …; phrases and nearness count these."""
    start: int
    end: int
    """Code points of the text as given, end exclusive: ``text[start:end]`` is the word with all its marks."""
    exact: str
    stem: str
    """Equal to ``exact`` where the language has no stemmer."""


class Forms(NamedTuple):
    """What a word of a query may match."""

    exact: str
    stems: frozenset[str]


def tokens(text: str, language: str = "") -> list[Token]:
    """Return the tokens of ``text``, which may be any str, by position.

    ``language`` is a BCP 47 tag; without one, or with one unknown here, the stem is the exact form.
    A word longer than 64 folded letters is cut to them, its place is not. A sign that stands for several words
    (½, ﷺ) gives several tokens with one place.
    """
    lexicon = _lexicon(language)
    found: list[Token] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match.lastindex is None:
            for exact, stem in lexicon[match[0]]:
                found.append(Token(len(found), start, end, exact, stem))
        else:
            found.extend(_pairs(match[0], start, len(found)))
    return found


def words_and_stems(text: str, language: str = "") -> tuple[list[str], list[str]]:
    """Return the exact forms and the stems of :func:`tokens`, for who asks for no places: in two fifths of the time."""
    lexicon = _lexicon(language)
    words: list[str] = []
    stems: list[str] = []
    for match in _WORD.finditer(text):
        if match.lastindex is None:
            found: Iterable[tuple[str, str]] = lexicon[match[0]]
        else:
            found = ((pair.exact, pair.stem) for pair in _pairs(match[0], 0, 0))
        for exact, stem in found:
            words.append(exact)
            stems.append(stem)
    return words, stems


def word_forms(word: str, languages: Iterable[str]) -> Forms:
    """Return the forms of one word of a query, with its stems in each of ``languages`` and the word itself among them.

    ``word`` is what one token covers: cut a query with :func:`tokens` first. Of several words the first is taken;
    where there is none, the forms are empty. A pair of characters has itself for its only stem; a single character
    of such a script is to be asked for as a prefix.
    """
    match = _WORD.search(word)
    if match is None:
        return Forms("", frozenset())
    if match.lastindex is not None:
        pair = next(_pairs(match[0], 0, 0)).exact
        return Forms(pair, frozenset({pair}))
    plain = _lexicon("")[match[0]]
    if not plain:
        return Forms("", frozenset())
    exact = plain[0][0]
    return Forms(exact, frozenset({exact} | {_lexicon(language)[match[0]][0][1] for language in languages}))


def fold_words(word: str) -> list[str]:
    """Return the folded forms of what the analyser takes for one word: one of them, several for a sign like ﷺ, or none.

    A word of letters that ASCII has no sound for (a Hebrew alef alone) keeps its own.
    """
    spoken = _SILENT.sub("", unicodedata.normalize("NFKC", word[:_LONGEST_READ]))
    folded = ascii_fold(spoken)
    if not folded:
        folded = "".join(sign for sign in fold_key(spoken) if unicodedata.category(sign) in ("Ll", "Lo", "Nd", "Nl"))
    return [part[:LONGEST_TOKEN] for part in folded.split()]


def lower_word(word: str, language: str) -> str:
    """Return the word in lower case by the rules of its language, with its apostrophes as ' and nothing invisible."""
    word = unicodedata.normalize("NFKC", word)
    if primary_subtag(language) not in _TURKIC:
        return fold_key(word)
    # `fold_key` makes ı an i, and the Turkish stemmer tells them apart.
    return "ı".join(map(fold_key, word.translate(_TURKIC_CASE).split("ı")))


def primary_subtag(language: str) -> str:
    """Return the language of a BCP 47 tag without script and region: az for az-Cyrl."""
    return re.split("[-_]", language, maxsplit=1)[0].lower()


# --- how words are found --------------------------------------------------------------------------------

_APOSTROPHES = "'`´ʻʼʽʹˊˋ’‘‛′‵՚᾽᾿ꞌ＇｀"
# Nobody sees them: soft hyphens, marks of direction, joiners, tags (a control character parts words).
_INVISIBLE = (
    "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f"
)
# Marks that Armenian sets on a vowel inside a word, Hebrew's signs of abbreviation, the Catalan middle dot.
_SET_INSIDE = "\u055b\u055c\u055e\u05f3\u05f4\xb7"
# What is written inside words and not read: the same, and the points of Arabic and Hebrew.
_SILENT = re.compile(
    f"[{_SET_INSIDE}\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+"
)
_UNSPACED_BLOCKS = (
    range(0x0E00, 0x0F00),  # Thai, Lao
    range(0x1000, 0x10A0),  # Burmese
    range(0x1780, 0x1800),  # Khmer
    range(0x3005, 0x3130),  # kana, bopomofo, signs of repetition
    range(0x31A0, 0x3200),
    range(0x3400, 0xA000),  # Han
    range(0xA9E0, 0xAA80),  # Burmese of other languages
    range(0xF900, 0xFB00),
    range(0xFF66, 0xFFA0),  # kana of half width
)
_RARE_HAN = "\U0001b000-\U0001b16f\U00020000-\U000323af"


def _classes() -> tuple[str, str, str]:
    """Return, as the inside of brackets in an expression: marks, numbers that are no digits, letters without spaces."""
    marks, numbers, unspaced = [], [], []
    for code_point in range(0x20000):
        category = unicodedata.category(chr(code_point))
        if category[0] == "M":
            marks.append(code_point)
        elif category == "No":
            numbers.append(code_point)
        elif category in ("Lo", "Lm", "Nl") and any(code_point in block for block in _UNSPACED_BLOCKS):
            unspaced.append(code_point)
    return _ranges(marks) + "\U000e0100-\U000e01ef", _ranges(numbers), _ranges(unspaced) + _RARE_HAN


def _ranges(code_points: list[int]) -> str:
    parts, first = [], 0
    for place, code_point in enumerate(code_points, 1):
        if place == len(code_points) or code_points[place] != code_point + 1:
            parts.append(f"{chr(code_points[first])}-{chr(code_point)}")
            first = place
    return "".join(parts)


_MARKS, _NUMBERS, _UNSPACED = _classes()
_LETTER = rf"[^\W_{_NUMBERS}{_UNSPACED}]"
_PLAIN = " -&(-_a-~"
"""ASCII without apostrophes: after a word it ends it, which is worth asking first (twice as fast on English)."""
_WORD = re.compile(
    rf"{_LETTER}++(?:(?=[^{_PLAIN}])(?:[{_MARKS}]++|[{_APOSTROPHES}{_INVISIBLE}{_SET_INSIDE}]++(?={_LETTER})){_LETTER}*+)*+"
    r"|(?=[^\x00-\xa0])(?:"
    rf"([{_UNSPACED}][{_UNSPACED}{_MARKS}\uff9e\uff9f{_INVISIBLE}]*+)"
    rf"|[{_NUMBERS}])"
)
_CHARACTER = re.compile(f"[{_UNSPACED}][{_MARKS}\uff9e\uff9f{_INVISIBLE}]*+")


def _pairs(run: str, start: int, position: int) -> Iterator[Token]:
    """The tokens of ``run``, which begins at code point ``start`` of its text."""
    characters = [(fold_key(each[0]), *each.span()) for each in _CHARACTER.finditer(run)]
    if len(characters) == 1:
        alone, first, last = characters[0]
        yield Token(position, start + first, start + last, alone, alone)
    for place in range(len(characters) - 1):
        (left, first, _), (right, _, last) = characters[place : place + 2]
        pair = left + right
        stem = right if place == len(characters) - 2 else pair
        yield Token(position + place, start + first, start + last, pair, stem)


# --- stems ----------------------------------------------------------------------------------------------

_TURKIC = frozenset({"az", "azb", "azj", "ba", "crh", "gag", "kaa", "kk", "tr", "tt"})
_TURKIC_CASE = str.maketrans({"I": "ı", "İ": "i"})
_ALGORITHMS = {
    **dict.fromkeys(("ar", "arb", "acm", "ajp", "apc", "arz"), "arabic"),
    **dict.fromkeys(("bs", "cnr", "hr", "sh", "sr"), "serbian"),
    **dict.fromkeys(("fa", "pes", "prs"), "persian"),
    **dict.fromkeys(("nb", "nn", "no"), "norwegian"),
    **{"ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english"},
    **{"eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french"},
    **{"ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian"},
    **{"lt": "lithuanian", "ne": "nepali", "nl": "dutch", "pl": "polish", "pt": "portuguese", "ro": "romanian"},
    **{"ru": "russian", "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish"},
}
_stemmers = threading.local()  # a Stemmer may not be shared by threads


class _Lexicon(dict[str, tuple[tuple[str, str], ...]]):
    """The exact form and the stem of every word met in one language; forgets all when it grows too large."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> tuple[tuple[str, str], ...]:
        folded = fold_words(word)
        if len(folded) == 1:
            forms: tuple[tuple[str, str], ...] = ((folded[0], _stem(word, self.language) or folded[0]),)
        else:
            forms = tuple((part, part) for part in folded)
        if len(self) >= _CACHED_WORDS:
            self.clear()
        if len(word) <= LONGEST_TOKEN:
            self[word] = forms
        return forms


_lexicons: dict[str, _Lexicon] = {}


def _lexicon(language: str) -> _Lexicon:
    """The lexicon of a language tag; one for all languages that stem nothing."""
    primary = primary_subtag(language)
    if primary not in _TURKIC and primary not in _ALGORITHMS and primary != "uz":
        primary = ""
    return _lexicons.setdefault(primary, _Lexicon(primary))


def _stem(word: str, language: str) -> str:
    """The folded stem of ``word``, "" where it has none of its own."""
    lower = lower_word(word[:_LONGEST_READ], language)
    if language in _ALGORITHMS:
        stem = _stemmer(_ALGORITHMS[language]).stemWord(lower)
    else:
        stem = latin_spelling(lower, language)
    return next(iter(fold_words(stem)), "")


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmer: Stemmer.Stemmer | None = getattr(_stemmers, algorithm, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(algorithm, 0)
        setattr(_stemmers, algorithm, stemmer)
    return stemmer
