"""What the concordance is asked: search's own questions, narrowed by its facets, and told how they were understood."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import cast
from tests.views.test_concordance import ADDRESS, TABLE, hits, lines, rows

pytestmark = [pytest.mark.django_db, pytest.mark.searches]

SEARCH = "/search/"


# --- facets ---------------------------------------------------------------------------------------------


def test_facets_narrow_the_lines(client, text_of):
    other = cast.collection("Letters")
    aysel = cast.person("Aysel Karimova")
    cast.testimony(text="First bridge", collection=other, kind="letter")
    told = cast.testimony(text="Second bridge", narrator=aysel, collection=cast.collection("Interviews"))
    assert hits(client, q="bridge") == ["bridge", "bridge"]
    assert lines(client, q="bridge", collection=other.public_id) == [("First", "bridge", "")]
    assert lines(client, q="bridge", collection=told.collection.public_id) == [("Second", "bridge", "")]
    assert lines(client, q="bridge", kind="letter") == [("First", "bridge", "")]
    assert hits(client, q="bridge", kind=["letter", "interview"]) == ["bridge", "bridge"]
    assert lines(client, q="bridge", kind="interview", collection=other.public_id) == []
    assert lines(client, q="bridge", person=aysel.public_id) == [("Second", "bridge", "")]
    assert [row["Before"] for row in rows(client, q="bridge", kind="letter")] == ["First"]
    assert "a value that was chosen is not known here" in text_of(f"{ADDRESS}?q=bridge&kind=no-such")


def test_each_value_of_a_facet_leads_to_lines_that_are_sorted_as_before(client):
    cast.testimony(text="First bridge", kind="letter")
    cast.testimony(text="Second bridge")
    page = client.get(ADDRESS, {"q": "bridge", "sort": "left", "words": "2", "width": "40"}).content.decode()
    [link] = re.findall(rf'href="({ADDRESS}[^"]*kind=letter[^"]*)"', page)
    narrowed = client.get(unescape(link))
    assert [line.context.before for line in narrowed.context["page"]] == ["First"]
    layout = narrowed.context["layout"]
    assert (layout.sort, layout.neighbours, layout.width) == ("left", 2, 40)
    assert '<input type="hidden" name="kind" value="letter">' in narrowed.content.decode()
    assert "remove this filter" in narrowed.content.decode()


def test_search_and_the_concordance_lead_to_each_other_with_the_same_question(client):
    cast.testimony("A letter", text="First bridge", kind="letter")
    cast.testimony("An interview", text="Second bridge")
    asked = {"q": "bridge", "kind": "letter", "widen": "0", "sort": "title"}
    results = client.get(SEARCH, asked).content.decode()
    [link] = re.findall(rf'href="({ADDRESS}[^"]*)"', results)
    assert parse_qs(urlsplit(unescape(link)).query) == {"q": ["bridge"], "kind": ["letter"], "widen": ["0"]}
    page = client.get(unescape(link))
    assert [line.context.before for line in page.context["page"]] == ["First"]
    [back] = re.findall(rf'href="({SEARCH}\?[^"]*)" rel="nofollow">The testimonies', page.content.decode())
    assert parse_qs(urlsplit(unescape(back)).query) == {"q": ["bridge"], "kind": ["letter"], "widen": ["0"]}


def test_facets_count_no_testimony_that_is_hidden(client, registered):
    cast.testimony(text="First bridge", kind="letter")
    alone = client.get(ADDRESS, {"q": "bridge"}).content
    cast.testimony(text="Second bridge", kind="speech", state="registered")
    assert client.get(ADDRESS, {"q": "bridge"}).content == alone
    assert "kind=speech" not in alone.decode()
    assert "kind=speech" in registered.get(ADDRESS, {"q": "bridge"}).content.decode()


# --- faults and how the question was understood ----------------------------------------------------------


@pytest.mark.parametrize("address", [ADDRESS, TABLE])
def test_a_question_that_is_too_long_is_refused_with_a_sentence_and_stays_in_the_box(client, address):
    answer = client.get(address, {"q": "a" * 1001})
    assert answer.status_code == 400
    page = answer.content.decode()
    [(typed, described)] = re.findall(r'value="(a*)"[^>]*aria-invalid="true"\s+aria-describedby="([^"]+)"', page)
    assert typed == "a" * 1000
    assert re.search(rf'<p class="notice" id="{described}" role="alert">[^<]*at most 1000 characters', page)


def test_a_question_that_is_sound_is_not_called_invalid(client):
    assert "aria-invalid" not in client.get(ADDRESS, {"q": "bridge"}).content.decode()


def test_repairs_are_said_in_sentences(text_of):
    cast.testimony(text="The bridge fell.")
    assert "The quotation mark was never closed" in text_of(f'{ADDRESS}?q="bridge')
    assert "There is no word to find in this query." in text_of(f"{ADDRESS}?q=!!!")
    assert "The order asked for is none" in text_of(f"{ADDRESS}?q=bridge&sort=title")
    assert "The order asked for is none" not in text_of(f"{ADDRESS}?q=bridge&sort=left")


def test_a_beginning_that_stands_for_too_many_words_is_said(text_of, monkeypatch):
    cast.testimony(text="bridge bridle brick brim")
    assert "begins more words" not in text_of(f"{ADDRESS}?q=bri*")
    monkeypatch.setattr("archive.search.expansion.MOST_PREFIXED", 2)
    assert "“bri*” begins more words than can be looked for" in text_of(f"{ADDRESS}?q=bri*")


def test_a_question_that_only_leaves_out_has_no_lines_and_says_why(text_of):
    cast.testimony(text="The river rose.")
    page = text_of(f"{ADDRESS}?q=-bridge")
    assert "No lines" in page
    assert "only says what must not be there" in page


@pytest.mark.parametrize("q", ["title:river", "year:1992", "kind:interview", "lang:az", "place:bcdfghjk1"])
def test_a_question_of_which_nothing_stands_in_the_text_says_so(text_of, q):
    cast.testimony("The river", text="The river rose.", covers="1992")
    assert "stands over words of a passage" in text_of(f"{ADDRESS}?q={q}")
    assert "stands over words of a passage" not in text_of(f"{ADDRESS}?q={q} OR river")
    assert "stands over words of a passage" not in text_of(f"{ADDRESS}?q=nowhere")


@pytest.mark.parametrize("address", [ADDRESS, TABLE])
def test_robots_and_those_who_mine_texts_are_told_to_stay_out(client, address):
    cast.testimony(text="The bridge fell.")
    for query in ("", "bridge", "nothing", "a" * 1001):
        rules = client.get(address, {"q": query})["X-Robots-Tag"].split(", ")
        assert {"noindex", "nofollow", "nosnippet", "noai"} <= set(rules)
