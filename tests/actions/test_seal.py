"""Sealing with keys: what is sealed opens with its key only, for its own row only, and can be sealed anew."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from archive.actions import residue, rotation
from archive.actions.lifting import lift
from archive.actions.redact import redact
from archive.actions.sealing import CannotOpen, words_of
from archive.lib.sealing import Keyring, Sealed, SealError, key_id_of
from archive.models import Passage, Residue
from archive.models.sealed import Redaction, SealedText
from config.environment import env_keys
from tests import cast

OLD, NEW, OTHER = (bytes([number]) * 32 for number in (1, 2, 3))


def test_what_is_sealed_opens_again_and_does_not_tell():
    keys = Keyring(OLD)
    sealed = keys.seal("Ходжалы".encode(), "row 1")
    assert keys.open(sealed, "row 1").decode() == "Ходжалы"
    assert "Ходжалы".encode() not in sealed.ciphertext
    assert keys.seal(b"same", "row 1") != keys.seal(b"same", "row 1")
    assert OLD.hex() not in sealed.key_id


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda sealed: (sealed, "row 2", OLD), "belongs to another row"),
        (lambda sealed: (Sealed(sealed.ciphertext[:-1] + b"\0", sealed.key_id), "row 1", OLD), "was changed"),
        (lambda sealed: (Sealed(b"\1", sealed.key_id), "row 1", OLD), "was changed"),
        (lambda sealed: (Sealed(b"\2" + sealed.ciphertext[1:], sealed.key_id), "row 1", OLD), "form"),
        (lambda sealed: (sealed, "row 1", NEW), "not among the keys"),
        (lambda sealed: (Sealed(sealed.ciphertext, key_id_of(NEW)), "row 1", NEW), "was changed"),
    ],
)
def test_nothing_else_opens_it(spoil, said):
    sealed, row, key = spoil(Keyring(OLD).seal(b"words", "row 1"))
    with pytest.raises(SealError, match=said):
        Keyring(key).open(sealed, row)


def test_a_key_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(b"short")


# --- older keys in the settings -------------------------------------------------------------------------


def written(key):
    return base64.urlsafe_b64encode(key).decode()


def test_older_keys_are_read_from_the_variable_or_a_file(monkeypatch, tmp_path):
    assert env_keys("ARCHIVE_X") == []
    monkeypatch.setenv("ARCHIVE_X", f"{written(OLD)}, {written(NEW)}")
    assert env_keys("ARCHIVE_X") == [OLD, NEW]
    monkeypatch.delenv("ARCHIVE_X")
    (tmp_path / "keys").write_text(f"{written(OLD)}\n{written(OTHER)}\n")
    monkeypatch.setenv("ARCHIVE_X_FILE", str(tmp_path / "keys"))
    assert env_keys("ARCHIVE_X") == [OLD, OTHER]


def test_a_key_that_is_none_stops_the_start_and_is_not_told(monkeypatch):
    monkeypatch.setenv("ARCHIVE_X", f"{written(OLD)},{written(b'short')}")
    with pytest.raises(ImproperlyConfigured, match=r"^ARCHIVE_X holds 5 bytes") as error:
        env_keys("ARCHIVE_X")
    assert written(b"short") not in str(error.value)


# --- sealing anew ---------------------------------------------------------------------------------------


@pytest.fixture
def marks(db, settings):
    """Five redactions, sealed with the old key; the new one is the current one now."""
    settings.ARCHIVE_SEAL_KEY = OLD
    publisher = cast.staff("publisher")
    for number in range(5):
        passage = Passage.objects.get(transcript__testimony=cast.testimony(text=f"Word{number} came."))
        redact(passage, publisher, start=0, end=5, reason_code="safety", seen_text=passage.text)
    settings.ARCHIVE_SEAL_KEY, settings.ARCHIVE_SEAL_KEY_OLD = NEW, [OLD]
    return Redaction.objects.order_by("pk")


def words(marks):
    return [words_of(mark)["text"] for mark in marks]


EXPECTED = [f"Word{number}" for number in range(5)]


def test_rotating_seals_everything_with_the_current_key(marks, settings, capsys):
    call_command("rotate_seal_key")
    assert "Sealed 5 rows anew" in capsys.readouterr().out
    settings.ARCHIVE_SEAL_KEY_OLD = []
    assert words(marks) == EXPECTED
    call_command("rotate_seal_key")
    printed = capsys.readouterr().out
    assert "Sealed 0 rows anew" in printed
    assert f"Key {key_id_of(NEW)} (the current one): 5 rows" in printed


def test_what_the_older_key_opens_is_left_for_housekeeping_to_clean(marks):
    before = {row.pk for row in residue.pending()}
    assert sum(rotation.rotate()) == 5
    [left] = [row for row in residue.pending() if row.pk not in before]
    assert (left.tables, left.subject) == (["archive_sealedtext"], "")
    assert str(left) == "Pages of the database"
    assert sum(rotation.rotate()) == 0
    assert len(residue.pending()) == len(before) + 1


def test_an_interrupted_rotation_goes_on(marks, settings):
    Residue.objects.all().delete()
    run = rotation.rotate(batch=2)
    assert next(run) == 2
    assert len(residue.pending()) == 1, "what was rotated is cleaned, even if the rest never is"
    run.close()
    assert rotation.keys_in_use() == {key_id_of(NEW): 2, key_id_of(OLD): 3}
    assert words(marks) == EXPECTED
    assert sum(rotation.rotate(batch=2)) == 3
    settings.ARCHIVE_SEAL_KEY_OLD = []
    assert words(marks) == EXPECTED


def test_a_missing_key_is_told_by_row_and_nothing_is_lost(marks, settings):
    before = list(SealedText.objects.order_by("pk").values_list("ciphertext", "key_id"))
    settings.ARCHIVE_SEAL_KEY_OLD = [OTHER]
    with pytest.raises(
        CommandError, match=f"passage {marks[0].passage.public_id} cannot be opened: .*{key_id_of(OLD)}"
    ):
        call_command("rotate_seal_key", verbosity=0)
    after = list(SealedText.objects.order_by("pk").values_list("ciphertext", "key_id"))
    assert [(bytes(row[0]), row[1]) for row in after] == [(bytes(row[0]), row[1]) for row in before]
    with pytest.raises(CannotOpen):
        lift(marks[0], cast.staff("administrator"), reason="Agreed")
    assert SealedText.objects.count() == 5
    settings.ARCHIVE_SEAL_KEY_OLD = [OLD]
    assert words(marks) == EXPECTED


def test_words_copied_into_another_row_do_not_open(marks):
    first, second = SealedText.objects.order_by("pk")[:2]
    SealedText.objects.filter(pk=second.pk).update(ciphertext=first.ciphertext)
    with pytest.raises(CannotOpen, match="belongs to another row"):
        words_of(second.redaction)
