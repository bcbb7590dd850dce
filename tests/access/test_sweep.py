"""The sweep: every route, every state, every identity, and nothing that someone may not see anywhere in an answer."""

import os
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from tests.access import canaries, surfaces
from tests.access.canaries import ACCOUNTS, EVERYONE, READERS, STAFF, STUBS, TOMBSTONES, World
from tests.access.surfaces_of_accounts import account_addresses
from tests.access.walking import Walk, build, rolled_back, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WHOLE = ("visitor", "registered", "granted", "curator", "administrator")
IN_PART = ("inactive", "over", "revoked", "volunteer")
"""Identities that must read what a visitor or a registered reader reads: shown in the pages where it could differ."""


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield build(compared=False)[0]


STRICT = tuple(
    f"{level} {part}" for level in ("registered", "on_request", "closed") for part in ("transcript", "passage")
)
SOURCES = tuple(f"source {status}" for status in ("draft", "in_review", "withdrawn", "erased"))
IN_SHORT = {
    "visitor": ("public", "draft", "closed", "embargoed", "on_request", "erased", "unnamed", "unquotable", *STRICT),
    "registered": ("registered", "registered_unknown", "on_request", "embargoed", "closed", "draft", *STRICT),
    "granted": ("on_request", "on_request_unknown", "embargoed_on_request", "closed", "withdrawn", "unnamed", *STRICT),
    "curator": ("draft", "closed", "unnamed", "unquotable", "erased", "redacted", "protected", "source erased"),
    "administrator": ("erased", "redacted", "protected", "source erased", "withdrawn"),
}
"""The rooms that an identity walks through in a short run, beside what is open; soaking, it walks through all."""

SOAK = os.environ.get("ARCHIVE_SOAK") == "1"


def rooms_of(identity):
    short = IN_SHORT[identity]
    return None if SOAK or short is None else frozenset({"open", "own works", *short})


@pytest.fixture(scope="module")
def walks(house):
    """The walk of an identity, walked when it is first asked for."""
    return cache(lambda identity: walked_by(house, identity))


def walked_by(house, identity):
    """Everywhere in its rooms; a visitor also to every testimony, passage, source and collection there is."""
    walk = Walk(house, identity)
    own = ("archive:testimony", "archive:passage", "archive:source", "archive:collection")
    walk.through(account_addresses(house))
    if identity in IN_PART:
        some = house.within("registered", "on_request", "embargoed", "draft")
        return walk.through(surfaces.public_addresses(some, "archive:home", *own[:2]))
    addresses = [*surfaces.public_addresses(replace(house, rooms=rooms_of(identity), thorough=SOAK))]
    if identity == "visitor":
        addresses += [*surfaces.public_addresses(house, *own), *surfaces.odd_addresses(house)]
    return walk.through(dict.fromkeys(addresses))


def test_every_route_has_a_row():
    without = [f"{name} ({pattern})" for name, pattern in surfaces.routes() if surfaces.row_of(name) is None]
    assert not without, "write a row in tests/access/surfaces.py: how is it called, with which records?"


def test_every_text_column_is_planted_or_excused(house):
    assert canaries.forgotten(house.world) == []


def test_every_state_has_a_room(house):
    assert {room for room, _record in house.world.records["testimony"]} >= READERS.keys()


@pytest.mark.parametrize("identity", [*WHOLE, *IN_PART])
def test_no_answer_shows_a_canary_to_who_may_not_see_it(house, walks, identity):
    walk = walks(identity)
    rooms = {canary.room for canary in house.world.canaries.values()}
    print(f"sweep: {walk.answers} answers to the {identity}, {len(rooms)} states, {len(walk.leaks)} leaks")
    assert not walk.leaks, "\n".join(sorted(walk.leaks)[:20])
    assert walk.failures == []


PRINTED = {
    "testimony.title",
    "testimony.abstract",
    "testimony.licence",
    "testimony.provenance",
    "participation.credited_as",
    "transcript.made_by",
    "transcript.checked_by",
    "passage.text",
    "note.text",
    "statement.wording",
    "name.text",
    "name.used_by",
    "name.pseudonym",
    "person.description",
    "person.fate_note",
    "place.description",
    "event.description",
    "organisation.description",
    "tag.name",
    "language.label",
    "personrelation.note",
    "eventparticipation.note",
    "source.title",
    "collection.title",
}
"""What the public pages show of a record to those who may read it."""


@pytest.mark.parametrize("identity", WHOLE)
def test_who_may_see_it_does_see_it(house, walks, identity):
    walked = rooms_of(identity)
    rooms = {"open", "own works", *READERS} if walked is None else walked - {*SOURCES}
    expected = {
        token: canary
        for token, canary in house.world.canaries.items()
        if canary.label in PRINTED and identity in canary.readers and canary.room in rooms
    }
    missing = Counter(
        f"{canary.label} of {canary.room}" for token, canary in expected.items() if token not in walks(identity).seen
    )
    assert missing == {}
    assert len(expected) > 50


def status_of(state: str, identity: str) -> int:
    if identity in READERS[state]:
        return 200
    if state in TOMBSTONES:
        return 410
    return 200 if state in STUBS else 404


def test_every_address_answers_as_the_contract_says(house):
    for identity in (*WHOLE, *IN_PART):
        client = Walk(house, identity).client
        for state in READERS:
            room = house.open_house.rooms[state]
            answered = client.get(room.testimony.get_absolute_url()).status_code
            assert answered == status_of(state, identity), (state, identity)
            if state != "erased" or identity not in STAFF:
                expected = status_of(state, identity)
                expected = 404 if state in STUBS and identity not in READERS[state] else expected
                assert client.get(room.passages[0].get_absolute_url()).status_code == expected, (state, identity)


