"""Languages by their BCP 47 tags (https://www.rfc-editor.org/info/bcp47): checking, naming, direction of writing."""

import re
from functools import lru_cache

import langcodes
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SHAPE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST = 35

# Languages that Django does not name, by their ISO 639 names.
_NAMES = {
    "und": "language not recorded",
    "mul": "several languages",
    "zxx": "no language",
    "mis": "language without a code",
    "av": "Avar",
    "azb": "South Azerbaijani",
    "ba": "Bashkir",
    "ce": "Chechen",
    "ckb": "Central Kurdish",
    "crh": "Crimean Tatar",
    "cv": "Chuvash",
    "dar": "Dargwa",
    "fil": "Filipino",
    "gag": "Gagauz",
    "glk": "Gilaki",
    "grc": "Ancient Greek",
    "inh": "Ingush",
    "jdt": "Judeo-Tat",
    "kaa": "Karakalpak",
    "kbd": "Kabardian",
    "kjj": "Khinalug",
    "kmr": "Northern Kurdish",
    "kry": "Kryts",
    "ku": "Kurdish",
    "krc": "Karachay-Balkar",
    "la": "Latin",
    "lad": "Ladino",
    "lbe": "Lak",
    "lez": "Lezgi",
    "mzn": "Mazanderani",
    "os": "Ossetian",
    "ps": "Pashto",
    "rom": "Romani",
    "rut": "Rutul",
    "sd": "Sindhi",
    "so": "Somali",
    "syr": "Syriac",
    "tab": "Tabasaran",
    "ti": "Tigrinya",
    "tkr": "Tsakhur",
    "tly": "Talysh",
    "ttt": "Tat",
    "udi": "Udi",
    "am": "Amharic",
    "he": "Hebrew",
    "yi": "Yiddish",
    "zh": "Chinese",
}

_SCRIPTS = {
    "Arab": "Arabic",
    "Armn": "Armenian",
    "Beng": "Bengali",
    "Cyrl": "Cyrillic",
    "Deva": "Devanagari",
    "Ethi": "Ethiopic",
    "Geor": "Georgian",
    "Grek": "Greek",
    "Hans": "Simplified",
    "Hant": "Traditional",
    "Hebr": "Hebrew",
    "Jpan": "Japanese",
    "Kore": "Korean",
    "Latn": "Latin",
    "Syrc": "Syriac",
    "Thaa": "Thaana",
}

_RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Aran", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr", "Mend"}
_RIGHT_TO_LEFT = {
    *("ar", "arc", "arz", "azb", "bal", "ckb", "dv", "fa", "glk", "he", "iw", "ks", "lrc", "mzn", "nqo", "pes", "pnb"),
    *("prs", "ps", "sd", "skr", "syr", "ug", "ur", "yi"),
}
_RIGHT_TO_LEFT_REGIONS = {
    ("az", "IR"),
    ("az", "IQ"),
    ("ku", "IQ"),
    ("ku", "IR"),
    ("pa", "PK"),
    ("uz", "AF"),
    ("tk", "AF"),
    ("kk", "CN"),
}


def validate_language_tag(value: object) -> None:
    """Raise ValidationError unless ``value`` is a valid BCP 47 tag of registered subtags (Django validator)."""
    if isinstance(value, str) and len(value) <= _LONGEST and _SHAPE.fullmatch(value) and _is_registered(value):
        return
    raise ValidationError(
        _("“%(value)s” is not a language tag. Write it as in az, az-Cyrl, ru, hy or en-GB; und where it is not known."),
        code="language_tag",
        params={"value": "".join(sign if sign.isprintable() else "\ufffd" for sign in str(value)[:40])},
    )


@lru_cache(maxsize=1024)
def language_name(tag: str) -> str:
    """Return the English name of a language tag: "Azerbaijani (Cyrillic)"; the tag itself where it has no name here."""
    language, script, region = _parts(tag)
    whole = LANG_INFO.get(str(tag).lower(), {})
    if not script and region and "name" in whole:
        return str(whole["name"])
    name = _NAMES.get(language) or str(LANG_INFO.get(language, {}).get("name", ""))
    if not name:
        return str(tag)
    details = [detail for detail in (_SCRIPTS.get(script, script), region) if detail]
    return f"{name} ({', '.join(details)})" if details else name


@lru_cache(maxsize=1024)
def text_direction(tag: str) -> str:
    """Return "rtl" for a language written from right to left, by its script if the tag names one; else "ltr"."""
    language, script, region = _parts(tag)
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT or (language, region) in _RIGHT_TO_LEFT_REGIONS else "ltr"


def _parts(tag: object) -> tuple[str, str, str]:
    """Language, script and region of a tag, each in its usual case, "" where absent. Takes anything."""
    language, *rest = str(tag).replace("_", "-").split("-")
    script = region = ""
    for part in rest:
        if len(part) == 1:
            break
        if len(part) == 4 and part.isalpha() and not script:
            script = part.capitalize()
        elif not region and ((len(part) == 2 and part.isalpha()) or (len(part) == 3 and part.isdigit())):
            region = part.upper()
    return language.lower(), script, region


@lru_cache(maxsize=1024)
def _is_registered(tag: str) -> bool:
    try:
        return bool(langcodes.tag_is_valid(tag))
    except (LookupError, ValueError):
        return False
