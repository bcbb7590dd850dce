"""Which writing system a text is in, by the four-letter codes of ISO 15924 (https://www.unicode.org/iso15924/)."""

import unicodedata
from collections import Counter

_BY_UNICODE_NAME = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "SYRIAC": "Syrc",
    "ETHIOPIC": "Ethi",
    "BENGALI": "Beng",
    "KHMER": "Khmr",
}

UNDETERMINED = "Zyyy"


def script_of(text: str) -> str:
    """The script that most letters of ``text`` belong to; ``Zyyy`` when it has no letter of a script known here."""
    counts: Counter[str] = Counter()
    for character in text:
        if character.isalpha():
            script = _BY_UNICODE_NAME.get(unicodedata.name(character, "").split(" ")[0])
            if script is not None:
                counts[script] += 1
    return counts.most_common(1)[0][0] if counts else UNDETERMINED
