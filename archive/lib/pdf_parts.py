"""What a PDF (ISO 32000-1) holds beside its pages: notes, files, scripts, layers, older versions, names of its makers.

The objects of the file are read as they stand, those packed in object streams (7.5.7) too; no page is drawn. So of what
is *on* a page only that is judged which its operators tell: words under a black bar, or white on white, are its text.
"""

import binascii
import io
import re
import zlib

from archive.lib import pdf_drawn, pdf_objects, picture_parts
from archive.lib.findings import UNREADABLE, Findings
from archive.lib.pdf_objects import OBJECT, Objects
from archive.lib.xml_parts import COMMENT, XmlRefused, elements

MOST_UNPACKED = 256 * 1024**2
MOST_DRAWN = 64 * 1024**2
"""How much of all content streams is read operator by operator; no document of words has as much."""

STREAM = re.compile(rb"stream\r?\n")
NUMBER = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+$")
"""That of an object, before the word for it."""

LONGEST_NUMBER = 24
END_OF_STREAM = b"endstream"
INVISIBLE = re.compile(rb"(?<![\d.])0*[37](?:\.0*)?\s+Tr\b")
TEXT = rb"\s*+(?:\(\s*+(?:\xfe\xff)?+(?!\s*\))|<(?![<>])\s*+(?:[Ff][Ee][Ff][Ff])?+\s*+(?!>))"
"""A string that is not empty: in brackets or in hexadecimal, each perhaps with a byte order mark (7.9.2.2)."""

DETAILS = rb"/(Title|Author|Subject|Keywords|Company|Manager|Comments|Category|SourceModified)"
TOLD = re.compile(DETAILS + rb"(?:" + TEXT + rb"|\s*+\d+\s+\d+\s+R\b)")
DESCRIBED = re.compile(rb"/Alt" + TEXT)
ACTUAL = re.compile(rb"/ActualText\s*(?:\(((?:\\.|[^\\)])*)\)|<([0-9A-Fa-f\s]*)>|(\d+\s+\d+\s+R\b))", re.DOTALL)
LONGEST_LIGATURE = 3
"""Letters that one shape on the page may stand for (14.9.4): a ligature, a hyphen, a bullet. More are words."""

IN_STRUCTURE = (
    (re.compile(rb"/[TE]" + TEXT), "titles in its structure"),
    (re.compile(rb"/PageLabels\b"), "labels of its pages"),
    (re.compile(rb"/Dests\b"), "names of places in it"),
)
REMARK = re.compile(rb"(?:^|[\r\n])%(?!PDF-|%EOF)[^\r\n]*?[A-Za-z]{3}")
NOTE_ON_LINK = re.compile(rb"/(?:Contents|NM)" + TEXT)
LINK = re.compile(rb"/Subtype\s*/Link\b")
NOT_DRAWN = re.compile(rb"/(?:Length1|XRef|ICCBased|FunctionType|Type1C|CIDFontType0C|OpenType)\b")
"""Streams that no page draws: fonts, tables, colours."""

PICTURES_TELL = "details in its pictures (place, camera, date, comments)"
JPEG = re.compile(rb"/Filter\s*\[?\s*/DCT(?:Decode)?\b")
PICTURE_DETAILS = re.compile(rb"Exif\0\0|http://ns\.adobe\.com/xap/|Photoshop 3\.0")
URI = re.compile(rb"/URI\s*(?:\(([^)]*)\)|<((?:\s*[0-9A-Fa-f]\s*[0-9A-Fa-f])*)\s*>)")
ANNOTATION = re.compile(
    rb"/Subtype\s*/(3D|Caret|Circle|FileAttachment|FreeText|Highlight|Ink|Line|Movie|PolyLine|Polygon|Popup|Projection"
    rb"|Redact|RichMedia|Screen|Sound|Square|Squiggly|Stamp|StrikeOut|Text|Underline|Watermark|Widget)\b"
)
HIDDEN = (
    (re.compile(rb"/(JavaScript|JS)\b"), "a script"),
    (re.compile(rb"/(EmbeddedFiles?|Filespec|AF|Collection|RichMedia|GoToE)\b"), "embedded files"),
    (re.compile(rb"/(Launch|SubmitForm|ImportData|GoToR|Rendition|AA|XFA)\b"), "actions that a program would run"),
    (re.compile(rb"/(OCProperties|OCGs?)\b"), "layers that can be switched on and off"),
    (re.compile(rb"/(PieceInfo|Thumb)\b"), "what the program that made it kept for itself"),
    (ANNOTATION, "notes, marks or form fields"),
    (re.compile(rb"/Encrypt\b"), f"{UNREADABLE}, since it is locked"),
)
OPENING = re.compile(rb"/OpenAction\s*+(?!\[|<<\s*/(?:Type\s*/Action\s*/)?S\s*/GoTo\b|<<[^<>]*/S\s*/GoTo\b)")
OPENING_ELSEWHERE = re.compile(rb"/OpenAction\s+(\d{1,10})\s+\d+\s+R\b")
OPENS_A_PAGE = re.compile(rb"\s*(?:\[|<<[^<>]*/S\s*/GoTo\b)")
INFO_HARMLESS = {"Creator", "Producer", "CreationDate", "ModDate", "Trapped"}
VERSIONS = "earlier versions of it"
XMP_HARMLESS = {
    "CreateDate", "CreatorTool", "DocumentID", "InstanceID", "MetadataDate", "ModifyDate", "PDFVersion", "Producer",
    "Trapped", "amd", "conformance", "format", "part", "about", "RenditionClass", "VersionID", "lang", "xmptk",
    "GTS_PDFXVersion", "rev", "parseType",
}  # fmt: skip


