"""replay_ledger: preview links of the backup open nothing that was published, hidden or taken back since."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from archive.actions import consent, ledger, previews
from archive.actions.access import set_access, set_part_access
from archive.actions.ledger_check import faults
from archive.actions.publication import PUBLISH, RETURN, SUBMIT, WITHDRAW, carry_out
from archive.actions.replay import replay
from archive.models import LedgerEntry
from tests import cast
from tests.commands.restoring import a_day_after_the_backup

pytestmark = pytest.mark.django_db

WHY = "It was asked for."


@pytest.fixture
def draft():
    return cast.testimony(state="draft")


@pytest.fixture
def given(draft, someone):
    """A link that is in the backup."""
    return previews.give_preview(draft, someone, for_whom="Her lawyer", days=9)


def is_open(given):
    return previews.opened_by(given.token, timezone.now()) is not None


def withdrawn(draft, someone):
    carry_out(PUBLISH, draft, someone)
    carry_out(WITHDRAW, draft, someone, reason=WHY)


def published(draft, someone):
    carry_out(PUBLISH, draft, someone)


def loaded(draft, someone):
    with transaction.atomic():
        ledger.append("loaded", draft, someone, status_before="draft")


def consent_revoked(draft, someone):
    consent.revoke(draft.consents.get(), someone)


def one_scope_revoked(draft, someone):
    consent.revoke(draft.consents.get(), someone, scopes=["may_hear"])


def consent_not_in_the_backup(draft, someone):
    consent.revoke(cast.consent(draft, narrator=cast.person("Bahram")), someone)


def consent_narrowed(draft, someone):
    corrected = draft.consents.get()
    corrected.may_hear = False
    consent.record(corrected, someone)


def closed(draft, someone):
    set_access(draft, someone, access="closed", embargo_until=None)


def embargoed(draft, someone):
    set_access(draft, someone, access="public", embargo_until=timezone.now() + timezone.timedelta(days=30))


def part_closed(draft, someone):
    set_part_access(draft.transcripts.get().passages.get(), someone, access="closed")


def not_known(draft, someone):
    with transaction.atomic():
        ledger.append("merged", draft, someone)


HIDDEN = [
    withdrawn,
    published,
    loaded,
    consent_revoked,
    one_scope_revoked,
    consent_not_in_the_backup,
    consent_narrowed,
    closed,
    embargoed,
    part_closed,
    not_known,
]


@pytest.mark.parametrize("happens", HIDDEN, ids=lambda each: each.__name__)
def test_a_link_of_the_backup_ends_and_is_listed(file, someone, draft, given, happens):
    with a_day_after_the_backup(file):
        happens(draft, someone)
    assert is_open(given), "the control: in the backup the link opens the draft"
    done = replay(file)
    assert not is_open(given)
    [line] = [each for each in done.closed if "preview" in each]
    assert line.startswith(f"testimony {draft.public_id}: 1 preview links revoked, because of entry 2 (")
    entry = LedgerEntry.objects.get(action="preview_revoked")
    assert (entry.subject, entry.codes["link"], entry.codes["replay"]) == (draft.public_id, given.link.pk, 1)
    assert list(faults()) == []


def sent_on(draft, someone):
    carry_out(SUBMIT, draft, someone)
    carry_out(RETURN, draft, someone, reason=WHY)


def opened(draft, someone):
    set_access(draft, someone, access="public", embargo_until=None)


def another_given(draft, someone):
    previews.give_preview(draft, someone, for_whom="Her son", days=9)


def another_closed(draft, someone):
    set_access(cast.testimony("Another", state="draft"), someone, access="closed", embargo_until=None)


@pytest.mark.parametrize("happens", [sent_on, opened, another_given, another_closed], ids=lambda each: each.__name__)
def test_it_stays_where_nothing_was_published_or_hidden(file, someone, given, draft, happens):
    type(draft).objects.filter(pk=draft.pk).write_guarded(access="registered")
    draft.refresh_from_db()
    with a_day_after_the_backup(file):
        happens(draft, someone)
    assert replay(file).closed == []
    assert is_open(given)


def test_links_of_an_account_that_was_closed_already_end_with_it(file, someone, draft, given):
    type(draft).objects.filter(pk=draft.pk).write_guarded(access="closed")
    with a_day_after_the_backup(file):
        not_known(draft, someone)
    replay(file)
    assert not is_open(given)


def test_the_command_tells_of_it_and_a_second_replay_does_nothing(file, someone, draft, given, capsys):
    with a_day_after_the_backup(file):
        withdrawn(draft, someone)
    call_command("replay_ledger", str(file), verbosity=0)
    assert "1 preview links revoked" in capsys.readouterr().out
    call_command("replay_ledger", str(file), verbosity=0)
    assert "Nothing to replay" in capsys.readouterr().out
    assert LedgerEntry.objects.filter(action="preview_revoked").count() == 1
