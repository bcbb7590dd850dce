"""A record that is hidden and an identifier that never was get the same answer, byte for byte and as fast.

`make test` compares every byte; `make soak` takes the time as well, over :data:`ROUNDS` requests of each.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter_ns
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from archive.models import MediaFile, PublicId, Tag, TaggedTestimony
from tests import cast
from tests.access import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROUNDS = 1_000
MOST_APART_MS = 5.0


def hidden_authority(make: Callable[[], Any]) -> Any:
    """An authority that only the draft of a testimony speaks of."""
    record = make()
    draft = cast.testimony(state="draft", text="The river.")
    cast.mention(draft.transcripts.get().passages.get(), "river", record)
    return record


def hidden_tag() -> Tag:
    tag = Tag.objects.create(name="Hidden tag")
    TaggedTestimony.objects.create(tag=tag, content_object=cast.testimony(state="draft"))
    return tag


def of_draft(columns: dict[str, Any]) -> Any:
    return cast.testimony(**columns).transcripts.get().passages.get()


def picture(state: str, rendition: str) -> MediaFile:
    content = ContentFile(b"GIF89a", name="picture.gif")
    return MediaFile.objects.create(
        testimony=cast.testimony(state=state), kind="image", rendition=rendition, file=content, media_type="image/gif"
    )


UNPUBLISHED = {"status": "draft", "published_at": None}
HIDDEN: dict[str, dict[str, Callable[[], Any]]] = {
    "testimony": {
        state: lambda state=state: cast.testimony(state=state, knowable_from=None)
        for state in cast.STATES
        if state not in ("public", "withdrawn")
    }
    | {"withdrawn without a trace": lambda: cast.testimony(state="withdrawn", leaves_tombstone=False)},
    "passage": {
        state: lambda state=state: of_draft({"state": state, "knowable_from": None})
        for state in cast.STATES
        if state not in ("public", "withdrawn")
    }
    | {"withdrawn without a trace": lambda: of_draft({"state": "withdrawn", "leaves_tombstone": False})},
    "person": {"in a draft": lambda: hidden_authority(lambda: cast.person("Bahram Huseynov"))},
    "organisation": {"in a draft": lambda: hidden_authority(lambda: cast.organisation("Hidden office"))},
    "place": {"in a draft": lambda: hidden_authority(lambda: cast.place("Hidden place"))},
    "event": {"in a draft": lambda: hidden_authority(lambda: cast.event("Hidden event"))},
    "tag": {"in a draft": hidden_tag},
    "source": {"draft": lambda: cast.source("Hidden source", **UNPUBLISHED)},
    "collection": {"draft": lambda: cast.collection("Hidden collection", **UNPUBLISHED)},
    "media": {"of a draft": lambda: picture("draft", "access"), "master": lambda: picture("public", "master")},
    "media-download": {"of a draft": lambda: picture("draft", "access"), "master": lambda: picture("public", "master")},
    "request": {"draft": lambda: cast.testimony(state="draft")},
}
"""For every route with a public identifier, the ways in which what it shows can be hidden from a visitor."""

CASES = [pytest.param(route, make, id=f"{route} {way}") for route, ways in HIDDEN.items() for way, make in ways.items()]


def never_minted() -> str:
    """A well-formed identifier that was never given to anything."""
    [value] = PublicId.objects.mint(1)
    PublicId.objects.filter(value=value).delete()
    return str(value)


def answer_to(client: Client, route: str, public_id: str, method: str = "get") -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers, with the identifier that was asked for taken out."""
    answer = getattr(client, method)(addresses.address(route, public_id))
    headers = {name: value.replace(public_id, "...") for name, value in answer.headers.items() if name != "Date"}
    return answer.status_code, answer.content.replace(public_id.encode(), b"..."), headers


def test_every_route_with_an_identifier_is_compared():
    assert set(addresses.detail_routes()) == set(HIDDEN)


@pytest.mark.parametrize(("route", "make"), CASES)
def test_hidden_and_never_there_differ_in_no_byte(client, route, make):
    hidden, never = make().public_id, never_minted()
    expected = answer_to(client, route, never)
    assert expected[0] == (302 if route in addresses.PERSONAL else 404)
    for _round in range(20):
        assert answer_to(client, route, hidden) == answer_to(client, route, never) == expected


@pytest.mark.parametrize(("route", "make"), CASES)
def test_hidden_and_never_there_answer_head_and_other_methods_alike(client, route, make):
    hidden, never = make().public_id, never_minted()
    for method in ("head", "post", "options", "delete"):
        assert answer_to(client, route, hidden, method) == answer_to(client, route, never, method), method


def test_what_is_shown_would_be_noticed(client):
    shown = cast.testimony()
    assert answer_to(client, "testimony", shown.public_id) != answer_to(client, "testimony", never_minted())


# --- time -----------------------------------------------------------------------------------------------


def milliseconds(client: Client, address: str) -> float:
    began = perf_counter_ns()
    client.get(address)
    return (perf_counter_ns() - began) / 1e6


def medians(client: Client, *wanted: str) -> list[float]:
    """The median time of ``ROUNDS`` requests for each address, asked in turn so that a busy moment hits all alike."""
    taken: dict[str, list[float]] = {address: [] for address in wanted}
    for number in range(ROUNDS):
        for address in wanted if number % 2 else reversed(wanted):
            taken[address].append(milliseconds(client, address))
    return [median(taken[address]) for address in wanted]


@pytest.mark.soak
@pytest.mark.parametrize(("route", "make"), CASES)
def test_hidden_and_never_there_take_the_same_time(client, route, make, request):
    hidden, never = (addresses.address(route, public_id) for public_id in (make().public_id, never_minted()))
    client.get(never)
    ours, theirs = medians(client, hidden, never)
    print(f"\n{request.node.callspec.id}: hidden {ours:.2f} ms, never there {theirs:.2f} ms (medians of {ROUNDS})")
    assert abs(ours - theirs) < MOST_APART_MS


def test_asking_for_what_is_hidden_is_answered_like_asking_for_nothing(client):
    """Whoever is logged in passes the door of the page that asks for access, and finds nothing behind it."""
    client.force_login(cast.user("reader"))
    never = answer_to(client, "request", never_minted())
    assert never[0] == 404
    for columns in ({"state": "draft"}, {"state": "on_request", "knowable_from": None}, {"state": "closed"}):
        hidden = cast.testimony(**columns).public_id
        assert answer_to(client, "request", hidden) == never
