"""Fields of a query: what their words stand for, and that words without a letter stand for nothing."""

import pytest

from archive.search.query import FIELDS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "year"])
@pytest.mark.parametrize("nothing", ["ʹ", "ʹ*", '"ʹ"', "(ʹ ʼ)"])
def test_a_value_without_a_letter_finds_nothing(valley, name, nothing):
    assert valley.found(f"{name}:{nothing}") == set()
