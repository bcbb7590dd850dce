"""Reading a testimony before it is published: by whom, what of it, and where its address leads afterwards."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from archive.access.levels import Status
from archive.actions.protect import protect
from archive.actions.redact import redact
from archive.models import MediaFile, Mention, Note, PreviewLink, Tag, TaggedTestimony, Testimony, Transcript
from tests import cast
from tests.views.conftest import plain
from tests.views.previewing import give, is_nothing, passage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return cast.staff("publisher")


@pytest.fixture
def draft():
    return cast.testimony("The flood", state="draft", text="The river rose in the night.", access="closed")


# --- what is shown ---


@pytest.mark.parametrize("state", ["draft", "in_review"])
@pytest.mark.parametrize("access", ["public", "registered", "on_request", "closed"])
def test_an_unpublished_testimony_is_read_whatever_its_level_embargo_and_consent(client, publisher, state, access):
    embargo = timezone.now() + timedelta(days=99)
    columns = {"access": access, "embargo_until": embargo, "readable_from": None}
    testimony = cast.testimony("The flood", state=state, text="The river rose.", **columns)
    answer = client.get(give(testimony, publisher))
    page = plain(answer.content.decode())
    assert answer.status_code == 200
    for told in ("The flood", "The river rose.", "This is a preview. The account is not published.", "Recordings and"):
        assert told in page
    until = PreviewLink.objects.get().expires_at
    assert f"until {until.day} {until:%B %Y}" in page


def test_who_opens_it_makes_no_difference(client, publisher, draft):
    address = give(draft, publisher)
    readers = [client, Client(), Client()]
    readers[1].force_login(cast.user("reader"))
    readers[2].force_login(publisher)
    assert len({each.get(address).content for each in readers}) == 1


def test_nothing_is_stored_indexed_or_told_to_others(client, publisher, draft):
    answer = client.get(give(draft, publisher), headers={"if-none-match": "*"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.has_header("ETag")


def test_no_session_is_made_or_changed_and_no_cookie_set(client, publisher, draft):
    address, reader = give(draft, publisher), Client()
    assert not client.get(address).cookies
    assert not Session.objects.exists()
    reader.force_login(cast.user("reader"))
    before = Session.objects.values().get()
    assert not reader.get(address).cookies
    assert Session.objects.values().get() == before
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_token_stands_nowhere_on_the_page(client, publisher, draft):
    address = give(draft, publisher)
    token = address.split("/")[2]
    curator = Client()
    curator.force_login(publisher)
    for each in (client, curator):
        assert token not in each.get(address).content.decode()


def furnished():
    """A draft with everything that a page could link to."""
    testimony = cast.testimony(state="draft", text="The river rose.", recorded_at=cast.place("Sarikend"))
    passage = passage_of(testimony)
    passage.reports = cast.person("A neighbour")
    passage.save()
    for target in (cast.person("Rustam"), cast.place("The bridge"), cast.event(), cast.organisation()):
        cast.mention(passage, "river", target)
        Mention.objects.create(passage=passage, **{target._meta.model_name: target})
        cast.statement(target, "It is said so.", asserted_in=passage, cites_source=cast.source("A printed book"))
    Note.objects.create(passage=passage, text="The upper river.", source=cast.source("A map"))
    TaggedTestimony.objects.create(tag=Tag.objects.create(name="rivers"), content_object=testimony)
    MediaFile.objects.create(
        testimony=testimony, kind="image", rendition="access", file=ContentFile(b"GIF89a", name="a.gif")
    )
    Transcript.objects.create(testimony=testimony, language="az", kind="translation", position=2)
    return testimony


def test_every_link_on_the_page_leads_somewhere_for_a_visitor(client, publisher):
    address = give(furnished(), publisher)
    html = client.get(address).content.decode()
    for told in ("A neighbour", "Rustam", "The bridge", "Sarikend", "rivers", "A printed book", "A map", "Note 1"):
        assert told in html
    links = re.findall(r'(?:href|src)="([^"]+)"', html)
    ours = [each for each in links if not each.startswith(("#", "/static/", "mailto:"))]
    assert any("?transcript=" in each for each in ours)
    for each in ours:
        assert client.get(f"{address}{each}" if each.startswith("?") else each).status_code == 200, each
    assert "/media/" not in html


def test_a_page_of_a_text_that_is_not_there_is_answered_like_nothing(client, publisher, draft):
    address = give(draft, publisher)
    for query in ("page=9", "page=x", "transcript=bcdfghjk1"):
        assert client.get(f"{address}?{query}").status_code == 404
    assert client.get(address).status_code == 200


# --- what is not shown ---


def test_what_is_stricter_is_left_out_only_where_it_is_closed(client, publisher, draft):
    for level in ("registered", "on_request", "closed"):
        cast.passage(draft, f"Words that are {level}.", access=level)
        text = Transcript.objects.create(testimony=draft, language="az", kind="edited", access=level, position=9)
        text.passages.create(position=1, text=f"A text that is {level}.")
    address = give(draft, publisher)
    page = client.get(address).content.decode()
    for level, shown in (("registered", True), ("on_request", True), ("closed", False)):
        assert (f"Words that are {level}." in page) == shown
        other = draft.transcripts.get(access=level)
        answer = client.get(f"{address}?transcript={other.public_id}")
        assert (answer.status_code, f"A text that is {level}." in answer.content.decode()) == (
            (200, True) if shown else (404, False)
        )


def test_a_narrator_whose_name_consent_hides_is_not_named(client, publisher):
    narrator = cast.person("Canary narrator")
    testimony = cast.testimony(
        "The flood", state="draft", narrator=narrator, text="Canary said so.", nameable_from=None
    )
    passage = passage_of(testimony)
    passage.text = "The river rose."
    passage.reports = narrator
    passage.save()
    cast.mention(passage, "river", narrator)
    cast.statement(narrator, "Canary statement.", asserted_in=passage)
    page = client.get(give(testimony, publisher)).content.decode()
    assert "a narrator whose name is not shown" in page
    assert "Canary" not in page


def test_withheld_words_and_real_names_are_not_there(client, publisher):
    narrator = cast.person("Canary narrator")
    testimony = cast.testimony(state="draft", narrator=narrator, text="The canary sang by the river.")
    passage = passage_of(testimony)
    redact(passage, publisher, start=4, end=10, reason_code="safety", seen_text=passage.text)
    protect(narrator, publisher, pseudonym="A mother")
    page = client.get(give(testimony, publisher)).content.decode()
    assert "[words withheld]" in page
    assert "A mother" in page
    assert "canary" not in page.lower()


@pytest.mark.parametrize("status", ["draft", "in_review", "withdrawn"])
def test_what_rests_on_a_source_or_collection_that_is_hidden_is_left_out(client, publisher, status):
    dates = {"published_at": timezone.now(), "withdrawn_at": timezone.now()} if status == "withdrawn" else {}
    hidden = cast.source("Canary source", status=status, **dates)
    kept_in = cast.collection("Canary collection", status=status, **dates)
    testimony = cast.testimony(state="draft", source=hidden, collection=kept_in)
    passage = passage_of(testimony)
    Note.objects.create(passage=passage, text="Canary note.", source=hidden)
    cast.statement(cast.event(), "A statement.", asserted_in=passage, cites_source=hidden)
    page = client.get(give(testimony, publisher)).content.decode()
    assert "A statement." in page
    assert "Canary" not in page


def test_a_link_opens_its_own_testimony_only(client, publisher, draft):
    other = cast.testimony("Canary title", state="draft", text="Canary words.")
    address = give(draft, publisher)
    give(other, publisher)
    text = other.transcripts.get().public_id
    assert "Canary" not in client.get(address).content.decode()
    assert client.get(f"{address}?transcript={text}").status_code == 404


# --- once it is published ---


@pytest.mark.parametrize(
    ("columns", "readers"),
    [
        ({"access": "public"}, {"visitor", "registered", "curator"}),
        ({"access": "registered"}, {"registered", "curator"}),
        ({"access": "on_request"}, {"curator"}),
        ({"access": "closed"}, {"curator"}),
        ({"access": "public", "readable_from": None}, {"curator"}),
        ({"access": "public", "embargo_until": timezone.now() + timedelta(days=99)}, {"curator"}),
    ],
)
def test_once_published_it_leads_those_on_who_may_read_it(publisher, draft, columns, readers):
    address = give(draft, publisher)
    Testimony.objects.write_guarded(status=Status.PUBLISHED, published_at=timezone.now(), **columns)
    for name, user in (("visitor", None), ("registered", cast.user("reader")), ("curator", publisher)):
        client = Client()
        if user is not None:
            client.force_login(user)
        answer = client.get(address)
        if name in readers:
            assert (answer.status_code, answer["Location"]) == (302, draft.get_absolute_url()), name
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["Cache-Control"] == "no-store"
        else:
            assert is_nothing(client, address), name
