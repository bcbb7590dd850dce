"""What an Ogg (RFC 3533) holds beside one sound and one moving picture, page by page: other streams, comments, packets
that no player plays."""

import zlib
from dataclasses import dataclass
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
from archive.lib.ogg_lengths import Clock, OpusClock, VorbisClock
from archive.lib.xiph_parts import BLOCKS, COMMENTS, PADDING, look_at_comments

CODECS = {
    b"\x01vorbis": "sound",
    b"OpusHead": "sound",
    b"Speex   ": "sound",
    b"\x7fFLAC": "sound",
    b"\x80theora": "picture",
}
COMMENT_HEADS = (b"\x03vorbis", b"OpusTags", b"\x81theora")
LONGEST_PACKET = 64 * 1024**2
PAGE, CONTINUED, FIRST, LAST = 27, 1, 2, 4
FRAME_OF_FLAC = 0xFF
TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Each byte with its bits in the other order."""


@dataclass
class _Stream:
    """What was read of a stream: its first packet, how many have ended, and the beginning of one that has not."""

    head: bytes = b""
    ended: int = 0
    begun: bytearray | None = None
    clock: Clock | None = None
    is_open: bool = True

    @property
    def kind(self) -> str:
        return next((kind for start, kind in CODECS.items() if self.head.startswith(start)), "other")


def look_at(file: BinaryIO) -> Findings:
    """What the Ogg in ``file`` holds beside one sound and one moving picture."""
    found = Findings()
    streams: list[_Stream] = []
    current: dict[bytes, _Stream] = {}
    at, size = 0, size_of(file)
    while at + PAGE <= size:
        head = b"".join(stretch(file, at, PAGE))
        if not head.startswith(b"OggS"):
            break
        lengths = b"".join(stretch(file, at + PAGE, head[26]))
        page = b"".join(stretch(file, at, PAGE + head[26] + sum(lengths)))
        if check_sum(page) != head[22:26]:
            found.hidden.add(UNPLAYED)
        if head[5] & FIRST:
            current[head[14:18]] = _Stream()
            streams.append(current[head[14:18]])
        stream = current.get(head[14:18])
        if stream is None or not stream.is_open:
            found.hidden.add(UNPLAYED)
        else:
            _look_at_page(stream, head, lengths, page[PAGE + head[26] :], found)
        at += PAGE + head[26] + sum(lengths)
    if at < size and not is_empty(stretch(file, at, size - at)):
        found.hidden.add(BEHIND_THE_END)
    _look_at_streams(streams, found)
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


def _look_at_page(stream: _Stream, head: bytes, lengths: bytes, content: bytes, found: Findings) -> None:
    """The packets that end on a page, and the position that it tells. What a page begins the next one goes on with, and
    says so; otherwise players drop it."""
    if bool(head[5] & CONTINUED) != (stream.begun is not None):
        found.hidden.add(UNPLAYED)
        stream.begun = None
    at, held = 0, stream.begun or bytearray()
    for length in lengths:
        held += content[at : at + length]
        at += length
        if length < 255:
            _look_at_packet(stream, bytes(held), found)
            held = bytearray()
    stream.begun = held if lengths and lengths[-1] == 255 else stream.begun if not lengths else None
    if stream.begun is not None and (head[5] & LAST or len(stream.begun) > LONGEST_PACKET):
        found.hidden.add(UNPLAYED)
        stream.begun = None
    if stream.clock is not None:
        stream.clock.turn(int.from_bytes(head[6:14], "little", signed=True))
        if stream.clock.is_cut:
            found.hidden.add(CUT_SHORT)
    stream.is_open = not head[5] & LAST


def _look_at_packet(stream: _Stream, packet: bytes, found: Findings) -> None:
    stream.ended += 1
    if stream.ended == 1:
        stream.head = packet
        if skips_sound(packet):
            found.hidden.add(CUT_SHORT)
        if packet.startswith(b"OpusHead"):
            stream.clock = OpusClock()
    elif stream.ended == 2:
        _look_at_second(packet, found)
    elif stream.head.startswith(b"\x01vorbis"):
        _look_at_vorbis(stream, packet, found)
    elif stream.head.startswith(b"\x7fFLAC"):
        _look_at_block(packet, found)
    elif stream.clock is not None:
        stream.clock.count(packet)


def _look_at_second(packet: bytes, found: Findings) -> None:
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


def _look_at_vorbis(stream: _Stream, packet: bytes, found: Findings) -> None:
    """The setup, and behind it nothing but sound (Vorbis I, 4.3.1)."""
    if stream.ended == 3:
        clock = VorbisClock(stream.head, packet)
        stream.clock = clock
        if not clock.flags:
            found.hidden.add(UNREADABLE)
    elif packet[:1] and packet[0] & 1:
        found.hidden.add(UNPLAYED)
    elif stream.clock is not None:
        stream.clock.count(packet)


def _look_at_block(packet: bytes, found: Findings) -> None:
    """A block of details of FLAC in Ogg, each of which has a packet of its own; a frame of sound is none."""
    if packet[:1] and packet[0] != FRAME_OF_FLAC:
        kind = packet[0] & 0x7F
        if kind == PADDING and is_empty([packet[4:]]):
            return
        found.hidden.add("padding that is not empty" if kind == PADDING else BLOCKS.get(kind, "data of another kind"))


def _look_at_streams(streams: list[_Stream], found: Findings) -> None:
    kinds = [stream.kind for stream in streams]
    if kinds.count("sound") > 1:
        found.hidden.add("more than one sound track")
    if kinds.count("picture") > 1:
        found.hidden.add("more than one moving picture")
    if "other" in kinds:
        found.hidden.add("a track of text or of another kind")
    if any(stream.ended < 2 for stream in streams):
        found.hidden.add(UNREADABLE)
