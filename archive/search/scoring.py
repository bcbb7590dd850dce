"""Ranking: BM25 (https://doi.org/10.1561/1500000019) over testimonies, from public statistics alone.

A testimony is scored by how often each thing looked for stands in it. How rare a thing is, and how long testimonies
are, is counted in the public half of the index only: what a reader may not read moves no score.
"""

from collections.abc import Iterable, Mapping
from math import log
from typing import NamedTuple

K1 = 1.2
B = 0.6
"""Long interviews are not much less about a thing than short ones: length counts less than the usual 0.75."""


class Statistics(NamedTuple):
    """Of the public half: the number of testimonies, and the number of words in all of them."""

    testimonies: int
    words: int

    @property
    def average(self) -> float:
        return self.words / self.testimonies if self.testimonies and self.words else 1.0


def rarity(statistics: Statistics, holding: int) -> float:
    """The weight of what ``holding`` public testimonies have; never negative."""
    return log(1 + (max(statistics.testimonies - holding, 0) + 0.5) / (holding + 0.5))


def scores(
    testimonies: Iterable[int],
    counted: Iterable[tuple[float, Mapping[int, int]]],
    lengths: Mapping[int, int],
    average: float,
) -> dict[int, float]:
    """The score of each of ``testimonies``; ``counted`` has the weight of each thing looked for with how often it
    stands in which testimony."""
    found = dict.fromkeys(testimonies, 0.0)
    for weight, frequencies in counted:
        for key in frequencies.keys() & found.keys():
            count = frequencies[key]
            norm = K1 * (1 - B + B * lengths.get(key, 0) / average)
            found[key] += weight * count * (K1 + 1) / (count + norm)
    return found
