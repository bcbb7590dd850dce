"""What shared caches may keep: pages proven public, each asked about at every use; and nothing else."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils import timezone

from archive import middleware
from archive.access import sharing
from archive.access.viewer import Viewer
from tests import cast
from tests.access import addresses
from tests.admin.house import furnish

pytestmark = pytest.mark.django_db

PUBLIC, PRIVATE = "public, no-cache", "no-store"


# --- the pages ------------------------------------------------------------------------------------------


NOT_FOR_VISITORS = ("request", "request-list", "media", "media-download")
"""Routes on which the furnished archive has nothing for a visitor: its only file is a master."""


def test_every_public_page_may_be_kept_and_is_the_same_twice(client):
    furnish()
    shared = 0
    for address in addresses.every_address():
        first, second = client.get(address), client.get(address)
        if first.status_code != 200:
            continue
        assert first["Cache-Control"] == PUBLIC, address
        assert first["ETag"] == second["ETag"], address
        assert len(first["ETag"]) == 66, address
        assert first["ETag"].startswith('"'), address
        assert {"Cookie", "Accept-Language"} <= set(first["Vary"].split(", ")), address
        shared += 1
    assert shared > len(addresses.routes()) - len(NOT_FOR_VISITORS)


def test_a_page_that_is_still_the_same_is_not_sent_again(client):
    address = cast.testimony().get_absolute_url()
    page = client.get(address)
    for held in (page["ETag"], f'"another", {page["ETag"]}', f"W/{page['ETag']}", "*"):
        again = client.get(address, headers={"if-none-match": held})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy", "X-Frame-Options"):
            assert again[name] == page[name], name
        assert not again.has_header("Content-Type")


@pytest.mark.parametrize("held", ['"another"', "", "nonsense", '"'])
def test_a_page_that_changed_is_sent(client, held):
    answer = client.get(cast.testimony().get_absolute_url(), headers={"if-none-match": held})
    assert answer.status_code == 200
    assert answer.content


def test_head_has_the_headers_of_get(client):
    address = cast.testimony().get_absolute_url()
    assert client.head(address).headers == client.get(address).headers


def test_a_correction_makes_another_entity_tag(client):
    testimony = cast.testimony("First title")
    before = client.get(testimony.get_absolute_url())["ETag"]
    testimony.title = "Second title"
    testimony.save()
    answer = client.get(testimony.get_absolute_url(), headers={"if-none-match": before})
    assert answer.status_code == 200
    assert answer["ETag"] != before


@pytest.mark.parametrize("state", [state for state in cast.STATES if state != "public"])
def test_nothing_about_a_hidden_testimony_may_be_kept_or_confirmed(client, state):
    testimony = cast.testimony(state=state)
    for address in (testimony.get_absolute_url(), testimony.transcripts.get().passages.get().get_absolute_url()):
        answer = client.get(address, headers={"if-none-match": "*"})
        assert answer["Cache-Control"] == PRIVATE
        assert not answer.has_header("ETag")
        assert answer.status_code in (200, 404, 410)


@pytest.mark.parametrize("person", [lambda: cast.user("reader"), lambda: cast.staff("publisher")])
def test_nothing_that_someone_logged_in_sees_may_be_kept(client, person):
    client.force_login(person())
    furnish()
    for address in [*addresses.every_address(), "/admin/"]:
        answer = client.get(address, headers={"if-none-match": "*"})
        assert answer["Cache-Control"] == PRIVATE, address
        assert not answer.has_header("ETag"), address


# --- the clock ------------------------------------------------------------------------------------------


def test_what_is_held_of_a_list_is_out_of_date_when_an_embargo_ends(client):
    start = timezone.now()
    cast.testimony(title="Freed", embargo_until=start + timedelta(hours=1), knowable_from=None)
    with time_machine.travel(start, tick=False) as clock:
        page = client.get("/testimonies/")
        held = {"if-none-match": page["ETag"]}
        clock.move_to(start + timedelta(minutes=59, seconds=59))
        assert client.get("/testimonies/", headers=held).status_code == 304
        clock.move_to(start + timedelta(hours=1))
        after = client.get("/testimonies/", headers=held)
    assert after.status_code == 200
    assert after["ETag"] != page["ETag"]
    assert b"Freed" in after.content
    assert b"Freed" not in page.content


def test_a_testimony_can_be_kept_from_the_second_its_embargo_ends(client):
    start = timezone.now()
    testimony = cast.testimony(embargo_until=start + timedelta(hours=1))
    with time_machine.travel(start, tick=False) as clock:
        clock.move_to(start + timedelta(minutes=59, seconds=59))
        assert client.get(testimony.get_absolute_url())["Cache-Control"] == PRIVATE
        clock.move_to(start + timedelta(hours=1))
        assert client.get(testimony.get_absolute_url())["Cache-Control"] == PUBLIC


def test_what_is_held_of_a_testimony_is_not_confirmed_once_consent_is_over(client):
    start = timezone.now()
    testimony = cast.testimony(text="The river.", readable_until=start + timedelta(hours=1))
    passage = testimony.transcripts.get().passages.get()
    pages = (testimony.get_absolute_url(), passage.get_absolute_url())
    with time_machine.travel(start, tick=False) as clock:
        held = {address: client.get(address)["ETag"] for address in pages}
        clock.move_to(start + timedelta(minutes=59, seconds=59))
        for address, etag in held.items():
            assert client.get(address, headers={"if-none-match": etag}).status_code == 304
        clock.move_to(start + timedelta(hours=1))
        for address, etag in held.items():
            for named in (etag, f"W/{etag}", "*"):
                answer = client.get(address, headers={"if-none-match": named})
                assert answer.status_code == 404
                assert answer["Cache-Control"] == PRIVATE
                assert b"river" not in answer.content


def test_a_reader_with_a_grant_is_never_told_that_what_they_hold_still_counts(client):
    start = timezone.now()
    testimony = cast.testimony(state="on_request")
    reader = cast.user("reader")
    testimony.access_grants.create(researcher=reader, valid_from=start, valid_until=start + timedelta(hours=1))
    client.force_login(reader)
    address = testimony.get_absolute_url()
    with time_machine.travel(start, tick=False) as clock:
        page = client.get(address, headers={"if-none-match": "*"})
        assert (page.status_code, page["Cache-Control"]) == (200, PRIVATE)
        clock.move_to(start + timedelta(hours=1))
        after = client.get(address, headers={"if-none-match": "*"})
    assert after["Cache-Control"] == PRIVATE
    assert after.content != page.content


# --- each reason by itself ------------------------------------------------------------------------------


@pytest.fixture
def asked():
    """A request and an answer that are proven public, for one test to spoil."""
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(app_names=["archive"])
    request.viewer = Viewer()
    request.session = SimpleNamespace(modified=False, is_empty=lambda: True)
    request._messages = SimpleNamespace(used=False, added_new=False)
    return request, HttpResponse("a page")


def test_the_example_is_public(asked):
    assert sharing.reason_to_keep_private(*asked) == ""


def spoil(name, value, of="request"):
    return lambda request, response: setattr(request if of == "request" else response, name, value)


def say(name, value):
    return lambda request, response: response.headers.__setitem__(name, value)


SPOILS = {
    "method": [spoil("method", "POST"), spoil("method", "OPTIONS")],
    "status": [spoil("status_code", status, "response") for status in (206, 301, 302, 304, 403, 404, 410, 500)],
    "route": [
        spoil("resolver_match", None),
        spoil("resolver_match", SimpleNamespace(app_names=["admin"])),
        spoil("resolver_match", SimpleNamespace(app_names=[])),
    ],
    "credentials": [
        spoil("COOKIES", {settings.SESSION_COOKIE_NAME: "long gone"}),
        spoil("COOKIES", {"anything": ""}),
        lambda request, response: request.META.update(HTTP_AUTHORIZATION="Bearer x"),
    ],
    "viewer": [
        lambda request, response: delattr(request, "viewer"),
        spoil("viewer", Viewer(user_id=3)),
        spoil("viewer", Viewer(is_curator=True)),
        spoil("viewer", Viewer(grants=frozenset({1}))),
        spoil("viewer", Viewer(looking_as="visitor")),
    ],
    "session": [
        lambda request, response: delattr(request, "session"),
        spoil("session", SimpleNamespace(modified=True, is_empty=lambda: True)),
        spoil("session", SimpleNamespace(modified=False, is_empty=lambda: False)),
    ],
    "cookie": [
        lambda request, response: response.set_cookie("any", "thing"),
        say("Set-Cookie", "any=thing"),
    ],
    "form token": [lambda request, response: get_token(request)],
    "messages": [
        lambda request, response: delattr(request, "_messages"),
        spoil("_messages", SimpleNamespace(used=True, added_new=False)),
        spoil("_messages", SimpleNamespace(used=False, added_new=True)),
    ],
    "restricted": [spoil("restricted", True)],
    "the view's word": [
        say("Cache-Control", "private, max-age=60"),
        say("Cache-Control", "No-Store"),
    ],
    "no entity tag": [
        say("X-Accel-Redirect", "/files/a"),
        spoil("content", b"", "response"),
    ],
}
CASES = [pytest.param(reason, way, id=f"{reason} {n}") for reason, ways in SPOILS.items() for n, way in enumerate(ways)]


@pytest.mark.parametrize(("reason", "way"), CASES)
def test_each_reason_is_enough_to_keep_an_answer_private(asked, reason, way):
    way(*asked)
    assert sharing.reason_to_keep_private(*asked) == reason


def test_every_reason_has_an_example():
    assert SPOILS.keys() == sharing.REASONS.keys()


def test_what_is_streamed_needs_an_entity_tag_of_its_own(asked):
    request, _page = asked
    stream = StreamingHttpResponse([b"a"])
    assert sharing.reason_to_keep_private(request, stream) == "no entity tag"
    stream.headers["ETag"] = 'W/"weak"'
    assert sharing.reason_to_keep_private(request, stream) == "no entity tag"
    stream.headers["ETag"] = '"strong"'
    assert sharing.reason_to_keep_private(request, stream) == ""
    assert middleware.SharedCacheMiddleware(lambda request: stream)(request)["ETag"] == '"strong"'


def test_a_view_that_compares_entity_tags_itself_may_say_not_modified(asked):
    request, _page = asked
    answer = HttpResponse(status=304, headers={"ETag": '"strong"'})
    assert middleware.SharedCacheMiddleware(lambda request: answer)(request)["Cache-Control"] == PUBLIC


def test_a_view_cannot_say_that_its_answer_may_be_kept_longer(asked):
    request, page = asked
    page.headers["Cache-Control"] = "public, max-age=3600"
    assert middleware.SharedCacheMiddleware(lambda request: page)(request)["Cache-Control"] == PUBLIC
    request.restricted = True
    page.headers["Cache-Control"] = "public, max-age=3600"
    assert middleware.SharedCacheMiddleware(lambda request: page)(request)["Cache-Control"] == PRIVATE


def test_a_login_on_the_way_counts(client):
    """The session is looked at after the view, when it knows what the view did."""
    client.force_login(cast.user("reader"))
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert client.get("/")["Cache-Control"] == PUBLIC
    client.cookies[settings.SESSION_COOKIE_NAME] = "long gone"
    assert client.get("/")["Cache-Control"] == PRIVATE


def test_messages_that_a_page_shows_count(rf):
    request = rf.get("/")
    assert sharing.REASONS["messages"](request, HttpResponse())
    assert list(get_messages(request)) == []