def look_at(content: bytes) -> Findings:
    """What the PDF ``content`` holds beside its pages."""
    found = Findings()
    drawn: dict[int, pdf_drawn.Drawn] = {}
    plain, packed = _taken_apart(content, drawn, found)
    everything = _plainly_named(plain + b"\n" + packed)
    found.hidden |= {what for pattern, what in HIDDEN if pattern.search(everything)}
    found.told |= {match.decode() for match in TOLD.findall(everything)}
    found.told |= {what for pattern, what in IN_STRUCTURE if pattern.search(everything)}
    if REMARK.search(plain):
        found.told.add("comments in its source")
    _look_at_descriptions(everything, found)
    objects = Objects(everything)
    pdf_objects.look_at(objects, found)
    pdf_drawn.look_at(objects, drawn, found)
    _look_at_info(everything, objects, found)
    _look_at_links(everything, objects, found)
    if _has_earlier_versions(content, plain):
        found.hidden.add(VERSIONS)
    return found


def _plainly_named(objects: bytes) -> bytes:
    """``objects`` with every letter of a name (7.3.5) written as itself."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), objects)


def _taken_apart(content: bytes, drawn: dict[int, pdf_drawn.Drawn], found: Findings) -> tuple[bytes, bytes]:
    """The file without its streams, and the objects that are packed in streams. What each content stream draws is
    entered in ``drawn`` by the number of its object."""
    plain, packed, at, room, to_read = [], [], 0, MOST_UNPACKED, MOST_DRAWN
    while (begun := STREAM.search(content, at)) and (end := content.find(END_OF_STREAM, begun.end())) >= 0:
        begins = max(at, content.rfind(b"obj", at, begun.start()))
        head = _plainly_named(content[begins : begun.start()])
        plain.append(content[at : begun.start()])
        held = content[begun.end() : end]
        at = end + len(END_OF_STREAM)
        if re.search(rb"/Subtype\s*/Image\b", head):
            if PICTURE_DETAILS.search(held) or (JPEG.search(head) and picture_parts.tells(held) is not False):
                found.hidden.add(PICTURES_TELL)
            continue
        stream = _unpacked(head, held, room)
        if stream is None:
            if not re.search(rb"/(Length1|Type1C|CIDFontType0C|OpenType)\b", head):
                found.hidden.add(UNREADABLE)
            continue
        room -= len(stream)
        if b"/ObjStm" in head:
            packed.append(_labelled(head, stream))
        elif re.search(rb"/Type\s*/Metadata\b", head):
            _look_at_xmp(stream, found)
        elif not NOT_DRAWN.search(head):
            if INVISIBLE.search(stream):
                found.hidden.add("words that cannot be seen, as those recognised in a scan")
            _look_at_descriptions(stream, found)
            if number := NUMBER.search(content[max(begins - LONGEST_NUMBER, 0) : begins]):
                to_read -= len(stream)
                if to_read < 0:
                    found.hidden.add(UNREADABLE)
                else:
                    drawn[int(number[1])] = pdf_drawn.drawn_by(stream)
    plain.append(content[at:])
    return b"\nstream\n".join(plain), b"\n".join(packed)


def _look_at_descriptions(content: bytes, found: Findings) -> None:
    """What stands in ``content`` for those who cannot see the page (14.9.3), or for its words when they are copied."""
    if DESCRIBED.search(content):
        found.told.add("descriptions of what a page shows")
    for plain, packed, reference in ACTUAL.findall(content):
        if reference or _letters(plain, packed) > LONGEST_LIGATURE:
            found.hidden.add("words behind the words of a page")


def _letters(plain: bytes, packed: bytes) -> int:
    """How many letters a string has, written in brackets or in hexadecimal (7.3.4)."""
    held = re.sub(rb"\\([0-7]{1,3})", lambda match: bytes([int(match[1], 8) & 255]), plain).replace(b"\\", b"")
    if packed:
        packed = re.sub(rb"\s", b"", packed)
        held = binascii.unhexlify(packed + b"0" * (len(packed) % 2))
    return len(held[2:]) // 2 if held.startswith(b"\xfe\xff") else len(held)


def _labelled(head: bytes, stream: bytes) -> bytes:
    """The objects in an object stream (7.5.7), each written as it would be if it stood in the file by itself; the
    stream as it is where it does not say which they are."""
    first = re.search(rb"/First\s+(\d{1,10})\b", head)
    start = int(first[1]) if first else 0
    pairs = [int(number) for number in re.findall(rb"\d{1,10}", stream[:start])]
    places = list(zip(pairs[::2], pairs[1::2], strict=False))
    if not places:
        return stream
    ends = [place for _, place in places[1:]] + [len(stream)]
    return b"\n".join(
        b"%d 0 obj\n%b\nendobj" % (number, stream[start + place : start + end])
        for (number, place), end in zip(places, ends, strict=True)
    )


def _unpacked(head: bytes, stream: bytes, room: int) -> bytes | None:
    """A stream as it was before it was packed; None where it is packed in a way that is not read here."""
    if re.search(rb"/Filter\s+\d+\s+\d+\s+R\b", head):
        return None
    filters = re.search(rb"/Filter\s*(?:\[([^\]]*)\]|(/\w+))", head)
    named = re.findall(rb"/(\w+)", filters[1] or filters[2]) if filters else []
    if not named:
        return stream
    if named not in ([b"FlateDecode"], [b"Fl"]):
        return None
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(stream, max(room, 1))
    except zlib.error:
        return None
    return None if unpacker.unconsumed_tail else unpacked


def _look_at_xmp(packet: bytes, found: Findings) -> None:
    """What an XMP packet (ISO 16684-1) tells of the document, but for the programs, dates and numbers of its making."""
    start, end = packet.find(b"<"), packet.rfind(b">")
    try:
        for element in elements(io.BytesIO(packet[start : end + 1])):
            if element.name == COMMENT:
                found.told.add("XMP")
            elif element.text.strip():
                named = element.within[-2] if element.name == "li" and len(element.within) > 1 else element.name
                _tell_xmp(named, found)
            for (_, name), value in element.attributes.items():
                if value.strip():
                    _tell_xmp(name, found)
    except XmlRefused:
        found.told.add("XMP")


def _tell_xmp(name: str, found: Findings) -> None:
    if name not in XMP_HARMLESS:
        found.told.add(name)


def _look_at_info(everything: bytes, objects: Objects, found: Findings) -> None:
    """Entries of the document's own kind in its information dictionary (14.3.3)."""
    for number in {int(number) for number in re.findall(rb"/Info\s+(\d{1,10})\s+\d+\s+R", everything)}:
        named = re.findall(rb"/(\w+)" + TEXT, objects.get(number).partition(b"endobj")[0])
        found.told |= {name.decode() for name in named} - INFO_HARMLESS


