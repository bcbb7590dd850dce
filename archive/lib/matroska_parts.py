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
from archive.lib.xiph_parts import skips_sound

EBML, SEGMENT = 0x1A45DFA3, 0x18538067

ENTERED = {
    SEGMENT,
    0x1549A966,  # Info
    0x1654AE6B,  # Tracks
    0xAE,  # TrackEntry
    0xE0,  # Video
    0xE1,  # Audio
    0x1F43B675,  # Cluster
    0xA0,  # BlockGroup
    0x1254C367,  # Tags
    0x7373,  # Tag
    0x67C8,  # SimpleTag
}
HARMLESS = {
    EBML,
    0x114D9B74,  # SeekHead
    0x1C53BB6B,  # Cues
    0xBF,  # CRC-32
    *(0x73A4, 0x2AD7B1, 0x4489, 0x4D80, 0x5741),  # of the Info: its number, the scale, the length, the programs
    *(0x73C5, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x23E383, 0x234E7A, 0x23314F, 0x55EE, 0x22B59C, 0x22B59D),
    *(0x86, 0x258688, 0xAA, 0x56BB, 0x6D80, 0x537F),  # of a track: how it is coded
    *(0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2, 0x54B3, 0x9A, 0x9D, 0x53B8, 0x53C0, 0x55B0, 0x2EB524, 0x2383E3),  # a picture
    *(0xB5, 0x78B5, 0x9F, 0x6264, 0x52F1),  # a sound
    *(0xE7, 0xA7, 0xAB, 0x5854, 0x9B, 0xFA, 0xFB),  # of a Cluster and its blocks: their times
    *(0x63C0, 0x447A, 0x447B, 0x4484),  # of tags: what they are about
}
VOID = 0xEC
TRACK_TYPE, SOUND, MOVING_PICTURE = 0x83, 2, 1
TRACK_NUMBER, ENABLED, CODEC_PRIVATE, CODEC_DELAY = 0xD7, 0xB9, 0x63A2, 0x56AA
CROPS = {0x54AA, 0x54BB, 0x54CC, 0x54DD}
SIMPLE_BLOCK, BLOCK, DISCARDED = 0xA3, 0xA1, 0x75A2
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
MEASURED = {"DURATION", "BPS", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES"}
PROGRAMS = {"ENCODER", "ENCODER_SETTINGS"}
HARMLESS_VALUES = (
    (MEASURED, re.compile(r"[\d:.]*")),
    (PROGRAMS, re.compile(r"(?=.*\d|Lav[cf] )[\w .,:;=+()/-]{0,80}|")),  # a name with the number of a version
)
LONGEST_TEXT = 1024
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
        if read.tag.upper() not in MEASURED | PROGRAMS and not read.tag.startswith("_STATISTICS"):
            found.told.add(read.tag.lower()[:40])
    elif number == TAG_VALUE:
        value = _text(file, start, length)
        if any(read.tag.upper() in tags and not harmless.fullmatch(value) for tags, harmless in HARMLESS_VALUES):
            found.told.add(read.tag.lower())
    elif number in TEXTS:
        if length and not is_empty(stretch(file, start, length)):
            found.told.add(TEXTS[number])
    elif not _look_at_playing(file, number, start, length, read, found) and number not in HARMLESS:
        found.hidden.add(KNOWN.get(number, f"an unknown element ({number:X})"))


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
    elif number == CODEC_DELAY:
        if _integer(file, start, length) > MOST_PRIMING_MS * 10**6:
            found.hidden.add(CUT_SHORT)
    elif number == DISCARDED:
        read.discards += 1
    else:
        return False
    return True


def _integer(file: BinaryIO, start: int, length: int) -> int:
    return int.from_bytes(b"".join(stretch(file, start, min(length, 8))))


def _text(file: BinaryIO, start: int, length: int) -> str:
    return b"".join(stretch(file, start, min(length, LONGEST_TEXT))).decode("utf-8", "replace").strip("\0 ")


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
