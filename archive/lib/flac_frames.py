"""The frames of a FLAC (RFC 9639, section 9), walked from the first to the last without decoding their sound.

A frame does not say how long it is. It ends where the check sum of all of it comes out even and the next one begins, or
the file ends; what lies between two frames, or is no frame, spoils that sum. What the walk does not find are bytes
that someone fitted with a check sum of their own, in a frame that is no longer for it than any other.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO

from archive.lib.findings import BEHIND_THE_END, READ_AT_ONCE, UNPLAYED, UNREADABLE, is_empty, size_of, stretch

SYNC = re.compile(rb"\xff[\xf8\xf9]")
LONGEST_HEADER = 16
CRC_8 = 0x107
BLOCK_SIZES = {1: 192, **{code: 576 << code - 2 for code in range(2, 6)}, **{code: 1 << code for code in range(8, 16)}}
RATES = dict(enumerate((88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000), 1))
DEPTHS = {1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32}
CHANNELS = {**{code: code + 1 for code in range(8)}, 8: 2, 9: 2, 10: 2}
RATE_LENGTHS = {12: (1, 1000), 13: (2, 1), 14: (2, 10)}
"""How many bytes of a header hold a rate that has no code, and of how many hertz it is counted."""


@dataclass(frozen=True)
class StreamInfo:
    """What a FLAC says of all its frames (section 8.2); 0 where it does not know."""

    longest_frame: int
    rate: int
    channels: int
    depth: int
    samples: int

    @classmethod
    def read(cls, block: bytes) -> "StreamInfo":
        bits = int.from_bytes(block[10:18])
        channels, depth = (bits >> 41 & 7) + 1, (bits >> 36 & 31) + 1
        return cls(int.from_bytes(block[7:10]), bits >> 44, channels, depth, bits & (1 << 36) - 1)


@dataclass(frozen=True)
class Header:
    """``number`` counts samples where the frames differ in length (``varies``), and frames where they do not."""

    varies: bool
    number: int
    samples: int
    rate: int
    channels: int
    depth: int

    def follows(self, before: "Header") -> bool:
        """Whether it is the one behind ``before`` that a player goes on with."""
        number = before.number + (before.samples if before.varies else 1)
        return (self.varies, self.number) == (before.varies, number)

    def is_of(self, info: StreamInfo) -> bool:
        return (self.rate, self.channels, self.depth) == (info.rate, info.channels, info.depth)


def look_at_frames(file: BinaryIO, start: int, info: StreamInfo) -> str | None:
    """What is not played of the frames of ``file`` that begin at ``start``, and what lies behind them; None where
    everything is."""
    window = _Window(file, start)
    head = header_of(window.peek(0, LONGEST_HEADER), info)
    samples = 0
    while head is not None:
        if not head.is_of(info):
            return UNPLAYED
        samples += head.samples
        following, whole = _to_the_next(window, info, info.longest_frame or longest_of(head))
        if not whole:  # the last one, with something behind it, or one that is broken
            return BEHIND_THE_END if samples >= info.samples else UNREADABLE
        if following is not None and not following.follows(head):
            return UNPLAYED
        head = following
    if not is_empty(stretch(file, window.at, window.size - window.at)):
        return BEHIND_THE_END
    return UNPLAYED if info.samples and samples > info.samples else None


def header_of(content: bytes, info: StreamInfo) -> Header | None:
    """The header of a frame at the beginning of ``content``, which leaves some things to ``info``; None where there is
    none."""
    if len(content) < 6 or content[0] != 0xFF or content[1] | 1 != 0xF9 or content[3] & 1:
        return None
    block, rate = content[2] >> 4, content[2] & 15
    depth = DEPTHS.get(content[3] >> 1 & 7, 0) if content[3] >> 1 & 7 else info.depth
    channels = CHANNELS.get(content[3] >> 4, 0)
    coded = max(8 - (content[4] ^ 0xFF).bit_length(), 1)  # as in UTF-8, but to seven bytes
    size_at, size_length = 4 + coded, {6: 1, 7: 2}.get(block, 0)
    rate_at, (rate_length, unit) = size_at + size_length, RATE_LENGTHS.get(rate, (0, 0))
    end = rate_at + rate_length + 1
    if len(content) < end or coded == 8 or remainder(int.from_bytes(content[:end]), CRC_8):
        return None
    samples = int.from_bytes(content[size_at:rate_at]) + 1 if size_length else BLOCK_SIZES.get(block, 0)
    hertz = int.from_bytes(content[rate_at : end - 1]) * unit if unit else RATES.get(rate, 0) if rate else info.rate
    return Header(bool(content[1] & 1), number_of(content[4 : 4 + coded]), samples, hertz, channels, depth)


def number_of(coded: bytes) -> int:
    """The number of a frame or sample, written as UTF-8 writes characters."""
    number = coded[0] if len(coded) == 1 else coded[0] & (1 << 7 - len(coded)) - 1
    for byte in coded[1:]:
        number = number << 6 | byte & 0x3F
    return number


def longest_of(head: Header) -> int:
    """How long a frame can be whose samples are written out one by one, as encoders do rather than write more."""
    return 2 * LONGEST_HEADER + head.channels * (head.samples * (head.depth + 1) // 8 + 8)


def _to_the_next(window: "_Window", info: StreamInfo, longest: int) -> tuple[Header | None, bool]:
    """The header behind the frame at which ``window`` stands, which is moved there; None for the last frame. And
    whether the frame is whole: none of it is more than ``longest`` and its check sum comes out even."""
    rest, summed, begins = 0, 0, 1
    while (at := window.find(begins, longest)) is not None:
        begins = at + 1
        following = header_of(window.peek(at, LONGEST_HEADER), info)
        if following is not None:
            rest, summed = crc_16(window.peek(summed, at - summed), rest), at
            if rest == 0:
                window.move(at)
                return following, True
    end = min(longest, window.size - window.at)
    whole = crc_16(window.peek(summed, end - summed), rest) == 0
    window.move(end)
    return None, whole


class _Window:
    """A file from ``at`` on, read as far as is asked for, and forgotten behind that."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        self.file, self.at, self.size = file, at, size_of(file)
        self.held, self.held_from = b"", at

    def peek(self, start: int, length: int) -> bytes:
        """``length`` bytes, ``start`` bytes from here; fewer where the file ends before."""
        here = self._hold(start + length)
        return self.held[here + start : here + start + length]

    def find(self, start: int, most: int) -> int | None:
        """Where from ``start`` on, and at most ``most`` bytes from here, the next frame could begin."""
        here = self._hold(most + 2)
        found = SYNC.search(self.held, here + start, here + most + 2)
        return found.start() - here if found is not None else None

    def move(self, by: int) -> None:
        self.at += by

    def _hold(self, length: int) -> int:
        """Read so that ``length`` bytes from here are held, and return where in these that is."""
        if len(self.held) < self.at - self.held_from + length and self.held_from + len(self.held) < self.size:
            self.file.seek(self.at)
            self.held, self.held_from = self.file.read(length + READ_AT_ONCE), self.at
        return self.at - self.held_from


def remainder(value: int, divisor: int) -> int:
    """``value`` by ``divisor``, both as polynomials over the numbers 0 and 1; for short ones."""
    while (above := value.bit_length() - divisor.bit_length()) >= 0:
        value ^= divisor << above
    return value


def crc_16(content: bytes, before: int = 0) -> int:
    """The rest of ``content`` by the polynomial of FLAC's check sum, x¹⁶+x¹⁵+x²+1, following one that left ``before``.

    That is (x+1)(x¹⁵+x+1). The second factor divides each xⁿ¹⁵+xⁿ+1 where n is a power of two, so a long number is
    halved by each of these in a few steps; the first one leaves whether the ones are even or odd in number.
    """
    value = before << 8 * len(content) ^ int.from_bytes(content)
    is_odd = value.bit_count() & 1
    while (length := value.bit_length()) > 15:
        step = 1 << ((length - 1) // 15).bit_length() - 1
        high = value >> 15 * step
        value = value ^ high << 15 * step ^ high << step ^ high
    return value if value.bit_count() & 1 == is_odd else value ^ 0x8003
