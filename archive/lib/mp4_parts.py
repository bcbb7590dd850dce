"""What an MP4 or M4A holds beside its sound and moving picture: the boxes of the file (ISO/IEC 14496-12), one by one.

Boxes that are known to be harmless pass; whatever else is there is a finding.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.lib.findings import (
    BEHIND_THE_END,
    CROPPED,
    CUT_SHORT,
    MOST_PRE_SKIP,
    UNREADABLE,
    Findings,
    is_empty,
    size_of,
    stretch,
)
from archive.lib.mp4_lengths import COUNTED, LONGEST, LONGEST_IN_ENTRY, LONGEST_IN_WAVE, ROWS, is_as_long, rows_in
from archive.lib.mp4_samples import Movie
from archive.lib.program_names import look_at_name

WITHIN = {
    b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"mvex", b"moof", b"traf", b"mfra", b"udta", b"meta",
    b"ilst",
}  # fmt: skip
"""Boxes that hold boxes."""

HARMLESS = {*LONGEST, *ROWS, b"mdat", b"hdlr", b"sidx", b"stsd", b"stsz", b"stz2", b"sdtp", b"trun", b"tfra"}
HEADS_OF_ENTRIES = {b"vide": 78, b"soun": 28}
"""What stands in a sample entry before its boxes (12.1.3, 12.2.3), in bytes. QuickTime has more for sound."""

MORE_IN_QUICKTIME = {1: 16, 2: 36}
HEAD_OF_HANDLER, LONGEST_NAME, LONGEST_IN_FRAGMENT = 20 + 4, 160, 4 + 4096
PADDING = {b"free", b"skip", b"wide"}
KNOWN = {
    b"chpl": "chapters",
    b"tref": "a track that belongs to another (chapters, text)",
    b"covr": "a picture",
    b"\xa9lyr": "words",
    b"uuid": "XMP or other details of its own kind",
    b"XMP_": "XMP",
    b"nmhd": "a track of text or of another kind",
    b"gmhd": "a track of text or of another kind",
    b"sthd": "a track of text or of another kind",
}
TAGS = {
    b"\xa9nam": "title", b"\xa9ART": "artist", b"aART": "artist", b"\xa9alb": "album", b"\xa9cmt": "comment",
    b"\xa9day": "date", b"\xa9gen": "genre", b"\xa9wrt": "composer", b"\xa9xyz": "place", b"loci": "place",
    b"desc": "description", b"ldes": "description", b"cprt": "copyright", b"titl": "title", b"auth": "author",
    b"perf": "performer", b"dscp": "description", b"keyw": "keywords", b"name": "title", b"\xa9mak": "camera",
    b"\xa9mod": "camera", b"\xa9aut": "author", b"\xa9inf": "description", b"----": "details of its own kind",
}  # fmt: skip
PROGRAM = {b"\xa9too", b"\xa9enc", b"\xa9swr"}
CHANNEL_NAMES = {"", "Stereo", "Mono", "Surround"}
FROM_1904_TO_1970 = 2_082_844_800
"""Seconds: what a program without a clock writes as the time at which the file was made, beside zero."""


@dataclass(frozen=True)
class Box:
    name: bytes
    at: int
    start: int
    length: int
    within: tuple[bytes, ...]


def look_at(file: BinaryIO) -> Findings:
    """What the MP4 in ``file`` holds beside one sound and one moving picture."""
    found = Findings()
    movie = Movie()
    try:
        for box in _boxes(file, 0, size_of(file), (), movie, found):
            if box.name != b"hdlr" or _parent(box) == b"mdia":  # others are of tags
                movie.read(file, box.name, box.at, box.start, box.length)
            _look_at_box(file, box, movie, found)
        movie.look_at(file, found)
    except (struct.error, IndexError):
        found.hidden.add(UNREADABLE)
    tracks = [track.kind for track in movie.tracks]
    if tracks.count(b"soun") > 1:
        found.hidden.add("more than one sound track")
    if tracks.count(b"vide") > 1:
        found.hidden.add("more than one moving picture")
    if set(tracks) - {b"soun", b"vide"}:
        found.hidden.add("a track of text or of another kind")
    return found


def _boxes(
    file: BinaryIO, at: int, end: int, within: tuple[bytes, ...], movie: Movie, found: Findings
) -> Iterator[Box]:
    """Every box from ``at`` to ``end``, and the boxes in it."""
    while at + 8 <= end:
        file.seek(at)
        length, name, head = int.from_bytes(file.read(4)), file.read(4), 8
        if length == 0 and within:  # the end of a list in QuickTime's manner
            break
        if length == 1:
            length, head = int.from_bytes(file.read(8)), 16
        length = length or end - at
        if length < head or at + length > end or len(within) > len(WITHIN):
            found.hidden.add(UNREADABLE)
            return
        box = Box(name, at, at + head, length - head, within)
        yield box
        inner = _first_within(file, box, movie)
        if inner is not None:
            yield from _boxes(file, inner, at + length, (*within, name), movie, found)
        at += length
    if not is_empty(stretch(file, at, end - at)):
        found.hidden.add(UNREADABLE if within else BEHIND_THE_END)


def _first_within(file: BinaryIO, box: Box, movie: Movie) -> int | None:
    """Where the boxes in ``box`` begin; None for one that holds none."""
    if box.name == b"stsd":
        return box.start + 8
    if _parent(box) == b"stsd":
        kind = movie.tracks[-1].kind if movie.tracks else b""
        version = int.from_bytes(b"".join(stretch(file, box.start + 8, 2))) if kind == b"soun" else 0
        head = HEADS_OF_ENTRIES.get(kind)
        return None if head is None else box.start + head + MORE_IN_QUICKTIME.get(version, 0)
    if box.name == b"wave" and b"stsd" in box.within:  # of QuickTime
        return box.start
    if box.name in WITHIN:
        return box.start + (4 if box.name == b"meta" and not _is_plain_meta(file, box) else 0)
    return None


def _parent(box: Box) -> bytes:
    return box.within[-1] if box.within else b""


def _is_plain_meta(file: BinaryIO, box: Box) -> bool:
    """QuickTime's ``meta`` has no version and flags before its boxes."""
    return b"".join(stretch(file, box.start + 4, 4)) == b"hdlr"


