"""What an MP4 or M4A holds beside its sound and moving picture: the boxes of the file (ISO/IEC 14496-12), one by one.

Boxes that are known to be harmless pass; whatever else is there is a finding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.lib.findings import BEHIND_THE_END, UNREADABLE, Findings, is_empty, size_of, stretch

WITHIN = {
    b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"mvex", b"moof", b"traf", b"mfra", b"udta", b"meta",
    b"ilst",
}  # fmt: skip
"""Boxes that hold boxes."""

HARMLESS = {
    b"ftyp", b"styp", b"mdat", b"sidx", b"mvhd", b"iods", b"tkhd", b"mdhd", b"elst", b"vmhd", b"smhd", b"stsd",
    b"stts", b"ctts", b"cslg", b"stss", b"stps", b"stsz", b"stz2", b"stsc", b"stco", b"co64", b"sdtp", b"sgpd",
    b"sbgp", b"stsh", b"subs", b"saiz", b"saio", b"padb", b"mehd", b"trex", b"mfhd", b"tfhd", b"tfdt", b"trun",
    b"tfra", b"mfro", b"prft", b"leva",
}  # fmt: skip
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
    start: int
    length: int
    within: tuple[bytes, ...]


def look_at(file: BinaryIO) -> Findings:
    """What the MP4 in ``file`` holds beside one sound and one moving picture."""
    found = Findings()
    tracks: list[bytes] = []
    size = size_of(file)
    for box in _boxes(file, 0, size, (), found):
        _look_at_box(file, box, tracks, found)
    if tracks.count(b"soun") > 1:
        found.hidden.add("more than one sound track")
    if tracks.count(b"vide") > 1:
        found.hidden.add("more than one moving picture")
    if set(tracks) - {b"soun", b"vide"}:
        found.hidden.add("a track of text or of another kind")
    return found


def _boxes(file: BinaryIO, at: int, end: int, within: tuple[bytes, ...], found: Findings) -> Iterator[Box]:
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
        box = Box(name, at + head, length - head, within)
        yield box
        if name in WITHIN:
            inner = box.start + (4 if name == b"meta" and not _is_plain_meta(file, box) else 0)
            yield from _boxes(file, inner, at + length, (*within, name), found)
        at += length
    if not is_empty(stretch(file, at, end - at)):
        found.hidden.add(UNREADABLE if within else BEHIND_THE_END)


def _is_plain_meta(file: BinaryIO, box: Box) -> bool:
    """QuickTime's ``meta`` has no version and flags before its boxes."""
    return b"".join(stretch(file, box.start + 4, 4)) == b"hdlr"


def _look_at_box(file: BinaryIO, box: Box, tracks: list[bytes], found: Findings) -> None:
    parent = box.within[-1] if box.within else b""
    if box.name in PADDING:
        if not is_empty(stretch(file, box.start, box.length)):
            found.hidden.add("padding that is not empty")
    elif box.name == b"hdlr":
        if parent == b"mdia":
            tracks.append(b"".join(stretch(file, box.start + 8, 4)))
    elif box.name == b"dref":
        if b"url \0\0\0\1" not in b"".join(stretch(file, box.start, min(box.length, 1024))):
            found.hidden.add("sound or pictures that lie in another file")
    elif parent in (b"ilst", b"udta") and box.name not in WITHIN:
        _look_at_tag(file, box, found)
    elif box.name not in HARMLESS and box.name not in WITHIN:
        found.hidden.add(KNOWN.get(box.name, f"an unknown box ({box.name.decode('latin-1').strip()!r})"))
    if box.name in (b"mvhd", b"tkhd", b"mdhd"):
        _look_at_date(file, box, found)


def _look_at_tag(file: BinaryIO, box: Box, found: Findings) -> None:
    if box.name in PROGRAM:
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


def _look_at_date(file: BinaryIO, box: Box, found: Findings) -> None:
    """When it was made: of a file from a camera, the day of the recording."""
    head = b"".join(stretch(file, box.start, 12))
    made = int.from_bytes(head[4:12]) if head[:1] == b"\1" else int.from_bytes(head[4:8])
    if made not in (0, FROM_1904_TO_1970):
        found.told.add("the date at which it was made")
