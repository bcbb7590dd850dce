"""The calendar behind EDTF: which days a year, a month, a season or a date with unspecified digits can mean.

Days are (year, month, day) tuples of the proleptic Gregorian calendar with astronomical years (0000 is 1 BC), as in
ISO 8601, so that years beyond what ``datetime.date`` can hold still compare.
"""

import itertools
from calendar import isleap
from collections.abc import Iterator

Day = tuple[int, int, int]

MONTH_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Code -> first month, last month, and 1 where it ends in the next year. 21 to 24 are independent of the hemisphere in
# the standard; like 25 to 28 they are placed where they fall in the northern one, winter beginning in December.
SEASONS = {
    "21": (3, 5, 0),
    "22": (6, 8, 0),
    "23": (9, 11, 0),
    "24": (12, 2, 1),
    "25": (3, 5, 0),
    "26": (6, 8, 0),
    "27": (9, 11, 0),
    "28": (12, 2, 1),
    "29": (9, 11, 0),
    "30": (12, 2, 1),
    "31": (3, 5, 0),
    "32": (6, 8, 0),
    "33": (1, 3, 0),
    "34": (4, 6, 0),
    "35": (7, 9, 0),
    "36": (10, 12, 0),
    "37": (1, 4, 0),
    "38": (5, 8, 0),
    "39": (9, 12, 0),
    "40": (1, 6, 0),
    "41": (7, 12, 0),
}


def _meanings(highest: int) -> dict[str, tuple[int, ...]]:
    """Every two-character pattern of digits and X, with the numbers from 1 to ``highest`` it can stand for."""
    found: dict[str, tuple[int, ...]] = {}
    for number in range(1, highest + 1):
        tens, units = str(number // 10), str(number % 10)
        for pattern in (tens + units, tens + "X", "X" + units, "XX"):
            found[pattern] = (*found.get(pattern, ()), number)
    return found


MONTHS = _meanings(12)
DAYS = _meanings(31)


def month_length(year: int, month: int) -> int:
    """How many days the month has."""
    return 29 if month == 2 and isleap(year) else MONTH_LENGTHS[month]


def year_bounds(pattern: str) -> tuple[int, int]:
    """The first and the last year that ``pattern`` (four digits or X, perhaps with a minus) can mean."""
    low, high = int(pattern.replace("X", "0")), int(pattern.replace("X", "9"))
    return (high, low) if pattern[0] == "-" else (low, high)


def season_bounds(years: tuple[int, int], code: str) -> tuple[Day, Day]:
    """First and last day of the season, quarter or other part of the year with this code (21 to 41)."""
    first_month, last_month, later = SEASONS[code]
    last_year = years[1] + later
    return (years[0], first_month, 1), (last_year, last_month, month_length(last_year, last_month))


def possible_bounds(year: str, month: str, day: str) -> tuple[Day, Day] | None:
    """First and last day that fit the three patterns (``day`` may be ""); None where no day does."""
    months = MONTHS.get(month, ())
    days = DAYS.get(day, ()) if day else ()
    if not months or (day and not days):
        return None
    if not day:
        first, last = year_bounds(year)
        return (first, months[0], 1), (last, months[-1], month_length(last, months[-1]))
    earliest = _first_fit(_years(year, ascending=True), months, days)
    if earliest is None:
        return None
    latest = _first_fit(_years(year, ascending=False), months[::-1], days[::-1])
    return earliest, latest or earliest


def _years(pattern: str, *, ascending: bool) -> Iterator[int]:
    """All years that fit the pattern, in order."""
    upwards = ascending is not pattern.startswith("-")
    digits = "0123456789" if upwards else "9876543210"
    for written in itertools.product(*(digits if sign == "X" else sign for sign in pattern)):
        yield int("".join(written))


def _first_fit(years: Iterator[int], months: tuple[int, ...], days: tuple[int, ...]) -> Day | None:
    """The first existing day in the order given. Only 29 February ever needs a second year."""
    for year in years:
        for month in months:
            length = month_length(year, month)
            for day in days:
                if day <= length:
                    return year, month, day
    return None
