"""Documents: PDF, plain text, and the zip-based DOCX and ODT. What a file is, and what is in it beside its pages."""

import re
import zipfile
from dataclasses import dataclass, field
from typing import BinaryIO

from archive.lib import archives, docx_parts, odt_parts, office_parts, pdf_parts
from archive.lib.findings import Findings
from archive.lib.signatures import as_text

PDF = ("application/pdf", "pdf")
TEXT = ("text/plain", "txt")
DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
ODT = ("application/vnd.oasis.opendocument.text", "odt")

OFFICE = archives.Limits(most_members=5_000, most_bytes=512 * 1024**2)
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?php|\?xml-stylesheet)", re.IGNORECASE)
MARKUP_WITHIN, END_WITHIN = 4096, 2048


class DocumentRefused(ValueError):
    """The file is not a document that can be kept; the message says why."""


@dataclass(frozen=True)
class Document:
    """What a document is, and what it holds beside its pages."""

    media_type: str
    extension: str
    found: Findings = field(default_factory=Findings)


def recognised(file: BinaryIO, signature: str) -> Document:
    """The document in ``file`` (seekable; left at its beginning). Raises :class:`DocumentRefused`."""
    file.seek(0)
    try:
        return {"pdf": _pdf, "text": _text, "zip": _office}[signature](file)
    finally:
        file.seek(0)


def _pdf(file: BinaryIO) -> Document:
    """A PDF that ends where it says, with no page of HTML around it (ISO 32000-1, 7.5)."""
    content = file.read()
    if MARKUP.search(content[:MARKUP_WITHIN]):
        raise DocumentRefused("It is a PDF document and a page of HTML at once.")
    last = content[-END_WITHIN:]
    if not last.rstrip(b"\r\n\t \x00").endswith(b"%%EOF"):
        behind = b"%%EOF" in last
        raise DocumentRefused(
            "Something stands behind the end of the PDF document."
            if behind
            else "It is damaged or cut off: the end of the PDF document is missing."
        )
    return Document(*PDF, pdf_parts.look_at(content))


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
            kind, found = DOCX, docx_parts.look_at(archive, names)
        elif "mimetype" in names and archive.open("mimetype").read(len(ODT[0]) + 1) == ODT[0].encode():
            kind, found = ODT, odt_parts.look_at(archive, names)
        else:
            raise DocumentRefused(
                "It is a zip archive and not a DOCX or ODT document. Unpack it and add what is in it."
            )
        office_parts.look_between_parts(file, archive, found)
    return Document(*kind, found)
