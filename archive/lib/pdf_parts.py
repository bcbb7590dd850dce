"""What a PDF (ISO 32000-1) holds beside its pages: notes, files, scripts, layers, older versions, names of its makers.

The objects of the file are read as they stand, those packed in object streams (7.5.7) too; no page is drawn. So what
is *on* a page is not judged: words under a black bar, or white on white, are text of the page.
"""

import io
import re
import zlib

from archive.lib.findings import UNREADABLE, Findings
from archive.lib.xml_parts import COMMENT, XmlRefused, elements

MOST_UNPACKED = 512 * 1024**2
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s+(\d{1,5})\s+obj\b")
INVISIBLE = re.compile(rb"(?<![\d.])3\s+Tr\b")
TEXT = rb"\s*+(?:\(\s*+(?:\xfe\xff)?+(?!\s*\))|<(?![<>])\s*+(?:[Ff][Ee][Ff][Ff])?+\s*+(?!>))"
"""A string that is not empty: in brackets or in hexadecimal, each perhaps with a byte order mark (7.9.2.2)."""

DETAILS = rb"/(Title|Author|Subject|Keywords|Company|Manager|Comments|Category|SourceModified)"
TOLD = re.compile(DETAILS + rb"(?:" + TEXT + rb"|\s*+\d+\s+\d+\s+R\b)")
DESCRIBED = re.compile(rb"/(?:Alt|ActualText)" + TEXT)
PICTURE_DETAILS = re.compile(rb"Exif\0\0|http://ns\.adobe\.com/xap/|Photoshop 3\.0")
URI = re.compile(rb"/URI\s*(?:\(([^)]*)\)|<([0-9A-Fa-f\s]*)>)")
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
OPENING_ELSEWHERE = re.compile(rb"/OpenAction\s+(\d+)\s+\d+\s+R\b")
VERSIONS = "earlier versions of it"
XMP_HARMLESS = {
    "CreateDate", "CreatorTool", "DocumentID", "InstanceID", "MetadataDate", "ModifyDate", "PDFVersion", "Producer",
    "Trapped", "amd", "conformance", "format", "part", "about", "RenditionClass", "VersionID", "lang", "xmptk",
    "GTS_PDFXVersion", "rev", "parseType",
}  # fmt: skip


def look_at(content: bytes) -> Findings:
    """What the PDF ``content`` holds beside its pages."""
    found = Findings()
    plain, packed = _taken_apart(content, found)
    everything = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), plain + b"\n" + packed)
    found.hidden |= {what for pattern, what in HIDDEN if pattern.search(everything)}
    found.told |= {match.decode() for match in TOLD.findall(everything)}
    if DESCRIBED.search(everything):
        found.told.add("descriptions of what a page shows")
    _look_at_info(everything, found)
    _look_at_links(everything, found)
    if _has_earlier_versions(content, plain):
        found.hidden.add(VERSIONS)
    return found


def _taken_apart(content: bytes, found: Findings) -> tuple[bytes, bytes]:
    """The file without its streams, and the objects that are packed in streams."""
    plain, packed, at, room = [], [], 0, MOST_UNPACKED
    for match in STREAM.finditer(content):
        head = content[max(at, content.rfind(b"obj", at, match.start())) : match.start()]
        plain.append(content[at : match.start()])
        at = match.end()
        if re.search(rb"/Subtype\s*/Image\b", head):
            if PICTURE_DETAILS.search(match[1]):
                found.hidden.add("details in its pictures (place, camera, date)")
            continue
        stream = _unpacked(head, match[1], room)
        if stream is None:
            if not re.search(rb"/(Length1|Type1C|CIDFontType0C|OpenType)\b", head):
                found.hidden.add(UNREADABLE)
            continue
        room -= len(stream)
        if b"/ObjStm" in head:
            packed.append(_labelled(head, stream))
        elif re.search(rb"/Type\s*/Metadata\b", head):
            _look_at_xmp(stream, found)
        elif INVISIBLE.search(stream) and not re.search(rb"/(Length1|XRef|ICCBased|FunctionType)\b", head):
            found.hidden.add("words that cannot be seen, as those recognised in a scan")
    plain.append(content[at:])
    return b"\nstream\n".join(plain), b"\n".join(packed)


def _labelled(head: bytes, stream: bytes) -> bytes:
    """The objects in an object stream (7.5.7), each written as it would be if it stood in the file by itself."""
    first = re.search(rb"/First\s+(\d+)", head)
    start = int(first[1]) if first else 0
    pairs = [int(number) for number in re.findall(rb"\d+", stream[:start])]
    places = list(zip(pairs[::2], pairs[1::2], strict=False))
    ends = [place for _, place in places[1:]] + [len(stream)]
    return b"\n".join(
        b"%d 0 obj\n%b\nendobj" % (number, stream[start + place : start + end])
        for (number, place), end in zip(places, ends, strict=True)
    )


def _unpacked(head: bytes, stream: bytes, room: int) -> bytes | None:
    """A stream as it was before it was packed; None where it is packed in a way that is not read here."""
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


def _look_at_info(everything: bytes, found: Findings) -> None:
    """Entries of the document's own kind in its information dictionary (14.3.3)."""
    for number in set(re.findall(rb"/Info\s+(\d+)\s+\d+\s+R", everything)):
        start = re.search(rb"(?<!\d)%b\s+\d+\s+obj\b" % number, everything)
        body = everything[start.end() :].partition(b"endobj")[0] if start else b""
        named = re.findall(rb"/(\w+)" + TEXT, body)
        harmless = {b"Creator", b"Producer", b"CreationDate", b"ModDate", b"Trapped"}
        found.told |= {name.decode() for name in named if name not in harmless}


def _look_at_links(everything: bytes, found: Findings) -> None:
    """Links are for the reader to follow: to the web, from a place on a page. Whatever opens by itself is not."""
    targets = [bytes.fromhex(packed.decode()) if packed else plain for plain, packed in _uris(everything)]
    links = len(re.findall(rb"/Subtype\s*/Link\b", everything))
    if len(targets) > links or any(not re.match(rb"(https?|mailto):", target, re.IGNORECASE) for target in targets):
        found.hidden.add("links that open by themselves, or lead to a file")
    opened = set(OPENING_ELSEWHERE.findall(everything))
    if opened:
        plain_view = all(
            re.search(rb"(?<!\d)%b\s+\d+\s+obj\s*(?:\[|<<[^<>]*/S\s*/GoTo\b)" % number, everything) for number in opened
        )
    else:
        plain_view = not OPENING.search(everything)
    if not plain_view:
        found.hidden.add("actions that a program would run")


def _uris(everything: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (plain, re.sub(rb"\s", b"", packed) + (b"0" if len(re.sub(rb"\s", b"", packed)) % 2 else b""))
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
    linearized = re.search(rb"/Linearized\b[^>]*/L\s+(\d+)", content[:2048]) or re.search(
        rb"/L\s+(\d+)[^>]*/Linearized\b", content[:2048]
    )
    if linearized:
        return int(linearized[1]) != len(content) or len(ends) > 2
    return bool(ends) and bool(OBJECT.search(plain, ends[0]))
