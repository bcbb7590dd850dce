"""What of an MP4 its players play (ISO/IEC 14496-12): the samples that its tables and fragments lead to, and what its
edit lists, lengths and flags leave out, though it is still in the file."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import BinaryIO

from archive.lib.findings import (
    CUT_SHORT,
    MOST_PRIMING_MS,
    SWITCHED_OFF,
    UNPLAYED,
    Findings,
    is_empty,
    stretch,
)  # fmt: skip

LONGEST_TABLE = 256 * 1024**2
TOLERANCE = MOST_PRIMING_MS / 1000
"""Seconds by which a length may fall short of the samples: what an encoder fills up behind the sound."""

NO_MEDIA, NORMAL_PACE = -1, 1 << 16
Range = tuple[int, int]


@dataclass
class Track:
    """A track, as its own tables describe it; what fragments add lies in :class:`Movie`."""

    number: int = 0
    kind: bytes = b""
    is_on: bool = True
    volume: int = 1
    scale: int = 1
    length: int = 0
    length_in_movie: int = 0
    edits: list[tuple[int, int, int]] = field(default_factory=list)
    times: tuple[int, ...] = ()
    first_offset: int = 0
    sizes: tuple[int, ...] | None = None
    one_size: int = 0
    count: int = 0
    runs: tuple[int, ...] = ()
    chunks: tuple[int, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)

    def ranges(self) -> Iterator[Range]:
        """Where the samples lie, chunk by chunk."""
        at = 0
        runs = list(zip(self.runs[::3], self.runs[1::3], strict=False))
        for (first, each), (following, _) in pairwise([*runs, (len(self.chunks) + 1, 0)]):
            for start in self.chunks[max(first - 1, 0) : max(following - 1, 0)]:
                behind = min(at + each, self.count)
                length = (behind - at) * self.one_size if self.sizes is None else sum(self.sizes[at:behind])
                yield start, start + length
                at = behind

    def seconds(self) -> float:
        return sum(each * delta for each, delta in zip(self.times[::2], self.times[1::2], strict=False)) / self.scale


@dataclass
class Movie:
    """What is read of an MP4, box by box in the order of the file."""

    tracks: list[Track] = field(default_factory=list)
    scale: int = 1
    length: int = 0
    data: list[Range] = field(default_factory=list)
    fragments: list[Range] = field(default_factory=list)
    default_sizes: dict[int, int] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    number: int = 0
    fragment: int = 0
    base: int = 0
    at: int = 0
    size: int = 0
    picture_size: tuple[int, int] = (0, 0)

    def read(self, file: BinaryIO, name: bytes, at: int, start: int, length: int) -> None:
        """The box ``name`` that begins at ``at`` and holds ``length`` bytes from ``start``. Raises struct.error."""
        if name == b"mdat":
            self.data.append((start, start + length))
        elif name == b"moof":
            self.fragment = self.at = at
        elif name == b"trak":
            self.tracks.append(Track())
        elif name in _OF_MOVIE or (name in _OF_TRACK and self.tracks):
            if length > LONGEST_TABLE:
                raise struct.error("a table longer than any recording has")
            content = b"".join(stretch(file, start, length))
            if name in _OF_MOVIE:
                _OF_MOVIE[name](self, content)
            else:
                _OF_TRACK[name](self.tracks[-1], content)

    def look_at(self, file: BinaryIO, found: Findings) -> None:
        """What players leave out, once every box was read."""
        for track in self.tracks:
            if not track.is_on or (track.kind == b"soun" and track.volume == 0):
                found.hidden.add(SWITCHED_OFF)
            if self._is_cut_short(track):
                found.hidden.add(CUT_SHORT)
            if sum(track.times[::2]) < track.count:
                found.hidden.add(UNPLAYED)
            for what, rows in track.rows.items():
                if rows > max(track.count, 1):
                    found.hidden.add(what)
        if not self._leads_to_all(file):
            found.hidden.add(UNPLAYED)

    def _is_cut_short(self, track: Track) -> bool:
        """Whether something before, within or behind what is played is left out. A stretch of nothing may come first,
        and before it what the encoder of the sound needs; of the pictures not one."""
        played = [edit for edit in track.edits if edit[1] != NO_MEDIA]
        if len(played) > 1 or (track.edits and not played):
            return True
        length, begins, pace = played[0] if played else (0, 0, NORMAL_PACE)
        spare = TOLERANCE * track.scale if track.kind == b"soun" else 0
        if begins > track.first_offset + spare or pace != NORMAL_PACE or (length and self.fragments):
            return True
        lasts = track.seconds() - begins / track.scale - TOLERANCE
        told = (
            length / self.scale,
            self.length / self.scale,
            track.length_in_movie / self.scale,
            track.length / track.scale,
        )
        return any(0 < each < lasts for each in told)

    def _leads_to_all(self, file: BinaryIO) -> bool:
        """Whether everything between the samples is empty."""
        samples = _joined([*self.fragments, *(each for track in self.tracks for each in track.ranges())])
        for start, end in self.data:
            at, place = start, bisect_right(samples, start, key=lambda each: each[1])
            while place < len(samples) and samples[place][0] < end:
                first, behind = samples[place]
                if first > at and not is_empty(stretch(file, at, first - at)):
                    return False
                at, place = max(at, behind), place + 1
            if at < end and not is_empty(stretch(file, at, end - at)):
                return False
        return True


def _joined(ranges: list[Range]) -> list[Range]:
    """``ranges`` in their order, those that touch or overlap made one."""
    joined: list[Range] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _numbers(content: bytes, at: int, form: str = "I") -> tuple[int, ...]:
    rest = content[at:]
    count = len(rest) // struct.calcsize(f">{form}")
    return struct.unpack_from(f">{count}{form}", rest)


def _movie_head(movie: Movie, content: bytes) -> None:
    movie.scale, movie.length = _scale_and_length(content)


def _media_head(track: Track, content: bytes) -> None:
    track.scale, track.length = _scale_and_length(content)


def _scale_and_length(content: bytes) -> tuple[int, int]:
    scale, length = (
        struct.unpack_from(">IQ", content, 20) if content[:1] == b"\1" else struct.unpack_from(">II", content, 12)
    )
    return max(scale, 1), length


def _track_head(track: Track, content: bytes) -> None:
    wide = content[:1] == b"\1"
    track.is_on = bool(content[3] & 1)
    (track.number,) = struct.unpack_from(">I", content, 20 if wide else 12)
    (track.length_in_movie,) = struct.unpack_from(">Q", content, 28) if wide else struct.unpack_from(">I", content, 20)
    (track.volume,) = struct.unpack_from(">H", content, 48 if wide else 36)


def _handler(track: Track, content: bytes) -> None:
    track.kind = content[8:12]


def _edits(track: Track, content: bytes) -> None:
    form = struct.Struct(">Qqi" if content[:1] == b"\1" else ">Iii")
    (count,) = struct.unpack_from(">I", content, 4)
    track.edits += [form.unpack_from(content, 8 + form.size * each) for each in range(min(count, len(content)))]


def _times(track: Track, content: bytes) -> None:
    track.times = _numbers(content, 8)


def _offsets(track: Track, content: bytes) -> None:
    track.first_offset = (_numbers(content, 8, "i") or (0, 0))[1]


def _sizes(track: Track, content: bytes) -> None:
    track.one_size, track.count = struct.unpack_from(">II", content, 4)
    track.sizes = None if track.one_size else _numbers(content, 12)


def _small_sizes(track: Track, content: bytes) -> None:
    track.count = struct.unpack_from(">I", content, 8)[0]
    if content[7] == 4:
        track.sizes = tuple(half for byte in content[12:] for half in (byte >> 4, byte & 15))
    else:
        track.sizes = _numbers(content, 12, "H" if content[7] == 16 else "B")


def _runs(track: Track, content: bytes) -> None:
    track.runs = _numbers(content, 8)


def _chunks(track: Track, content: bytes) -> None:
    track.chunks = _numbers(content, 8)


def _far_chunks(track: Track, content: bytes) -> None:
    track.chunks = _numbers(content, 8, "Q")


def _defaults(movie: Movie, content: bytes) -> None:
    number, _, _, size = struct.unpack_from(">IIII", content, 4)
    movie.default_sizes[number] = size


def _fragment_head(movie: Movie, content: bytes) -> None:
    flags, movie.number = struct.unpack_from(">II", content)
    at = 8
    if flags & 0x1:
        (movie.base,) = struct.unpack_from(">Q", content, at)
        at += 8
    else:  # the fragment's own beginning, or the end of what the track before it holds
        movie.base = movie.fragment if flags & 0x020000 else movie.at
    at += 4 * (bool(flags & 0x2) + bool(flags & 0x8))
    default = movie.default_sizes.get(movie.number, 0)
    movie.size = struct.unpack_from(">I", content, at)[0] if flags & 0x10 else default
    movie.at = movie.base


def _fragment_run(movie: Movie, content: bytes) -> None:
    flags, count = struct.unpack_from(">II", content)
    at = 8
    if flags & 0x1:
        movie.at = movie.base + struct.unpack_from(">i", content, at)[0]
        at += 4
    at += 4 * bool(flags & 0x4)
    fields = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    if 0x800 in fields and movie.number not in movie.begun:
        for track in movie.tracks:
            if track.number == movie.number:
                track.first_offset = (_numbers(content, at, "i")[len(fields) - 1 :] or (0,))[0]
    movie.begun.add(movie.number)
    own = _numbers(content, at)[fields.index(0x200) :: len(fields)] if 0x200 in fields else ()
    length = sum(own[:count]) if own else count * movie.size
    movie.fragments.append((movie.at, movie.at + length))
    movie.at += length


_OF_MOVIE = {b"mvhd": _movie_head, b"trex": _defaults, b"tfhd": _fragment_head, b"trun": _fragment_run}
_OF_TRACK = {
    b"tkhd": _track_head, b"mdhd": _media_head, b"hdlr": _handler, b"elst": _edits, b"stts": _times, b"ctts": _offsets,
    b"stsz": _sizes, b"stz2": _small_sizes, b"stsc": _runs, b"stco": _chunks, b"co64": _far_chunks,
}  # fmt: skip
