"""The page of search: what was asked, what was made of it, what was found and in which order."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.search import engine, parsing
from archive.views.search_values import PARAMETERS
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.searches]

SEARCH = reverse("archive:search")


def titles(answer):
    """The titles of the testimonies on the page, in order."""
    found = re.findall(r'entry-title">(.*?)</h3>', answer.content.decode(), re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in found]


def ask(client, query, **parameters):
    answer = client.get(SEARCH, {"q": query, **parameters})
    assert answer.status_code == 200, query
    return answer


@pytest.fixture
def river():
    return cast.testimony(
        "The river at night",
        narrator=cast.person("Aysel Karimova"),
        text="She says that the bridge was burning.",
        recorded_on="1999-05-03",
        covers="1992-03",
    )


# --- the page -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "   "])
def test_without_a_query_the_page_explains_and_lists_nothing(client, text_of, river, query):
    page = text_of(f"{SEARCH}?q={query}")
    assert "How to search" in page
    assert "The river at night" not in page


def test_a_testimony_is_listed_as_lists_print_it_with_the_passage_that_has_the_word(client, text_of, river):
    page = text_of(f"{SEARCH}?q=burned")
    for words in (
        "1 testimony",
        "The river at night",
        "Told by Aysel Karimova, survivor",
        "Interview",
        "Told 3 May 1999",
        "Tells of March 1992",
        "1 passage with hits",
        "She says that the bridge was burning.",
    ):
        assert words in page


def test_what_fits_nothing_is_said_with_what_to_try(text_of, river):
    page = text_of(f"{SEARCH}?q=harbour")
    assert "No testimonies" in page
    assert "Use fewer words" in page
    assert "How to search" not in page


def test_robots_and_those_who_mine_texts_are_told_to_stay_out(client, river):
    for query in ("", "bridge"):
        rules = client.get(SEARCH, {"q": query})["X-Robots-Tag"].split(", ")
        assert {"noindex", "nofollow", "nosnippet", "noai"} <= set(rules)


@pytest.mark.parametrize("name", ["person-list", "about", "testimony-list"])
def test_every_page_has_a_box_that_leads_here(client, name):
    page = client.get(reverse(f"archive:{name}")).content.decode()
    assert page.count('role="search"') == (2 if name == "testimony-list" else 1)
    assert f'action="{SEARCH}"' in page
    assert re.search(r'<label [^>]*for="site-search"', page)


@pytest.mark.parametrize("address", ["/", "/search/"])
def test_the_entrance_and_search_have_one_large_box(client, address):
    page = client.get(address).content.decode()
    assert page.count(f'action="{SEARCH}"') == 1
    assert "search-box-large" in page


def test_what_was_typed_stays_in_the_box_and_is_no_html(client):
    page = ask(client, '"><script>alert(1)</script>').content.decode()
    assert "<script>" not in page
    assert 'value="&quot;&gt;&lt;script&gt;' in page


# --- how the query was understood -----------------------------------------------------------------------


def test_repairs_are_said_in_sentences(text_of, river):
    page = text_of(f'{SEARCH}?q="bridge')
    assert "The quotation mark was never closed" in page
    assert "1 testimony" in page


def test_a_query_with_nothing_to_find_says_so_and_explains(text_of, river):
    page = text_of(f"{SEARCH}?q=!!!")
    assert "How to search" in page
    assert "There is no word to find in this query." in page


@pytest.mark.parametrize("query", ["x" * 1001, "word " * 300])
@pytest.mark.parametrize("name", ["search", "search-feed", "search-hits"])
def test_a_query_that_is_too_long_is_refused_with_a_sentence(client, name, query):
    answer = client.get(reverse(f"archive:{name}"), {"q": query})
    assert answer.status_code == 400
    assert "at most 1000 characters" in answer.content.decode()
    assert len(answer.content) < 20_000


def test_what_is_wrong_with_a_query_is_said_at_the_box_in_which_it_stays(client):
    page = client.get(SEARCH, {"q": "x" * 1001}).content.decode()
    [(typed, described)] = re.findall(r'value="(x*)"[^>]*aria-invalid="true"\s+aria-describedby="([^"]+)"', page)
    assert typed == "x" * 1000
    assert re.search(rf'<p class="notice" id="{described}" role="alert">[^<]*at most 1000 characters', page)
    assert "aria-invalid" not in ask(client, "river").content.decode()


ODD = ["%00", "a%00b", "%ff%fe", "%ed%a0%80", "%F0%9F%98%80", '"', "(((", "-", "a*", "place:", "year:x", "%0a", "%u12"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["search", "search-feed", "search-hits"])
def test_odd_bytes_are_answered(client, river, name, odd):
    address = reverse(f"archive:{name}")
    assert client.get(f"{address}?q={odd}").status_code == 200
    assert client.get(f"{address}?q=place:{odd}").status_code == 200
    facets = "&".join(f"{parameter}={odd}" for parameter in (*PARAMETERS, "sort", "widen"))
    assert client.get(f"{address}?q=bridge&{facets}").status_code == 200
    assert client.get(f"{river.get_absolute_url()}?q={odd}&at={odd}").status_code == 200


def test_a_query_that_only_leaves_out_has_a_heading_of_its_own(text_of, river):
    cast.testimony("The dry well", text="No water here.")
    page = text_of(f"{SEARCH}?q=-bridge")
    assert "Without what the query leaves out: 1 testimony" in page
    assert "The dry well" in page
    assert "The river at night" not in page


# --- order, pages, addresses ----------------------------------------------------------------------------


@pytest.fixture
def three():
    cast.testimony("Beta", text="A well.", covers="1990", recorded_on="2003")
    cast.testimony("Alpha", text="A well, a well and a well.", covers="1992", recorded_on="2001")
    cast.testimony("Gamma", text="A well.", recorded_on="2002", abstract="Long ago and far away there was water.")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("told", ["Beta", "Alpha", "Gamma"]),
        ("recorded", ["Alpha", "Gamma", "Beta"]),
        ("title", ["Alpha", "Beta", "Gamma"]),
    ],
)
def test_results_are_sorted_as_asked(client, three, sort, expected):
    assert titles(ask(client, "well", sort=sort)) == expected


def test_the_best_match_stands_first_and_an_unknown_order_is_said(client, text_of, three):
    assert titles(ask(client, "well"))[0] == "Alpha"
    assert titles(ask(client, "well", sort="colour"))[0] == "Alpha"
    assert "The order asked for is none" in text_of(f"{SEARCH}?q=well&sort=colour")


def test_an_order_only_feeds_know_is_none_of_the_readers(text_of, three):
    assert "The order asked for is none" in text_of(f"{SEARCH}?q=well&sort={engine.NEWEST}")


@pytest.fixture
def pages_of_two(monkeypatch):
    monkeypatch.setattr(engine, "PAGE", 2)


def test_pages_are_numbered_to_the_last(client, text_of, three, pages_of_two):
    first = ask(client, "well", sort="title")
    assert titles(first) == ["Alpha", "Beta"]
    assert 'href="?q=well&amp;sort=title&amp;page=2"' in first.content.decode()
    assert titles(ask(client, "well", sort="title", page="2")) == ["Gamma"]
    assert "3 testimonies 3 to 3" in text_of(f"{SEARCH}?q=well&sort=title&page=2")


@pytest.mark.parametrize("page", ["3", "0", "x", "99999999"])
def test_a_page_that_is_none_is_not_found(client, three, pages_of_two, page):
    assert client.get(SEARCH, {"q": "well", "page": page}).status_code == 404


def test_the_permanent_address_says_the_query_in_its_plainest_form(client, three):
    page = ask(client, "  well   AND  ( water )").content.decode()
    assert 'rel="canonical"' in page
    assert f'{SEARCH}?q=well+water"' in page


def test_the_number_of_queries_does_not_grow_with_what_is_found(client, three, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as few:
        ask(client, "well")
    for number in range(6):
        record = cast.testimony(text=f"A well and well {number}.", narrator=cast.person(f"Someone {number}"))
        cast.passage(record, "Another well.")
    with django_assert_max_num_queries(len(few)):
        ask(client, "well")


def test_it_is_said_where_not_everything_was_looked_at(monkeypatch, text_of, three):
    assert "Not everything was looked at" not in text_of(f'{SEARCH}?q="a well"')
    monkeypatch.setattr("archive.search.evaluation.MOST_TEXTS", 1)
    assert "Not everything was looked at" in text_of(f'{SEARCH}?q="a well"')


def test_what_was_not_wholly_looked_at_is_counted_as_more_and_has_no_last_page(monkeypatch, client, text_of):
    for number in range(12):
        cast.testimony(f"Well {number}", text="A well.")
    monkeypatch.setattr(engine, "PAGE", 2)
    whole = ask(client, '"a well"').content.decode()
    assert "12 testimonies" in whole
    assert "page=6" in whole
    monkeypatch.setattr("archive.search.evaluation.MOST_TEXTS", 11)
    assert "more than 12 testimonies" in text_of(f'{SEARCH}?q="a well"')
    assert "page=6" not in ask(client, '"a well"').content.decode()
    assert 'aria-current="page"' in ask(client, '"a well"', page=6).content.decode()
    assert client.get(SEARCH, {"q": '"a well"', "page": 7}).status_code == 404


def test_it_is_said_where_not_every_passage_was_looked_at(monkeypatch, text_of, three):
    monkeypatch.setattr(engine, "MOST_READ", 1)
    assert "may have more passages with hits than are counted here" in text_of(f"{SEARCH}?q=well")


def test_it_is_said_where_the_numbers_of_facets_are_not_of_everything(monkeypatch, text_of, three):
    assert "Not everything was counted" not in text_of(f"{SEARCH}?q=well")
    for days in (1, 2):
        cast.testimony(text="A well.", readable_until=timezone.now() + timedelta(days=days))
    monkeypatch.setattr("archive.search.evaluation.MOST_RESTRICTED", 1)
    assert "Not everything was counted" in text_of(f"{SEARCH}?q=well")


# --- did you mean ---------------------------------------------------------------------------------------


def proposals(answer):
    """The queries that the page proposes instead, each with the address that asks it."""
    found = re.findall(r'Did you mean <a href="([^"]+)"[^>]*><bdi>(.*?)</bdi>', answer.content.decode(), re.DOTALL)
    return [(parse_qs(urlsplit(unescape(address)).query)["q"][0], word) for address, word in found]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("vilage", "village"),
        ("vilage vilagexyz", "village vilagexyz"),
        ("vilage -vilagers", "village -vilagers"),
        ('vilage "vilage houses"', 'village "vilage houses"'),
        ("vilage (harbour OR vilage)", "village (harbour OR village)"),
        ("vilage tag:vilage", "village tag:vilage"),
        ("VILAGE", "village"),
    ],
)
def test_the_word_that_stands_nowhere_is_replaced_and_nothing_like_it(client, query, meant):
    cast.testimony(text="The village burned.")
    assert proposals(ask(client, query)) == [(meant, "village")]


@pytest.mark.parametrize("more", [0, 1])
def test_a_proposal_that_would_be_too_long_to_ask_is_left_out(client, more):
    cast.testimony(text="The village burned.")
    query = "vilage " + "x" * (parsing.LONGEST - len("village ") + more)
    assert bool(proposals(ask(client, query))) == (not more)


def test_a_proposal_that_would_be_read_as_a_sign_is_left_out(client):
    cast.testimony(text="Shop, NOT home, he said.")
    assert proposals(ask(client, "noti")) == []


def test_the_same_word_in_small_letters_is_proposed(client):
    cast.testimony(text="Shop, not home, he said.")
    assert proposals(ask(client, "noti")) == [("not", "not")]
