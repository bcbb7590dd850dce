"""How many samples the packets of an Ogg hold, against the positions that its pages tell.

A player stops where the last page says that the sound ends, and leaves out what the first one does not count. So
cutters that do not decode write a smaller number over packets that stay (Opus: RFC 7845, 4.3 to 4.5; Vorbis I:
https://xiph.org/vorbis/doc/Vorbis_I_spec.html, 4.2 and A.2).
"""

from dataclasses import dataclass

NOWHERE = -1
"""The position of a page on which no packet ends."""

SILK, HYBRID = (480, 960, 1920, 2880), (480, 960)
IDENTIFICATION = 30
MODE, MOST_MODES, HEAD_OF_MODES = 41, 64, 97
"""How a mode is written in the setup of Vorbis, in bits, and what at least stands before the modes."""


@dataclass
class Clock:
    """Counts the samples of one stream. Each page may end a packet before its packets do and no more: that is what an
    encoder fills up behind the sound. What it puts before it (pre-skip) is counted by the positions as well."""

    at: int = 0
    since: int = 0
    longest: int = 0
    is_cut: bool = False

    def count(self, packet: bytes) -> None:
        samples, whole = self.samples(packet)
        self.since += samples
        self.longest = max(self.longest, whole)

    def samples(self, packet: bytes) -> tuple[int, int]:
        """How many samples ``packet`` adds, and how long it is by itself."""
        raise NotImplementedError

    def turn(self, position: int) -> None:
        """The end of a page that tells this ``position``."""
        if position != NOWHERE:
            self.is_cut |= position < self.at + self.since - self.longest
            self.at, self.since = position, 0


class OpusClock(Clock):
    def samples(self, packet: bytes) -> tuple[int, int]:
        """By its first bytes (RFC 6716, 3.1 and 3.2), at 48 kHz."""
        if not packet:
            return 0, 0
        mode, count = packet[0] >> 3, packet[0] & 3
        each = SILK[mode & 3] if mode < 12 else HYBRID[mode & 1] if mode < 16 else 120 << (mode & 3)
        frames = (packet[1] & 63 if len(packet) > 1 else 0) if count == 3 else min(count + 1, 2)
        return frames * each, frames * each


class VorbisClock(Clock):
    """A packet gives what it overlaps with the one before: a quarter of each (4.3.8)."""

    def __init__(self, identification: bytes, setup: bytes) -> None:
        super().__init__()
        sizes = identification[28] if len(identification) == IDENTIFICATION else 0
        self.flags = block_flags(setup)
        self.blocks = 1 << (sizes & 15), 1 << (sizes >> 4)
        self.before = 0

    def samples(self, packet: bytes) -> tuple[int, int]:
        if not packet:
            return 0, 0
        mode = packet[0] >> 1 & (1 << (len(self.flags) - 1).bit_length()) - 1
        block = self.blocks[self.flags[mode]] if mode < len(self.flags) else 0
        added = (self.before + block) // 4 if self.before else 0
        self.before = block or self.before
        return added, block // 2


def block_flags(setup: bytes) -> tuple[int, ...]:
    """Of each mode, whether its block is the long one. The modes stand last in the setup (4.2.4), each with zeros for
    its window and transform, and their number before them, so they are read from behind; none where there are none."""
    bits = int.from_bytes(setup, "little")
    at = bits.bit_length() - 1
    flags: list[int] = []
    found: tuple[int, ...] = ()
    while at >= HEAD_OF_MODES and len(flags) < MOST_MODES and not bits >> (at - 40) & 0xFFFFFFFF:
        at -= MODE
        flags.insert(0, bits >> at & 1)
        if bits >> (at - 6) & 63 == len(flags) - 1:
            found = tuple(flags)
    return found