def _look_at_links(everything: bytes, objects: Objects, found: Findings) -> None:
    """Links are for the reader to follow: to the web, from a place on a page. Whatever opens by itself is not."""
    targets = _uris(everything)
    links = len(LINK.findall(everything))
    if len(targets) > links or any(not re.match(rb"(https?|mailto):", target, re.IGNORECASE) for target in targets):
        found.hidden.add("links that open by themselves, or lead to a file")
    if any(LINK.search(body) and NOTE_ON_LINK.search(body) for body in objects.bodies.values()):
        found.told.add("notes on its links")
    opened = {int(number) for number in OPENING_ELSEWHERE.findall(everything)}
    if opened:
        only_a_page = all(OPENS_A_PAGE.match(objects.get(number)) for number in opened)
    else:
        only_a_page = not OPENING.search(everything)
    if not only_a_page:
        found.hidden.add("actions that a program would run")


def _uris(everything: bytes) -> list[bytes]:
    """Where links lead to, written in brackets or in hexadecimal."""
    return [
        binascii.unhexlify(re.sub(rb"\s", b"", packed)) if packed else plain
        for plain, packed in URI.findall(everything)
    ]


def _has_earlier_versions(content: bytes, plain: bytes) -> bool:
    """Whether objects were added behind an end of the file (7.5.6), or one stands there twice.

    A file made ready for the web (Annex F) has two ends, of which the first is before its objects; word processors put
    a second table of the same objects behind the first end.
    """
    numbers = [match[:2] for match in OBJECT.findall(plain)]
    if len(numbers) != len(set(numbers)):
        return True
    ends = [match.end() for match in re.finditer(rb"%%EOF", plain)]
    linearized = re.search(rb"/Linearized\b[^>]*/L\s+(\d{1,15})\b", content[:2048]) or re.search(
        rb"/L\s+(\d{1,15})\b[^>]*/Linearized\b", content[:2048]
    )
    if linearized:
        return int(linearized[1]) != len(content) or len(ends) > 2
    return bool(ends) and bool(OBJECT.search(plain, ends[0]))
