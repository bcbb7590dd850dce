"""replay_ledger: a confirmation that was used since the backup opens nothing a second time."""

import pytest
from django.db import transaction

from archive.actions import ledger, second_person
from archive.actions.identity import look
from archive.actions.protect import protect
from archive.actions.replay import replay
from archive.models import LedgerEntry, ProposedAction
from tests import cast
from tests.commands.restoring import a_day_after_the_backup

pytestmark = pytest.mark.django_db

WHY = "For the court."


@pytest.fixture
def person(settings, someone):
    """Someone protected; a look at the identity was confirmed before the backup, and not used by then."""
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    person = cast.person("Zulfiyya Qorxmazova")
    protect(person, someone, pseudonym="Aunt G.")
    look(person, someone, reason=WHY)
    second_person.confirm(ProposedAction.objects.get(), cast.staff("administrator"))
    return person


def names_shown(person, someone):
    """Whether a look needs nobody else any more."""
    answer = look(person, someone, reason=WHY)
    return not (isinstance(answer, LedgerEntry) and answer.action == "proposed")


def entered(file, action, record, someone):
    with a_day_after_the_backup(file), transaction.atomic():
        ledger.append(action, record, someone)


@pytest.mark.parametrize(
    ("action", "told"),
    [("unsealed", 0), ("identity_unsealed", 0), ("redaction_lifted", 1), ("identity_revealed", 1)],
)
def test_it_is_used_up(file, someone, person, action, told):
    entered(file, action, person, someone)
    assert len(replay(file).listed) == told
    assert not names_shown(person, someone)


@pytest.mark.parametrize(("action", "of_another"), [("identity_unsealed", True), ("reason_refused", False)])
def test_one_that_was_not_used_can_be_used_yet(file, someone, person, action, of_another):
    entered(file, action, cast.person("Bahram") if of_another else person, someone)
    replay(file)
    assert names_shown(person, someone)


def test_what_was_used_before_the_backup_keeps_its_moment(file, someone, person):
    assert names_shown(person, someone)
    used_at = ProposedAction.objects.get().used_at
    entered(file, "identity_unsealed", person, someone)
    replay(file)
    assert ProposedAction.objects.get().used_at == used_at
