"""Keys are made once, kept, and seen by nobody else."""

import base64
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import keys

ROOT = Path(__file__).resolve().parent.parent.parent


def read(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_and_its_folder_belong_to_their_owner_alone(tmp_path):
    file = tmp_path / "var" / "local.env"
    before = os.umask(0)
    try:
        keys.write_missing(file)
    finally:
        os.umask(before)
    assert mode(file) == 0o600
    assert mode(file.parent) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["local.env"]


def test_the_keys_have_the_form_the_settings_expect(tmp_path):
    keys.write_missing(tmp_path / "local.env")
    made = read(tmp_path / "local.env")
    assert set(made) == {"ARCHIVE_SECRET_KEY", "ARCHIVE_SEAL_KEY", "ARCHIVE_LEDGER_KEY"}
    assert len(made["ARCHIVE_SECRET_KEY"]) >= 50
    assert len(base64.urlsafe_b64decode(made["ARCHIVE_SEAL_KEY"])) == 32
    assert len(base64.urlsafe_b64decode(made["ARCHIVE_LEDGER_KEY"])) == 32
    assert len(set(made.values())) == 3


def test_keys_and_settings_already_there_are_kept(tmp_path):
    file = tmp_path / "local.env"
    file.write_text("# ours\nARCHIVE_NAME=Voices\nexport ARCHIVE_SEAL_KEY=kept\nARCHIVE_LEDGER_KEY=")
    file.chmod(0o644)
    assert keys.write_missing(file) == ["ARCHIVE_SECRET_KEY", "ARCHIVE_LEDGER_KEY"]
    text = file.read_text()
    assert text.startswith("# ours\nARCHIVE_NAME=Voices\nexport ARCHIVE_SEAL_KEY=kept\n")
    assert text.count("ARCHIVE_LEDGER_KEY=") == 1
    assert mode(file) == 0o600


def test_a_second_run_changes_nothing(tmp_path):
    file = tmp_path / "local.env"
    keys.write_missing(file)
    before = file.read_bytes(), file.stat().st_mtime_ns
    assert keys.write_missing(file) == []
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_two_first_starts_at_once_agree_on_the_keys(tmp_path):
    file = tmp_path / "local.env"
    with ThreadPoolExecutor(8) as pool:
        made = [names for names in pool.map(keys.write_missing, [file] * 8) if names]
    assert len(made) == 1
    assert len(file.read_text().splitlines()) == 3


def test_a_failure_while_writing_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "local.env"
    file.write_text("ARCHIVE_NAME=Voices\n")
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        keys.write_missing(file)
    assert file.read_text() == "ARCHIVE_NAME=Voices\n"
    assert [path.name for path in tmp_path.iterdir()] == ["local.env"]


def test_the_command_prints_lines_to_keep_elsewhere():
    done = subprocess.run([sys.executable, "-m", "config.keys"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split("=")[0] for line in done.stdout.splitlines()] == list(keys.KEYS)


def test_the_command_prints_no_key_when_it_writes(tmp_path):
    command = [sys.executable, "-m", "config.keys", "--write", str(tmp_path / "local.env")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Made 3 secret keys" in done.stdout
    for key in read(tmp_path / "local.env").values():
        assert key not in done.stdout + done.stderr
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert again.stdout == ""
