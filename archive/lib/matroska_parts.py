"""What a WebM or Matroska file holds beside its sound and moving picture: its elements, one by one.

EBML (RFC 8794) and Matroska (RFC 9559). Elements that hold elements are entered, whatever length they give, since a
recording made in a browser gives none. What is known to be harmless passes; whatever else is there is a finding.
"""

import re
from dataclasses import dataclass, field
from typing import BinaryIO

from archive.lib.findings import (
    BEHIND_THE_END,
    CROPPED,
    CUT_SHORT,
    MOST_PRIMING_MS,
    SWITCHED_OFF,
    UNPLAYED,
    UNREADABLE,
    Findings,
    is_empty,
    size_of,
    stretch,
)
from archive.lib.matroska_elements import (
    EBML,
    ENCODERS,
    ENTERED,
    LONGEST,
    LONGEST_NUMBER,
    MEASURE,
    MEASURED,
    PATTERNS,
    PROGRAM,
    SEGMENT,
)
from archive.lib.ogg_parts import skips_sound
from archive.lib.program_names import look_at_name
from archive.lib.xiph_parts import look_at_comments

VOID = 0xEC
TRACK_TYPE, SOUND, MOVING_PICTURE = 0x83, 2, 1
TRACK_NUMBER, ENABLED, CODEC_PRIVATE, CODEC_DELAY = 0xD7, 0xB9, 0x63A2, 0x56AA
CROPS = {0x54AA, 0x54BB, 0x54CC, 0x54DD}
SIMPLE_BLOCK, BLOCK, DISCARDED = 0xA3, 0xA1, 0x75A2
NUMBERS = {TRACK_TYPE, TRACK_NUMBER, ENABLED, CODEC_DELAY, DISCARDED, *CROPS}
TAG_NAME, TAG_VALUE = 0x45A3, 0x4487
TEXTS = {
    0x7BA9: "title",
    0x7384: "the name of a file",
    0x3C83AB: "the name of a file",
    0x3E83BB: "the name of a file",
    0x536E: "the name of a track",
    0x4461: "the date at which it was made",
}
KNOWN = {0x1043A770: "chapters", 0x1941A469: "attached files", 0x75A1: "what was added to its blocks"}
STATISTICS = re.compile(r"[\d:. TZ-]*|[A-Z_ ]{0,100}")
"""The time at which they were taken, or the names of the tags that hold them."""

LONGEST_TEXT = 1024
LONGEST_PRIVATE = 32 * 1024
UNKNOWN_LENGTH = -1


@dataclass
class _Read:
    """What was read so far: kinds and numbers of the tracks, those that blocks are of, and the name of a tag."""

    kinds: list[int] = field(default_factory=list)
    tracks: set[int] = field(default_factory=set)
    blocks: set[int] = field(default_factory=set)
    begun: set[int] = field(default_factory=set)
    discards: int = 0
    tag: str = ""


def look_at(file: BinaryIO) -> Findings:
    """What the WebM or Matroska file ``file`` holds beside one sound and one moving picture."""
    found = Findings()
    read = _Read()
    at, size = 0, size_of(file)
    while at < size:
        element = _element(file, at)
        if element is None or (element[1] == UNKNOWN_LENGTH and element[0] not in ENTERED):
            found.hidden.add(UNREADABLE)
            break
        number, length, at = element
        if number in (EBML, SEGMENT):
            if number in read.begun:  # another file, which no player gets to
                found.hidden.add(BEHIND_THE_END)
            read.begun.add(number)
        if number in ENTERED:
            continue
        if at + length > size:
            found.hidden.add(UNREADABLE)
            break
        _look_at_element(file, number, at, length, read, found)
        at += length
    _look_at_tracks(read, found)
    return found


def _look_at_tracks(read: _Read, found: Findings) -> None:
    if read.kinds.count(SOUND) > 1:
        found.hidden.add("more than one sound track")
    if read.kinds.count(MOVING_PICTURE) > 1:
        found.hidden.add("more than one moving picture")
    if set(read.kinds) - {SOUND, MOVING_PICTURE}:
        found.hidden.add("a track of text or of another kind")
    if read.blocks - read.tracks:
        found.hidden.add(UNPLAYED)
    if read.discards > len(read.tracks):  # an encoder of sound fills up its last block, and no other
        found.hidden.add(CUT_SHORT)


