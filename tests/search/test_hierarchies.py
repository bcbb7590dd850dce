"""Marks of places in the order in which they are listed, each below those that stand above it."""

from itertools import pairwise

import pytest

from archive.access.viewer import Viewer
from archive.models import Place
from archive.search.hierarchies import Nested, nested
from archive.search.marks import mark
from archive.search.shown import to
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Marks of a country, its district and that district's village, all of them spoken of."""
    places = [cast.place(name) for name in ("Country", "District", "Village")]
    for place in places:
        cast.mention(cast.testimony(text="There it was.").transcripts.get().passages.get(), "There", place)
    for higher, lower in pairwise(places):
        Place.objects.filter(pk=lower.pk).update(parent=higher)
    return [mark("g", place.pk) for place in places]


def test_each_stands_below_the_nearest_that_is_listed(chain):
    country, district, village = chain
    assert nested([village, district, country], to(Viewer())) == [
        Nested(country, 0, ""),
        Nested(district, 1, country),
        Nested(village, 2, district),
    ]
    assert nested([village, country], to(Viewer())) == [Nested(country, 0, ""), Nested(village, 1, country)]
    assert nested([village], to(Viewer())) == [Nested(village, 0, "")]


def test_equals_keep_their_order(chain):
    country, district, village = chain
    Place.objects.filter(pk=int(village[2:])).update(parent=int(country[2:]))
    assert [each.mark for each in nested([country, village, district], to(Viewer()))] == [country, village, district]


def test_a_circle_is_listed_once(chain):
    country, district, village = chain
    Place.objects.filter(pk=int(country[2:])).update(parent=int(village[2:]))
    assert sorted(each.mark for each in nested(chain, to(Viewer()))) == sorted([country, district, village])
