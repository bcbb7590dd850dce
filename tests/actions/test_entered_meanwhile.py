"""What one curator enters while another decides: on PostgreSQL the decision does not see what is not committed yet, and
has to wait for it. SQLite lets one transaction write at a time, so there is nothing to try there."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from archive.actions.erase import erase
from archive.actions.protect import listed, protect
from archive.actions.publication import WITHDRAW, carry_out
from archive.actions.refusals import ActionRefused, LostRace
from archive.lib.sharing_locks import keep_as_is
from archive.models import IndexedTestimony, Participation, Person, Source, Testimony
from archive.models.sealed import ProtectedPart
from archive.search.streams import MARK
from tests import cast

pytestmark = [
    pytest.mark.other_database("postgresql"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

WAITED = 1
"""Seconds after which ``then`` is taken to wait for the open transaction."""


def before_commit(enter, then):
    """Carry out ``enter``, and ``then`` while the transaction of it is still open; whether that waited for its end."""
    within, over = threading.Event(), threading.Event()

    def keep_open():
        try:
            with transaction.atomic():
                enter()
                within.set()
                return not over.wait(WAITED)
        finally:
            within.set()
            connections.close_all()

    def decide():
        try:
            assert within.wait(20)
            then()
        finally:
            over.set()
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        opened, decided = threads.submit(keep_open), threads.submit(decide)
        decided.result(30)
        return opened.result(30)


def nameless():
    return Person.objects.create()


def described(words):
    """Someone who is known by no name."""
    person = nameless()
    cast.also_called(person, words, kind="description")
    return person


def take_part(testimony, person, **columns):
    return Participation.objects.create(
        testimony=testimony, person=person, role="narrator", standing=cast.term("standing", "survivor"), **columns
    )


def test_protecting_someone_who_is_just_entered_as_narrator_withholds_the_originals():
    administrator, person = cast.staff("administrator"), cast.person("Gulnara Canary")
    testimony = cast.testimony()
    before_commit(
        lambda: take_part(testimony, person, credited_as="G. Canary"),
        lambda: protect(Person.objects.get(pk=person.pk), administrator, pseudonym="Someone"),
    )
    person.refresh_from_db()
    testimony.refresh_from_db()
    assert (person.identity_protected, testimony.originals_withheld) == (True, True)
    assert not Participation.objects.filter(person=person).exclude(credited_as="").exists()


def test_protecting_waits_for_an_account_that_is_just_entered_and_is_refused_for_it():
    administrator, person = cast.staff("administrator"), cast.person("Gulnara Canary")
    cast.testimony(narrator=person)
    testimony, seen = cast.testimony("Another account", recorded_on="1993-04-09"), listed(person)

    def protect_as_seen():
        with pytest.raises(LostRace, match="the accounts"):
            protect(Person.objects.get(pk=person.pk), administrator, pseudonym="Someone", seen=seen)

    before_commit(lambda: take_part(testimony, person), protect_as_seen)
    assert not Person.objects.get(pk=person.pk).identity_protected


def test_someone_entered_as_narrator_while_they_are_protected_has_the_originals_withheld():
    administrator, person = cast.staff("administrator"), cast.person("Gulnara Canary")
    testimony = cast.testimony()
    before_commit(
        lambda: protect(Person.objects.get(pk=person.pk), administrator, pseudonym="Someone"),
        lambda: take_part(testimony, person),
    )
    assert Testimony.objects.get(pk=testimony.pk).originals_withheld


@pytest.mark.parametrize("protected_first", [True, False])
def test_whoever_gives_a_consent_while_they_are_protected_is_kept(protected_first):
    administrator, person = cast.staff("administrator"), cast.person("Gulnara Canary")
    testimony = cast.testimony()
    steps = [
        lambda: protect(Person.objects.get(pk=person.pk), administrator, pseudonym="Someone"),
        lambda: cast.consent(testimony, narrator=person),
    ]
    assert before_commit(*(steps if protected_first else reversed(steps)))
    part = ProtectedPart.objects.get()
    assert (part.testimony_id, part.person_id, part.takes_part) == (testimony.pk, person.pk, False)


def test_no_heading_is_taken_from_a_name_entered_after_a_source_that_is_just_withdrawn():
    publisher, source = cast.staff("publisher"), cast.source()
    person = nameless()
    cast.also_called(person, "Aysel")
    before_commit(
        lambda: cast.also_called(person, "Hidden", "en", preferred=True, source=source),
        lambda: carry_out(WITHDRAW, Source.objects.get(pk=source.pk), publisher, reason="Asked for."),
    )
    person.refresh_from_db()
    assert person.heading == "Aysel"
    again, other = nameless(), cast.source()
    before_commit(
        lambda: carry_out(WITHDRAW, Source.objects.get(pk=other.pk), publisher, reason="Asked for."),
        lambda: cast.also_called(again, "Hidden", source=other),
    )
    again.refresh_from_db()
    assert again.heading == ""


def test_someone_whose_names_two_change_at_once_is_named_while_one_of_them_is_a_name():
    person = cast.person("Aysel")
    first = person.names.get()
    before_commit(lambda: cast.also_called(person, "Gulnara"), first.delete)
    person.refresh_from_db()
    assert (person.heading, person.is_named) == ("Gulnara", True)


def test_the_index_does_not_tell_of_a_narrator_who_is_just_entered_and_just_named():
    person, other = described("A woman from the mill"), described("A man from the mill")
    testimony = cast.testimony(nameable_from=None, nameable_until=None)
    shown = f"{MARK}n{person.pk}"
    before_commit(lambda: take_part(testimony, person), lambda: cast.also_called(person, "Gulnara"))
    assert shown not in IndexedTestimony.objects.get(pk=testimony.pk).facets.split()
    before_commit(lambda: cast.also_called(other, "Bahram"), lambda: take_part(testimony, other))
    assert f"{MARK}n{other.pk}" not in IndexedTestimony.objects.get(pk=testimony.pk).facets.split()


def test_someone_who_is_just_entered_in_another_account_is_not_erased_with_the_first():
    administrator, person = cast.staff("administrator"), cast.person("Gulnara Canary")
    testimony, other = cast.testimony(state="withdrawn", narrator=person), cast.testimony("Another account")

    def erase_both():
        with pytest.raises(ActionRefused, match="Something else leads to"):
            erase(testimony, administrator, reason="Asked for.", people=[person.public_id])

    before_commit(lambda: take_part(other, person), erase_both)
    assert Person.objects.get(pk=person.pk).participations.count() == 2
    assert Testimony.objects.get(pk=testimony.pk).status == "withdrawn"


def test_what_is_kept_as_it_is_waits_for_nobody_but_those_who_write_it():
    """Whoever enters the same interviewer in another account is not kept waiting by that."""
    rows = Person.objects.filter(pk=cast.person("Interviewer").pk)

    def keep():
        with transaction.atomic():
            keep_as_is(rows)

    assert not before_commit(keep, keep)
    assert before_commit(keep, lambda: rows.update(viaf="1"))
