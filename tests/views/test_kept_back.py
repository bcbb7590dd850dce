"""Parts that are given on request, of a testimony that is open itself: told in one line, asked for as a whole."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from archive.actions import requests
from archive.actions.refusals import ActionRefused
from archive.actions.requests import AlreadyGranted
from archive.models import AccessGrant, AccessRequest, MediaFile, Passage, Transcript
from tests import cast
from tests.actions.asking import ORIGIN, ask, grant, in_days, reads
from tests.admin.workbench import as_group, at
from tests.views.conftest import plain
from tests.views.test_requests import WORDS, form_of

pytestmark = pytest.mark.django_db

LINE = "Parts of this account are kept on request."


@pytest.fixture
def researcher():
    return cast.user("researcher")


@pytest.fixture
def reader(researcher):
    client = Client()
    client.force_login(researcher)
    return client


def close(testimony, part, level="on_request", **columns):
    if part == "passage":
        return cast.passage(testimony, "Canary words.", access=level)
    if part == "transcript":
        text = Transcript.objects.create(testimony=testimony, language="az", kind="edited", access=level, position=2)
        Passage.objects.create(transcript=text, position=1, text="Canary words.")
        return text
    return MediaFile.objects.create(
        **{"testimony": testimony, "kind": "audio", "rendition": "access", "media_type": "audio/mpeg", "access": level}
        | columns,
        file=ContentFile(b"sound", name="a.mp3"),
    )


def told(client, testimony):
    return LINE in plain(client.get(testimony.get_absolute_url()).content.decode())


@pytest.mark.parametrize("part", ["passage", "transcript", "file"])
def test_a_part_on_request_is_told_in_one_line_with_the_way_to_ask(client, reader, part):
    testimony = cast.testimony(text="The river rose.")
    assert not told(client, testimony)
    first = close(testimony, part)
    page = client.get(testimony.get_absolute_url())
    assert LINE in plain(page.content.decode())
    assert f'href="{form_of(testimony)}"' in page.content.decode()
    assert "Canary" not in page.content.decode()
    assert first.public_id not in page.content.decode()
    assert told(reader, testimony)


@pytest.mark.parametrize("part", ["passage", "transcript", "file"])
@pytest.mark.parametrize("level", ["closed", "registered"])
def test_a_part_at_another_level_is_not_told_of(client, reader, part, level):
    testimony = cast.testimony()
    close(testimony, part, level)
    assert not told(client, testimony)
    assert not told(reader, testimony)
    assert reader.get(form_of(testimony))["Location"] == testimony.get_absolute_url()


def test_how_many_there_are_changes_no_byte(client):
    testimony = cast.testimony()
    for part in ("passage", "file"):
        close(testimony, part)
    one = client.get(testimony.get_absolute_url()).content
    for part in ("passage", "file", "passage"):
        close(testimony, part)
    close(testimony, "passage", "closed")
    assert client.get(testimony.get_absolute_url()).content == one


def test_what_lies_in_a_closed_text_is_not_told_of(client):
    testimony = cast.testimony()
    text = close(testimony, "transcript", "closed")
    Passage.objects.create(transcript=text, position=1, text="Canary words.", access="on_request")
    assert not told(client, testimony)


@pytest.mark.parametrize(
    ("testimony_columns", "file_columns"),
    [
        ({"hearable_from": None}, {}),
        ({}, {"rendition": "master"}),
        ({"originals_withheld": True}, {}),
        ({}, {"kind": "image", "rendition": "thumbnail", "media_type": "image/jpeg"}),
        ({"downloadable_from": None}, {"kind": "document", "media_type": "application/pdf"}),
    ],
)
def test_a_file_that_no_grant_would_open_is_not_told_of(client, testimony_columns, file_columns):
    testimony = cast.testimony(**testimony_columns)
    close(testimony, "file", **file_columns)
    assert not told(client, testimony)


def test_a_document_is_told_of_where_it_can_be_saved(client):
    testimony = cast.testimony()
    close(testimony, "file", kind="document", media_type="application/pdf")
    assert told(client, testimony)


@pytest.mark.parametrize("level", [None, "closed"])
def test_a_text_in_which_a_grant_would_open_no_word_is_not_told_of(client, level):
    testimony = cast.testimony()
    text = Transcript.objects.create(testimony=testimony, language="az", kind="edited", access="on_request", position=2)
    if level is not None:
        Passage.objects.create(transcript=text, position=1, text="Canary words.", access=level)
    assert not told(client, testimony)


def test_where_consent_keeps_existence_back_nothing_is_told_or_asked_for(client, reader, researcher):
    testimony = cast.testimony(knowable_from=None)
    close(testimony, "passage")
    assert not told(client, testimony)
    assert reader.post(form_of(testimony), WORDS)["Location"] == testimony.get_absolute_url()
    with pytest.raises(ActionRefused, match="nothing here"):
        ask(testimony, researcher)
    assert not AccessRequest.objects.exists()


@pytest.mark.parametrize("state", ["closed", "draft", "in_review", "withdrawn", "no_consent"])
def test_parts_of_what_is_hidden_are_not_there(reader, state):
    testimony = cast.testimony(state=state)
    close(testimony, "passage")
    assert reader.get(form_of(testimony)).status_code == 404


def test_parts_of_what_an_embargo_closes_cannot_be_asked_for(reader):
    testimony = cast.testimony(state="embargoed")
    close(testimony, "passage")
    assert reader.get(form_of(testimony))["Location"] == testimony.get_absolute_url()


def test_a_request_is_sent_granted_and_opens_the_parts(reader, researcher):
    testimony, publisher = cast.testimony(), cast.staff("publisher")
    close(testimony, "passage")
    page = plain(reader.get(form_of(testimony)).content.decode())
    assert "Parts of this testimony are kept on request; access is given to all of it." in page
    answer = reader.post(form_of(testimony), WORDS, follow=True)
    assert "You have asked for access" in plain(answer.content.decode())
    grant(AccessRequest.objects.get(), publisher)
    page = reader.get(testimony.get_absolute_url()).content.decode()
    assert "Canary words." in page
    assert LINE not in page
    assert reader.get(form_of(testimony))["Location"] == testimony.get_absolute_url()
    with pytest.raises(AlreadyGranted):
        ask(testimony, researcher)


def test_a_grant_opens_nothing_that_is_closed(reader, researcher):
    testimony = cast.testimony()
    close(testimony, "passage")
    cast.passage(testimony, "Closed words.", access="closed")
    grant(ask(testimony, researcher), cast.staff("publisher"))
    page = reader.get(testimony.get_absolute_url()).content.decode()
    assert "Canary words." in page
    assert "Closed words." not in page


def test_access_to_the_parts_is_given_without_a_request(researcher):
    testimony, publisher = cast.testimony(), as_group("publisher")
    label = re.compile("Give someone access")
    assert not label.search(publisher.get(at(testimony)).content.decode())
    close(testimony, "file")
    assert label.search(publisher.get(at(testimony)).content.decode())
    words = {"reason": "Family", "valid_until": in_days(9), "origin": ORIGIN}
    requests.give(testimony, researcher, publisher.user, **words)
    assert AccessGrant.objects.filter(researcher=researcher).exists()
    assert reads(researcher, testimony)
    shut = cast.testimony(state="closed")
    close(shut, "passage")
    with pytest.raises(ActionRefused, match="open nothing"):
        requests.give(shut, researcher, publisher.user, **words)


def test_a_curator_is_told_nothing_and_asks_for_nothing(curator):
    testimony = cast.testimony()
    close(testimony, "passage")
    assert not told(curator, testimony)
    assert curator.get(form_of(testimony))["Location"] == testimony.get_absolute_url()


def test_what_a_visitor_is_told_may_be_kept_by_caches(client):
    testimony = cast.testimony()
    close(testimony, "passage")
    assert client.get(testimony.get_absolute_url())["Cache-Control"] == "public, no-cache"
