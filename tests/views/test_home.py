import re

import pytest
from django.test import override_settings

from tests import cast

pytestmark = pytest.mark.django_db


def test_the_entrance_shows_the_newest_and_the_ways_in(text_of):
    cast.testimony("The river at night", narrator=cast.person("Aysel Karimova"))
    page = text_of("/")
    assert "The river at night" in page
    assert "Told by Aysel Karimova, survivor" in page
    for way in ("People", "Places", "Events", "Sources", "Tags", "Collections"):
        assert way in page


@pytest.mark.parametrize("state", [state for state in cast.STATES if state != "public"])
def test_what_a_visitor_may_not_read_is_not_on_the_entrance(text_of, state):
    cast.testimony("Not for everyone", state=state)
    assert "Not for everyone" not in text_of("/")


def test_an_empty_archive_has_an_entrance_too(text_of):
    assert "Ways in" in text_of("/")


def test_the_entrance_asks_few_questions(client, django_assert_max_num_queries):
    for _each in range(8):
        cast.testimony()
    with django_assert_max_num_queries(8):
        client.get("/")


@override_settings(ARCHIVE_CONTACT_EMAIL="archive@example.org")
def test_about_says_whom_to_write_to(client):
    assert 'href="mailto:archive@example.org"' in client.get("/about/").content.decode()


def test_about_explains_attribution_access_and_citing(text_of):
    page = text_of("/about/")
    for subject in ("Whose voice you read", "Withdrawn", "Under embargo", "How to cite"):
        assert subject in page


def test_a_page_asks_for_nothing_from_elsewhere_and_carries_no_inline_style_or_script(client):
    cast.testimony()
    page = client.get("/").content.decode()
    assert all(each.startswith(' type="module" src="/static/') for each in re.findall(r"<script([^>]*)>", page))
    assert re.findall(r"<script[^>]*>\s*[^<\s]", page) == []
    assert " style=" not in page
    assert "<style" not in page
    assert 'src="http' not in page
