"""After erasing, the words are nowhere: not in the database's files, its log, the media, a dump or statistics."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections

from archive.actions import erase, residue
from archive.actions.protect import protect
from archive.actions.redact import redact
from archive.actions.rotation import rotate
from archive.lib import residue as database
from archive.models import LedgerHead, Note, Residue
from archive.models.sealed import SealedIdentity
from tests import cast
from tests.actions.test_erase import CANARY, WHY, everyone, furnished
from tests.postgres_cluster import programs_folder

WORDS = CANARY.encode()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(database, "SECONDS_TO_WAIT", 0.5)


@pytest.fixture
def media(settings, tmp_path):
    """A media folder on the disk."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    return settings.MEDIA_ROOT


@contextmanager
def database_in(file):
    """The archive's database as a file, as a copy of the one that tests begin with."""
    before = connections["default"]
    before.ensure_connection()
    with sqlite3.connect(file) as copy:
        before.connection.backup(copy)
    copy.close()
    on_disk = connections.create_connection("default")
    on_disk.settings_dict = {**on_disk.settings_dict, "NAME": str(file)}
    connections["default"] = on_disk
    LedgerHead.objects.get_or_create(pk=1)
    ContentType.objects.clear_cache()  # the copy numbers them as the database did before any other test
    try:
        yield
    finally:
        ContentType.objects.clear_cache()
        on_disk.close()
        connections["default"] = before


@pytest.fixture
def on_disk(django_db_setup, django_db_blocker, tmp_path, settings, media):
    settings.ARCHIVE_LEDGER_HEAD_FILE = tmp_path / "outside" / "head.json"
    (tmp_path / "database").mkdir()
    with django_db_blocker.unblock(), database_in(tmp_path / "database" / "archive.sqlite3"):
        yield tmp_path


def times_found(folder, *texts):
    """How often the canary stands in the files below ``folder`` and in ``texts``, in any case."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return sum(content.lower().count(CANARY.encode()) for content in [*files, *(text.encode() for text in texts)])


def erase_it():
    record = furnished()
    padding = [cast.passage(record, f"{CANARY} {number} " * 100) for number in range(40)]
    assert len(padding) == 40
    return record


def root():
    """Someone who may do everything, whatever tests before this one left of the groups' permissions."""
    return User.objects.create_superuser(f"root {next(cast.numbers)}")


@pytest.mark.other_database("sqlite")
def test_nothing_is_left_in_the_files_of_sqlite(on_disk, caplog):
    record, administrator = erase_it(), root()
    assert connection.settings_dict["NAME"].startswith(str(on_disk))
    assert times_found(on_disk / "database") > 4000
    assert times_found(on_disk / "media") == 3
    erase.erase(record, administrator, reason=WHY, people=everyone(record))
    assert residue.pending() == []
    assert times_found(on_disk, caplog.text) == 0
    assert not [path for path in (on_disk / "media").rglob("*") if path.is_file()]


@pytest.mark.other_database("sqlite")
def test_deleting_alone_would_leave_it(on_disk, monkeypatch):
    """The control: without the cleaning the words are still in the files."""
    monkeypatch.setattr(database, "clean", lambda connection, tables: database.READER)
    record = erase_it()
    erase.erase(record, root(), reason=WHY, people=everyone(record))
    assert times_found(on_disk / "database") > 0


@pytest.mark.other_database("sqlite")
def test_a_reader_keeps_it_pending_until_it_has_left(on_disk, capsys):
    record, administrator = erase_it(), root()
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM archive_passage").fetchone()
    erase.erase(record, administrator, reason=WHY, people=everyone(record))
    [pending] = residue.pending(record.public_id)
    assert (pending.kind, pending.obstacle, pending.attempts) == ("database", "reader", 1)
    call_command("housekeeping", verbosity=0)
    assert f"RESIDUE PENDING: 1, of {record.public_id}" in capsys.readouterr().out
    assert times_found(on_disk / "database") > 0
    reader.execute("COMMIT")
    reader.close()
    call_command("housekeeping", verbosity=0)
    assert "nothing pending" in capsys.readouterr().out
    assert times_found(on_disk) == 0
    assert Residue.objects.filter(cleaned_at=None).count() == 0


@pytest.mark.other_database("sqlite")
def test_a_writer_at_work_is_told_and_the_next_attempt_cleans(on_disk):
    record = furnished()
    Residue.objects.create(subject=record.public_id, kind="database", left_at=record.created_at)
    writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert database.clean(connection, ()) == database.BUSY
    writer.execute("ROLLBACK")
    writer.close()
    assert residue.clean_pending() == (1, 0)


def test_it_is_not_done_inside_a_transaction(db):
    with pytest.raises(RuntimeError, match="not inside one"):
        database.clean(connection, ["archive_passage"])


# --- PostgreSQL -----------------------------------------------------------------------------------------


def dump():
    """All that pg_dump writes of the database of the tests."""
    program = programs_folder() / "pg_dump"
    settings = connection.settings_dict
    environment = os.environ | {"PGPASSWORD": settings["PASSWORD"] or ""}
    command = [program, "--host", settings["HOST"], "--username", settings["USER"], settings["NAME"]]
    return subprocess.run(command, capture_output=True, check=True, env=environment).stdout.decode(errors="replace")


