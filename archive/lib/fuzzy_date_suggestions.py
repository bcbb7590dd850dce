"""What somebody who wrote "26.02.1992" or "c. 1970" should have written: the EDTF form, where it is beyond doubt.

A suggestion is right or absent. 02/03/1992 gets none (Europe and America read it differently), nor does "the 1900s"
(a decade or a century), nor anything that says more than a date. Month names are known in English, Russian,
Azerbaijani, Turkish, Armenian, Georgian, Persian and a few more, as Django has them.
"""

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT

from archive.lib import edtf
from archive.lib.text import ascii_fold

_LONGEST = 80
_LANGUAGES = ("en", "az", "ru", "tr", "hy", "ka", "fa", "ar", "uk", "uz", "de", "fr")

_APPROXIMATE = re.compile(
    r"^(?:circa|approximately|approx\.?|about|around|ca?\.?|~|≈)\s*|\s*,?\s*\(?(?:approximately|approx\.?)\)?$"
)
_UNCERTAIN = re.compile(
    r"^(?:uncertain|maybe|perhaps|possibly|probably)\s*:?\s+|\s*,?\s*\(?(?:uncertain|maybe|perhaps|guess|possibly|probably)\)?$|\s*\?$"
)
_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})"
_YEAR_FIRST = re.compile(_YEAR + r"(?P<sign>[-./ ])(?P<month>[0-9]{1,2})(?:(?P=sign)(?P<day>[0-9]{1,2}))?")
_YEAR_LAST = re.compile(r"(?P<one>[0-9]{1,2})(?P<sign>[-./ ])(?P<two>[0-9]{1,2})(?P=sign)" + _YEAR)
_MONTH_AND_YEAR = re.compile(r"(?P<month>[0-9]{1,2})[./]" + _YEAR)
_DECADE = re.compile(r"(?:the )?(?P<decade>1[0-9]{2}|20[0-9])0['’]?s")
_CENTURY = re.compile(r"(?:the )?(?P<number>[0-9]{1,2})(?:st|nd|rd|th) (?:century|c\.?)")
_SEASON = re.compile(r"(?:the |in )?(?P<season>[a-z]+)(?: of|,)? " + _YEAR)
_NAMED = re.compile(
    r"(?:(?P<before>[0-9]{1,2})(?:st|nd|rd|th|\.)? )?(?:of )?(?P<month>[^\W\d_]+)\.?"
    r"(?: (?P<after>[0-9]{1,2})(?:st|nd|rd|th)?)?,? " + _YEAR
)
_SPAN = re.compile(r"(?:(?:from|between) )?(?P<start>.+?)(?:\s*[–—]\s*| - | to | until | till )(?P<end>.+)")
_YEARS = re.compile(r"([0-9]{4})-([0-9]{4})")
_SHORT_YEARS = re.compile(r"([0-9]{2})([0-9]{2})[-–/]([0-9]{2})")
_DAYS = re.compile(r"([0-9]{1,2}) ?[-–] ?([0-9]{1,2}) (?P<rest>[^\W\d_]+\.?,? [0-9]{4})")
_MONTHS_OF_YEAR = re.compile(r"([^\W\d_]+\.?) ?[-–] ?([^\W\d_]+\.?,? (?P<year>[0-9]{4}))")
_EITHER = re.compile(r"(?:either )?(.+) or (.+)")
_ROUND_IT = re.compile(
    r"^(?:the year|year|in)\s+"
    r"|(?<=[0-9])(?:\s+(?:год[ау]?|г\.?|il|yil|yılı))+$"
    r"|(?<=[0-9])-(?:c[iıuü]|ci il|cı il|cu il|cü il)$"
)
_OLD_DRAFT = re.compile(r"[0-9uUxX]{4}(?:-[0-9uUxX]{2}){0,2}")


def suggest(text: str) -> str:
    """Return the EDTF form of a date that was written otherwise; "" where there is none or more than one."""
    if len(text) > _LONGEST:
        return ""
    cleaned = " ".join(_plain_digits(unicodedata.normalize("NFKC", text)).lower().strip(" .,;").split())
    found = _interval(cleaned) or _qualified(cleaned)
    return found if found and found != text and _is_edtf(found) else ""


def _interval(text: str) -> str:
    """Two dates with a dash or a word between them, or one with an open end."""
    found = _with_shared_parts(text)
    if found:
        return found
    span = _SPAN.fullmatch(text)
    if span:
        end = ".." if span["end"] in ("now", "today", "present", "the present") else _qualified(span["end"])
        start = _qualified(span["start"])
        return f"{start}/{end}" if start and end else ""
    if text.endswith("/unknown"):
        start = _qualified(text.removesuffix("/unknown"))
        return f"{start}/" if start else ""
    if text.count("/") == 1:
        start, end = (_known(side) or _qualified(side) for side in text.split("/"))
        return f"{start}/{end}" if start and end and not _MONTH_AND_YEAR.fullmatch(text) else ""
    opened = re.fullmatch(r"since (.+)|(.+?) onwards?", text)
    if opened:
        start = _qualified(opened[1] or opened[2])
        return f"{start}/.." if start else ""
    either = _EITHER.fullmatch(text)
    if either:
        one, other = _qualified(either[1]), _qualified(either[2])
        return f"[{one},{other}]" if one and other else ""
    return ""


