"""Things in lots: to one statement, or to one page."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any


def batched(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """``things`` in lists of ``size``, the last one shorter; as itertools.batched of Python 3.12, with lists."""
    remaining = iter(things)
    while batch := list(islice(remaining, size)):
        yield batch
