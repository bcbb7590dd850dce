"""Sets of whole numbers as short text: ``3 7-9 12``."""

from collections.abc import Iterable


def ranges_of(numbers: Iterable[int]) -> str:
    """``numbers`` in their order, those that follow one another as ``first-last``, separated by spaces."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return " ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in spans)


def numbers_in(text: str) -> set[int]:
    """The numbers that :func:`ranges_of` wrote as ``text``; raises ValueError for anything else."""
    found: set[int] = set()
    for span in text.split():
        first, _dash, last = span.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found
