"""Decisions made at once do not wait for each other: on PostgreSQL one of the two would be given up, and lost.

SQLite lets one transaction write at a time, so there is nothing to try there.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from archive.access.levels import Access, Status
from archive.actions import consent, second_person
from archive.actions import erase as erasing
from archive.actions.access import set_access, set_part_access
from archive.actions.protect import protect
from archive.actions.publication import PUBLISH, carry_out
from archive.actions.redact import Place, redact
from archive.actions.refusals import ActionRefused
from archive.lib.retrying import once_more
from archive.models import Consent, LedgerEntry, Passage, Person, ProposedAction, Testimony, Transcript
from tests import cast

pytestmark = [
    pytest.mark.other_database("postgresql"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ROUNDS = 6


def at_once(*works):
    """What each of ``works`` answers, all begun at the same moment; a refusal is an answer."""
    begun = threading.Barrier(len(works), timeout=20)

    def run(work):
        begun.wait()
        try:
            return work()
        except (ActionRefused, OperationalError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def given_up(answers):
    return [each for each in answers if isinstance(each, OperationalError)]


def test_withholding_words_and_closing_their_passage():
    administrator, publisher = cast.staff("administrator"), cast.staff("publisher")
    testimony = cast.testimony()
    for number in range(ROUNDS):
        passage = cast.passage(testimony, f"secret word {number}", position=10 + number)

        def withhold(pk=passage.pk):
            seen = Passage.objects.get(pk=pk)
            redact(seen, administrator, start=0, end=6, reason_code="privacy", seen_text=seen.text)

        def close(pk=passage.pk):
            set_part_access(Passage.objects.get(pk=pk), publisher, access=Access.CLOSED)

        assert at_once(withhold, close) == [None, None]
        passage.refresh_from_db()
        assert (passage.access, "secret" in passage.text) == (Access.CLOSED, False)


def test_protecting_someone_and_closing_a_passage_that_names_them():
    administrator, publisher = cast.staff("administrator"), cast.staff("publisher")
    for number in range(ROUNDS):
        name = f"Rustam{number} Veliyev"
        person = cast.person(name)
        testimony = cast.testimony(f"Account {number}", narrator=person, text=f"{name} was there")
        passage = testimony.transcripts.get().passages.get()

        def shield(person=person, passage=passage, name=name):
            words = [Place(passage.public_id, 0, len(name), name)]
            protect(Person.objects.get(pk=person.pk), administrator, pseudonym="Someone", withhold=words)

        def close(pk=passage.pk):
            set_part_access(Passage.objects.get(pk=pk), publisher, access=Access.CLOSED)

        assert at_once(shield, close) == [None, None]
        passage.refresh_from_db()
        person.refresh_from_db()
        assert (passage.access, name in passage.text, person.identity_protected) == (Access.CLOSED, False, True)


def test_confirming_that_it_is_opened_and_closing_it(settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]
    first, second, third = (cast.staff("publisher") for _each in range(3))
    for number in range(ROUNDS):
        testimony = cast.testimony(f"Account {number}", state="registered")
        set_access(testimony, first, access=Access.PUBLIC, embargo_until=None)
        proposal = ProposedAction.objects.get(record=testimony.public_id)

        def close(pk=testimony.pk):
            seen = Testimony.objects.get(pk=pk)
            set_access(seen, third, access=Access.CLOSED, embargo_until=None)

        assert not given_up(at_once(lambda asked=proposal: second_person.confirm(asked, second), close))


def test_confirming_a_publication_and_taking_the_consent_back(settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]
    first, second, third = (cast.staff("publisher") for _each in range(3))
    for number in range(ROUNDS):
        testimony = cast.testimony(f"Account {number}", state="draft")
        carry_out(PUBLISH, testimony, first)
        proposal = ProposedAction.objects.get(record=testimony.public_id)
        given = testimony.consents.get()
        answers = at_once(
            lambda asked=proposal: second_person.confirm(asked, second),
            lambda pk=given.pk: consent.revoke(Consent.objects.get(pk=pk), third),
        )
        assert isinstance(answers[1], LedgerEntry)
        assert not given_up(answers)
        testimony.refresh_from_db()
        assert testimony.readable_from is None


def test_nothing_is_entered_under_a_testimony_that_is_being_erased(monkeypatch):
    """Held open in the midst of erasing: what others enter waits, and is refused once it is done."""
    administrator, publisher = cast.staff("administrator"), cast.staff("publisher")
    testimony = cast.testimony(state="draft")
    within, go_on, real = threading.Event(), threading.Event(), erasing._forget

    def slowly(*given, **named):
        within.set()
        go_on.wait(20)
        return real(*given, **named)

    def erase():
        try:
            erasing.erase(Testimony.objects.get(pk=testimony.pk), administrator, reason="Asked for.")
        finally:
            connection.close()

    def add(enter):
        try:
            with transaction.atomic():
                return enter()
        except Exception as refusal:
            return str(refusal)
        finally:
            connection.close()

    text = Transcript(testimony=testimony, kind="verbatim", language="en", made_by="Canary")
    given = Consent(testimony=testimony, basis="oral", may_read=True, valid_from=timezone.now())
    monkeypatch.setattr(erasing, "_forget", slowly)
    with ThreadPoolExecutor(3) as threads:
        erased = threads.submit(erase)
        assert within.wait(20)
        entered = [threads.submit(add, work) for work in (text.save, lambda: consent.record(given, publisher))]
        go_on_after = threading.Timer(1, go_on.set)
        go_on_after.start()
        assert all("was erased" in each.result() for each in entered)
        erased.result()
    testimony.refresh_from_db()
    assert testimony.status == Status.ERASED
    assert not testimony.transcripts.exists()
    assert not testimony.consents.exists()


def test_what_was_given_up_is_done_once_more_and_no_third_time():
    first, second = cast.person("Aysel"), cast.person("Bahram")
    began = threading.Barrier(2)
    tried = []

    def lock_both(pair):
        tried.append(pair)
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=pair[0])
            if len(tried) <= 2:
                began.wait(20)
            Person.objects.select_for_update().get(pk=pair[1])

    works = [(first.pk, second.pk), (second.pk, first.pk)]
    assert at_once(*(lambda pair=pair: once_more(lambda: lock_both(pair)) for pair in works)) == [None, None]
    assert len(tried) == 3
