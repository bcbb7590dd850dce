"""What the database itself holds to, what is derived, and what may be deleted."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from archive import models as archive_models
from archive.access.levels import Status
from archive.models import (
    AccessGrant,
    Consent,
    Event,
    Mention,
    Note,
    Participation,
    Passage,
    Person,
    PersonRelation,
    Place,
    Statement,
    Testimony,
)
from archive.models.base import Record
from tests import cast

pytestmark = pytest.mark.django_db


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_a_narrator_has_a_standing_and_no_one_else_has():
    testimony, person = cast.testimony(), cast.person()
    refused(lambda: Participation.objects.create(testimony=testimony, person=person, role="narrator"))
    refused(
        lambda: Participation.objects.create(
            testimony=testimony, person=person, role="interviewer", standing=cast.term("standing", "witness")
        )
    )
    Participation.objects.create(testimony=testimony, person=person, role="interviewer")


@pytest.mark.parametrize("targets", [(), ("person", "place")])
def test_a_mention_has_exactly_one_target(targets):
    passage = Passage.objects.get(transcript__testimony=cast.testimony())
    build = {"person": cast.person, "place": cast.place}
    refused(lambda: Mention.objects.create(passage=passage, **{target: build[target]() for target in targets}))


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (5, None), (None, 5)])
def test_a_span_ends_after_its_start(start, end):
    passage = Passage.objects.get(transcript__testimony=cast.testimony())
    refused(lambda: Mention.objects.create(passage=passage, person=cast.person(), start=start, end=end))
    refused(lambda: Note.objects.create(passage=passage, text="A remark", start=start, end=end))


@pytest.mark.parametrize("asserted", [(), ("asserted_by", "asserted_in")])
def test_a_statement_is_asserted_by_exactly_one(asserted):
    values = {
        "asserted_by": cast.source(),
        "asserted_in": Passage.objects.get(transcript__testimony=cast.testimony()),
    }
    refused(
        lambda: Statement.objects.create(wording="x", event=cast.event(), **{name: values[name] for name in asserted})
    )


def test_a_figure_says_what_it_counts():
    refused(lambda: cast.statement(cast.event(), figure=613))
    cast.statement(cast.event(), figure=613, unit="people killed")


def test_no_one_dies_before_birth():
    refused(lambda: Person.objects.create(born="1992", died="1991"))
    Person.objects.create(born="1992", died="1992?")


def test_a_consent_and_a_grant_end_after_their_start():
    testimony = cast.testimony(state="draft")
    start = testimony.created_at
    refused(lambda: Consent.objects.create(testimony=testimony, basis="oral", valid_from=start, valid_until=start))
    refused(
        lambda: AccessGrant.objects.create(
            testimony=testimony, researcher=cast.user("reader"), valid_from=start, valid_until=start
        )
    )


def test_a_passage_ends_after_its_start():
    testimony = cast.testimony()
    refused(lambda: cast.passage(testimony, "Words", start_ms=10, end_ms=10))
    refused(lambda: cast.passage(testimony, "Words", end_ms=10))


@pytest.mark.parametrize(
    "position",
    [
        {"latitude": 40, "precision": "settlement"},
        {"latitude": 40, "longitude": 46},
        {"precision": "settlement"},
        {"latitude": 91, "longitude": 46, "precision": "site"},
    ],
)
def test_a_position_is_whole_and_on_earth_or_absent(position):
    refused(lambda: Place.objects.create(**position))


def test_a_place_does_not_lie_in_itself():
    village = cast.place("Village")
    village.parent = cast.place("Valley", parent=village)
    with pytest.raises(ValidationError, match="already lies in"):
        village.clean()
    assert village.ancestors()[0].heading == "Village"


@pytest.mark.parametrize(
    ("build", "field"),
    [(cast.event, "parent"), (cast.collection, "parent"), (cast.source, "part_of"), (cast.source, "seen_through")],
)
def test_no_hierarchy_goes_in_a_circle(build, field):
    above = build("Above")
    below = build("Below", **{field: above})
    setattr(above, field, below)
    with pytest.raises(ValidationError, match="in a circle"):
        above.clean()


def test_two_people_are_related_once_in_a_way():
    one, other = cast.person("One"), cast.person("Other")
    PersonRelation.objects.create(person=one, other=other, kind="sibling")
    refused(lambda: PersonRelation.objects.create(person=one, other=other, kind="sibling"))
    refused(lambda: PersonRelation.objects.create(person=one, other=one, kind="sibling"))


def test_an_accession_number_is_unique_in_its_collection():
    first = cast.testimony(accession_number="A 1")
    refused(lambda: cast.testimony(accession_number="A 1"))
    cast.testimony(accession_number="A 1", collection=cast.collection("Another"))
    assert first.accession_number == "A 1"


def test_a_fuzzy_date_brings_its_bounds_however_it_is_written():
    bounds = (date(1992, 2, 25), date(1992, 2, 26))
    event = Event.objects.create(date="1992-02-25/1992-02-26")
    [bulk] = Event.objects.bulk_create([Event(date="1992-02-25/1992-02-26")])
    assert (event.date_earliest, event.date_latest) == (bulk.date_earliest, bulk.date_latest) == bounds
    bulk.date = "1988-02"
    Event.objects.bulk_update([bulk], ["date"])
    bulk.refresh_from_db()
    assert (bulk.date_earliest, bulk.date_latest) == (date(1988, 2, 1), date(1988, 2, 29))
    event.date = "1991-12"
    event.save(update_fields=["date"])
    event.refresh_from_db()
    assert event.date_latest == date(1991, 12, 31)
    with pytest.raises(TypeError, match="stale"):
        Event.objects.update(date="1990")


def test_mentions_and_notes_move_with_their_words():
    testimony = cast.testimony(text="She fled to Sarikend at night.")
    passage = Passage.objects.get(transcript__testimony=testimony)
    kept, lost = cast.mention(passage, "Sarikend", cast.place()), cast.mention(passage, "night", cast.event())
    note = Note.objects.create(passage=passage, start=4, end=8, text="On foot.")
    passage.text = "She says that she fled to Sarikend in the evening."
    passage.save()
    for pin in (kept, lost, note):
        pin.refresh_from_db()
    assert passage.text[kept.start : kept.end] == "Sarikend"
    assert passage.text[note.start : note.end] == "fled"
    assert (lost.start, lost.end, lost.surface, lost.lost_its_place) == (None, None, "night", True)


def test_mentions_move_in_a_bulk_update_too():
    passage = Passage.objects.get(transcript__testimony=cast.testimony(text="To Sarikend."))
    mention = cast.mention(passage, "Sarikend", cast.place())
    passage.text = "She walked to Sarikend."
    Passage.objects.bulk_update([passage], ["text"])
    mention.refresh_from_db()
    assert passage.text[mention.start : mention.end] == "Sarikend"


@pytest.mark.parametrize("state", ["public", "withdrawn"])
def test_what_was_published_once_cannot_be_deleted(state):
    testimony = cast.testimony(state=state)
    passage = Passage.objects.get(transcript__testimony=testimony)
    for record in (testimony, passage, passage.transcript, testimony.collection):
        with pytest.raises(models.ProtectedError), transaction.atomic():
            record.delete()
    with pytest.raises(models.ProtectedError), transaction.atomic():
        Testimony.objects.all().delete()
    assert Testimony.objects.get().status == Status(testimony.status)


def test_a_draft_can_be_deleted_with_what_is_in_it():
    cast.testimony(state="draft")
    Testimony.objects.all().delete()
    assert not Passage.objects.exists()


def test_sealed_records_cannot_be_reached_from_what_readers_touch():
    exported = {getattr(archive_models, name) for name in archive_models.__all__}
    sealed = {
        model for model in apps.get_app_config("archive").get_models() if "archive.models.sealed" in model.__module__
    }
    assert len(sealed) == 4
    assert not sealed & exported
    for model in exported:
        for field in model._meta.get_fields(include_hidden=False):
            assert field.related_model not in sealed


def test_every_record_has_a_natural_key_of_its_own():
    for model in apps.get_app_config("archive").get_models():
        if issubclass(model, Record) and model.__name__ not in {
            "Redaction",
            "SealedText",
            "SealedIdentity",
            "ProtectedPart",
            "AccessRequest",
            "AccessGrant",
            "PreviewLink",
        }:
            assert model.NATURAL_KEY, f"{model.__name__} cannot stand in a fixture without a natural key"
            assert hasattr(model._default_manager, "get_by_natural_key")
