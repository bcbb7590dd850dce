"""Sets of whole numbers as short text."""

import pytest

from archive.lib.number_ranges import numbers_in, ranges_of


@pytest.mark.parametrize(
    ("numbers", "text"),
    [((), ""), ((3,), "3"), ((4, 3), "3-4"), ((3, 7, 8, 9, 12, 7), "3 7-9 12"), (range(1, 2001), "1-2000")],
)
def test_there_and_back(numbers, text):
    assert ranges_of(numbers) == text
    assert numbers_in(text) == set(numbers)


def test_anything_else_is_refused():
    with pytest.raises(ValueError, match="invalid literal"):
        numbers_in("3 to 5")
