"""What one curator enters while another decides: on PostgreSQL the decision does not see what is not committed yet, and
has to wait for it. SQLite lets one transaction write at a time, so there is nothing to try there."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from archive.actions.protect import protect
from archive.lib.sharing_locks import keep_as_is
from archive.models import Participation, Person, Testimony
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


def test_someone_entered_as_narrator_while_they_are_protected_has_the_originals_withheld():
    administrator, person = cast.staff("administrator"), cast.person("Gulnara Canary")
    testimony = cast.testimony()
    before_commit(
        lambda: protect(Person.objects.get(pk=person.pk), administrator, pseudonym="Someone"),
        lambda: take_part(testimony, person),
    )
    assert Testimony.objects.get(pk=testimony.pk).originals_withheld


def test_what_is_kept_as_it_is_waits_for_nobody_but_those_who_write_it():
    """Whoever enters the same interviewer in another account is not kept waiting by that."""
    rows = Person.objects.filter(pk=cast.person("Interviewer").pk)

    def keep():
        with transaction.atomic():
            keep_as_is(rows)

    assert not before_commit(keep, keep)
    assert before_commit(keep, lambda: rows.update(viaf="1"))
