"""What a request tells of a person is forgotten after the set time, or with the person's login."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.actions import requests
from archive.actions.ledger import hash_of
from archive.actions.ledger_check import faults
from archive.actions.requesters import purge_requests
from archive.models import AccessGrant, AccessRequest, LedgerEntry, LedgerReason, Residue
from tests import cast
from tests.actions.asking import ORIGIN, ask, grant, in_days, reads, revoke

pytestmark = pytest.mark.django_db

REASON = "Rena wrote a plan"


def purge():
    return purge_requests(timezone.now())


def declined(testimony, researcher, publisher):
    asked = ask(testimony, researcher)
    requests.decline(asked, publisher, reason=REASON, origin=ORIGIN)
    return asked


def is_whole(asked):
    asked.refresh_from_db()
    return bool(asked.purpose and asked.affiliation and asked.researcher)


def test_what_was_decided_long_ago_is_forgotten(clock, kept, researcher, publisher, settings):
    asked = declined(kept, researcher, publisher)
    clock.shift(timedelta(days=settings.ARCHIVE_REQUEST_RETENTION_DAYS))
    assert purge() == 0
    assert not Residue.objects.exists()
    clock.shift(timedelta(seconds=1))
    assert purge() == 1
    asked.refresh_from_db()
    assert (asked.researcher, asked.purpose, asked.affiliation, asked.decision_reason) == (None, "", "", "")
    assert (asked.testimony, asked.decision, asked.decided_by) == (kept, "declined", publisher)
    assert not LedgerReason.objects.exists()
    assert "archive_accessrequest" in Residue.objects.get(cleaned_at=None).tables
    assert purge() == 0


def test_the_ledger_stays_whole_without_the_reasons(clock, kept, researcher, publisher, settings):
    declined(kept, researcher, publisher)
    clock.shift(timedelta(days=settings.ARCHIVE_REQUEST_RETENTION_DAYS + 1))
    purge()
    erasure, entry = LedgerEntry.objects.all()
    assert entry.entry_hash == hash_of(entry)
    assert entry.reason_digest
    assert (erasure.action, erasure.subject, erasure.codes) == ("reasons_erased", "", {"reasons": "1"})
    assert list(faults()) == []


def test_the_ledger_leads_to_nobody(clock, kept, researcher, publisher, settings):
    """What the codes hold is not the login's, and what they lead to is detached."""
    asked = ask(kept, researcher)
    grant(asked, publisher, reason=REASON)
    revoke(asked.grants.get(), publisher, REASON)
    declined(cast.testimony(state="on_request"), researcher, publisher)
    clock.shift(timedelta(days=settings.ARCHIVE_REQUEST_RETENTION_DAYS + 1))
    purge()
    entries = LedgerEntry.objects.exclude(action="reasons_erased")
    assert len(entries) == 3
    for entry in entries:
        assert "researcher" not in entry.codes
        assert not AccessRequest.objects.filter(pk=entry.codes["request"]).exclude(researcher=None).exists()
        assert not AccessGrant.objects.filter(pk=entry.codes.get("grant")).exclude(researcher=None).exists()


def test_a_request_stays_while_its_grant_is_not_over(clock, kept, researcher, publisher, settings):
    settings.ARCHIVE_REQUEST_RETENTION_DAYS = 10
    asked = ask(kept, researcher)
    grant(asked, publisher, days=30, reason=REASON)
    revoked = ask(cast.testimony(state="on_request"), researcher)
    grant(revoked, publisher, days=30, reason=REASON)
    revoke(revoked.grants.get(), publisher, REASON)
    clock.shift(timedelta(days=20))
    assert purge() == 1
    assert is_whole(asked)
    assert not is_whole(revoked)
    assert reads(researcher, kept)
    assert LedgerReason.objects.count() == 1
    clock.shift(timedelta(days=10))
    assert purge() == 1
    assert not is_whole(asked)
    assert not AccessGrant.objects.exclude(researcher=None).exists()
    assert not LedgerReason.objects.exists()


def test_a_grant_that_nobody_asked_for_is_forgotten_too(clock, kept, researcher, publisher, settings):
    settings.ARCHIVE_REQUEST_RETENTION_DAYS = 10
    given, _decided = requests.give(kept, researcher, publisher, reason=REASON, valid_until=in_days(30), origin=ORIGIN)
    clock.shift(timedelta(days=20))
    assert purge() == 0
    clock.shift(timedelta(days=10))
    assert purge() == 1
    given.refresh_from_db()
    assert given.researcher is None
    assert not LedgerReason.objects.exists()
    assert purge() == 0


def test_what_was_never_decided_lapses(clock, kept, researcher, settings):
    asked = ask(kept, researcher)
    clock.shift(timedelta(days=settings.ARCHIVE_REQUEST_RETENTION_DAYS + 1))
    later = ask(cast.testimony(state="on_request"), researcher)
    assert purge() == 1
    asked.refresh_from_db()
    assert (asked.decision, asked.purpose, asked.researcher) == ("lapsed", "", None)
    assert asked.decided_at == timezone.now()
    assert is_whole(later)
    assert purge() == 0


def test_reasons_about_others_and_other_things_stay(clock, kept, researcher, publisher, settings):
    declined(kept, researcher, publisher)
    clock.shift(timedelta(days=settings.ARCHIVE_REQUEST_RETENTION_DAYS + 1))
    other = declined(kept, cast.user("another"), publisher)
    assert purge() == 1
    assert is_whole(other)
    assert [reason.entry.codes["request"] for reason in LedgerReason.objects.all()] == [other.pk]


def test_many_are_forgotten_in_batches(clock, kept, publisher, settings, monkeypatch):
    monkeypatch.setattr("archive.actions.requesters.BATCH", 2)
    for number in range(5):
        declined(kept, cast.user(f"researcher {number}"), publisher)
    clock.shift(timedelta(days=settings.ARCHIVE_REQUEST_RETENTION_DAYS + 1))
    assert purge() == 5
    assert not AccessRequest.objects.exclude(purpose="").exists()


def test_with_a_login_go_its_requests_its_grants_and_what_was_written_of_them(kept, researcher, publisher):
    grant(ask(kept, researcher), publisher, reason=REASON)
    another = cast.user("another")
    other = declined(kept, another, publisher)
    researcher.delete()
    assert list(AccessRequest.objects.all()) == [other]
    assert not AccessGrant.objects.exists()
    assert [reason.entry.codes["request"] for reason in LedgerReason.objects.all()] == [other.pk]
    assert LedgerEntry.objects.exclude(action="reasons_erased").count() == 2
    assert list(faults()) == []


def test_what_a_deleted_curator_decided_stays(kept, researcher, publisher):
    asked = declined(kept, researcher, publisher)
    publisher.delete()
    assert is_whole(asked)
    assert (asked.decision, asked.decided_by) == ("declined", None)


def test_a_switched_off_login_keeps_its_grant_and_cannot_use_it(client, kept, researcher, publisher):
    grant(ask(kept, researcher), publisher)
    client.force_login(researcher)
    assert "Canary title" in client.get(kept.get_absolute_url()).content.decode()
    researcher.is_active = False
    researcher.save()
    assert "Canary title" not in client.get(kept.get_absolute_url()).content.decode()
    researcher.is_active = True
    researcher.save()
    assert "Canary title" in client.get(kept.get_absolute_url()).content.decode()
