"""A curator looks at the public pages as someone with fewer rights: exactly what that reader sees, and nothing more."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from archive.access import view_as
from archive.access.viewer import Viewer
from tests import cast
from tests.access import addresses
from tests.admin.house import furnish

pytestmark = pytest.mark.django_db

BANNER = re.compile(r'<aside class="look-as look-as-on".*?</aside> ')


def look(client, role, following="/", **fields):
    return client.post("/look-as/", {"role": role, "next": following, **fields})


@pytest.fixture
def house():
    furnish()
    return {state: cast.testimony(f"Testimony that is {state}", state=state) for state in cast.STATES}


NO_PAGES = {"/search/feed/", "/search/hits.csv", "/concordance/lines.csv", "/suggestions/"}
"""Answers that are no page, and have no room for a banner."""


def shown():
    """The addresses of what the archive shows; not those of pages about the one who is logged in."""
    return [*(each for each in addresses.every_address() if not addresses.is_personal(each)), "/testimonies/nothing/"]


def body_of(answer):
    """The body with runs of white space made one: where the banner was, some is left."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r"\s+", " ", body.decode(errors="replace"))


def differences(imitating, real):
    """The addresses at which two clients get different pages, the banner apart, and how many had a banner."""
    different, banners = [], 0
    for address in shown():
        seen, wanted = imitating.get(address), real.get(address)
        body, found = BANNER.subn("", body_of(seen))
        banners += found
        if (seen.status_code, body) != (wanted.status_code, body_of(wanted)):
            different.append(address)
    return different, banners


@pytest.mark.slow
def test_as_a_visitor_every_page_is_what_a_visitor_gets(curator, client, house):
    look(curator, "visitor")
    different, banners = differences(curator, client)
    assert different == []
    assert banners == len(set(shown()) - NO_PAGES)


@pytest.mark.slow
def test_as_a_registered_reader_every_page_is_what_they_get(curator, registered, house):
    look(curator, "registered")
    assert differences(curator, registered)[0] == []


@pytest.mark.slow
def test_as_someone_granted_every_page_is_what_they_get(curator, registered, house):
    now, wanted = timezone.now(), house["on_request"]
    reader = registered.get("/").context["user"]
    wanted.access_grants.create(researcher=reader, valid_from=now, valid_until=now + timedelta(days=1))
    look(curator, "granted", testimony=wanted.public_id)
    assert differences(curator, registered)[0] == []
    assert curator.get(wanted.get_absolute_url()).status_code == 200


@pytest.mark.slow
def test_without_looking_as_anyone_the_pages_do_differ(curator, client, house):
    assert len(differences(curator, client)[0]) > 10


def test_the_banner_says_as_whom_and_leads_back(curator, house):
    answer = look(curator, "visitor", "/people/?letter=A")
    assert (answer.status_code, answer["Location"]) == (302, "/people/?letter=A")
    page = curator.get("/people/").content.decode()
    assert "You are looking as a visitor who has not logged in." in page
    assert "Curators’ workbench" not in page
    look(curator, "oneself")
    page = curator.get("/people/").content.decode()
    assert "You are looking as" not in page
    assert "Curators’ workbench" in page


def test_one_can_change_from_one_role_to_another(curator, house):
    look(curator, "visitor")
    look(curator, "granted", testimony=house["on_request"].public_id)
    assert curator.get("/").context["viewer"].grants == {house["on_request"].pk}


def test_the_page_of_a_testimony_offers_to_look_as_someone_granted_it(curator, house):
    wanted = house["on_request"]
    page = curator.get(wanted.get_absolute_url()).content.decode()
    assert f'name="testimony" value="{wanted.public_id}"' in re.sub(r"\s+", " ", page)
    assert 'value="granted"' not in curator.get("/people/").content.decode()


def test_a_grant_looked_through_does_not_beat_an_embargo(curator, house):
    embargoed = cast.testimony(state="on_request", embargo_until=timezone.now() + timedelta(days=1), text="The river.")
    look(curator, "granted", testimony=embargoed.public_id)
    assert b"The river." not in curator.get(embargoed.get_absolute_url()).content


def test_the_workbench_stays_the_curators_own(curator, house):
    look(curator, "visitor")
    answer = curator.get("/admin/archive/testimony/")
    assert answer.status_code == 200
    assert answer.wsgi_request.viewer.is_curator
    assert "Testimony that is draft" in answer.content.decode()


