"""Documents: PDF, plain text, and the zip-based DOCX and ODT. Whether a file is one, and what it tells of its makers.

What is packed inside the streams of a PDF is not looked into: what is found is found for certain, the rest is not.
"""

import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from archive.lib import archives
from archive.lib.signatures import as_text

PDF = ("application/pdf", "pdf")
TEXT = ("text/plain", "txt")
DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
ODT = ("application/vnd.oasis.opendocument.text", "odt")

OFFICE = archives.Limits(most_members=5_000, most_bytes=512 * 1024**2)
READ_AT_ONCE = 1024**2
OVERLAP = 64
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?php|\?xml-stylesheet)", re.IGNORECASE)
TOLD_IN_PDF = re.compile(rb"/(Title|Author|Subject|Keywords|Creator|Producer)\s*[(<]\s*[^)>\s]")
TOLD_IN_XML = re.compile(rb"<(?:dc|cp|meta):([A-Za-z-]+)[^>]*>[^<]")
TELLING_PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml", "word/comments.xml")


class DocumentRefused(ValueError):
    """The file is not a document that can be kept; the message says why."""


@dataclass(frozen=True)
class Document:
    """What a document is. ``told`` names the details of its makers found in it; ``active`` what it would run."""

    media_type: str
    extension: str
    told: tuple[str, ...] = ()
    active: tuple[str, ...] = ()


def recognised(file: BinaryIO, signature: str) -> Document:
    """The document in ``file`` (seekable; left at its beginning). Raises :class:`DocumentRefused`."""
    file.seek(0)
    try:
        return {"pdf": _pdf, "text": _text, "zip": _office}[signature](file)
    finally:
        file.seek(0)


def _pdf(file: BinaryIO) -> Document:
    """A PDF that ends where it says, with no page of HTML around it (ISO 32000-1, 7.5)."""
    told: set[str] = set()
    active: set[str] = set()
    before = last = b""
    first = True
    while chunk := file.read(READ_AT_ONCE):
        if first and MARKUP.search(chunk[:4096]):
            raise DocumentRefused("It is a PDF document and a page of HTML at once.")
        window = before + chunk
        told |= {match.decode() for match in TOLD_IN_PDF.findall(window)}
        active |= {match.decode() for match in ACTIVE.findall(window)}
        before, last, first = window[-OVERLAP:], window[-2048:], False
    end = last.rstrip(b"\r\n\t \x00")
    if not end.endswith(b"%%EOF"):
        behind = b"%%EOF" in last
        raise DocumentRefused(
            "Something stands behind the end of the PDF document."
            if behind
            else "It is damaged or cut off: the end of the PDF document is missing."
        )
    return Document(*PDF, tuple(sorted(told)), tuple(sorted(active)))


def _text(file: BinaryIO) -> Document:
    if as_text(file.read()) is None:
        raise DocumentRefused("It is not text in UTF-8 throughout. Save it as plain text in UTF-8.")
    return Document(*TEXT)


def _office(file: BinaryIO) -> Document:
    """A DOCX (ISO/IEC 29500) or ODT (ISO/IEC 26300), safe to be unpacked by the program that opens it."""
    try:
        names = {member.name for member in archives.inspect(file, OFFICE)}
    except archives.ArchiveRefused as error:
        raise DocumentRefused(str(error)) from error
    with zipfile.ZipFile(file) as archive:
        if "[Content_Types].xml" in names and "word/document.xml" in names:
            kind = DOCX
        elif "mimetype" in names and beginning(archive, "mimetype") == ODT[0].encode():
            kind = ODT
        else:
            raise DocumentRefused(
                "It is a zip archive and not a DOCX or ODT document. Unpack it and add what is in it."
            )
        told = {match.decode() for name in TELLING_PARTS if name in names for match in told_by(archive, name)}
    active = (
        ("macros",)
        if any(name.casefold().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names)
        else ()
    )
    return Document(*kind, tuple(sorted(told)), active)


def told_by(archive: zipfile.ZipFile, name: str) -> list[bytes]:
    return TOLD_IN_XML.findall(beginning(archive, name))


def beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """As much of the part ``name`` as is looked at: a part can unpack to far more than memory holds."""
    with archive.open(name) as part:
        return part.read(READ_AT_ONCE)
