"""A page that protects an identity and was opened before something else was entered: it is refused, and nothing that
nobody has looked at keeps telling who the person is."""

import pytest
from django.test import Client

from archive.actions.protect import listed, protect
from archive.actions.refusals import LostRace
from archive.models import Person, PersonRelation, Session
from tests import cast
from tests.admin.workbench import as_group, at, form_on

pytestmark = pytest.mark.django_db

ADDRESS, DAY = "Sarikend, house 12", "1993-04-07"


@pytest.fixture
def narrator():
    return cast.person("Ruslan Mammadov", description="A teacher.")


@pytest.fixture
def told(narrator):
    return cast.testimony("First", narrator=narrator, recorded_on=DAY, recorded_at=cast.place(ADDRESS))


@pytest.fixture
def publisher():
    return as_group("publisher")


def opened(client, person):
    return form_on(client, at(person, "protect")) | {"pseudonym": "The teacher"}


def second_account(narrator):
    return cast.testimony("Second", narrator=narrator, recorded_on="1993-04-09", recorded_at=cast.place(ADDRESS))


def read_by_visitors(testimony):
    return Client().get(testimony.get_absolute_url()).content.decode()


def with_column(record, **columns):
    for column, value in columns.items():
        setattr(record, column, value)
    record.save()


def held(told):
    return Session.objects.create(testimony=told, held_on="1993-04-08", place=told.recorded_at)


def test_an_account_entered_meanwhile_is_not_left_as_it_is(publisher, narrator, told):
    page = opened(publisher, narrator)
    other = second_account(narrator)
    answer = publisher.post(at(narrator, "protect"), page)
    assert answer.status_code == 409
    assert "has changed what it lists (the accounts, or the date or place of one)" in answer.content.decode()
    again = publisher.post(at(narrator, "protect"), page)
    assert again.status_code == 409
    assert not Person.objects.get(pk=narrator.pk).identity_protected
    assert publisher.post(at(narrator, "protect"), opened(publisher, narrator)).status_code == 302
    for testimony in (told, other):
        html = read_by_visitors(testimony)
        assert "The teacher" in html
        assert not any(exact in html for exact in ("April 1993", "Sarikend", "Mammadov"))


CHANGES = {
    "a place": (lambda told, _who: with_column(told, recorded_at=cast.place("Mill street 3")), "the accounts"),
    "a day": (lambda told, _who: with_column(told, recorded_on="1993-04-08"), "the accounts"),
    "a sitting": (lambda told, _who: held(told), "the accounts"),
    "a part": (
        lambda told, _who: with_column(told.participations.get(), role="present", standing=None),
        "the accounts",
    ),
    "a relation": (
        lambda _told, who: PersonRelation.objects.create(person=cast.person("Bahram"), other=who, kind="sibling"),
        "the connections",
    ),
    "a statement": (lambda _told, who: cast.statement(who, "He taught in Sarikend."), "the connections"),
    "a name": (lambda _told, who: cast.also_called(who, "Qxruslan", "az"), "the person"),
    "a credit": (lambda told, _who: with_column(told.participations.get(), credited_as="R. M."), "the person"),
    "a description": (lambda _told, who: with_column(who, description="Of house 12."), "the person"),
    "a source of it": (lambda _told, who: who.sources.add(cast.source("About teachers")), "the person"),
    "the name in a text": (lambda told, _who: cast.passage(told, "I am Ruslan."), "where else the name stands"),
    "the name in a title": (lambda told, _who: with_column(told, title="Ruslan’s"), "where else the name stands"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_the_page_lists_is_compared(publisher, narrator, told, what):
    change, said = CHANGES[what]
    page = opened(publisher, narrator)
    change(told, narrator)
    answer = publisher.post(at(narrator, "protect"), page)
    assert answer.status_code == 409
    assert f"has changed what it lists ({said}" in answer.content.decode()
    assert not Person.objects.get(pk=narrator.pk).identity_protected


def test_what_the_page_does_not_list_is_not_compared(publisher, narrator, told):
    page = opened(publisher, narrator)
    cast.testimony("Of someone else", narrator=cast.person("Bahram"))
    cast.passage(told, "The mill burned.")
    with_column(told, abstract="On the mill.")
    assert publisher.post(at(narrator, "protect"), page).status_code == 302
    assert Person.objects.get(pk=narrator.pk).heading == "The teacher"


@pytest.mark.parametrize("sent", ["", "[]", "{}", "nonsense", "[" * 100_000, '{"the person": ["x"]}'])
def test_a_page_that_does_not_say_what_was_seen_is_refused(publisher, narrator, told, sent):
    page = opened(publisher, narrator)
    assert publisher.post(at(narrator, "protect"), page | {"as_seen": sent}).status_code == 409
    assert publisher.post(at(narrator, "protect"), page).status_code == 302


def test_the_action_compares_what_was_seen_itself(narrator, told):
    """What is entered after the form has compared is seen once the rows are locked."""
    publisher = cast.staff("publisher")
    seen = listed(narrator)
    other = second_account(narrator)
    with pytest.raises(LostRace, match=r"\(the accounts, or the date or place of one\)"):
        protect(narrator, publisher, pseudonym="The teacher", seen=seen)
    other.refresh_from_db()
    assert str(other.recorded_on) == "1993-04-09"
    protect(narrator, publisher, pseudonym="The teacher", seen=listed(narrator))
    assert narrator.identity_protected
