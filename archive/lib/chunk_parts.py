"""What a WAV or AIFF holds beside its sound: the chunks of the file, one by one.

RIFF and RF64 (EBU Tech 3306), AIFF (AIFF-C draft, 1991). Chunks that are known to be harmless pass; whatever else is
there is a finding.
"""

import struct
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

from archive.lib.findings import BEHIND_THE_END, UNPLAYED, UNREADABLE, Findings, is_empty, size_of, stretch
from archive.lib.program_names import look_at_name

LENGTHS = {b"fmt ": 64, b"fact": 4, b"ds64": 28, b"COMM": 512, b"FVER": 4}
"""How many bytes a chunk about the sound has at most; what stands behind them is no part of it."""

SOUND = {*LENGTHS, b"data", b"SSND", b"PEAK"}
PADDING = {b"JUNK", b"junk", b"PAD ", b"FLLR", b"filr", b"fake"}
NAMED = {b"NAME": "title", b"AUTH": "author", b"(c) ": "copyright", b"ANNO": "comment", b"COMT": "comment"}
"""Chunks of an AIFF that hold a line of text."""

KNOWN = {
    b"levl": "a curve of its loudness (levl)",
    b"cue ": "cue points",
    b"plst": "cue points",
    b"MARK": "cue points",
    b"LIST": "cue labels and notes",
    b"bext": "broadcast details (bext)",
    b"iXML": "production details (iXML)",
    b"aXML": "production details (aXML)",
    b"axml": "production details (aXML)",
    b"_PMX": "XMP",
    b"XMP ": "XMP",
    b"id3 ": "ID3 tags",
    b"ID3 ": "ID3 tags",
}
INFO = {
    b"IART": "artist", b"ICMT": "comment", b"ICOP": "copyright", b"ICRD": "date", b"IENG": "engineer",
    b"IGNR": "genre", b"IKEY": "keywords", b"INAM": "title", b"IPRD": "album", b"ISBJ": "subject", b"ISRC": "source",
    b"ITCH": "technician", b"IARL": "place of the archive", b"ICMS": "commissioned by",
}  # fmt: skip
SIZES = {b"fl32": 4, b"FL32": 4, b"fl64": 8, b"FL64": 8, b"alaw": 1, b"ALAW": 1, b"ulaw": 1, b"ULAW": 1, b"raw ": 1}
"""How many bytes a sample of an AIFF-C has where that does not follow from its bits, by the way it is packed."""

PLAIN = {b"", b"NONE", b"twos", b"sowt", b"in24", b"in32"}
HEAD_OF_PEAKS, PEAK = 8, 8
"""A version and the time at which it was written, then for each channel a value and its place, in bytes."""

PROGRAM = b"ISFT"
Order = Literal["little", "big"]
LONGEST_INFO = 1024**2


@dataclass
class _Sound:
    """What the chunks said of the sound so far: each of them may stand there once."""

    names: set[bytes] = field(default_factory=set)
    channels: int = 0
    frame: int = 0
    frames: int = 0


def look_at(file: BinaryIO) -> Findings:
    """What the WAV or AIFF in ``file`` holds beside its sound."""
    found = Findings()
    size = size_of(file)
    file.seek(0)
    head = file.read(12)
    order: Order = "big" if head.startswith(b"FORM") else "little"
    long_size = _size_of_long_sound(file) if head.startswith(b"RF64") else None
    end = size if long_size is not None else min(8 + int.from_bytes(head[4:8], order), size)
    sound = _Sound()
    at = 12
    while at + 8 <= end:
        file.seek(at)
        name, length = file.read(4), int.from_bytes(file.read(4), order)
        if name == b"data" and long_size is not None and length == 0xFFFFFFFF:
            length = long_size
        if at + 8 + length > end and name != b"data":
            found.hidden.add(UNREADABLE)
            break
        _look_at_chunk(file, name, at + 8, length, sound, found)
        at += 8 + length + length % 2
    if size - max(min(at, size), end) > 1 or (at < end and not is_empty(stretch(file, at, end - at))):
        found.hidden.add(BEHIND_THE_END)
    return found


def _size_of_long_sound(file: BinaryIO) -> int:
    """The size of the sound as the chunk ``ds64`` says it, which comes first."""
    file.seek(12)
    chunk = file.read(24)
    return int.from_bytes(chunk[16:24], "little") if chunk.startswith(b"ds64") else 0


def _look_at_chunk(file: BinaryIO, name: bytes, start: int, length: int, sound: _Sound, found: Findings) -> None:
    if name in SOUND:
        _look_at_sound(file, name, start, length, sound, found)
        return
    if name in PADDING:
        if not is_empty(stretch(file, start, length)):
            found.hidden.add("padding that is not empty")
        return
    if name in NAMED:
        found.told.add(NAMED[name])
        return
    if name == b"LIST" and length < LONGEST_INFO:
        content = b"".join(stretch(file, start, length))
        if content.startswith(b"INFO"):
            _look_at_info(content, found)
            return
    found.hidden.add(KNOWN.get(name, f"an unknown chunk ({name.decode('latin-1').strip()!r})"))


def _look_at_sound(file: BinaryIO, name: bytes, start: int, length: int, sound: _Sound, found: Findings) -> None:
    """Only what a player plays: one stretch of sound, as long as the file says, and the numbers that belong to it."""
    if name in sound.names:
        found.hidden.add(UNPLAYED)
    sound.names.add(name)
    told = LENGTHS.get(name, length)
    if length > told and not is_empty(stretch(file, start + told, length - told)):
        found.hidden.add(f"foreign bytes in a chunk ({name.decode('latin-1').strip()!r})")
    if name == b"fmt ":
        _, sound.channels = struct.unpack("<HH", b"".join(stretch(file, start, 4)).ljust(4, b"\0"))
    elif name == b"COMM":
        _read_common(b"".join(stretch(file, start, min(length, 22))), sound, found)
    elif name == b"SSND":
        offset = int.from_bytes(b"".join(stretch(file, start, 4)))
        played = 8 + sound.frames * sound.frame
        if offset or not is_empty(stretch(file, start + played, length - played)):
            found.hidden.add(UNPLAYED)
    elif name == b"PEAK" and length != HEAD_OF_PEAKS + PEAK * sound.channels:
        found.hidden.add("foreign bytes in a chunk ('PEAK')")


def _read_common(content: bytes, sound: _Sound, found: Findings) -> None:
    """How many frames an AIFF says it has, and how long one is. It may say so behind the sound: then nothing is known
    of its length."""
    if len(content) < 18 or b"SSND" in sound.names:
        found.hidden.add(UNREADABLE)
        return
    sound.channels, sound.frames, bits = struct.unpack(">HIH", content[:8])
    packed = content[18:22]
    if packed not in PLAIN and packed not in SIZES:
        found.hidden.add(UNREADABLE)
    sound.frame = sound.channels * SIZES.get(packed, (bits + 7) // 8)


def _look_at_info(content: bytes, found: Findings) -> None:
    """Title, artist, comment and the like; the name of the program that wrote the file is no finding."""
    at = 4
    while at + 8 <= len(content):
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        text = content[at + 8 : at + 8 + length]
        if name == PROGRAM:
            look_at_name(text.decode("utf-8", "replace"), "ISFT", found)
        elif text.strip(b"\0 "):
            found.told.add(INFO.get(name, f"details ({name.decode('latin-1').strip()!r})"))
        at += 8 + length + length % 2
