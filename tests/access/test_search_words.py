"""A word that stands only in what is hidden is answered like one that stands nowhere, to the byte, by all of search."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import AccessGrant, Tag, TaggedTestimony
from tests import cast
from tests.access.walking import text_of

pytestmark = pytest.mark.django_db

HIDDEN, NOWHERE = "zqhiddenzq", "zqnowherezq"
SURFACES = ("search", "search-feed", "search-hits")
QUERIES = (
    "{}",
    "{}*",
    '"{}"',
    '"{} word"~3',
    "-{}",
    "{} OR word",
    "title:{}",
    "person:{}",
    "place:{}",
    "event:{}",
    "tag:{}",
)
QUERIES = (*QUERIES, "event:{}", "tag:{}", "speaker:{}", "collection:{}", "-person:{}", "word -{}")


def plant(state):
    """Every text and name that search looks through, in an account in ``state``."""
    person, place, event = cast.person(f"{HIDDEN} Aliyeva"), cast.place(HIDDEN), cast.event(HIDDEN)
    kept = cast.collection(f"Kept {HIDDEN}", status="draft", published_at=None)
    record = cast.testimony(
        f"A word {HIDDEN}",
        text=f"A word {HIDDEN} here.",
        abstract=f"Of a word {HIDDEN}.",
        narrator=person,
        state=state,
        collection=kept,
        knowable_from=None,
    )
    passage = record.transcripts.get().passages.get()
    for target in (place, event):
        cast.mention(passage, "here", target)
    TaggedTestimony.objects.create(tag=Tag.objects.create(name=HIDDEN), content_object=record)
    return record


def differing(client, queries=QUERIES):
    cast.testimony("Open", text="A word that anyone may read.")
    found = []
    for surface in SURFACES:
        for query in queries:
            answers = [
                text_of(client.get(reverse(f"archive:{surface}"), {"q": query.format(word)})).replace(word, "…")
                for word in (HIDDEN, NOWHERE)
            ]
            if _without_tag(answers[0]) != _without_tag(answers[1]):
                found.append(f"{surface} {query}")
    return found


def _without_tag(answer):
    """An answer without the hash of its bytes, in which the word asked for stands."""
    return "\n".join(line for line in answer.splitlines() if not line.startswith(("ETag", "Content-Length")))


EVERY_WAY = ("draft",)
STATES = [state for state in cast.STATES if state != "public"]


@pytest.mark.parametrize("state", STATES)
def test_a_hidden_word_is_as_one_that_stands_nowhere(client, state):
    plant(state)
    assert differing(client, QUERIES if state in EVERY_WAY else ("{}", "-{}", "person:{}")) == []


def test_the_comparison_sees_what_is_open(client):
    """The positive control: the same words in the open are found by every question that names them."""
    plant("public")
    found = differing(client)
    assert len(found) > 25
    assert {"search {}", "search-feed {}", "search-hits {}", "search person:{}", "search -{}"} <= set(found)


@pytest.mark.parametrize(("state", "is_found"), [("registered", True), ("on_request", False), ("draft", False)])
def test_who_is_registered_finds_what_is_open_to_them(state, is_found):
    record = plant(state)
    client = Client()
    client.force_login(cast.user("reader"))
    page = client.get(reverse("archive:search"), {"q": HIDDEN}).content.decode()
    assert (record.get_absolute_url() in page) == is_found
    assert ("1 testimony" in page) == is_found


def test_who_was_granted_an_account_finds_it_and_a_curator_finds_all():
    record, other = plant("on_request"), cast.testimony("Another", text="A word.", state="on_request")
    reader, now = cast.user("reader"), timezone.now()
    AccessGrant.objects.create(testimony=record, researcher=reader, valid_from=now, valid_until=now + timedelta(days=1))
    expected = {"granted": {record}, "curator": {record, other}}
    for name, user in (("granted", reader), ("curator", cast.staff("publisher"))):
        client = Client()
        client.force_login(user)
        page = client.get(reverse("archive:search"), {"q": "word"}).content.decode()
        assert {each for each in (record, other) if each.get_absolute_url() in page} == expected[name]
