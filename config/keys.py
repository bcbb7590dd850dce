"""Makes the secret keys an archive needs.

    python -m config.keys                        print a fresh set, to keep wherever secrets are kept
    python -m config.keys --write var/local.env  add the ones still missing to that file, and print none

The file is readable by its owner alone. Keys that are already there stay as they are: what was sealed with a
key can be read with that key only, and a new ledger key would make every earlier entry look forged.
"""

import argparse
import base64
import contextlib
import fcntl
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path


def signing_key() -> str:
    """64 characters for Django's signatures (sessions, password resets)."""
    return secrets.token_urlsafe(48)


def key_of_32_bytes() -> str:
    """32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


KEYS: dict[str, Callable[[], str]] = {
    "ARCHIVE_SECRET_KEY": signing_key,
    "ARCHIVE_SEAL_KEY": key_of_32_bytes,
    "ARCHIVE_LEDGER_KEY": key_of_32_bytes,
}


def fresh_lines(names: list[str]) -> list[str]:
    """One NAME=value line with a new key for each name."""
    return [f"{name}={KEYS[name]()}" for name in names]


def complete(text: str) -> tuple[str, list[str]]:
    """The text of a settings file with the missing keys added, and the names of those keys."""
    missing = [name for name in KEYS if not re.search(rf"^\s*(export\s+)?{name}\s*=\s*\S", text, re.MULTILINE)]
    for name in missing:  # a line that names a key but gives none would win over the line added below it
        text = re.sub(rf"^[ \t]*(export[ \t]+)?{name}[ \t]*=[ \t]*(\n|\Z)", "", text, flags=re.MULTILINE)
    if text and not text.endswith("\n"):
        text += "\n"
    return text + "".join(f"{line}\n" for line in fresh_lines(missing)), missing


@contextlib.contextmanager
def only_one_at_a_time(folder: Path) -> Iterator[None]:
    """Two first starts at the same moment must not each write a key of their own."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def replace_privately(path: Path, text: str) -> None:
    """Write the file in one step, so that a crash leaves the old one or the new one; mode 600."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def write_missing(path: Path) -> list[str]:
    """Add the missing keys to the file, making it and its folder (mode 700) if need be; returns names."""
    path = path.resolve()
    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o700)
    with only_one_at_a_time(path.parent):
        if path.exists():
            path.chmod(0o600)
            before = path.read_text(encoding="utf-8")
        else:
            before = ""
        after, missing = complete(before)
        if missing:
            replace_privately(path, after)
    return missing


def main(arguments: list[str] | None = None) -> None:
    """The command line described above."""
    parser = argparse.ArgumentParser(
        prog="python -m config.keys",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--write", metavar="FILE", type=Path, help="add the missing keys to this file")
    options = parser.parse_args(arguments)
    if options.write is None:
        print("\n".join(fresh_lines(list(KEYS))))
    elif missing := write_missing(options.write):
        print(f"Made {len(missing)} secret keys in {options.write}, readable by you alone. Keep a copy of them.")


if __name__ == "__main__":
    main()
