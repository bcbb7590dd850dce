"""What a FLAC (RFC 9639) holds beside its sound: blocks of details, and comments as Ogg has them too
(https://xiph.org/vorbis/doc/v-comment.html)."""

import re
from itertools import pairwise
from typing import BinaryIO

from archive.lib.findings import UNREADABLE, Findings, is_empty, size_of, stretch
from archive.lib.flac_frames import StreamInfo, look_at_frames
from archive.lib.program_names import look_at_name

STREAMINFO, PADDING, SEEKTABLE, COMMENTS = 0, 1, 3, 4
STREAMINFO_LENGTH = 34
SEEK_POINT = 18
KEPT_FREE = b"\xff" * 8
MOST_SAMPLES = 1 << 36
BLOCKS = {2: "data of another program", 5: "cue points", 6: "a picture"}
PROGRAM = {"ENCODER", "ENCODER_OPTIONS", "ENCODER_SETTINGS"}
MEASURED = re.compile(
    r"REPLAYGAIN_(?:(?:TRACK|ALBUM)_(?:GAIN|PEAK|RANGE)|REFERENCE_LOUDNESS)|R128_(?:TRACK|ALBUM)_GAIN"
    r"|WAVEFORMATEXTENSIBLE_CHANNEL_MASK"
)
MEASURE = re.compile(r"[-+]?(?:0x[0-9A-Fa-f]{1,8}|\d{0,9}(?:\.\d{0,9})?)(?:\s?dB| LUFS)?")
"""How loud it is, and for which loudspeakers."""

HIDDEN_COMMENTS = {
    "METADATA_BLOCK_PICTURE": "a picture",
    "COVERART": "a picture",
    "CHAPTER": "chapters",
    "CUESHEET": "cue points",
    "LYRICS": "words",
    "UNSYNCEDLYRICS": "words",
    "XMP": "XMP",
}


def look_at_flac(file: BinaryIO) -> Findings:
    """What the FLAC in ``file`` holds beside its sound."""
    found = Findings()
    at, size, last, info, has_table = 4, size_of(file), False, None, False
    while not last and at + 4 <= size:
        head = b"".join(stretch(file, at, 4))
        last, kind, length = bool(head[0] & 0x80), head[0] & 0x7F, int.from_bytes(head[1:])
        content = b"".join(stretch(file, at + 4, length))
        if kind == STREAMINFO and length == STREAMINFO_LENGTH and info is None:
            info = StreamInfo.read(content)
        elif kind == SEEKTABLE and not has_table and leads_through(content, size - at):
            has_table = True
        elif kind == COMMENTS:
            look_at_comments(content, found)
        elif kind == PADDING:
            if not is_empty([content]):
                found.hidden.add("padding that is not empty")
        else:
            found.hidden.add(BLOCKS.get(kind, "data of another kind"))
        at += 4 + length
    unplayed = look_at_frames(file, at, info) if info is not None else UNREADABLE
    if unplayed is not None:
        found.hidden.add(unplayed)
    return found


def leads_through(table: bytes, most: int) -> bool:
    """Whether ``table`` is one of points to seek (RFC 9639, 8.5) in the ``most`` bytes behind it: each sample once, in
    ascending order, and in points that are kept free nothing."""
    points = [table[at : at + SEEK_POINT] for at in range(0, len(table), SEEK_POINT)]
    free = [point for point in points if point.startswith(KEPT_FREE)]
    used = [(int.from_bytes(point[:8]), int.from_bytes(point[8:16])) for point in points[: len(points) - len(free)]]
    return (
        len(table) % SEEK_POINT == 0
        and all(is_empty([point.removeprefix(KEPT_FREE)]) for point in free)
        and all(one < other and first <= second for (one, first), (other, second) in pairwise(used))
        and all(sample < MOST_SAMPLES and place <= most for sample, place in used)
    )


def look_at_comments(content: bytes, found: Findings) -> None:
    """Comments as ``NAME=value``, each with its length before it."""
    at = 4 + int.from_bytes(content[:4], "little")
    look_at_name(content[4:at].decode("utf-8", "replace"), "vendor", found)
    count = int.from_bytes(content[at : at + 4], "little")
    at += 4
    for _ in range(min(count, len(content) // 4)):
        length = int.from_bytes(content[at : at + 4], "little")
        name, _, value = content[at + 4 : at + 4 + length].decode("utf-8", "replace").partition("=")
        at += 4 + length
        name = name.upper()
        hidden = next((what for start, what in HIDDEN_COMMENTS.items() if name.startswith(start)), None)
        if hidden is not None:
            found.hidden.add(hidden)
        elif name in PROGRAM:
            look_at_name(value, name, found)
        elif value.strip() and not (MEASURED.fullmatch(name) and MEASURE.fullmatch(value.strip())):
            found.told.add(name.lower()[:40])
    if len(content[at:].strip(b"\0\1")) > 0:
        found.hidden.add("padding that is not empty")
