"""The detectors of the sweep, each with a leak planted for it: what they cannot find, they would not have found."""

import pytest
from django.http import HttpResponseRedirect
from django.test import Client

from archive.models import Testimony
from archive.models.testimonies import TestimonyQuerySet
from archive.views import home, testimonies
from tests import cast
from tests.access.canaries import EVERYONE, STAFF, World, forgotten
from tests.access.rooms import columns_of
from tests.access.walking import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/about/"


@pytest.fixture
def world():
    """A world with one draft in it."""
    made = World()
    columns = columns_of("draft") | {"kind": "letter", "collection": cast.collection()}
    made.draft = made.plant(Testimony, "draft", STAFF, **columns)
    return made


def in_body(response, secret):
    response.content += secret.encode()


def in_header(response, secret):
    response.headers["X-Title"] = secret.upper()


def in_cookie(response, secret):
    response.set_cookie("seen", secret)


def in_location(response, secret):
    return HttpResponseRedirect(f"/people/?next={secret}")


def leaking(monkeypatch, leak, secret):
    honest = home.render

    def render(*arguments, **named):
        response = honest(*arguments, **named)
        return leak(response, secret) or response

    monkeypatch.setattr(home, "render", render)


def found(world, identity="visitor"):
    return world.leaks(identity, ADDRESS, text_of(Client().get(ADDRESS)))


@pytest.mark.parametrize("leak", [in_body, in_header, in_cookie, in_location])
@pytest.mark.parametrize("secret", ["title", "public_id"])
def test_a_leak_is_found_wherever_it_stands_in_an_answer(world, monkeypatch, leak, secret):
    assert found(world) == []
    leaking(monkeypatch, leak, getattr(world.draft, secret))
    assert len(found(world)) == 1
    assert found(world, "curator") == []


def test_what_was_asked_for_is_no_leak(world):
    secret = world.draft.title
    assert world.leaks("visitor", f"/testimonies/?person={secret}", f"No one is called {secret}") == []


def test_a_place_where_it_may_not_stand_is_a_leak_for_readers(world):
    token = world.token("unquotable", "passage.text", EVERYONE, ("/testimonies/",))
    assert world.leaks("visitor", "/testimonies/x/", token) == []
    assert world.leaks("visitor", "/people/x/", token)


def read_with_and_without_another_draft():
    """What a visitor reads on the list, before and after a draft was added: the comparison of the sweep."""
    cast.testimony("First"), cast.testimony("Second")
    before = text_of(Client().get("/testimonies/"))
    cast.testimony(state="draft")
    return before, text_of(Client().get("/testimonies/"))


def test_an_honest_list_does_not_change():
    before, after = read_with_and_without_another_draft()
    assert before == after


def test_a_count_of_hidden_rows_is_found(monkeypatch):
    honest = home.render

    def render(*arguments, **named):
        response = honest(*arguments, **named)
        response.content += str(Testimony.objects.count()).encode()
        return response

    monkeypatch.setattr(testimonies, "render", render)
    before, after = read_with_and_without_another_draft()
    assert before != after


def test_an_order_that_hidden_rows_decide_is_found(monkeypatch):
    def newest_first(self, viewer):
        return self.order_by("pk" if Testimony.objects.count() % 2 else "-pk")

    monkeypatch.setattr(TestimonyQuerySet, "newest_first", newest_first)
    before, after = read_with_and_without_another_draft()
    assert before != after


def test_a_forgotten_column_is_found(world):
    assert "passage.text" in forgotten(world)
    assert "testimony.title" not in forgotten(world)
