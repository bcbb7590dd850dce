"""Azerbaijani and Uzbek in Cyrillic letters, spelled as they are in Latin letters today.

Letter for letter by the two official alphabets: Azerbaijani of 1958 and 1991, Uzbek of 1940 and 1995. In Uzbek, е is
ye at the beginning of a word and after a vowel. Words borrowed from Russian with ц, щ and the like are spelled by
their letters, which is not always how they are written in Latin.
"""

import re

TWO_ALPHABETS = frozenset({"az", "azj", "uz"})

_CYRILLIC = re.compile("[\u0400-\u052f]")
_SHARED = {
    **{"а": "a", "б": "b", "в": "v", "д": "d", "е": "e", "з": "z", "и": "i", "к": "k", "л": "l", "м": "m", "н": "n"},
    **{"о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ж": "j", "й": "y", "ь": ""},
    **{"э": "e", "ъ": "", "ё": "yo", "ю": "yu", "я": "ya"},
}
_AZERBAIJANI = str.maketrans(
    _SHARED
    | {"г": "q", "ғ": "ğ", "ҝ": "g", "ә": "ə", "ө": "ö", "ү": "ü", "ы": "ı", "ј": "y", "һ": "h", "ҹ": "c", "ч": "ç"}
    | {"ш": "ş", "ц": "s", "щ": "ş"}
)
_UZBEK = str.maketrans(
    _SHARED | {"г": "g", "ғ": "gʻ", "қ": "q", "ҳ": "h", "ў": "oʻ", "ч": "ch", "ш": "sh", "ц": "ts", "щ": "sh", "ы": "i"}
)
_UZBEK_YE = re.compile("(?:^|(?<=[аеёиоуўэюяъ]))е")


def latin_spelling(word: str, language: str) -> str:
    """Return a lower-case word of ``language`` (az, azj or uz) in Latin letters; "" where no letter is Cyrillic."""
    if not _CYRILLIC.search(word):
        return ""
    if language in ("az", "azj"):
        return word.translate(_AZERBAIJANI)
    if language == "uz":
        return _UZBEK_YE.sub("ye", word).translate(_UZBEK)
    return ""
