"""What a WAV or AIFF holds beside its sound: the chunks of the file, one by one.

RIFF and RF64 (EBU Tech 3306), AIFF (AIFF-C draft, 1991). Chunks that are known to be harmless pass; whatever else is
there is a finding.
"""

from typing import BinaryIO, Literal

from archive.lib.findings import BEHIND_THE_END, UNREADABLE, Findings, is_empty, size_of, stretch

SOUND = {b"fmt ", b"data", b"fact", b"PEAK", b"ds64", b"levl", b"COMM", b"SSND", b"FVER"}
PADDING = {b"JUNK", b"junk", b"PAD ", b"FLLR", b"filr", b"fake"}
NAMED = {b"NAME": "title", b"AUTH": "author", b"(c) ": "copyright", b"ANNO": "comment", b"COMT": "comment"}
"""Chunks of an AIFF that hold a line of text."""

KNOWN = {
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
PROGRAM = b"ISFT"
Order = Literal["little", "big"]
LONGEST_INFO = 1024**2


def look_at(file: BinaryIO) -> Findings:
    """What the WAV or AIFF in ``file`` holds beside its sound."""
    found = Findings()
    size = size_of(file)
    file.seek(0)
    head = file.read(12)
    order: Order = "big" if head.startswith(b"FORM") else "little"
    long_size = _size_of_long_sound(file) if head.startswith(b"RF64") else None
    end = size if long_size is not None else min(8 + int.from_bytes(head[4:8], order), size)
    at = 12
    while at + 8 <= end:
        file.seek(at)
        name, length = file.read(4), int.from_bytes(file.read(4), order)
        if name == b"data" and long_size is not None and length == 0xFFFFFFFF:
            length = long_size
        if at + 8 + length > end and name != b"data":
            found.hidden.add(UNREADABLE)
            break
        _look_at_chunk(file, name, at + 8, length, found)
        at += 8 + length + length % 2
    if size - max(min(at, size), end) > 1 or (at < end and not is_empty(stretch(file, at, end - at))):
        found.hidden.add(BEHIND_THE_END)
    return found


def _size_of_long_sound(file: BinaryIO) -> int:
    """The size of the sound as the chunk ``ds64`` says it, which comes first."""
    file.seek(12)
    chunk = file.read(24)
    return int.from_bytes(chunk[16:24], "little") if chunk.startswith(b"ds64") else 0


def _look_at_chunk(file: BinaryIO, name: bytes, start: int, length: int, found: Findings) -> None:
    if name in SOUND:
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


def _look_at_info(content: bytes, found: Findings) -> None:
    """Title, artist, comment and the like; the name of the program that wrote the file is no finding."""
    at = 4
    while at + 8 <= len(content):
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name != PROGRAM and content[at + 8 : at + 8 + length].strip(b"\0 "):
            found.told.add(INFO.get(name, f"details ({name.decode('latin-1').strip()!r})"))
        at += 8 + length + length % 2
