"""replay_ledger: recordings stay withheld in which someone protected was entered since the backup."""

import pytest

from archive.actions import previews
from archive.actions.access import set_access
from archive.actions.ledger_check import faults
from archive.actions.lifting import lift
from archive.actions.protect import protect
from archive.actions.publication import WITHDRAW, carry_out
from archive.actions.redact import redact
from archive.actions.replay import replay
from archive.models import LedgerEntry, MediaFile, Participation, Testimony
from tests import cast
from tests.commands.restoring import a_day_after_the_backup, readable
from tests.files.house import address, media_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def protected(someone):
    person = cast.person("Ruslan Mammadov")
    protect(person, someone, pseudonym="The teacher")
    return person


@pytest.fixture
def account():
    return cast.testimony("A talk in the mill", text="Once the teacher hid in the mill.")


@pytest.fixture
def recordings(account):
    return [media_file(account), media_file(account, rendition="redacted")]


def heard(client, recordings):
    return [client.get(address(each)).status_code for each in recordings]


def enter(account, person):
    Participation.objects.create(testimony=account, person=person, role="recorder")


def test_her_voice_is_withheld_again_and_the_account_is_closed_and_listed(
    file, someone, client, account, recordings, protected
):
    with a_day_after_the_backup(file):
        enter(account, protected)
    assert heard(client, recordings) == [200, 200], "the control: in the backup both are open"
    done = replay(file)
    assert heard(client, recordings) == [404, 404]
    assert account.public_id not in readable()
    [line] = done.listed
    assert line.startswith("entry 2 (originals_withheld, ")
    assert "enter them anew" in line
    assert list(faults()) == []

    account.refresh_from_db()
    set_access(account, someone, access="public", embargo_until=None)
    assert heard(client, recordings) == [404, 404], "whoever opens the account has not opened them"
    assert MediaFile.objects.get(rendition="redacted").access == "closed"


def test_it_is_entered_where_words_were_withheld_before(file, someone, client, account, recordings, protected):
    """The mark alone keeps them back in the backup; it may be lifted there."""
    passage = account.transcripts.get().passages.get()
    mark = redact(passage, someone, start=5, end=16, reason_code="privacy", seen_text=passage.text)
    with a_day_after_the_backup(file):
        enter(account, protected)
    replay(file)
    lift(mark, someone, reason="The danger is over.")
    assert heard(client, recordings) == [404, 404]


def test_someone_who_is_not_protected_withholds_nothing(file, someone, client, account, recordings):
    with a_day_after_the_backup(file):
        enter(account, cast.person("Bahram"))
        carry_out(WITHDRAW, cast.testimony("Another"), someone, reason="It was asked for.")
    done = replay(file)
    assert (done.closed, heard(client, recordings)) == ([], [200, 200])
    assert not Testimony.objects.filter(originals_withheld=True).exists()


def test_a_preview_link_of_the_account_ends(file, someone, protected):
    draft = cast.testimony("Not published yet", state="draft")
    previews.give_preview(draft, someone, for_whom="Her lawyer", days=9)
    with a_day_after_the_backup(file):
        enter(draft, protected)
    replay(file)
    assert LedgerEntry.objects.filter(action="preview_revoked", subject=draft.public_id).exists()


def test_an_account_that_the_backup_does_not_have_asks_for_nothing(file, protected):
    with a_day_after_the_backup(file):
        enter(cast.testimony("Made today"), protected)
    done = replay(file)
    assert (done.entries, done.listed, done.closed) == (1, [], [])
