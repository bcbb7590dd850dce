"""Endings that are added to a name: Azerbaijani, Turkish, Uzbek, Armenian, Georgian, Persian, English.

The tables are worded by us. The paradigms can be checked in M. Shiraliyev and E. Sevortyan, *Grammatika
azerbaydzhanskogo yazyka* (1971); G. Lewis, *Turkish Grammar* (2000); A. Bodrogligeti, *Modern Literary Uzbek* (2003);
J. Dum-Tragut, *Armenian: Modern Eastern Armenian* (2009); B. Hewitt, *Georgian: A Structural Reference Grammar* (1995);
W. Thackston, *An Introduction to Persian* (1993). The cases come first, then the plural (a family), who comes from a
place, and what is there.

Every function takes a lower-case word and returns it with its forms, in its own script.
"""

# In a template A is a low vowel and I a high one, which follow the vowel before them; D is d or t; a letter in
# brackets stands after a vowel only.
_AZERBAIJANI = (
    *("(n)In", "(y)A", "(n)I", "dA", "dAn", "(y)lA", "dIr", "lI", "lIlAr", "dAkI", "(y)Adək"),
    *("lAr", "lArIn", "lArA", "lArI", "lArdA", "lArdAn"),
)
_TURKISH = (
    *("(n)In", "(y)A", "(y)I", "DA", "DAn", "(y)lA", "DIr", "lI", "lIlAr", "DAki", "DAkilAr"),
    *("lAr", "lArIn", "lArA", "lArI", "lArdA", "lArdAn"),
)
_AFTER_POSSESSIVE = ("nI", "nA", "ndA", "ndAn", "ndAki")
"""After the possessive ending that many compound names have: *Beyoğlu'nda*, *Xankəndində*, *rayonundan*."""
_UZBEK = (
    *("ning", "ni", "ga", "da", "dan", "lik", "liklar", "dagi", "dagilar", "niki", "gacha"),
    *("lar", "larning", "larni", "larga", "larda", "lardan"),
)

_HIGH_AFTER = {
    **dict.fromkeys("aıаыя", "ı"),
    **dict.fromkeys("eəiеәиэ", "i"),
    **dict.fromkeys("ouоуёю", "u"),
    **dict.fromkeys("öüөү", "ü"),
}
"""The high vowel that follows each vowel, Latin or Cyrillic, by harmony."""
_HIGH = "ıiuüыиуү"
_OTHER_HARMONY = {"i": "ı", "u": "ü", "e": "a", "o": "ö"}
"""Vowels that may stand for one of the other harmony where a name was typed without its dots."""
_VOICELESS = "fstkçşhp"
_CYRILLIC = str.maketrans({**dict(zip("aəıiuünydlrktgqc", "аәыиуүнјдлрктгқч", strict=True)), "h": ""})
"""The letters of endings only: h stands in ch, which is one letter."""


def azerbaijani(word: str, *, dots_lost: bool = False) -> set[str]:
    """``dots_lost``: i may be meant for ı, u for ü; endings of both harmonies are added."""
    forms = _harmonic(word, _AZERBAIJANI, "ə", {"k": "y", "q": "ğ", "к": "ј", "г": "ғ"}, dots_lost)
    return {word, *forms}


def turkish(word: str, *, dots_lost: bool = False) -> set[str]:
    return {word, *_harmonic(word, _TURKISH, "e", {"k": "ğ"}, dots_lost)}


def uzbek(word: str) -> set[str]:
    """No harmony; only the ending of the dative follows a last k or q."""
    endings = [*_UZBEK, *({"k": ["ka"], "q": ["qa"], "к": ["ka"], "қ": ["qa"]}.get(word[-1:], []))]
    return {word, *(word + (ending.translate(_CYRILLIC) if _is_cyrillic(word) else ending) for ending in endings)}


def _harmonic(word: str, templates: tuple[str, ...], low: str, softened: dict[str, str], dots_lost: bool) -> set[str]:
    last = next((letter for letter in reversed(word) if letter in _HIGH_AFTER), None)
    if last is None:
        return set()
    if word[-1] in _HIGH:
        templates += _AFTER_POSSESSIVE
    vowels = {last, _OTHER_HARMONY.get(last, last)} if dots_lost else {last}
    forms = set()
    for vowel in vowels:
        for template in templates:
            ending = _ending(word, template, vowel, low)
            forms.add(word + ending)
            if word[-1] in softened and ending[0] in _HIGH_AFTER and len(word) > 3:
                forms.add(word[:-1] + softened[word[-1]] + ending)
    return forms


