"""Fields of a query: what their words stand for, and that words without a letter stand for nothing."""

import pytest

from archive.search.query import FIELDS
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "year"])
@pytest.mark.parametrize("nothing", ["ʹ", "ʹ*", '"ʹ"', "(ʹ ʼ)"])
def test_a_value_without_a_letter_finds_nothing(valley, name, nothing):
    assert valley.found(f"{name}:{nothing}") == set()


# --- what lies below ------------------------------------------------------------------------------------


def under(valley, inner, outer):
    place = valley.records[inner]
    place.parent = valley.records[outer]
    place.save()


@pytest.mark.parametrize("by", ["name", "identifier", "facet"])
def test_a_place_is_found_with_what_lies_in_it(valley, by):
    under(valley, "Fuzuli village", "Tbilisi")
    under(valley, "Tbilisi", "Yerevan")
    for name, expected in (("Tbilisi", {"ka", "mill"}), ("Yerevan", {"hy", "tr", "ka", "mill"})):
        if by == "facet":
            assert valley.found("", chosen=valley.chosen(("g", name))) == expected
        else:
            typed = name if by == "name" else valley.records[name].public_id
            assert valley.found(f"place:{typed}") == expected
            assert valley.found(f"-place:{typed} lang:hy") == {"hy"} - expected
    assert valley.found('place:"Füzuli kəndi"') == {"mill"}


def test_a_tag_is_found_with_its_narrower_ones(valley):
    valley.records["winter night"].broader.add(valley.records["flight"])
    assert valley.found("tag:flight") == valley.found("tag:Qaçqınlıq") == {"river", "az", "road", "ru"}
    assert valley.found('tag:"winter night"') == {"road", "ru"}


def test_what_lies_in_a_place_is_found_as_far_as_it_may_be_read(valley):
    under(valley, "Nowhere", "Yerevan")
    cast.mention(valley.passages["draft", 1], "Lantern", valley.records["Nowhere"])
    assert valley.found("place:Yerevan") == {"hy", "tr"}
    assert valley.found("place:Yerevan", cast.CURATOR) == {"hy", "tr", "draft"}