def _look_at_element(file: BinaryIO, number: int, start: int, length: int, read: _Read, found: Findings) -> None:
    if number in NUMBERS and length > LONGEST_NUMBER:
        found.hidden.add(f"foreign bytes in an element ({number:X})")
    if number == VOID:
        if not is_empty(stretch(file, start, length)):
            found.hidden.add("padding that is not empty")
    elif number == TRACK_TYPE:
        read.kinds.append(_integer(file, start, length))
    elif number == TRACK_NUMBER:
        read.tracks.add(_integer(file, start, length))
    elif number in (SIMPLE_BLOCK, BLOCK):
        read.blocks.add(_track_of_block(b"".join(stretch(file, start, min(length, 8)))))
    elif number == TAG_NAME:
        read.tag = _text(file, start, length)
        if read.tag.upper() not in {*MEASURED, *ENCODERS} and not read.tag.startswith("_STATISTICS"):
            found.told.add(read.tag.lower()[:40])
    elif number == TAG_VALUE:
        _look_at_value(_text(file, start, length), read, found)
    elif number in TEXTS:
        if length and not is_empty(stretch(file, start, length)):
            found.told.add(TEXTS[number])
    elif number in PROGRAM:
        look_at_name(_text(file, start, length), PROGRAM[number], found)
    elif not _look_at_playing(file, number, start, length, read, found):
        _look_at_harmless(file, number, start, length, found)


def _look_at_value(value: str, read: _Read, found: Findings) -> None:
    """What a tag says. Such as tell of the program or of the sound may say nothing else."""
    tag = read.tag.upper()
    if tag in ENCODERS:
        look_at_name(value, tag, found)
    elif tag in MEASURED and not MEASURE.fullmatch(value):
        found.told.add(f"words where a number belongs ({tag})")
    elif tag.startswith("_STATISTICS_WRITING_APP"):
        look_at_name(value, tag, found)
    elif tag.startswith("_STATISTICS") and not STATISTICS.fullmatch(value):
        found.told.add(f"words where a number belongs ({tag[:40]})")


def _look_at_harmless(file: BinaryIO, number: int, start: int, length: int, found: Findings) -> None:
    """An element that tells nothing as long as it is no longer than its kind, and of a text, made as its kind is."""
    if number not in LONGEST:
        found.hidden.add(KNOWN.get(number, f"an unknown element ({number:X})"))
    elif length > LONGEST[number] or (
        number in PATTERNS and not PATTERNS[number].fullmatch(_text(file, start, length))
    ):
        found.hidden.add(f"foreign bytes in an element ({number:X})")


def _look_at_playing(file: BinaryIO, number: int, start: int, length: int, read: _Read, found: Findings) -> bool:
    """What lets a player leave out sound or pictures that are in the file; whether the element is one of those."""
    if number == ENABLED:
        if _integer(file, start, length) == 0:
            found.hidden.add(SWITCHED_OFF)
    elif number in CROPS:
        if _integer(file, start, length):
            found.hidden.add(CROPPED)
    elif number == CODEC_PRIVATE:
        if skips_sound(b"".join(stretch(file, start, min(length, 16)))):
            found.hidden.add(CUT_SHORT)
        _look_at_private(b"".join(stretch(file, start, min(length, LONGEST_PRIVATE + 1))), found)
    elif number == CODEC_DELAY:
        if _integer(file, start, length) > MOST_PRIMING_MS * 10**6:
            found.hidden.add(CUT_SHORT)
    elif number == DISCARDED:
        read.discards += 1
    else:
        return False
    return True


def _look_at_private(content: bytes, found: Findings) -> None:
    """What a decoder needs beforehand: of Vorbis its three first packets (Matroska codec mappings, A_VORBIS), the
    second of which holds comments."""
    if content[:1] == b"\2" and b"\3vorbis" in content:
        look_at_comments(content[content.index(b"\3vorbis") + 7 : content.rfind(b"\5vorbis")], found)
    if len(content) > LONGEST_PRIVATE:
        found.hidden.add(f"foreign bytes in an element ({CODEC_PRIVATE:X})")


def _integer(file: BinaryIO, start: int, length: int) -> int:
    return int.from_bytes(b"".join(stretch(file, start, min(length, 8))))


def _text(file: BinaryIO, start: int, length: int) -> str:
    """The text of an element; of one that is longer than any, one that is no number and no name."""
    if length > LONGEST_TEXT:
        return "\N{REPLACEMENT CHARACTER}" * LONGEST_TEXT
    return b"".join(stretch(file, start, length)).decode("utf-8", "replace").strip("\0 ")


def _track_of_block(head: bytes) -> int:
    """The number of a track with which a block begins, a digit to seven bits."""
    digits = 9 - head[0].bit_length() if head else 0
    return int.from_bytes(head[:digits]) & ((1 << (7 * digits)) - 1)


def _element(file: BinaryIO, at: int) -> tuple[int, int, int] | None:
    """The element at ``at``: its ID, the length of what is in it, and where that begins; None where there is none."""
    file.seek(at)
    head = file.read(12)
    for width in range(1, 5):
        if head and head[0] >> (8 - width):
            break
    else:
        return None
    rest = head[width:]
    if not rest or not rest[0]:
        return None
    digits = 9 - rest[0].bit_length()
    if len(rest) < digits:
        return None
    value = int.from_bytes(rest[:digits]) & ((1 << (7 * digits)) - 1)
    length = UNKNOWN_LENGTH if value == (1 << (7 * digits)) - 1 else value
    return int.from_bytes(head[:width]), length, at + width + digits
