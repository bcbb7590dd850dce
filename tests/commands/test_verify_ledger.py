"""verify_ledger: whatever is done to the ledger behind its back is found."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from archive.actions import ledger
from archive.actions.ledger_check import faults, head_of_database
from archive.actions.ledger_export import SetBack, Unreadable, export_head, read_head, read_ledger
from archive.models import LedgerEntry, LedgerHead, LedgerReason
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def head_file(settings, tmp_path):
    settings.ARCHIVE_LEDGER_HEAD_FILE = tmp_path / "head.json"
    return settings.ARCHIVE_LEDGER_HEAD_FILE


@pytest.fixture
def chain():
    """Five entries, the third with a reason."""
    source, entries = cast.source(), []
    for number in range(1, 6):
        with transaction.atomic():
            entries.append(
                ledger.append("withdrawn", source, reason="Because of the river" if number == 3 else "", number=number)
            )
    return entries


def sql(statement, *values):
    """As someone with the database in hand would do it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def raw(entry):
    return LedgerEntry.objects.filter(pk=entry.pk)._raw_delete("default")


def found(head=None):
    return [fault.sequence for fault in faults(head)]


def test_an_untouched_ledger_passes(chain, capsys):
    call_command("verify_ledger", verbosity=0)
    assert "whole: 5 entries" in capsys.readouterr().out


def test_an_empty_one_too():
    assert found() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", timezone.now() - timezone.timedelta(days=1)),
        ("actor_id", 77),
        ("action", "published"),
        ("subject_kind", "archive.testimony"),
        ("subject", "b00000000"),
        ("codes", '{"number": 9}'),
        ("reason_digest", "0" * 64),
        ("previous_hash", "0" * 64),
        ("entry_hash", "0" * 64),
        ("sequence", 99),
    ],
)
def test_a_changed_column_is_found(chain, column, value):
    sql(f"UPDATE archive_ledgerentry SET {column} = %s WHERE sequence = 2", value)
    assert 2 in found()
    with pytest.raises(CommandError, match="  2: "):
        call_command("verify_ledger", verbosity=0)


def test_every_column_is_tried():
    tried = {"at", "actor_id", "action", "subject_kind", "subject", "codes", "reason_digest", "previous_hash"}
    columns = {field.attname for field in LedgerEntry._meta.concrete_fields}
    assert columns == tried | {"entry_hash", "sequence", "id"}


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_missing_entry_is_found(chain, number):
    raw(chain[number - 1])
    assert found() == [number]


def test_two_that_changed_places_are_found(chain):
    for number, place in ((2, 1002), (4, 2), (1002, 4)):
        sql("UPDATE archive_ledgerentry SET sequence = %s WHERE sequence = %s", place, number)
    assert {2, 4} <= set(found())


def test_a_cut_tail_is_found_by_the_head(chain):
    raw(chain[4])
    assert found() == [5]


def test_a_cut_tail_with_the_head_set_back_is_found_by_the_exported_head_only(chain, head_file):
    exported = export_head(head_file)
    raw(chain[4])
    LedgerHead.objects.update(sequence=4, entry_hash=chain[3].entry_hash)
    assert found() == []
    assert found(exported) == [5]
    with pytest.raises(CommandError, match="cut off: the exported head is at 5"):
        call_command("verify_ledger", "--head", str(head_file), verbosity=0)


def test_a_tail_written_anew_is_found_by_the_exported_head(chain, head_file):
    exported = export_head(head_file)
    raw(chain[4])
    LedgerHead.objects.update(sequence=4, entry_hash=chain[3].entry_hash)
    with transaction.atomic():
        ledger.append("published", cast.source())
    assert found() == []
    assert found(exported) == [5]


def test_an_inserted_entry_is_found(chain):
    forged = LedgerEntry(sequence=6, at=timezone.now(), action="published", subject="x", previous_hash="", codes={})
    forged.previous_hash = chain[4].entry_hash
    forged.entry_hash = ledger.hash_of(forged)
    forged.save()
    assert found() == [6]


def test_an_entry_forged_with_another_key_is_found(chain, settings):
    ours, settings.ARCHIVE_LEDGER_KEY = settings.ARCHIVE_LEDGER_KEY, b"another key of thirty-two bytes!"
    with transaction.atomic():
        ledger.append("published", cast.source())
    settings.ARCHIVE_LEDGER_KEY = ours
    assert found() == [6]


def test_a_changed_reason_is_found(chain):
    LedgerReason.objects.update(text="Because of nothing")
    assert found() == [3]


def erase_reason_of_third():
    with transaction.atomic():
        return ledger.erase_reasons(LedgerEntry.objects.filter(sequence=3))


def test_an_erased_reason_is_fine_and_its_erasure_entered_once(chain):
    assert erase_reason_of_third().codes == {"reasons": "3"}
    assert erase_reason_of_third() is None
    assert found() == []


def test_a_reason_that_is_simply_gone_is_found(chain):
    LedgerReason.objects.all().delete()
    assert found() == [3]
    with pytest.raises(CommandError, match="3: its reason is gone, and no entry says that it was erased"):
        call_command("verify_ledger", verbosity=0)


