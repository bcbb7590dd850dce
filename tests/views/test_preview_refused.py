"""Addresses of previews that open nothing: what they answer, that guessing is stopped, that no log has them."""

import io
import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.access.levels import Status
from archive.actions import previews
from archive.models import PreviewLink, Testimony
from tests import cast
from tests.views.previewing import give, is_nothing

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return cast.staff("publisher")


@pytest.fixture
def draft():
    return cast.testimony("The flood", state="draft", text="The river rose in the night.", access="closed")


# --- what opens nothing ---


def ended(testimony, publisher, how):
    address = give(testimony, publisher)
    link = PreviewLink.objects.get()
    if how == "expired":
        PreviewLink.objects.write_guarded(expires_at=timezone.now())
    elif how == "revoked":
        previews.revoke_preview(link, publisher)
    elif how in ("withdrawn", "erased"):
        now = timezone.now()
        columns = {"published_at": now, "withdrawn_at": now, "leaves_tombstone": True}
        Testimony.objects.write_guarded(status=how, **columns)
    return address


@pytest.mark.parametrize("how", ["expired", "revoked", "withdrawn", "erased"])
@pytest.mark.parametrize("reader", ["visitor", "registered", "curator"])
def test_what_opens_nothing_is_answered_like_nothing(publisher, draft, how, reader):
    client, address = Client(), ended(draft, publisher, how)
    if reader != "visitor":
        client.force_login(cast.user("reader") if reader == "registered" else publisher)
    if reader != "curator":
        assert is_nothing(client, address)
    else:  # whose pages have a form, which holds the address and a key
        answer = client.get(address)
        assert (answer.status_code, "The flood" in answer.content.decode()) == (404, False)


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "%ff", "%D9%A1", "a" * 3000, "-", "."])
def test_a_wrong_token_is_answered_like_nothing(client, draft, publisher, token):
    give(draft, publisher)
    assert is_nothing(client, f"/preview/{token}/")


def test_head_and_other_methods(client, publisher, draft):
    address = give(draft, publisher)
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == client.post("/preview/x/").status_code == 405


def test_a_wrong_token_costs_as_many_questions_as_one_that_is_over(client, publisher, draft):
    address = ended(draft, publisher, "expired")
    asked = []
    for each in (address, "/preview/x/"):
        client.get(each)
        with CaptureQueriesContext(connection) as questions:
            client.get(each)
        asked.append(len(questions))
    assert asked[0] == asked[1]


# --- guessing ---


def test_who_guesses_is_stopped_and_others_are_not(publisher, draft):
    address = give(draft, publisher)
    guesser, reader = Client(REMOTE_ADDR="192.0.2.66"), Client(REMOTE_ADDR="192.0.2.1")
    assert [guesser.get(f"/preview/{number}/").status_code for number in range(11)] == [404] * 10 + [429]
    stopped = guesser.get(address)
    assert (stopped.status_code, "The flood" in stopped.content.decode()) == (429, False)
    assert reader.get(address).status_code == 200


def test_a_link_to_what_is_published_and_hidden_is_counted_like_a_wrong_one(publisher, draft):
    address = give(draft, publisher)
    Testimony.objects.write_guarded(status=Status.PUBLISHED, published_at=timezone.now(), access="closed")
    reader = Client(REMOTE_ADDR="192.0.2.67")
    assert [reader.get(address).status_code for _each in range(11)] == [404] * 10 + [429]


def test_right_tokens_are_not_counted(client, publisher, draft):
    address = give(draft, publisher)
    assert {client.get(address).status_code for _each in range(12)} == {200}


# --- the log ---


def fault(*arguments):
    raise RuntimeError(f"a fault on purpose at /preview/{arguments[0].path.split('/')[2]}/")


def test_no_token_is_logged(publisher, draft, monkeypatch):
    """Neither a wrong one, nor a right one where something went wrong with the rest."""
    address = give(draft, publisher)
    token, client = address.split("/")[2], Client(raise_request_exception=False)
    shown = logging.StreamHandler(io.StringIO())
    [real] = [each for each in logging.getLogger("django").handlers if each.filters]
    shown.filters, shown.formatter = real.filters, real.formatter
    logging.getLogger("django").addHandler(shown)
    try:
        assert client.get(f"{address}?page=9").status_code == 404
        assert client.get(f"/preview/{token}x/").status_code == 404
        assert client.post(address).status_code == 405
        monkeypatch.setattr("archive.views.previews.unpublished", fault)
        assert client.get(address).status_code == 500
    finally:
        logging.getLogger("django").removeHandler(shown)
    logged = shown.stream.getvalue()
    assert token not in logged
    for line in ("Not Found: /preview/…", "Method Not Allowed (POST): /preview/…", "Error: /preview/…", "on purpose"):
        assert line in logged