def _ending(word: str, template: str, vowel: str, low: str) -> str:
    """The template spelled out after ``word``, as if its last vowel were ``vowel``."""
    if template.startswith("("):
        template = template[3:] if word[-1] not in _HIGH_AFTER else template[1] + template[3:]
    ending = ""
    for sign in template:
        if sign in "AI":
            high = _HIGH_AFTER[vowel]
            sign = vowel = high if sign == "I" else "a" if high in "ıu" else low
        elif sign == "D":
            sign = "t" if word[-1] in _VOICELESS else "d"
        elif sign in _HIGH_AFTER:
            vowel = sign
        ending += sign
    return ending.translate(_CYRILLIC) if _is_cyrillic(word) else ending


def _is_cyrillic(word: str) -> bool:
    return any("\u0400" <= letter <= "\u052f" for letter in word)


_ARMENIAN_CASES = ("ի", "ին", "ից", "ով", "ում")
_ARMENIAN_PLURAL = ("ներ", "ները", "ների", "ներին", "ներից", "ներով")
_ARMENIAN_FROM = ("ցի", "ցին", "ցիներ", "ցիները", "ցիների")


def armenian(word: str) -> set[str]:
    """The article, the cases and who comes from there; a last ի may become ու, and ու may become վ."""
    forms = {word, *(word + ending for ending in (*_ARMENIAN_PLURAL, *_ARMENIAN_FROM))}
    if word.endswith("ու"):
        forms |= {word + "ն", *(word + case for case in _ARMENIAN_CASES)}
        forms |= {word[:-2] + "վ" + case for case in _ARMENIAN_CASES}
    elif word.endswith("ի"):
        forms |= {word + "ն", *(word + case for case in _ARMENIAN_CASES)}
        forms |= {word[:-1] + ending for ending in ("ու", "ուն", "ուց", "ով", "ում")}
        forms |= {word[:-1] + "ե" + ending for ending in _ARMENIAN_FROM}
    elif word[-1:] in tuple("աեէոօ"):
        forms |= {
            word + "ն",
            *(word + "յ" + case for case in _ARMENIAN_CASES),
            *(word + case for case in _ARMENIAN_CASES),
        }
    else:
        forms |= {word + ending for ending in ("ը", "ն", "էն", *_ARMENIAN_CASES)}
        forms |= {word + "ե" + ending for ending in _ARMENIAN_FROM}
    return forms


_GEORGIAN = ("ს", "ში", "ზე", "თან", "ამდე", "მდე")
_GEORGIAN_GENITIVE = ("ის", "ისა", "ისთვის", "ისკენ", "ისგან", "იდან", "ით")


def georgian(word: str) -> set[str]:
    """Names in -ი lose it before every ending; names in -ა and -ე may lose it in the genitive and the instrumental."""
    if word.endswith("ი"):
        stem = word[:-1]
        endings = (
            *_GEORGIAN,
            *_GEORGIAN_GENITIVE,
            "მა",
            "ად",
            "ო",
            "ელი",
            "ელები",
            "ელის",
            "ები",
            "ების",
            "ებს",
            "ებმა",
        )
        return {word, *(stem + ending for ending in endings)}
    forms = {
        word,
        *(word + ending for ending in (*_GEORGIAN, "მ", "სი", "სთვის", "სკენ", "სგან", "დან", "თი", "სთან", "ელი")),
    }
    if word[-1:] in ("ა", "ე"):
        forms |= {word[:-1] + ending for ending in (*_GEORGIAN_GENITIVE, "ელი", "ები", "ების", "ებს", "ებმა")}
    return forms


def persian(word: str) -> set[str]:
    """The linking ی and the plural. Joiners before them vanish in folding."""
    return {word, *(word + ending for ending in ("ی", "ها", "های", "ئی", "یی"))}


def english(word: str) -> set[str]:
    return {word, f"{word}'s", f"{word}s"}
