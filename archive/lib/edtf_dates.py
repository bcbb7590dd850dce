"""One date of an EDTF expression (https://www.loc.gov/standards/datetime/): everything but intervals and sets.

Level 0: ``1992-02-26``, ``1992-02``, ``1992``, ``1992-02-26T09:30:00Z``. Level 1: ``1992?``, ``1970~``, ``1970%``,
``197X``, ``1992-02-XX``, ``1992-21`` (spring), ``-0100``, ``Y170000002``. Level 2: ``1992-02~-26``, ``19XX-12-25``,
``1950S2``, ``Y17E7``, parts of the year 25 to 41. Only ASCII digits are digits.
"""

import re
from typing import NamedTuple, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archive.lib.edtf_calendar import MONTHS, SEASONS, Day, month_length, possible_bounds, season_bounds, year_bounds

_PLAIN = re.compile(r"(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")
_DETAILED = re.compile(
    r"([?~%]?)(-?[0-9X]{4})([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?))?)?"
)
_CLOCK = re.compile(r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(Z|[+-][0-9]{2}(?::[0-9]{2})?)?")
_LONG_YEAR = re.compile(r"Y(-?[1-9][0-9]*)(?:E([1-9][0-9]*))?(?:S([1-9][0-9]*))?([?~%]?)")
_ROUNDED_YEAR = re.compile(r"(-?[0-9]{4})S([1-9][0-9]*)([?~%]?)")
_PARTS_OF_LONG_YEAR = re.compile(r"Y-?[1-9X][0-9X]{4,}(?:-[0-9X]{2}){0,2}[?~%]?")
_LARGEST_EXPONENT = 12

NO_DOUBTS = ("", "", "")


class NotUnderstood(Exception):
    """The text looks like EDTF level 2, but ``what`` in it is beyond this parser: keep it as written."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Moment(NamedTuple):
    """One date as written, with the first and the last day it can mean.

    ``doubts`` holds "", "?", "~" or "%" for year, month and day. ``significant`` counts the digits of a rounded year
    that can be relied on (0: not rounded). ``clock`` is the time of day with its zone, as written.
    """

    first: Day
    last: Day
    year: str
    month: str = ""
    day: str = ""
    clock: str = ""
    doubts: tuple[str, str, str] = NO_DOUBTS
    significant: int = 0
    level: int = 0


def refuse(text: str, why: str, example: str) -> NoReturn:
    """Raise the ValidationError that names the text, what is wrong with it, and a right form."""
    raise ValidationError(
        _("“%(value)s” is not a date the archive can read: %(why)s. A right form is %(example)s."),
        code="fuzzy_date",
        params={"value": printable(text), "why": why, "example": example},
    )


def printable(text: str) -> str:
    """The beginning of ``text``, safe to show: what cannot be printed becomes a replacement character."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text[:40])


def parse_date(text: str) -> Moment:
    """Return the one date that ``text`` is. Raises ValidationError, or NotUnderstood for exotic level 2."""
    match = _PLAIN.fullmatch(text)
    if match is not None:
        return _plain(text, *match.groups(default=""))
    match = _DETAILED.fullmatch(text)
    if match is not None:
        return _detailed(text, match.groups(default=""))
    match = _CLOCK.fullmatch(text)
    if match is not None:
        return _with_clock(text, *match.groups(default=""))
    match = _LONG_YEAR.fullmatch(text)
    if match is not None:
        return _long_year(text, *match.groups(default=""))
    match = _ROUNDED_YEAR.fullmatch(text)
    if match is not None:
        _no_year_minus_nought(text, match[1])
        return _rounded(text, int(match[1]), 4, int(match[2]), match[3])
    if _PARTS_OF_LONG_YEAR.fullmatch(text):
        raise NotUnderstood(_("unspecified digits, months or days of a year written with Y"))
    refuse(text, _("it is not in the order year-month-day with four digits for the year"), "1992-02-26")


def _plain(text: str, year: str, month: str, day: str, doubt: str) -> Moment:
    """Digits only, perhaps with one qualifier of the whole: the forms that nearly every date has."""
    number = int(year)
    level = 1 if doubt or year[0] == "-" else 0
    if number == 0:
        _no_year_minus_nought(text, year)
    doubts = (doubt, doubt, doubt) if doubt else NO_DOUBTS
    if not month:
        return Moment((number, 1, 1), (number, 12, 31), year, "", "", "", doubts, 0, level)
    if month in SEASONS and not day:
        first, last = season_bounds((number, number), month)
        return Moment(first, last, year, month, "", "", doubts, 0, 2 if month > "24" else 1)
    if month not in MONTHS:
        _refuse_month(text, month, day)
    month_number = int(month)
    length = month_length(number, month_number)
    if not day:
        return Moment((number, month_number, 1), (number, month_number, length), year, month, "", "", doubts, 0, level)
    day_number = int(day)
    if not 1 <= day_number <= length:
        refuse(text, _("that month has no day %(day)s") % {"day": day}, f"{year}-{month}-{length}")
    exact = (number, month_number, day_number)
    return Moment(exact, exact, year, month, day, "", doubts, 0, level)


def _detailed(text: str, parts: tuple[str, ...]) -> Moment:
    """Unspecified digits, and qualifiers of single parts.

    A qualifier before a part is for that part alone, one after it also for all parts to its left.
    """
    before_year, year, after_year, before_month, month, after_month, before_day, day, after_day = parts
    if (before_year and after_year) or (before_month and after_month) or (before_day and after_day):
        refuse(text, _("one part carries two qualifiers"), "1992-02~-26")
    _no_year_minus_nought(text, year)
    doubts = (
        _both(before_year, after_year, after_month, after_day),
        _both(before_month, after_month, after_day) if month else "",
        _both(before_day, after_day) if day else "",
    )
    inner = before_year or before_month or before_day or (after_year and month) or (after_month and day)
    level = 2 if inner or not _unspecified_at_level_1(year, month, day) else 1
    bounds: tuple[Day, Day] | None
    if not month:
        first, last = year_bounds(year)
        bounds = (first, 1, 1), (last, 12, 31)
    elif month in SEASONS and not day:
        bounds = season_bounds(year_bounds(year), month)
        level = 2 if month > "24" else level
    elif month not in MONTHS:
        _refuse_month(text, month, day)
    else:
        bounds = possible_bounds(year, month, day)
    if bounds is None:
        refuse(text, _("there is no such day"), "1992-02-XX")
    return Moment(*bounds, year, month, day, "", doubts, 0, level)


def _with_clock(text: str, date: str, hours: str, minutes: str, seconds: str, zone: str) -> Moment:
    """A date with a time of day. The date is kept as it was at that place, whatever the zone."""
    midnight = hours == "24" and minutes == seconds == "00"
    if not midnight and not (hours < "24" and minutes < "60" and seconds < "60"):
        refuse(text, _("there is no such time of day"), f"{date}T09:30:00")
    if zone not in ("", "Z"):
        offset = int(zone[1:3]) * 60 + int(zone[4:6] or 0)
        nearest = 1 if zone[0] == "-" else 0
        if zone[4:6] > "59" or not nearest <= offset <= (720 if zone[0] == "-" else 840):
            refuse(text, _("there is no such time zone"), f"{date}T09:30:00+04:00")
    moment = parse_date(date)
    return moment._replace(clock=f"{hours}:{minutes}:{seconds}{zone}")


def _long_year(text: str, digits: str, exponent: str, significant: str, doubt: str) -> Moment:
    """A year written with Y: more than four digits, or an exponent."""
    if not exponent and len(digits.lstrip("-")) < 5:
        refuse(text, _("Y is for years of more than four digits"), digits.lstrip("-").rjust(4, "0"))
    power = min(int(exponent or 0), _LARGEST_EXPONENT)
    year = int(digits) * 10**power
    if significant:
        return _rounded(text, year, len(str(abs(year))), int(significant), doubt)
    level = 2 if exponent else 1
    written = f"Y{year}" if power < _LARGEST_EXPONENT else text.rstrip("?~%")
    return Moment((year, 1, 1), (year, 12, 31), written, doubts=(doubt, doubt, doubt), level=level)


def _rounded(text: str, year: int, length: int, significant: int, doubt: str) -> Moment:
    """A year of which only the first digits are significant: 1950S2 is some year from 1900 to 1999."""
    if significant > length:
        refuse(text, _("it has fewer digits than are said to be significant"), "1950S2")
    unit = 10 ** (length - significant)
    nearest = abs(year) // unit * unit
    first, last = (nearest, nearest + unit - 1) if year >= 0 else (-(nearest + unit - 1), -nearest)
    written = str(year)
    return Moment((first, 1, 1), (last, 12, 31), written, "", "", "", (doubt, doubt, doubt), significant, 2)


def _unspecified_at_level_1(year: str, month: str, day: str) -> bool:
    """Level 1 leaves open the last one or two digits of a lone year, a whole month, or a whole day."""
    if not month:
        return "X" not in year[:-2]
    return "X" not in year and (month, day) in {("XX", ""), ("XX", "XX"), (month.replace("X", "-"), "XX")}


def _both(*doubts: str) -> str:
    """Several qualifiers as one: uncertain and approximate together are %."""
    found = "".join(doubts)
    if "%" in found or ("?" in found and "~" in found):
        return "%"
    return found[:1]


def _no_year_minus_nought(text: str, year: str) -> None:
    if year == "-0000":
        refuse(text, _("the year before 0001 is 0000, without a minus"), "0000")


def _refuse_month(text: str, month: str, day: str) -> NoReturn:
    if month in SEASONS:
        refuse(text, _("a season has no day"), "1992-21")
    refuse(text, _("there is no month %(month)s") % {"month": month}, "1992-02" if not day else "1992-02-26")
