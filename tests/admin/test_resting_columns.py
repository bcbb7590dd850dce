"""Columns of a record that rest on another one: staff who may not read what is unpublished get none of them."""

import pytest
from django.contrib import admin

from archive.admin.base import ArchiveAdmin
from archive.models import MediaFile, Passage, Section, Statement, Term, Transcript
from tests import cast
from tests.admin.workbench import as_group, as_volunteer, at, fields_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer():
    return as_volunteer()


@pytest.fixture
def told_by_a_draft():
    """Whom and what only an unpublished source describes, and whom a statement cites by it: records, words, columns."""
    hidden, passage = cast.source("A draft", status="draft"), cast.testimony().transcripts.get().passages.get()
    found = []
    for make in (cast.person, cast.place, cast.event, cast.organisation):
        record = make(description="Canary description")
        record.sources.add(hidden)
        cast.mention(passage, "river", record)
        found.append((record, "description"))
    person = found[0][0]
    person.fate_note = "Canary note"
    person.save()
    said = cast.statement(person, asserted_in=passage, cites="Canary cited", cites_source=hidden)
    return [*found, (person, "fate_note"), (said, "cites")]


def test_what_only_a_hidden_source_says_is_for_curators(volunteer, told_by_a_draft):
    for record, column in told_by_a_draft:
        for client, shown in ((as_group("cataloguer"), True), (volunteer, False)):
            page, listed = client.get(at(record)), at(type(record), "changelist")
            assert page.status_code == 200
            assert (getattr(record, column) in page.content.decode()) is shown, (record, column)
            assert (column in fields_on(client, record)) is shown, (record, column)
            asked = client.get(f"{listed}?{column}__startswith=Canary")
            assert asked.status_code == (200 if shown else 400), (record, column)


def test_nor_does_the_search_box_find_it(volunteer, told_by_a_draft):
    said = told_by_a_draft[-1][0]
    for client, words, found in (
        (as_group("cataloguer"), "Canary", [said]),
        (volunteer, "Canary", []),
        (volunteer, "rained", [said]),
    ):
        assert list(client.get(f"{at(type(said), 'changelist')}?q={words}").context["cl"].queryset) == found


def test_no_number_counts_what_is_hidden_beside_a_record(volunteer):
    """Where it stands among others is the archive's own number, and its gaps are what readers do not get."""
    testimony = cast.testimony(text="Open words.")
    for number in range(3):
        cast.passage(testimony, f"Kept back {number}.", access="closed")
    last = cast.passage(testimony, "The last open words.", position=4711)
    for client, shown in ((as_group("cataloguer"), True), (volunteer, False)):
        for address in (at(last), at(Passage, "changelist")):
            assert ("4711" in client.get(address).content.decode()) is shown, address
        asked = client.get(f"{at(Passage, 'changelist')}?position__gt=4")
        assert asked.status_code == (200 if shown else 400)


def test_every_such_number_is_declared():
    numbered = {
        model: {name} & page.for_curators()
        for model, page in admin.site._registry.items()
        if isinstance(page, ArchiveAdmin) and model is not Term
        for name in ("position", "part")
        if name in {each.name for each in model._meta.concrete_fields}
    }
    assert {*numbered} == {Passage, Transcript, Section, Statement, MediaFile}
    assert all(numbered.values()), numbered
