"""On a single computer, nobody but the archive's own account reads its database."""

import sqlite3

from config.private_files import keep_private


def modes(*files):
    return [oct(file.stat().st_mode & 0o777) for file in files]


def test_a_new_database_and_the_files_beside_it_are_private(tmp_path):
    database = tmp_path / "var" / "archive.sqlite3"
    keep_private(database)
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE account (words)")
        beside = [database.parent / f"archive.sqlite3{end}" for end in ("-wal", "-shm")]
        assert modes(database.parent, database, *beside) == ["0o700", "0o600", "0o600", "0o600"]


def test_one_that_others_could_read_becomes_private_and_keeps_what_it_holds(tmp_path):
    files = [tmp_path / f"archive.sqlite3{end}" for end in ("", "-wal", "-shm")]
    for file in files:
        file.write_bytes(b"words")
        file.chmod(0o644)
    keep_private(files[0])
    assert modes(*files) == ["0o600"] * 3
    assert files[0].read_bytes() == b"words"
