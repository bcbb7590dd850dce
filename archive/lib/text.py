"""Text as it is compared: composed, folded to a key, or brought down to plain ASCII.

Three depths, each for its own use. `nfc` is how text is stored. `fold_key` decides whether two spellings are the
same word in the same script (tags, names). `ascii_fold` lets a reader find a name from any keyboard.
Unicode forms follow https://www.unicode.org/reports/tr15/.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from anyascii import anyascii

SLUG_LENGTH = 80

# Every mark that people type for an apostrophe, the modifier letters of Uzbek and Armenian spelling included.
_APOSTROPHES = dict.fromkeys(map(ord, "`´ʻʼʽʹˊˋ’‘‛′‵՚՝᾽᾿ꞌ＇｀"), "'")

# Control, format and surrogate characters (Unicode Cc, Cf, Cs) that are not white space: bidi marks, joiners, BOM.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f]+"
)

# What leaves no trace on a page: the above, and the fillers and selectors among the letters and marks (Unicode
# Default_Ignorable_Code_Point, https://www.unicode.org/reports/tr44/).
_UNSEEN = re.compile(
    f"(?:{_INVISIBLE.pattern}"
    "|[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef])+"
)
_DOTTED_I = re.compile("(i[\u0300-\u0306\u0308-\u036f]*)\u0307+")
_COMBINING = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_NOT_ALPHANUMERIC = re.compile("[^a-z0-9]+")


class _Transliteration(dict[int, str]):
    """A table for `str.translate` that learns from anyascii, one character at a time.

    Signs that a letter becomes (the Russian soft sign becomes an apostrophe) are dropped, so that they do not
    cut a word in two.
    """

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        plain = anyascii(character).lower()
        if unicodedata.category(character)[0] in "LM":
            plain = _NOT_ALPHANUMERIC.sub("", plain)
        self[code_point] = plain
        return plain


_TRANSLITERATION = _Transliteration()


def nfc(text: str) -> str:
    """Return the text in Unicode normalisation form C, in which the archive stores and counts its text."""
    return unicodedata.normalize("NFC", text)


def as_seen(text: str) -> tuple[str, Sequence[int]]:
    """Return the text without the characters that a reader does not see, and where each of the rest stood in it.

    A soft hyphen or a bidi mark inside a name hides it from a search and from nobody's eyes.
    """
    if _UNSEEN.search(text) is None:
        return text, range(len(text))
    places = [place for gap in _seen(text) for place in gap]
    return "".join(text[place] for place in places), places


def _seen(text: str) -> Iterator[range]:
    start = 0
    for gap in _UNSEEN.finditer(text):
        yield range(start, gap.start())
        start = gap.end()
    yield range(start, len(text))


def fold_key(text: str) -> str:
    """Return the key under which spellings of one word in one script meet.

    Compatibility forms and case are folded, İ, I, ı and i become i, every kind of apostrophe becomes ', white
    space is collapsed and invisible characters are removed. Letters and script stay. Folding a key again changes
    nothing. Accepts any str, lone surrogates included.
    """
    folded = _fold_once(text)
    while folded != text:
        text, folded = folded, _fold_once(folded)
    return folded


def ascii_fold(text: str) -> str:
    """Return the text as lower-case ASCII words: Xocalı -> xocali, Xo'jali -> xojali, Ходжалы -> khodzhaly.

    Apostrophes vanish inside words, all else that is neither letter nor digit parts words by one space.
    """
    plain = fold_key(text).replace("'", "")
    if not plain.isascii():
        plain = _COMBINING.sub("", plain).translate(_TRANSLITERATION)
    return _NOT_ALPHANUMERIC.sub(" ", plain).strip()


def ascii_slug(text: str, fallback: str) -> str:
    """Return `ascii_fold(text)` joined with hyphens, at most 80 characters; `fallback` where nothing is left."""
    slug = ascii_fold(text).replace(" ", "-")
    if len(slug) > SLUG_LENGTH:
        cut = slug.rfind("-", 0, SLUG_LENGTH + 1)
        slug = slug[: cut if cut > 0 else SLUG_LENGTH]
    return slug or fallback[:SLUG_LENGTH] or "unnamed"


def _fold_once(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold().replace("ı", "i")
    if "\u0307" in text:
        text = _DOTTED_I.sub(r"\1", unicodedata.normalize("NFD", text))
    return " ".join(unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).split())
