"""What a file holds beside what its page shows or its player plays: the words for it, gathered while it is read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

READ_AT_ONCE = 1024**2
UNREADABLE = "parts that cannot be looked into"
BEHIND_THE_END = "bytes behind its end"
CROPPED = "pictures of which a part is cut off only for show"
CUT_SHORT = "sound or pictures that are cut off only for show"
SWITCHED_OFF = "a track that is switched off"
UNPLAYED = "sound or pictures that no player plays"
MOST_PRIMING_MS = 100
"""How much of its beginning a player may be told to leave out: what an encoder of sound puts before it, and no word."""

MOST_PRE_SKIP = 48 * MOST_PRIMING_MS
"""The same of Opus, in samples (RFC 7845, 5.1)."""


@dataclass
class Findings:
    """``hidden`` is what no reader may get: words, sound, pictures or programs that the page does not show. ``told``
    are details about the file (title, author, artist, date …), which a curator may decide to let readers see."""

    hidden: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def add(self, other: "Findings") -> None:
        self.hidden |= other.hidden
        self.told |= other.told


def is_empty(chunks: Iterable[bytes]) -> bool:
    """Whether there is nothing but zeros and blanks in what is said to be padding."""
    return not any(chunk.strip(b"\0 \n\r\t") for chunk in chunks)


def stretch(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    """``length`` bytes of ``file`` from ``start``, a piece at a time; fewer where the file ends before."""
    file.seek(start)
    while length > 0 and (chunk := file.read(min(length, READ_AT_ONCE))):
        length -= len(chunk)
        yield chunk


def size_of(file: BinaryIO) -> int:
    file.seek(0, 2)
    return file.tell()