def statistics():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pg_stats WHERE schemaname = 'public'")
        return repr(cursor.fetchall())


def dead_and_live_pages(sought=WORDS):
    """How often what is ``sought`` stands in the tables' own pages, dead rows included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        [folder] = cursor.fetchone()
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        [oid] = cursor.fetchone()
    pages = os.path.join(folder, "base", str(oid))
    if not os.access(pages, os.R_OK) or shutil.which("grep") is None:
        pytest.skip("the server's folder cannot be read")
    return sum(file.read_bytes().count(sought) for file in Path(pages).iterdir() if file.is_file())


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_left_in_a_dump_in_pages_or_in_statistics_of_postgresql(media):
    record, administrator = erase_it(), cast.staff("administrator")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert CANARY in dump().lower()
    assert CANARY in statistics().lower()
    assert dead_and_live_pages() > 0
    erase.erase(record, administrator, reason=WHY, people=everyone(record))
    assert residue.pending() == []
    assert CANARY not in dump().lower()
    assert CANARY not in statistics().lower()
    assert dead_and_live_pages() == 0
    assert any("write-ahead log" in step for step in residue.what_can_still_exist())


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_deleted_before_the_erasure_is_cleaned_along_on_postgresql(media):
    record = cast.testimony(text="The river rose.", state="draft")
    note = Note.objects.create(passage=record.transcripts.get().passages.get(), text=f"{CANARY} is her cousin")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    note.delete()
    assert not Note.objects.exists()
    assert CANARY in statistics().lower() or dead_and_live_pages() > 0, "the control: deleting alone leaves it"
    erase.erase(record, cast.staff("administrator"), reason=WHY)
    assert residue.pending() == []
    assert CANARY not in statistics().lower()
    assert dead_and_live_pages() == 0


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_an_older_key_opens_is_cleaned_on_postgresql(settings):
    protect(cast.testimony().participations.get().person, cast.staff("administrator"), pseudonym="The teacher")
    residue.clean_pending()
    older = bytes(SealedIdentity.objects.get().ciphertext)
    settings.ARCHIVE_SEAL_KEY_OLD, settings.ARCHIVE_SEAL_KEY = [settings.ARCHIVE_SEAL_KEY], os.urandom(32)
    assert sum(rotate()) == 1
    assert bytes(SealedIdentity.objects.get().ciphertext) != older
    assert dead_and_live_pages(older[:24]) > 0, "the control: rotating alone leaves it"
    assert residue.clean_pending() == (1, 0)
    assert dead_and_live_pages(older[:24]) == 0


@contextmanager
def connected(database=None):
    """Another connection to the server: to the database of the tests, or to another one."""
    settings = connection.settings_dict
    name, password = database or settings["NAME"], settings["PASSWORD"] or None
    with psycopg.connect(host=settings["HOST"], user=settings["USER"], dbname=name, password=password) as other:
        yield other


@pytest.mark.other_database("postgresql")
@pytest.mark.parametrize(
    "statement", ["SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1", "SELECT pg_current_xact_id()"]
)
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_transaction_from_before_keeps_it_pending_on_postgresql(media, statement):
    record, administrator = erase_it(), cast.staff("administrator")
    with connected() as reader:
        reader.execute(statement)
        erase.erase(record, administrator, reason=WHY, people=everyone(record))
        [pending] = residue.pending(record.public_id)
        assert pending.obstacle == "reader"
    assert residue.clean_pending() == (1, 0)
    assert dead_and_live_pages() == 0


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_transaction_in_another_database_of_the_server_keeps_nothing(media):
    record, administrator = erase_it(), cast.staff("administrator")
    with connected("postgres") as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        erase.erase(record, administrator, reason=WHY, people=everyone(record))
        assert residue.pending(record.public_id) == []
        assert dead_and_live_pages() == 0


@pytest.mark.django_db
def test_erasing_cleans_every_table_that_can_hold_what_belonged_to_the_account(monkeypatch):
    """Rows that were deleted before are in no table any more, so nothing that is found tells of them."""
    monkeypatch.setattr(database, "clean", lambda connection, tables: database.READER)
    erase.erase(cast.testimony(state="draft"), cast.staff("administrator"), reason=WHY)
    [row] = Residue.objects.filter(kind="database")
    assert {"archive_note", "archive_section_keywords", "archive_statement", "archive_session"} <= set(row.tables)
    assert "archive_consent" in row.tables
    assert not {"archive_tag", "archive_collection", "archive_ledgerentry"} & set(row.tables)


@pytest.mark.django_db
def test_withholding_words_leaves_the_cleaning_to_housekeeping():
    passage = cast.testimony(text="She says that Rustam hid.").transcripts.get().passages.get()
    redact(passage, cast.staff("administrator"), start=14, end=20, reason_code="safety", seen_text=passage.text)
    [row] = residue.pending(passage.public_id)
    assert "archive_passage" in row.tables
