"""Races: publishing, withdrawing, restoring and editing at once undo no withdrawal; a revoked grant reads nothing more.

Threads share a database of their own: a file on SQLite (a database in memory belongs to one connection), the test
database on PostgreSQL.
"""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.utils import timezone

from archive.access.levels import Status
from archive.access.viewer import Viewer
from archive.actions import consent, ledger
from archive.actions.publication import PUBLISH, RESTORE, WITHDRAW, carry_out
from archive.actions.refusals import ActionRefused
from archive.models import AccessGrant, Consent, LedgerEntry, Testimony
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]

SOAK = os.environ.get("ARCHIVE_SOAK") == "1"
ROUNDS = 1_000 if SOAK else 50


def in_a_thread(work):
    """``work`` with a connection of its own; a refusal, which is an answer, is returned and not raised."""

    def run(*arguments):
        try:
            return work(*arguments)
        except ActionRefused as refusal:
            return refusal
        finally:
            connections.close_all()

    return run


def rewrite(testimony, number):
    """The three ways of saving that are no action: a form's, a fixture's, a bulk write's. Each read the row before."""
    stale = Testimony.objects.get(pk=testimony.pk)
    time.sleep(random.random() / 500)
    stale.title = f"Corrected {number}"
    ways = (
        stale.save,
        lambda: stale.save_base(raw=True, update_fields=stale.freely_written()),
        lambda: Testimony.objects.bulk_update([stale], ["title"]),
    )
    ways[number % 3]()


def move(transition, testimony, actor):
    seen = Testimony.objects.get(pk=testimony.pk)
    return carry_out(transition, seen, actor, reason="A round of the race")


def chain_is_whole():
    entries = list(LedgerEntry.objects.order_by("sequence"))
    hashes = ["", *(entry.entry_hash for entry in entries)]
    numbered = enumerate(entries, 1)
    linked = all(each.sequence == number and each.previous_hash == hashes[number - 1] for number, each in numbered)
    return linked and all(ledger.hash_of(each) == each.entry_hash for each in entries)


def test_no_withdrawal_is_undone_by_who_saves_at_the_same_time(shared):
    publisher = cast.staff("publisher")
    testimony = cast.testimony(state="public")
    undone = 0
    with ThreadPoolExecutor(4) as threads:
        for number in range(ROUNDS):
            work = [
                threads.submit(in_a_thread(move), WITHDRAW, testimony, publisher),
                threads.submit(in_a_thread(rewrite), testimony, number),
                threads.submit(in_a_thread(move), PUBLISH, testimony, publisher),
                threads.submit(in_a_thread(rewrite), testimony, number + 1),
            ]
            answers = [each.result() for each in work]
            assert isinstance(answers[0], LedgerEntry)
            undone += Testimony.objects.get(pk=testimony.pk).status != Status.WITHDRAWN
            move(RESTORE, testimony, publisher)
    print(f"races: {ROUNDS} rounds, {undone} withdrawals undone")
    assert undone == 0
    assert chain_is_whole()
    assert LedgerEntry.objects.filter(action="withdrawn").count() == ROUNDS


def test_of_withdrawing_and_restoring_at_once_the_ledger_tells_which_was_last(shared):
    publisher = cast.staff("publisher")
    testimony = cast.testimony(state="public")
    with ThreadPoolExecutor(4) as threads:
        for _number in range(ROUNDS // 2):
            moves = [WITHDRAW, RESTORE, WITHDRAW, RESTORE]
            list(threads.map(in_a_thread(lambda each: move(each, testimony, publisher)), moves))
            last = LedgerEntry.objects.order_by("-sequence").first()
            expected = {"withdrawn": Status.WITHDRAWN, "restored": Status.PUBLISHED}[last.action]
            assert Testimony.objects.get(pk=testimony.pk).status == expected
    assert chain_is_whole()


def test_no_consent_is_lost_and_none_taken_back_counts(shared):
    publisher = cast.staff("publisher")
    testimony = cast.testimony(state="no_consent")

    def give():
        now = timezone.now()
        return consent.record(Consent(testimony=testimony, basis="oral", may_read=True, valid_from=now), publisher)

    with ThreadPoolExecutor(3) as threads:
        for number in range(ROUNDS // 2):
            list(threads.map(lambda work: work(), [in_a_thread(give), in_a_thread(give)]))
            given = list(testimony.consents.filter(revoked_at=None))
            assert len(given) == 2
            take_back = in_a_thread(lambda each: consent.revoke(Consent.objects.get(pk=each.pk), publisher))
            work = [threads.submit(take_back, each) for each in given]
            work.append(threads.submit(in_a_thread(rewrite), testimony, number))
            assert [each.result() for each in work][:2] != []
            assert not Testimony.objects.visible_to(Viewer()).exists()
    assert testimony.consents.count() == 2 * (ROUNDS // 2)
    assert chain_is_whole()


def keep_reading(reader, address, revoked, done):
    """Read ``address`` until ``done``, once more after that; each answer with whether it was asked for too late."""
    client, answers = Client(), []
    client.force_login(User.objects.get(pk=reader.pk))
    last = False
    while not last:
        last, late = done.is_set(), revoked.is_set()
        answers.append((late, "Canary of the grant" in client.get(address).content.decode()))
    return answers


def test_nothing_is_read_that_was_asked_for_after_a_grant_was_revoked(shared):
    testimony = cast.testimony("Canary of the grant", state="on_request")
    readers = [cast.user(f"reader {number}") for number in range(3)]
    address, now, answers = testimony.get_absolute_url(), timezone.now(), []
    for _number in range(max(2, ROUNDS // 25)):
        for reader in readers:
            AccessGrant.objects.create(
                testimony=testimony, researcher=reader, valid_from=now, valid_until=now + timedelta(days=1)
            )
        revoked, done = Event(), Event()
        with ThreadPoolExecutor(3) as threads:
            reading = [threads.submit(in_a_thread(keep_reading), each, address, revoked, done) for each in readers]
            time.sleep(0.5)
            AccessGrant.objects.filter(revoked_at=None).write_guarded(revoked_at=timezone.now())
            revoked.set()
            time.sleep(0.2)
            done.set()
            answers += [answer for each in reading for answer in each.result()]
    assert (False, True) in answers, "nobody read while it was allowed"
    assert [late for late, _shown in answers].count(True) >= len(readers)
    assert (True, True) not in answers
