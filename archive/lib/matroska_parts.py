"""What a WebM or Matroska file holds beside its sound and moving picture: its elements, one by one.

EBML (RFC 8794) and Matroska (RFC 9559). Elements that hold elements are entered, whatever length they give, since a
recording made in a browser gives none. What is known to be harmless passes; whatever else is there is a finding.
"""

from typing import BinaryIO

from archive.lib.findings import UNREADABLE, Findings, is_empty, size_of, stretch

ENTERED = {
    0x18538067,  # Segment
    0x1549A966,  # Info
    0x1654AE6B,  # Tracks
    0xAE,  # TrackEntry
    0x1F43B675,  # Cluster
    0x1254C367,  # Tags
    0x7373,  # Tag
    0x67C8,  # SimpleTag
}
HARMLESS = {
    0x1A45DFA3,  # the EBML header
    0x114D9B74,  # SeekHead
    0x1C53BB6B,  # Cues
    0xBF,  # CRC-32
    *(0x73A4, 0x2AD7B1, 0x4489, 0x4D80, 0x5741),  # of the Info: its number, the scale, the length, the programs
    *(0xD7, 0x73C5, 0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x23E383, 0x234E7A, 0x23314F, 0x55EE, 0x22B59C, 0x22B59D),
    *(0x86, 0x63A2, 0x258688, 0xAA, 0x56AA, 0x56BB, 0xE0, 0xE1, 0x6D80, 0x537F),  # of a track: how it is coded
    *(0xE7, 0xA7, 0xAB, 0xA3, 0xA0, 0x5854),  # of a Cluster: its time, and blocks of sound and picture
    *(0x63C0, 0x447A, 0x447B, 0x4484, 0x4487, 0x4485),  # of tags: what they are about, and their values
}
VOID = 0xEC
TRACK_TYPE, SOUND, MOVING_PICTURE = 0x83, 2, 1
TAG_NAME = 0x45A3
TEXTS = {
    0x7BA9: "title",
    0x7384: "the name of a file",
    0x3C83AB: "the name of a file",
    0x3E83BB: "the name of a file",
    0x536E: "the name of a track",
    0x4461: "the date at which it was made",
}
KNOWN = {0x1043A770: "chapters", 0x1941A469: "attached files"}
MADE_BY = {"ENCODER", "ENCODER_SETTINGS", "DURATION", "BPS", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES"}
LONGEST_NAME = 1024
UNKNOWN_LENGTH = -1


def look_at(file: BinaryIO) -> Findings:
    """What the WebM or Matroska file ``file`` holds beside one sound and one moving picture."""
    found = Findings()
    tracks: list[int] = []
    at, size = 0, size_of(file)
    while at < size:
        element = _element(file, at)
        if element is None or (element[1] == UNKNOWN_LENGTH and element[0] not in ENTERED):
            found.hidden.add(UNREADABLE)
            break
        number, length, at = element
        if number in ENTERED:
            continue
        if at + length > size:
            found.hidden.add(UNREADABLE)
            break
        _look_at_element(file, number, at, length, tracks, found)
        at += length
    if tracks.count(SOUND) > 1:
        found.hidden.add("more than one sound track")
    if tracks.count(MOVING_PICTURE) > 1:
        found.hidden.add("more than one moving picture")
    if set(tracks) - {SOUND, MOVING_PICTURE}:
        found.hidden.add("a track of text or of another kind")
    return found


def _look_at_element(file: BinaryIO, number: int, start: int, length: int, tracks: list[int], found: Findings) -> None:
    if number == VOID:
        if not is_empty(stretch(file, start, length)):
            found.hidden.add("padding that is not empty")
    elif number == TRACK_TYPE:
        tracks.append(int.from_bytes(b"".join(stretch(file, start, min(length, 8)))))
    elif number == TAG_NAME:
        name = b"".join(stretch(file, start, min(length, LONGEST_NAME))).decode("utf-8", "replace").strip("\0 ")
        if name.upper() not in MADE_BY and not name.startswith("_STATISTICS"):
            found.told.add(name.lower()[:40])
    elif number in TEXTS:
        if length and not is_empty(stretch(file, start, length)):
            found.told.add(TEXTS[number])
    elif number not in HARMLESS:
        found.hidden.add(KNOWN.get(number, f"an unknown element ({number:X})"))


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
