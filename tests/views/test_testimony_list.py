import pytest

from archive.views import paging
from tests import cast

pytestmark = pytest.mark.django_db

HIDDEN = ("registered", "on_request", "closed", "embargoed", "draft", "in_review", "withdrawn", "no_consent")


def test_the_list_shows_who_told_it_when_and_of_what(text_of):
    cast.testimony(
        "The river at night",
        narrator=cast.person("Aysel Karimova"),
        recorded_on="1999-05-03",
        covers="1992-03",
        abstract="She says that the river rose.",
    )
    page = text_of("/testimonies/")
    for words in ("1 testimony", "Told by Aysel Karimova, survivor", "Told 3 May 1999", "Tells of March 1992"):
        assert words in page
    assert "She says that the river rose." in page


@pytest.mark.parametrize("state", HIDDEN)
def test_what_may_not_be_read_is_neither_listed_nor_counted(text_of, curator, state):
    cast.testimony("Anyone may read this")
    cast.testimony("Behind a door", state=state, knowable_from=None)
    page = text_of("/testimonies/")
    assert "Behind a door" not in page
    assert "1 testimony" in page
    assert "Behind a door" in text_of("/testimonies/", curator)


def test_someone_with_an_account_reads_what_is_for_the_registered(text_of, registered):
    cast.testimony("For the registered", state="registered")
    assert "For the registered" in text_of("/testimonies/", registered)


def test_pages_lead_to_each_other_and_keep_the_filters(client):
    for _each in range(paging.TESTIMONIES_PER_PAGE + 1):
        cast.testimony(kind="interview")
    first = client.get("/testimonies/?kind=interview").content.decode()
    assert 'href="?kind=interview&amp;page=2"' in first
    second = client.get("/testimonies/?kind=interview&page=2").content.decode()
    assert 'href="?kind=interview&amp;page=1"' in second
    assert second.count('class="entry"') == 1


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "999999999999999999", "1.5", "١"])
def test_a_page_that_is_not_there_is_not_found(client, page):
    cast.testimony()
    assert client.get("/testimonies/", {"page": page}).status_code == 404


def test_a_count_is_exact_up_to_its_cap_and_honest_past_it(client, text_of, monkeypatch):
    for _each in range(3):
        cast.testimony()
    monkeypatch.setattr("archive.views.testimonies.TESTIMONIES_COUNTED", 3)
    assert "3 testimonies" in text_of("/testimonies/")
    cast.testimony()
    assert "more than 3 testimonies" in text_of("/testimonies/")


def test_a_title_is_text_and_nothing_else(client):
    cast.testimony("<script>alert(1)</script>")
    page = client.get("/testimonies/").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
