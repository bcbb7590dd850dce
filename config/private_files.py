"""The database of an archive on a single computer, for its own account alone."""

from pathlib import Path


def keep_private(database: Path) -> None:
    """Let nobody but its owner read or write ``database``, which is made (empty) where it is not there yet.

    SQLite gives the files beside it (``-wal``, ``-shm``) the mode of the database itself. The folder is made for its
    owner alone, and stays as an operator sets it: a web server may send files from it. What belongs to another account,
    or lies on a disk that cannot be written, is left as it is.
    """
    try:
        database.parent.mkdir(mode=0o700, exist_ok=True)
        database.touch(mode=0o600)
        for file in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
            if file.exists():
                file.chmod(0o600)
    except OSError:
        return