def test_it_ends_after_an_hour(curator, house):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        look(curator, "visitor")
        clock.move_to(start + view_as.LASTS - timedelta(seconds=1))
        assert curator.get("/").context["viewer"].looking_as == "visitor"
        clock.move_to(start + view_as.LASTS)
        assert curator.get("/").context["viewer"].is_curator


def test_it_ends_with_the_session(curator, house):
    look(curator, "visitor")
    curator.logout()
    curator.force_login(cast.staff("publisher"))
    assert curator.get("/").context["viewer"].is_curator


@pytest.mark.parametrize("role", ["visitor", "registered", "granted", "oneself", "curator"])
def test_only_curators_look_as_others(client, registered, house, role):
    for someone in (client, registered):
        answer = look(someone, role, testimony=house["on_request"].public_id)
        assert answer.status_code == 403
        assert view_as.SESSION_KEY not in someone.session


def test_what_a_session_holds_gives_nobody_more_than_they_have(registered, house):
    session = registered.session
    session[view_as.SESSION_KEY] = view_as.chosen(
        view_as.Role.GRANTED, timezone.now(), house["on_request"].pk
    ).as_kept()
    session.save()
    viewer = registered.get("/").context["viewer"]
    assert (viewer.is_registered, viewer.grants, viewer.looking_as) == (True, frozenset(), "")


def test_who_is_no_curator_any_more_does_not_look_as_anyone(curator, house):
    look(curator, "registered")
    curator.get("/").context["user"].groups.clear()
    viewer = curator.get("/").context["viewer"]
    assert (viewer.is_curator, viewer.is_registered, viewer.looking_as) == (False, True, "")


def test_nothing_is_sent_meanwhile(curator, house):
    look(curator, "registered")
    answer = curator.post("/testimonies/")
    assert answer.status_code == 403
    assert "Nothing was sent" in answer.content.decode()
    look(curator, "oneself")
    assert curator.post("/testimonies/").status_code == 405


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "curator"},
        {"role": ""},
        {"role": "granted"},
        {"role": "granted", "testimony": "nothing"},
        {"role": "granted", "testimony": "b00000000"},
        {"role": "granted", "testimony": "\x00"},
    ],
)
def test_a_choice_that_is_none_is_refused(curator, fields):
    assert curator.post("/look-as/", fields).status_code == 400
    assert curator.get("/").context["viewer"].is_curator


@pytest.mark.parametrize("following", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""])
def test_it_leads_to_no_other_site(curator, following):
    assert look(curator, "visitor", following)["Location"] == "/"


def test_no_other_site_can_make_a_curator_look(curator):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = curator.cookies
    assert look(strict, "visitor").status_code == 403
    assert strict.get("/").context["viewer"].is_curator


def test_it_is_only_posted_to(curator):
    assert curator.get("/look-as/").status_code == 405


@pytest.mark.parametrize("role", ["visitor", "registered"])
@pytest.mark.slow
def test_what_is_seen_meanwhile_is_kept_by_nobody(curator, house, role):
    look(curator, role)
    for address in addresses.every_address():
        answer = curator.get(address, headers={"if-none-match": "*"})
        assert answer["Cache-Control"] == "no-store"
        assert answer.status_code != 304


# --- the values -----------------------------------------------------------------------------------------


def test_nobody_gains_by_any_guise():
    now = timezone.now()
    guises = [
        view_as.chosen(view_as.Role.VISITOR, now),
        view_as.chosen(view_as.Role.REGISTERED, now),
        view_as.chosen(view_as.Role.GRANTED, now, 5),
    ]
    for own in (Viewer(), Viewer(user_id=3), Viewer(user_id=3, grants=frozenset({4}))):
        assert [view_as.seen_as(own, guise) for guise in guises] == [own] * 3
    curator = Viewer(user_id=1, is_curator=True, now=now)
    seen = [view_as.seen_as(curator, guise) for guise in guises]
    assert [(each.user_id, each.is_curator, sorted(each.grants)) for each in seen] == [
        (None, False, []),
        (1, False, []),
        (1, False, [5]),
    ]
    assert {each.now for each in seen} == {now}
    assert view_as.seen_as(curator, None) == curator


def test_a_grant_names_a_testimony_and_nothing_else_does():
    for role, testimony in ((view_as.Role.GRANTED, None), (view_as.Role.VISITOR, 5)):
        with pytest.raises(ValueError, match="one testimony"):
            view_as.chosen(role, timezone.now(), testimony)