def _look_at_box(file: BinaryIO, box: Box, movie: Movie, found: Findings) -> None:
    parent = _parent(box)
    if parent == b"stsd":
        movie.picture_size = struct.unpack(">HH", b"".join(stretch(file, box.start + 24, 4)))
    elif b"stsd" in box.within:
        _look_at_coding(file, box, movie, found)
    elif box.name in PADDING:
        if not is_empty(stretch(file, box.start, box.length)):
            found.hidden.add("padding that is not empty")
    elif box.name == b"dref":
        if b"url \0\0\0\1" not in b"".join(stretch(file, box.start, min(box.length, 1024))):
            found.hidden.add("sound or pictures that lie in another file")
    elif parent in (b"ilst", b"udta") and box.name not in WITHIN:
        _look_at_tag(file, box, found)
    elif box.name not in HARMLESS and box.name not in WITHIN:
        found.hidden.add(KNOWN.get(box.name, f"an unknown box ({box.name.decode('latin-1').strip()!r})"))
    else:
        head = b"".join(stretch(file, box.start, COUNTED))
        if not is_as_long(box.name, head, box.length):
            found.hidden.add(_foreign(box))
        elif parent == b"stbl" and (box.name in ROWS or box.name == b"sdtp") and movie.tracks:
            movie.tracks[-1].rows[_foreign(box)] = rows_in(box.name, head, box.length)
        elif box.name == b"sdtp" and box.length > LONGEST_IN_FRAGMENT:
            found.hidden.add(_foreign(box))
    if box.name in (b"mvhd", b"tkhd", b"mdhd"):
        _look_at_date(file, box, found)
    elif box.name == b"prft" and not is_empty(stretch(file, box.start + 8, 8)):
        found.told.add("the date at which it was made")
    elif box.name == b"hdlr":
        name = b"".join(stretch(file, box.start + HEAD_OF_HANDLER, min(box.length - HEAD_OF_HANDLER, LONGEST_NAME)))
        _look_at_text(name, "hdlr", found)
        if box.length > HEAD_OF_HANDLER + LONGEST_NAME:
            found.hidden.add(_foreign(box))


def _look_at_coding(file: BinaryIO, box: Box, movie: Movie, found: Findings) -> None:
    """How a track is coded. What a clean aperture (12.1.4) leaves of the picture must be all of it."""
    if box.name == b"clap":
        width, wide, height, high = struct.unpack(">IIII", b"".join(stretch(file, box.start, 16)))
        if (width, height) != (movie.picture_size[0] * wide, movie.picture_size[1] * high):
            found.hidden.add(CROPPED)
    elif box.name == b"dOps" and box.length <= LONGEST_IN_ENTRY[box.name]:
        if int.from_bytes(b"".join(stretch(file, box.start + 2, 2))) > MOST_PRE_SKIP:
            found.hidden.add(CUT_SHORT)
    elif box.name in LONGEST_IN_ENTRY or (box.name in LONGEST_IN_WAVE and _parent(box) == b"wave"):
        if box.length > {**LONGEST_IN_WAVE, **LONGEST_IN_ENTRY}[box.name]:
            found.hidden.add(_foreign(box))
    elif box.name != b"wave":
        found.hidden.add(f"an unknown box ({box.name.decode('latin-1').strip()!r})")


def _look_at_tag(file: BinaryIO, box: Box, found: Findings) -> None:
    if box.name in PROGRAM:
        head = 16 if _parent(box) == b"ilst" else 4  # of the text: how long it is and in which language
        name = b"".join(stretch(file, box.start + head, min(box.length - head, LONGEST_NAME)))
        _look_at_text(name, box.name.decode("latin-1"), found)
        if box.length > head + LONGEST_NAME:
            found.hidden.add(_foreign(box))
        return
    if box.name == b"name":
        text = b"".join(stretch(file, box.start, min(box.length, 1024))).strip(b"\0 ").decode("latin-1")
        if text in CHANNEL_NAMES:
            return
    if box.name in KNOWN:
        found.hidden.add(KNOWN[box.name])
    elif box.name in TAGS or box.name.startswith(b"\xa9") or box.within[-1] == b"ilst":
        found.told.add(TAGS.get(box.name, f"details ({box.name.decode('latin-1').strip()!r})"))
    else:
        found.hidden.add(f"an unknown box ({box.name.decode('latin-1').strip()!r})")


def _look_at_text(text: bytes, where: str, found: Findings) -> None:
    """The name of a program. QuickTime writes before that of a handler how long it is."""
    if text[:1] and text[0] == len(text) - 1:
        text = text[1:]
    look_at_name(text.decode("utf-8", "replace"), where, found)


def _foreign(box: Box) -> str:
    return f"foreign bytes in a box ({box.name.decode('latin-1').strip()!r})"


def _look_at_date(file: BinaryIO, box: Box, found: Findings) -> None:
    """When it was made: of a file from a camera, the day of the recording."""
    head = b"".join(stretch(file, box.start, 12))
    made = int.from_bytes(head[4:12]) if head[:1] == b"\1" else int.from_bytes(head[4:8])
    if made not in (0, FROM_1904_TO_1970):
        found.told.add("the date at which it was made")
