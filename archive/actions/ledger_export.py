"""The ledger outside the database: its head in a small file, and all of it as lines of JSON.

Both hold identifiers, codes and keyed hashes, never a reason or a name. The head proves later that nothing was cut off;
the lines bring a restored backup up to today (:mod:`archive.actions.replay`).
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from django.utils import timezone

from archive.actions.ledger import hash_of
from archive.actions.ledger_check import CHUNK, Head, head_of_database
from archive.actions.refusals import ActionRefused
from archive.models import LedgerEntry

COLUMNS = (
    "sequence",
    "actor_id",
    "action",
    "subject_kind",
    "subject",
    "codes",
    "reason_digest",
    "previous_hash",
    "entry_hash",
)


class SetBack(ActionRefused):
    """The ledger in the database is older than the head that was exported, or another one."""


class Unreadable(ActionRefused):
    """A file is not an exported head or ledger, or its chain does not hold."""


def read_head(file: Path) -> Head | None:
    """The head exported to ``file``; None when there is no such file. Raises :class:`Unreadable`."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        found = json.loads(text)
        head = Head(found["sequence"], found["hash"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{file} is not an exported head of the ledger.") from error
    if not isinstance(head.sequence, int) or not isinstance(head.entry_hash, str):
        raise Unreadable(f"{file} is not an exported head of the ledger.")
    return head


def export_head(file: Path) -> Head:
    """Write the ledger's head to ``file``, in one step.

    Raises :class:`SetBack`, and leaves ``file`` as it is, when the database no longer holds the head that was exported
    before: it was set back to an older state, or the ledger was tampered with.
    """
    refuse_set_back(read_head(file))
    head = head_of_database()
    content = {"sequence": head.sequence, "hash": head.entry_hash, "exported_at": timezone.now().isoformat()}
    write_whole(file, lambda out: out.write(json.dumps(content) + "\n"))
    return head


def refuse_set_back(before: Head | None) -> None:
    """Raise :class:`SetBack` unless the ledger in the database continues ``before``."""
    if before is None or before.sequence == 0:
        return
    held = LedgerEntry.objects.filter(sequence=before.sequence).values_list("entry_hash", flat=True).first()
    if held is None:
        raise SetBack(
            f"The exported head is at entry {before.sequence}, and the database has no such entry: it was set back to "
            "an older state, or entries were cut off. Nothing was exported. After a restored backup run replay_ledger."
        )
    if held != before.entry_hash:
        raise SetBack(
            f"Entry {before.sequence} of the database is not the one whose hash was exported: the ledger was changed, "
            "or this is another archive's file. Nothing was exported. Run verify_ledger --head with that file."
        )


def export_ledger(file: Path, seen: Callable[[int], Any] = lambda entries: None) -> int:
    """Write the whole ledger to ``file``, in one step, a line of JSON for each entry; returns their number."""
    count = 0

    def lines(out: TextIO) -> None:
        nonlocal count
        for entry in LedgerEntry.objects.order_by("sequence").iterator(chunk_size=CHUNK):
            out.write(json.dumps({"at": entry.at.isoformat(), **{name: getattr(entry, name) for name in COLUMNS}}))
            out.write("\n")
            count += 1
            if count % CHUNK == 0:
                seen(CHUNK)

    write_whole(file, lines)
    return count


def read_ledger(file: Path) -> Iterator[LedgerEntry]:
    """The entries exported to ``file``, unsaved, one by one, each verified against the one before it and the key.

    Raises :class:`Unreadable` at the first line that does not hold.
    """
    number, before = 0, ""
    with file.open(encoding="utf-8") as lines:
        for place, line in enumerate(lines, start=1):
            entry = _entry_of(line, file, place)
            if entry.sequence != number + 1 or entry.previous_hash != before or hash_of(entry) != entry.entry_hash:
                raise Unreadable(
                    f"{file}, line {place}: the entry does not continue the chain, or was written with another key. "
                    "Nothing was done."
                )
            number, before = entry.sequence, entry.entry_hash
            yield entry


def _entry_of(line: str, file: Path, place: int) -> LedgerEntry:
    try:
        found = json.loads(line)
        return LedgerEntry(at=datetime.fromisoformat(found["at"]), **{name: found[name] for name in COLUMNS})
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{file}, line {place}: not an entry of an exported ledger. Nothing was done.") from error


def write_whole(file: Path, write: Callable[[TextIO], Any]) -> None:
    """Let ``write`` fill a new file that takes the place of ``file`` only once it is whole and on the disk."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", text=True)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
