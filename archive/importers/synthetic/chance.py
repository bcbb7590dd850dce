"""How things are spread: a few occur everywhere, most of them hardly ever."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Zipf(Generic[Thing]):
    """Things by rank, the n-th of them about 1/n times as frequent as the first
    (https://en.wikipedia.org/wiki/Zipf%27s_law, with Mandelbrot's shift)."""

    SHIFT = 2.7

    def __init__(self, things: Sequence[Thing], exponent: float = 1.0) -> None:
        self.things = list(things)
        self._sums = list(accumulate((rank + self.SHIFT) ** -exponent for rank in range(len(self.things))))

    def one(self, random: Random) -> Thing:
        return random.choices(self.things, cum_weights=self._sums)[0]

    def several(self, random: Random, count: int) -> list[Thing]:
        """``count`` of them, each as often as it comes."""
        return random.choices(self.things, cum_weights=self._sums, k=count) if count else []

    def different(self, random: Random, count: int) -> list[Thing]:
        """Up to ``count`` of them, none twice."""
        return list(dict.fromkeys(self.several(random, count)))


class Shares(Generic[Thing]):
    """Things with the share that each has of the whole."""

    def __init__(self, shares: Sequence[tuple[Thing, float]]) -> None:
        self.things = [thing for thing, _share in shares]
        self._sums = list(accumulate(share for _thing, share in shares))

    def one(self, random: Random) -> Thing:
        return random.choices(self.things, cum_weights=self._sums)[0]
