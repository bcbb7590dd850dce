"""Fuzzy dates of every kind that the archive understands, as EDTF (https://www.loc.gov/standards/datetime/)."""

from calendar import monthrange
from collections.abc import Callable
from random import Random

from archive.importers.synthetic.chance import Shares
from archive.lib.fuzzy_dates import FuzzyDate

KINDS: Shares[Callable[[Random, int], str]] = Shares(
    [
        (lambda random, year: _day(random, year), 30),
        (lambda random, year: f"{year}-{random.randint(1, 12):02}", 20),
        (lambda random, year: f"{year}", 20),
        (lambda random, year: f"{year}?", 5),
        (lambda random, year: f"{year}~", 5),
        (lambda random, year: f"{year}-{random.randint(1, 12):02}%", 2),
        (lambda random, year: f"{str(year)[:3]}X", 4),
        (lambda random, year: f"{year}-{random.randint(21, 24)}", 3),
        (lambda random, year: f"{year}-{random.randint(1, 12):02}-XX", 2),
        (lambda random, year: f"{_day(random, year)}/{_day(random, year + 1)}", 3),
        (lambda random, year: f"{year}/{year + random.randint(1, 5)}", 3),
        (lambda random, year: f"{year}/..", 1),
        (lambda random, year: f"../{year}", 1),
        (lambda random, year: f"/{year}", 1),
    ]
)


def _day(random: Random, year: int) -> str:
    month = random.randint(1, 12)
    return f"{year}-{month:02}-{random.randint(1, monthrange(year, month)[1]):02}"


def fuzzy_dates(random: Random, first: int, last: int, count: int) -> list[FuzzyDate]:
    """``count`` fuzzy dates that begin between the years ``first`` and ``last``."""
    return [FuzzyDate.parse(KINDS.one(random)(random, random.randint(first, last))) for _ in range(count)]
