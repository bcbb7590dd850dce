"""replay_ledger: what the database still keeps of what is withheld and sealed again is left to housekeeping."""

import pytest
from django.core.management import call_command
from django.db import connection

from archive.actions import residue
from archive.actions.protect import protect
from archive.actions.redact import redact
from archive.actions.replay import replay
from archive.models import Passage
from tests import cast
from tests.actions.test_erase import CANARY
from tests.actions.test_residue import dead_and_live_pages, dump, root, statistics
from tests.commands.restoring import a_day_after_the_backup


@pytest.fixture
def narrator():
    return cast.person(f"{CANARY} Mammadov")


@pytest.fixture
def passage(narrator):
    return cast.testimony(text=f"Then {CANARY} came home.", narrator=narrator).transcripts.get().passages.get()


def withhold(passage, someone):
    redact(passage, someone, start=5, end=5 + len(CANARY), reason_code="safety", seen_text=passage.text)


@pytest.mark.django_db
def test_withheld_words_leave_the_cleaning_to_housekeeping_once(file, someone, passage):
    with a_day_after_the_backup(file):
        withhold(passage, someone)
    assert residue.pending() == [], "the control: the backup knows of nothing to be cleaned"
    replay(file)
    [row] = residue.pending(passage.public_id)
    assert "archive_passage" in row.tables
    replay(file)
    assert residue.pending() == [row]


@pytest.mark.django_db
def test_a_sealed_identity_leaves_the_cleaning_to_housekeeping_once(file, someone, narrator):
    with a_day_after_the_backup(file):
        protect(narrator, someone, pseudonym="The teacher")
    assert residue.pending() == []
    replay(file)
    [row] = residue.pending(narrator.public_id)
    assert {"archive_name", "archive_person"} <= set(row.tables)
    replay(file)
    assert residue.pending() == [row]


@pytest.mark.django_db
def test_what_is_withheld_in_the_backup_already_leaves_nothing(file, someone, passage, narrator):
    withhold(passage, someone)
    protect(narrator, someone, pseudonym="The teacher")
    rows = residue.pending()
    with a_day_after_the_backup(file):
        pass
    replay(file)
    assert residue.pending() == rows


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_left_in_pages_or_in_statistics_of_postgresql(file, passage, narrator):
    someone = root()
    with a_day_after_the_backup(file):
        withhold(passage, someone)
        protect(narrator, someone, pseudonym="The teacher")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL ANALYZE")
    replay(file)
    assert CANARY not in dump().lower()
    assert CANARY not in Passage.objects.get(pk=passage.pk).text
    assert CANARY in statistics().lower(), "the control: sealing alone leaves it"
    assert dead_and_live_pages() > 0
    call_command("housekeeping", verbosity=0)
    assert residue.pending() == []
    assert CANARY not in statistics().lower()
    assert dead_and_live_pages() == 0
