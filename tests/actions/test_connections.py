"""What connects a protected person to others is sealed with the identity, unless a curator leaves it."""

import pytest

from archive.actions.connections import code_of, connections_of, described
from archive.actions.identity import look, reveal
from archive.actions.protect import protect, protect_again
from archive.models import (
    Event,
    EventParticipation,
    LoadedRecord,
    Mention,
    PersonRelation,
    Source,
    SourceContribution,
    Statement,
)
from tests import canaries, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def narrator():
    return cast.person("Aysel Karimova")


@pytest.fixture
def husband():
    return cast.person("Rustam Karimov")


@pytest.fixture
def connected(narrator, husband):
    """Every kind of connection, with words that tell who the person is."""
    article = cast.source("Memoirs of a nurse")
    PersonRelation.objects.create(person=narrator, other=husband, kind="spouse", note="Qxkrelation", source=article)
    PersonRelation.objects.create(person=cast.person("A mother"), other=narrator, kind="parent")
    EventParticipation.objects.create(
        person=narrator, event=cast.event("The fire", date="1992-02-25"), role="witness", note="Qxkpart"
    )
    cast.statement(narrator, "The source says that Qxkwording.", figure="12.500", unit="beds", date="1991-03")
    SourceContribution.objects.create(source=article, person=narrator, role="author")
    return connections_of(narrator)


@pytest.fixture
def publisher():
    return cast.staff("publisher")


@pytest.fixture
def administrator():
    return cast.staff("administrator")


MODELS = (PersonRelation, EventParticipation, Statement, SourceContribution)


def rows():
    return {
        model.__name__: [
            {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields[1:]}
            | {"updated_at": None}
            for row in model.objects.order_by("created_at", "pk")
        ]
        for model in MODELS
    }


NONE = {model.__name__: [] for model in MODELS}


def test_every_kind_is_listed_with_what_it_tells(connected):
    said = [described(row) for row in connected]
    assert [row._meta.model_name for row in connected] == [
        "personrelation",
        "personrelation",
        "eventparticipation",
        "statement",
        "sourcecontribution",
    ]
    assert "Rustam Karimov · Qxkrelation" in said[0]
    assert "The fire · 25 February 1992 · Qxkpart" in said[2]
    assert "Qxkwording" in said[3]
    assert "Memoirs of a nurse" in said[4]


def test_readers_are_not_led_from_the_pseudonym_to_anyone(client, narrator, husband, connected, publisher):
    """The attack: spouse, exact date of an event and articles stayed on the page of the pseudonym."""
    for each in (narrator, husband):
        record = cast.testimony(narrator=each)
    Mention.objects.create(passage=record.transcripts.get().passages.get(), event=Event.objects.get())
    before = client.get(narrator.get_absolute_url()).content.decode()
    telling = ("Rustam", "Qxkrelation", "The fire", "Qxkpart", "Qxkwording")
    for word in telling:
        assert word in before, word
    protect(narrator, publisher, pseudonym="A nurse")
    page = client.get(narrator.get_absolute_url()).content.decode()
    assert "A nurse" in page
    for word in telling:
        assert word not in page, word
    assert (
        "A nurse" not in client.get(Source.objects.get(title__startswith="Memoirs").get_absolute_url()).content.decode()
    )
    for word in ("Qxkrelation", "Qxkpart", "Qxkwording"):
        assert canaries.where(word) == [], word


def test_taking_it_back_enters_every_connection_again(narrator, connected, publisher, administrator):
    before = rows()
    protect(narrator, publisher, pseudonym="A nurse")
    assert rows() == NONE
    reveal(narrator, administrator, reason="She agreed.")
    assert rows() == before


def test_what_a_curator_leaves_stays(narrator, connected, publisher):
    protect(narrator, publisher, pseudonym="A nurse", staying=[code_of(connected[2])])
    assert [bool(model.objects.count()) for model in MODELS] == [False, True, False, False]
    assert str(EventParticipation.objects.get().person) == "A nurse"


def test_a_relation_between_two_protected_people_comes_back_with_the_last(
    narrator, husband, connected, publisher, administrator
):
    protect(narrator, publisher, pseudonym="A nurse")
    protect(husband, publisher, pseudonym="A miller")
    reveal(narrator, administrator, reason="She agreed.")
    assert not PersonRelation.objects.filter(other=husband).exists()
    reveal(husband, administrator, reason="He agreed.")
    assert PersonRelation.objects.get(other=husband).note == "Qxkrelation"


def test_what_was_entered_again_or_is_gone_is_left_out(narrator, husband, connected, publisher, administrator):
    protect(narrator, publisher, pseudonym="A nurse")
    PersonRelation.objects.create(person=narrator, other=husband, kind="spouse", note="Entered again")
    Source.objects.write_guarded(status="draft", published_at=None)
    Source.objects.filter(statements=None).delete()
    reveal(narrator, administrator, reason="She agreed.")
    assert PersonRelation.objects.get(other=husband).note == "Entered again"
    assert not SourceContribution.objects.exists()
    assert not Statement.objects.exists()
    assert PersonRelation.objects.count() == 2


def test_who_may_look_sees_the_connections(narrator, connected, publisher, administrator):
    protect(narrator, publisher, pseudonym="A nurse")
    sealed = look(narrator, administrator, reason="A court asks.")["connections"]
    assert [each["model"] for each in sealed] == [row._meta.model_name for row in connected]


def test_a_restored_backup_seals_them_again(narrator, connected):
    protect_again(narrator)
    assert rows() == NONE


def test_what_was_loaded_of_them_is_forgotten(narrator, connected, publisher):
    for row in connected:
        key = str(list(row.natural_key())).replace("'", '"').replace("None", "null")
        LoadedRecord.objects.create(label=row._meta.label_lower, natural_key=key, digest="0")
    protect(narrator, publisher, pseudonym="A nurse")
    left = LoadedRecord.objects.values_list("natural_key", "digest")
    assert {(key.partition(":")[0], digest) for key, digest in left} == {("hmac", "")}
