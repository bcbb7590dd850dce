"""Redacted copies are closed once someone protected is entered in the account: they were made before that."""

import pytest

from archive.actions.protect import protect
from archive.actions.redact import redact
from archive.models import LedgerEntry, MediaFile, Participation
from tests import cast
from tests.admin.workbench import as_group, at, form_on, row
from tests.files import corpus
from tests.files.house import media_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def protected(administrator):
    person = cast.person("Ruslan Mammadov")
    protect(person, administrator, pseudonym="The teacher")
    return person


@pytest.fixture
def account(passage, administrator):
    """An account with withheld words, and a redacted copy that was looked at and opened."""
    redact(passage, administrator, start=0, end=5, reason_code="privacy", seen_text=passage.text)
    account = passage.transcript.testimony
    media_file(account, corpus.png(), kind="image", rendition="redacted", media_type="image/png")
    assert is_open(account)
    return account


def is_open(account):
    return MediaFile.objects.visible_to(cast.VISITOR()).filter(testimony=account).exists()


def takes_part(account, person, role="recorder"):
    standing = account.participations.narrating().get().standing if role == "narrator" else None
    return Participation.objects.create(testimony=account, person=person, role=role, standing=standing)


def entered_of(account):
    return [
        (entry.actor_id, entry.codes)
        for entry in LedgerEntry.objects.about(account.public_id).filter(action="originals_withheld")
    ]


@pytest.mark.parametrize("role", ["narrator", "recorder", "present"])
def test_someone_protected_is_entered(account, protected, role):
    takes_part(account, protected, role)
    assert not is_open(account)
    assert entered_of(account) == [(None, {})]


def test_someone_else_is_entered(account):
    takes_part(account, cast.person("Bahram"))
    assert is_open(account)
    assert entered_of(account) == []


def test_someone_protected_is_entered_in_another_account(account, protected):
    takes_part(cast.testimony(narrator=cast.person("Bahram")), protected)
    assert is_open(account)


def test_a_row_names_someone_protected_instead(account, protected):
    entered = takes_part(account, cast.person("Bahram"))
    entered.person = protected
    entered.save()
    assert not is_open(account)


def test_a_row_is_moved_to_the_account(account, protected):
    entered = takes_part(cast.testimony(narrator=cast.person("Bahram")), protected)
    entered.testimony = account
    entered.save()
    assert not is_open(account)


def test_a_correction_of_who_takes_part_closes_nothing_that_was_opened_since(account, protected):
    entered = takes_part(account, protected)
    MediaFile.objects.filter(testimony=account).write_guarded(access="")
    entered.credited_as = "The one at the machine"
    entered.save()
    assert is_open(account)
    assert len(entered_of(account)) == 1


def test_in_the_workbench(account, protected):
    client = as_group("cataloguer")
    added = row("participations", 1, 2, person=str(protected.pk), role="recorder", position="1")
    answer = client.post(at(account), form_on(client, at(account)) | added, follow=True)
    assert answer.redirect_chain
    assert account.participations.count() == 2
    assert not is_open(account)
