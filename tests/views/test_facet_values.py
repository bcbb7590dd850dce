"""Every value of a facet can be reached, on plain pages and in its level, and none that is hidden."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from archive.models import Tag, TaggedTestimony
from archive.search import evaluation
from archive.views import facet_values
from tests import cast
from tests.views.test_search import titles

pytestmark = [pytest.mark.django_db, pytest.mark.searches]

PAGES = [("/search/", "/search/values/"), ("/concordance/", "/concordance/values/")]


def choices(answer):
    """Level, name, what it stands in and how many testimonies have it, of every value of a page."""
    found = re.findall(r'<li class="level-(\d)">(.*?)</li>', answer.content.decode(), re.DOTALL)
    return [(int(level), *" ".join(re.sub(r"<[^>]+>", "", text).split()).rsplit(" ", 2)[:2]) for level, text in found]


def spoken_of(target, text="A well there.", **testimony):
    passage = cast.testimony(text=text, **testimony).transcripts.get().passages.get()
    cast.mention(passage, "there", target)
    return passage.transcript.testimony


@pytest.fixture
def valley():
    """A district with a village and a hamlet of that village, and a town that lies in nothing."""
    district, village, hamlet, town = (cast.place(name) for name in ("District", "Village", "Hamlet", "Town"))
    for lower, higher in ((village, district), (hamlet, village)):
        lower.parent = higher
        lower.save()
    for place in (district, town, town, village, hamlet):
        spoken_of(place)
    return {place.heading: place for place in (district, village, hamlet, town)}


LEVELS = [(0, "District", "3"), (1, "Village, in District", "2"), (2, "Hamlet, in Village", "1"), (0, "Town", "2")]


@pytest.mark.parametrize(("page", "values"), PAGES)
def test_what_a_page_leaves_out_is_reached_by_a_plain_link(client, monkeypatch, page, values):
    for number in range(14):
        spoken_of(cast.place(f"Place {number:02}"))
    first = client.get(page, {"q": "well", "widen": "0"})
    more = rf'<a href="({values}place/[^"]*)"\s+rel="nofollow">(\d+) more<'
    [(link, number)] = re.findall(more, first.content.decode())
    assert number == "2"
    every = client.get(unescape(link))
    assert len(choices(every)) == 14
    links = [unescape(each) for each in re.findall(rf'href="({page}[^"]*place=[^"]*)"', every.content.decode())]
    assert len(links) == 14
    assert all("widen=0" in each for each in links)
    assert client.get(links[-1]).context["page"].count.number == 1


@pytest.mark.parametrize(("page", "values"), PAGES)
def test_places_stand_under_those_they_lie_in(client, valley, page, values):
    assert choices(client.get(f"{values}place/", {"q": "well"})) == LEVELS
    beside = client.get(page, {"q": "well"})
    assert [each for each in choices(beside) if each[1].split(",")[0] in valley] == LEVELS


def test_tags_stand_under_broader_ones(client):
    water = Tag.objects.create(name="Water", language="en")
    well = Tag.objects.create(name="Well", language="en")
    well.broader.add(water)
    for tag in (well, water):
        TaggedTestimony.objects.create(tag=tag, content_object=cast.testimony(text="A well."))
    assert choices(client.get("/search/values/tag/", {"q": "well"})) == [(0, "Water", "2"), (1, "Well, in Water", "1")]


def test_a_place_whose_higher_one_is_hidden_stands_at_the_top(client, curator):
    village = cast.place("Village")
    village.parent = cast.place("District")
    village.save()
    spoken_of(village)
    spoken_of(village.parent, state="draft")
    assert choices(client.get("/search/values/place/", {"q": "well"})) == [(0, "Village", "1")]
    assert [each[1] for each in choices(curator.get("/search/values/place/", {"q": "well"}))] == [
        "District",
        "Village, in District",
    ]


@pytest.mark.parametrize("state", [state for state in cast.STATES if state != "public"])
@pytest.mark.parametrize(("_page", "values"), PAGES)
def test_what_is_hidden_is_neither_listed_nor_counted(client, curator, valley, state, _page, values):
    before = client.get(f"{values}place/", {"q": "well"}).content
    spoken_of(valley["Hamlet"], state=state)
    spoken_of(cast.place("Elsewhere"), state=state)
    assert client.get(f"{values}place/", {"q": "well"}).content == before
    assert "Elsewhere" in curator.get(f"{values}place/", {"q": "well"}).content.decode()


def test_a_chosen_value_leads_back_and_other_facets_narrow_the_list(client, valley):
    letter = spoken_of(valley["Hamlet"], kind="letter", title="A letter")
    asked = {"q": "well", "kind": "letter", "place": valley["Town"].public_id}
    answer = client.get("/search/values/place/", asked)
    assert [each[1] for each in choices(answer)] == ["District", "Village, in District", "Hamlet, in Village"]
    chosen = client.get("/search/values/place/", asked | {"place": valley["Hamlet"].public_id})
    [link] = re.findall(r'href="([^"]*)"\s+rel="nofollow"\s+aria-current="true"', chosen.content.decode())
    assert "place=" not in link
    assert titles(client.get(unescape(link))) == [letter.title]


def test_long_lists_have_pages(client, monkeypatch):
    monkeypatch.setattr(facet_values, "PER_PAGE", 2)
    for name in ("A", "B", "C"):
        spoken_of(cast.place(f"Place {name}"))
    first = client.get("/search/values/place/", {"q": "well"})
    second = client.get("/search/values/place/", {"q": "well", "page": "2"})
    assert [len(choices(each)) for each in (first, second)] == [2, 1]
    assert 'href="?q=well&amp;page=2" rel="next"' in first.content.decode()
    assert client.get("/search/values/place/", {"q": "well", "page": "3"}).status_code == 404


def test_it_is_said_where_not_everything_was_counted(client, text_of, monkeypatch, valley):
    address = "/search/values/place/?q=well"
    assert "Not everything was counted" not in text_of(address)
    for days in (1, 2):
        cast.testimony(text="A well.", readable_until=timezone.now() + timedelta(days=days))
    monkeypatch.setattr(evaluation, "MOST_RESTRICTED", 1)
    assert "Not everything was counted" in text_of(address)


@pytest.mark.parametrize(("_page", "values"), PAGES)
def test_other_addresses_are_answered(client, valley, _page, values):
    assert client.get(f"{values}colour/", {"q": "well"}).status_code == 404
    assert client.get(f"{values}place/", {"q": "w" * 1001}).status_code == 400
    for query in ("", "!!!", "well"):
        answer = client.get(f"{values}place/", {"q": query})
        assert answer.status_code == 200
        assert "noindex" in answer["X-Robots-Tag"]
        assert bool(choices(answer)) == (query == "well")


def test_the_number_of_queries_does_not_grow_with_the_values(client, valley, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as few:
        client.get("/search/values/place/", {"q": "well"})
    for number in range(6):
        spoken_of(cast.place(f"Place {number}"))
    with django_assert_max_num_queries(len(few)):
        client.get("/search/values/place/", {"q": "well"})
