"""Stubs: that an account exists, why it is closed and how to ask, where consent lets it be known; nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.access.viewer import Viewer
from archive.models import AccessGrant
from archive.views import stubs
from tests import cast

pytestmark = pytest.mark.django_db

CLOSED_TO_VISITORS = ["registered", "on_request", "embargoed"]


def hidden_account(state, **columns):
    columns = {"abstract": "Secret abstract", "provenance": "Secret provenance", "recorded_on": "1999-05-03"} | columns
    return cast.testimony(
        "Secret title",
        narrator=cast.person("Secret Narrator"),
        text="Secret words",
        state=state,
        recorded_at=cast.place("Secretville"),
        **columns,
    )


@pytest.mark.parametrize("state", CLOSED_TO_VISITORS)
def test_a_stub_says_that_it_exists_and_nothing_of_what_it_is(client, text_of, state):
    testimony = hidden_account(state)
    page = text_of(testimony.get_absolute_url())
    for words in ("Interview", "1999", "Accounts from the valley", testimony.public_id):
        assert words in page
    answer = client.get(testimony.get_absolute_url())
    assert "secret" not in answer.content.decode().lower()
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("registered", "Open to people with an account."),
        ("on_request", "Open on request."),
        ("embargoed", "Closed until"),
    ],
)
def test_a_stub_says_why(text_of, state, reason):
    assert reason in text_of(hidden_account(state).get_absolute_url())
    assert reason in text_of("/testimonies/")


def test_an_embargo_is_told_with_its_end(text_of):
    ends = timezone.now() + timedelta(days=30)
    page = text_of(hidden_account("on_request", embargo_until=ends).get_absolute_url())
    assert f"Closed until {ends.day} {ends:%B %Y, %H:%M} UTC, then open on request." in page
    assert "You can ask" not in page


@pytest.mark.parametrize("state", ["closed", "draft", "in_review", "no_consent", "withdrawn"])
def test_what_may_not_be_known_has_no_stub(client, state):
    testimony = hidden_account(state)
    assert client.get(testimony.get_absolute_url()).status_code in (404, 410)
    assert testimony.public_id not in client.get("/testimonies/").content.decode()


@pytest.mark.parametrize("state", CLOSED_TO_VISITORS)
def test_without_consent_to_be_known_there_is_no_stub(client, state):
    testimony = hidden_account(state, knowable_from=None)
    assert client.get(testimony.get_absolute_url()).status_code == 404
    assert testimony.public_id not in client.get("/testimonies/").content.decode()


def test_a_stub_is_listed_by_what_it_prints_and_by_nothing_else(client):
    testimony = hidden_account("on_request")
    person = testimony.participations.get().person
    cast.testimony(narrator=person)  # so that a visitor may choose the person as a filter
    listed = {
        address: testimony.public_id in client.get(f"/testimonies/{address}").content.decode()
        for address in (
            "",
            "?kind=interview",
            f"?collection={testimony.collection.public_id}",
            "?kind=letter",
            f"?person={person.public_id}",
            "?standing=survivor",
        )
    }
    assert listed == {
        "": True,
        "?kind=interview": True,
        f"?collection={testimony.collection.public_id}": True,
        "?kind=letter": False,
        f"?person={person.public_id}": False,
        "?standing=survivor": False,
    }


def test_the_page_of_a_collection_lists_stubs(client):
    testimony = hidden_account("registered")
    page = client.get(testimony.collection.get_absolute_url()).content.decode()
    assert testimony.public_id in page
    assert "Secret" not in page


def test_a_collection_that_is_not_published_is_not_named(text_of):
    draft = cast.collection("A secret collection", status="draft", published_at=None)
    page = text_of(hidden_account("on_request", collection=draft).get_absolute_url())
    assert "secret collection" not in page


def test_a_passage_behind_a_stub_is_not_there(client):
    testimony = hidden_account("on_request")
    passage = testimony.transcripts.get().passages.get()
    assert client.get(passage.get_absolute_url()).status_code == 404


def test_someone_with_an_account_reads_and_sees_no_stub(registered, text_of):
    assert "Secret words" in text_of(hidden_account("registered").get_absolute_url(), registered)


def test_a_grant_opens_it(client, text_of):
    testimony, researcher, now = hidden_account("on_request"), cast.user("researcher"), timezone.now()
    AccessGrant.objects.create(
        testimony=testimony, researcher=researcher, valid_from=now, valid_until=now + timedelta(days=1)
    )
    client.force_login(researcher)
    assert "Secret words" in text_of(testimony.get_absolute_url())


def test_curators_see_the_account_itself(curator, text_of):
    assert "Secret title" in text_of(hidden_account("on_request").get_absolute_url(), curator)


def test_a_year_is_printed_only_where_it_is_one():
    testimony = hidden_account("registered", recorded_on="1999/2001")
    assert stubs.found(Viewer(), testimony.public_id).year is None


@pytest.mark.parametrize("state", ["registered", "on_request", "embargoed"])
def test_no_shared_cache_keeps_a_list_with_a_stub(client, state):
    """When it opens, or why it is closed, changes without anything that is public changing."""
    inside = cast.testimony("Open").collection
    lists = ["/testimonies/", "/testimonies/?kind=interview", inside.get_absolute_url()]
    assert [client.get(each)["Cache-Control"] for each in lists] == ["public, no-cache"] * 3
    stub = cast.testimony(state=state)
    for each in (*lists, stub.get_absolute_url()):
        assert client.get(each)["Cache-Control"] == "no-store", each
    assert client.get("/")["Cache-Control"] == "public, no-cache"