def test_every_preview_link_answers_as_the_contract_says(house):
    for identity in (*WHOLE, *IN_PART):
        client = Walk(house, identity).client
        for address, room in house.world.previews.items():
            if room in ("draft", "in_review", "draft on hidden ground"):
                expected = 200
            elif room in ("withdrawn", "erased", "draft over", "draft revoked"):
                expected = 404
            else:
                expected = 302 if identity in READERS[room] else 404
            assert client.get(address).status_code == expected, (room, identity)
    assert len(house.world.previews) > len(READERS) / 2


def test_the_workbench_is_closed_to_everyone_but_staff(house):
    for identity in EVERYONE - STAFF - {"volunteer"}:
        walk = Walk(house, identity)
        addresses = [*surfaces.lists(house), *surfaces.pages_of_records(house.within("public", "draft"))]
        for address in addresses:
            answer = walk.client.get(address)
            if "%00" in address:  # refused before anyone asks who it is
                assert answer.status_code == 400, (identity, address)
                continue
            assert answer.status_code in (302, 403), (identity, address)
            assert answer.status_code == 403 or "/login/" in answer.headers["Location"], (identity, address)
    assert ACCOUNTS > STAFF


@pytest.mark.parametrize("identity", ["volunteer", "curator", "administrator"])
def test_the_workbench_shows_staff_no_more_than_they_may_see(house, identity):
    walk = Walk(house, identity)
    some = house.within(
        "public", "draft", "unnamed", "on_request", "closed passage", "source draft", "source withdrawn"
    )
    some = some if identity == "volunteer" else house.within("erased", "redacted", "protected", "source erased")
    walk.through(surfaces.named_pages(house))
    walk.through(surfaces.lists(house))
    walk.through(surfaces.autocompletes(house))
    if SOAK:
        walk.through(surfaces.pages_of_records(house))
    else:  # every kind of page, of the first record of each model in each of these rooms
        walk.through(surfaces.pages_of_records(some, one_of_a_room=True))
    if identity == "volunteer":  # the open ones, too, of which a hidden source says something
        walk.through(surfaces.pages_of_records(house.within(*SOURCES), ("change",)))
    walk.through(surfaces.pages_of_marks(house))
    walk.through(surfaces.onto_the_site(some))
    print(f"sweep: {walk.answers} answers of the workbench to the {identity}, {len(walk.leaks)} leaks")
    assert not walk.leaks, "\n".join(sorted(walk.leaks)[:20])
    assert walk.failures == []


RESTING = ("person.description", "person.fate_note", "organisation.description", "place.description")
RESTING = (*RESTING, "event.description", "statement.cites")


@pytest.mark.parametrize("label", RESTING)
def test_the_workbench_is_found_out_where_it_shows_what_only_a_hidden_source_says(house, monkeypatch, label):
    """The control of the walk above: the volunteer's, through pages that do not keep back what rests on a source."""
    name = label.partition(".")[0]
    page = next(page for model, page in admin.site._registry.items() if model._meta.label_lower == f"archive.{name}")
    monkeypatch.setattr(type(page), "resting_columns", ())
    pages = surfaces.pages_of_records(house.within("source draft"), ("change",))
    walk = Walk(house, "volunteer").through(each for each in pages if each.startswith(f"/admin/archive/{name}/"))
    assert any(f"{label} of “source draft”" in leak for leak in walk.leaks)


@pytest.mark.parametrize("identity", sorted(EVERYONE))
def test_withheld_words_are_shown_to_who_may_unseal_and_gives_a_reason(house, identity):
    """The positive control of the sweep's silence about them: the words are there, behind this one page."""
    client, room = Walk(house, identity).client, house.open_house.rooms["redacted"]
    (mark,) = [mark for where, mark in house.world.records["redaction"] if where == room.state]
    address = reverse("admin:archive_passage_original", args=[mark.passage_id, mark.pk])
    shown = [room.withheld in text_of(client.post(address, {"reason": reason})) for reason in ("", "A court asks.")]
    may = house.people[identity] is not None and house.people[identity].has_perm("archive.unseal_redaction")
    assert shown == [False, may and identity in STAFF]


def test_no_table_keeps_what_was_withheld_sealed_or_erased(house):
    kept = everything_in_the_tables()
    gone = {
        token: canary
        for token, canary in house.world.canaries.items()
        if not canary.readers and canary.room in ("redacted", "protected", "erased")
    }
    assert len(gone) > 60
    assert [f"{canary.label} of {canary.room}" for token, canary in gone.items() if token in kept] == []
    assert next(token for token, canary in house.world.canaries.items() if canary.room == "draft") in kept


def everything_in_the_tables() -> set[str]:
    """The tokens in every row of every table."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                texts = (bytes(each).decode("latin-1") if isinstance(each, BINARY) else str(each) for each in row)
                found.update(token for text in texts for token in World.tokens_in(text))
    return found


BINARY = (bytes, memoryview)


def test_no_session_and_no_log_keeps_a_word(house, walks):
    walks("granted")
    shelves = [str(session.get_decoded()) for session in Session.objects.all()]
    shelves += [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    assert not [token for text in shelves for token in house.world.tokens_in(text)]