def _with_shared_parts(text: str) -> str:
    """1988-1994, 1861-67, 25–26 February 1992, January–March 1992."""
    match = _YEARS.fullmatch(text)
    if match:
        return f"{match[1]}/{match[2]}"
    match = _SHORT_YEARS.fullmatch(text)
    if match:
        could_be_part_of_year = match[3] <= "12" or "21" <= match[3] <= "41"
        return "" if could_be_part_of_year else f"{match[1]}{match[2]}/{match[1]}{match[3]}"
    match = _DAYS.fullmatch(text)
    if match:
        start, end = (_single(f"{day} {match['rest']}") for day in match.group(1, 2))
        return f"{start}/{end}" if start and end else ""
    match = _MONTHS_OF_YEAR.fullmatch(text)
    if match:
        start, end = _named_month(f"{match[1]} {match['year']}"), _named_month(match[2])
        return f"{start}/{end}" if start and end else ""
    return ""


def _known(side: str) -> str:
    return {"open": "..", "present": "..", "now": ".."}.get(side, "")


def _qualified(text: str) -> str:
    """One date with "about" or "uncertain" beside it."""
    uncertain = approximate = False
    for _turn in range(3):
        shorter = _UNCERTAIN.sub("", text)
        uncertain = uncertain or shorter != text
        text = _APPROXIMATE.sub("", shorter)
        approximate = approximate or text != shorter
    date = _single(_ROUND_IT.sub("", text.strip(" ,:")))
    if not date:
        return ""
    return date + {(True, False): "?", (False, True): "~", (True, True): "%"}.get((uncertain, approximate), "")


def _single(text: str) -> str:
    """One date without qualifiers."""
    if re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", text):
        return text
    if _OLD_DRAFT.fullmatch(text):
        return re.sub("[ux]", "X", text)
    for read in (_numbers, _decade_or_century, _season, _named_month):
        found = read(text)
        if found:
            return found
    return ""


def _numbers(text: str) -> str:
    """26.02.1992, 2/26/1992, 1992/2/26, 02.1992: where only one reading gives a date."""
    match = _YEAR_FIRST.fullmatch(text)
    if match:
        return _written(match["year"], match["month"], match["day"])
    match = _MONTH_AND_YEAR.fullmatch(text)
    if match:
        return _written(match["year"], match["month"], None)
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        return ""
    one, two, year = match["one"], match["two"], match["year"]
    if match["sign"] == "." or one == two or int(one) > 12:
        return _written(year, two, one)
    return _written(year, one, two) if int(two) > 12 else ""


def _decade_or_century(text: str) -> str:
    match = _DECADE.fullmatch(text)
    if match:
        return "" if match["decade"].endswith("0") else f"{match['decade']}X"
    match = _CENTURY.fullmatch(text)
    if match and int(match["number"]) > 0:
        return f"{int(match['number']) - 1:02}XX"
    return ""


def _season(text: str) -> str:
    match = _SEASON.fullmatch(text)
    if match and match["season"] in _SEASONS:
        return f"{match['year']}-{_SEASONS[match['season']]}"
    return ""


def _named_month(text: str) -> str:
    """26 February 1992, Feb. 1992, January 12, 1940, 26 февраля 1992."""
    match = _NAMED.fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        return ""
    month = _month_names().get(ascii_fold(match["month"]))
    return _written(match["year"], month, match["before"] or match["after"]) if month else ""


def _written(year: str, month: str, day: str | None) -> str:
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


@lru_cache(maxsize=1)
def _month_names() -> dict[str, str]:
    """Folded month name -> number, for every name that means one month in all the languages asked."""
    found: dict[str, set[int]] = {"sept": {9}}
    for language in _LANGUAGES:
        with translation.override(language):
            for names in (MONTHS, MONTHS_ALT, MONTHS_3):
                for number, name in names.items():
                    found.setdefault(ascii_fold(str(name)), set()).add(number)
    return {name: str(min(numbers)) for name, numbers in found.items() if len(numbers) == 1 and name}


def _plain_digits(text: str) -> str:
    """Digits of any script as ASCII ones."""
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)


def _is_edtf(text: str) -> bool:
    try:
        edtf.parse(text)
    except ValidationError:
        return False
    return True
