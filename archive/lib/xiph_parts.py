"""What a FLAC or Ogg file holds beside its sound and moving picture: blocks of details, comments, other streams.

FLAC (RFC 9639), Ogg (RFC 3533), Vorbis comments (https://xiph.org/vorbis/doc/v-comment.html).
"""

import zlib
from itertools import pairwise
from typing import BinaryIO

from archive.lib.findings import (
    BEHIND_THE_END,
    CUT_SHORT,
    MOST_PRE_SKIP,
    UNPLAYED,
    UNREADABLE,
    Findings,
    is_empty,
    size_of,
    stretch,
)  # fmt: skip
from archive.lib.flac_frames import StreamInfo, look_at_frames

STREAMINFO, PADDING, SEEKTABLE, COMMENTS = 0, 1, 3, 4
STREAMINFO_LENGTH = 34
SEEK_POINT = 18
KEPT_FREE = b"\xff" * 8
MOST_SAMPLES = 1 << 36
BLOCKS = {2: "data of another program", 5: "cue points", 6: "a picture"}
PROGRAM = {"ENCODER", "ENCODER_OPTIONS", "ENCODER_SETTINGS", "WAVEFORMATEXTENSIBLE_CHANNEL_MASK"}
LOUDNESS = ("REPLAYGAIN_", "R128_")
HIDDEN_COMMENTS = {
    "METADATA_BLOCK_PICTURE": "a picture",
    "COVERART": "a picture",
    "CHAPTER": "chapters",
    "CUESHEET": "cue points",
    "LYRICS": "words",
    "UNSYNCEDLYRICS": "words",
    "XMP": "XMP",
}
LONGEST_COMMENTS = 64 * 1024**2
CODECS = {
    b"\x01vorbis": "sound",
    b"OpusHead": "sound",
    b"Speex   ": "sound",
    b"\x7fFLAC": "sound",
    b"\x80theora": "picture",
}
COMMENT_HEADS = (b"\x03vorbis", b"OpusTags", b"\x81theora")
PAGE, FIRST, LAST = 27, 2, 4
TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Each byte with its bits in the other order."""


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
        elif value.strip() and name not in PROGRAM and not name.startswith(LOUDNESS):
            found.told.add(name.lower()[:40])
    if len(content[at:].strip(b"\0\1")) > 0:
        found.hidden.add("padding that is not empty")


def look_at_ogg(file: BinaryIO) -> Findings:
    """What the Ogg in ``file`` holds beside one sound and one moving picture."""
    found = Findings()
    streams: list[str] = []
    packets: dict[bytes, bytes] = {}  # of each stream the second packet, as far as it was read
    complete: set[bytes] = set()
    begun: set[bytes] = set()  # and not ended
    at, size = 0, size_of(file)
    while at + PAGE <= size:
        head = b"".join(stretch(file, at, PAGE))
        if not head.startswith(b"OggS"):
            break
        lengths = b"".join(stretch(file, at + PAGE, head[26]))
        start, length, serial = at + PAGE + head[26], sum(lengths), head[14:18]
        if check_sum(b"".join(stretch(file, at, start + length - at))) != head[22:26]:
            found.hidden.add(UNPLAYED)
        if head[5] & FIRST:
            begun.add(serial)
            begins = b"".join(stretch(file, start, min(length, 16)))
            streams.append(_codec(begins))
            if skips_sound(begins):
                found.hidden.add(CUT_SHORT)
            packets[serial] = b""
            complete.discard(serial)
        elif serial in packets and serial not in complete and len(packets[serial]) < LONGEST_COMMENTS:
            first, ended = _first_packet(lengths)
            packets[serial] += b"".join(stretch(file, start, first))
            if ended:
                complete.add(serial)
                _look_at_packet(packets.pop(serial), found)
        if serial not in begun:
            found.hidden.add(UNPLAYED)
        elif head[5] & LAST:
            begun.discard(serial)
        at = start + length
    if at < size and not is_empty(stretch(file, at, size - at)):
        found.hidden.add(BEHIND_THE_END)
    _look_at_streams(streams, found)
    if packets:
        found.hidden.add(UNREADABLE)
    return found


def check_sum(page: bytes) -> bytes:
    """That of an Ogg page (RFC 3533, 6), by which players pass over a page that is not what it was. It is the usual
    CRC-32 with the bits of each byte the other way round, and begins and ends with zeros instead of ones."""
    unsummed = page[:22] + bytes(4) + page[26:]
    value = zlib.crc32(unsummed.translate(TURNED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return value.to_bytes(4).translate(TURNED)


def skips_sound(head: bytes) -> bool:
    """Whether ``head`` is that of Opus (RFC 7845, 5.1) and lets players leave out more than its encoder needs."""
    return head.startswith(b"OpusHead") and int.from_bytes(head[10:12], "little") > MOST_PRE_SKIP


def _codec(packet: bytes) -> str:
    return next((kind for start, kind in CODECS.items() if packet.startswith(start)), "other")


def _first_packet(lengths: bytes) -> tuple[int, bool]:
    """How many bytes of a page belong to its first packet, and whether that ends on it."""
    total = 0
    for length in lengths:
        total += length
        if length < 255:
            return total, True
    return total, False


def _look_at_packet(packet: bytes, found: Findings) -> None:
    for head in COMMENT_HEADS:
        if packet.startswith(head):
            look_at_comments(packet[len(head) :], found)
            return
    if packet[:1] and packet[0] & 0x7F == COMMENTS:  # of FLAC in Ogg
        look_at_comments(packet[4:], found)
    elif int.from_bytes(packet[:4], "little") <= len(packet):  # of Speex, which has no head
        look_at_comments(packet, found)
    else:
        found.hidden.add(UNREADABLE)


def _look_at_streams(streams: list[str], found: Findings) -> None:
    if streams.count("sound") > 1:
        found.hidden.add("more than one sound track")
    if streams.count("picture") > 1:
        found.hidden.add("more than one moving picture")
    if "other" in streams:
        found.hidden.add("a track of text or of another kind")