def test_a_reason_that_came_back_is_found(chain):
    kept = LedgerReason.objects.values().get()
    erase_reason_of_third()
    LedgerReason.objects.create(**kept)
    with pytest.raises(CommandError, match="3: its reason is here, though"):
        call_command("verify_ledger", verbosity=0)


def test_an_erasure_entered_without_the_key_covers_nothing(chain):
    LedgerReason.objects.all().delete()
    forged = LedgerEntry(sequence=6, at=timezone.now(), action="reasons_erased", codes={"reasons": "3"})
    forged.previous_hash, forged.entry_hash = chain[4].entry_hash, "0" * 64
    forged.save()
    assert 6 in found()


# --- reasons from before erasures were entered ----------------------------------------------------------


@pytest.fixture
def older_chain(monkeypatch):
    """Three entries as they were written before, each with a reason; the second reason was erased."""
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(ledger, "digest_of_reason", lambda salt, text, like: digest_of_before(salt, text))
        entries = [ledger.append("withdrawn", cast.source(), reason=f"Because {number}") for number in (1, 2, 3)]
    LedgerReason.objects.filter(entry=entries[1]).delete()
    return entries


def digest_of_before(salt, text):
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def test_an_older_ledger_stays_valid_with_a_note(older_chain, capsys):
    call_command("verify_ledger", verbosity=0)
    assert "Note: 1 reasons from before" in capsys.readouterr().out


def test_a_reason_changed_in_an_older_ledger_is_found(older_chain):
    LedgerReason.objects.filter(entry=older_chain[0]).update(text="Other")
    assert found() == [1]


def test_once_housekeeping_named_what_is_gone_anything_else_that_goes_is_a_fault(older_chain, head_file, capsys):
    call_command("housekeeping", verbosity=0)
    settled = LedgerEntry.objects.get(action="reasons_erased")
    assert settled.codes == {"reasons": "2", "before": 1}
    call_command("housekeeping", verbosity=0)
    assert LedgerEntry.objects.filter(action="reasons_erased").count() == 1
    call_command("verify_ledger", verbosity=0)
    assert "Note: 1 reasons from before" in capsys.readouterr().out
    LedgerReason.objects.filter(entry=older_chain[2]).delete()
    assert found() == [3]


def test_a_new_reason_that_goes_is_no_older_one(older_chain, head_file):
    with transaction.atomic():
        ledger.append("withdrawn", cast.source(), reason="Because of the river")
    LedgerReason.objects.filter(entry__sequence=4).delete()
    assert found() == [4]
    with pytest.raises(CommandError, match="could not be done"):
        call_command("housekeeping", verbosity=0)
    assert found() == [4]


def test_a_ledger_without_older_reasons_gets_no_such_entry(chain, head_file):
    call_command("housekeeping", verbosity=0)
    assert not LedgerEntry.objects.filter(action="reasons_erased").exists()


def test_a_reason_put_where_there_was_none_is_found(chain):
    LedgerReason.objects.create(entry=chain[0], salt="00", text="Made up")
    assert found() == [1]


def test_a_head_that_points_elsewhere_or_is_gone_is_found(chain):
    LedgerHead.objects.update(entry_hash="0" * 64)
    assert found() == [5]
    LedgerHead.objects.all().delete()
    assert found() == [5]
    LedgerHead.objects.create(pk=1, sequence=5, entry_hash=chain[4].entry_hash)


def test_the_head_goes_to_a_file_and_never_back(chain, head_file):
    assert export_head(head_file) == read_head(head_file) == head_of_database()
    assert set(json.loads(head_file.read_text())) == {"sequence", "hash", "exported_at"}
    before = head_file.read_text()
    raw(chain[4])
    LedgerHead.objects.update(sequence=4, entry_hash=chain[3].entry_hash)
    with pytest.raises(SetBack, match="set back to an older state"):
        export_head(head_file)
    assert head_file.read_text() == before
    assert list(head_file.parent.iterdir()) == [head_file]


def test_a_file_that_is_no_head_is_told(head_file):
    head_file.write_text("[]")
    with pytest.raises(Unreadable):
        read_head(head_file)
    with pytest.raises(CommandError, match="not an exported head"):
        call_command("verify_ledger", verbosity=0)
    with pytest.raises(CommandError, match="There is no file"):
        call_command("verify_ledger", "--head", str(head_file) + "x", verbosity=0)


def test_the_ledger_as_a_file_can_be_verified_and_holds_no_reason(chain, tmp_path):
    file = tmp_path / "ledger.jsonl"
    call_command("export_ledger", str(file), verbosity=0)
    assert "river" not in file.read_text()
    assert [entry.entry_hash for entry in read_ledger(file)] == [entry.entry_hash for entry in chain]
    lines = file.read_text().splitlines()
    for broken in (
        [*lines[:2], *lines[3:]],
        [lines[0].replace("withdrawn", "published")],
        ["{}"],
        [lines[1], lines[0]],
    ):
        file.write_text("\n".join(broken))
        with pytest.raises(Unreadable):
            list(read_ledger(file))


def test_a_ledger_that_is_not_whole_is_not_exported(chain, tmp_path):
    raw(chain[1])
    with pytest.raises(CommandError, match="not whole at 2"):
        call_command("export_ledger", str(tmp_path / "ledger.jsonl"), verbosity=0)
