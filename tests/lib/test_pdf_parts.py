"""What a PDF holds beside its pages: scripts, notes, files, older versions, unused objects, names of its makers."""

import zlib

import pytest

from archive.lib import pdf_parts
from tests.files.corpus import HIDDEN, XMP, telling_jpeg
from tests.files.office import pdf
from tests.lib.test_documents import found_in


def pdf_stream(head: bytes, content: bytes, filtered: bytes = b"") -> bytes:
    held = b"9 0 obj\n<< %b %b >>\nstream\n%b\nendstream\nendobj\n" % (head, filtered, content)
    return pdf().replace(b"trailer", held + b"trailer")


def pdf_packed(body: bytes) -> bytes:
    """A PDF in which ``body`` is an object packed in an object stream."""
    return pdf_stream(b"/Type /ObjStm /N 1 /First 5", zlib.compress(b"12 0 " + body), b"/Filter /FlateDecode")


SECRET_VERSION = pdf() + b"3 0 obj\n<< /Type /Page >>\nendobj\nstartxref\n0\n%%EOF\n"
CLEAN = {
    "pdf": pdf(),
    "pdf with a link": pdf(extra=b"/A << /Type /Annot /Subtype /Link /A << /S /URI /URI (https://a.example/) >> >>"),
    "pdf that opens at a page": pdf(extra=b"/OpenAction [3 0 R /Fit]"),
    "pdf that opens at a page by an action": pdf(extra=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
    "pdf with empty details": pdf(extra=b"/Author () /Title <FEFF> /Subject (\xfe\xff)"),
    "pdf with its program": pdf(extra=b"/Producer (A program) /CreationDate (D:20260101)"),
    "pdf by a word processor": pdf() + b"xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n",
}
UNSEEN = {
    "a script": (pdf(extra=b"/OpenAction << /S /JavaScript /JS (1) >>"), "a script"),
    "a script by another spelling": (pdf(extra=b"/OpenAction << /S /J#61vaScript >>"), "a script"),
    "a packed script": (pdf_packed(b"<< /S /JavaScript >>"), "a script"),
    "a program to launch": (pdf(extra=b"/A << /S /Launch >>"), "actions that a program would run"),
    "an action on opening": (pdf(extra=b"/OpenAction << /S /Named >>"), "actions that a program would run"),
    "an action on opening elsewhere": (pdf(extra=b"/OpenAction 3 0 R"), "actions that a program would run"),
    "further actions": (pdf(extra=b"/AA << >>"), "actions that a program would run"),
    "a file": (pdf(extra=b"/Names << /EmbeddedFiles 9 0 R >>"), "embedded files"),
    "a note": (pdf(extra=b"/A << /Subtype /Text /Contents (a) >>"), "notes, marks or form fields"),
    "a packed note": (pdf_packed(b"<< /Type /Annot /Subtype /Popup >>"), "notes, marks or form fields"),
    "a script in a stream that names no object": (
        pdf_stream(b"/Type /ObjStm", zlib.compress(b"<< /S /JavaScript >>"), b"/Filter /FlateDecode"),
        "a script",
    ),
    "a mark for redaction": (pdf(extra=b"/A << /Subtype /Redact >>"), "notes, marks or form fields"),
    "a form field": (pdf(extra=b"/A << /Subtype /Widget >>"), "notes, marks or form fields"),
    "layers": (pdf(extra=b"/OCProperties << >>"), "layers that can be switched on and off"),
    "a program's own": (pdf(extra=b"/PieceInfo << >>"), "what the program that made it kept for itself"),
    "a link that opens by itself": (
        pdf(extra=b"/O << /S /URI /URI (https://a.example/) >>"),
        "links that open by themselves, or lead to a file",
    ),
    "a link to a file": (
        pdf(extra=b"/A << /Subtype /Link /A << /URI (file:///a) >> >>"),
        "links that open by themselves, or lead to a file",
    ),
    "an earlier version": (SECRET_VERSION, pdf_parts.VERSIONS),
    "an object twice": (pdf().replace(b"trailer", b"3 0 obj\n<< >>\nendobj\ntrailer"), pdf_parts.VERSIONS),
    "an update of a file for the web": (
        pdf(extra=b"/Linearized 1 /L 10"),
        pdf_parts.VERSIONS,
    ),
    "a lock": (pdf(extra=b"/Encrypt 9 0 R"), "parts that cannot be looked into, since it is locked"),
    "an unknown packing": (pdf_stream(b"", b"a", b"/Filter /LZWDecode"), "parts that cannot be looked into"),
    "a damaged packing": (pdf_stream(b"", b"a", b"/Filter /FlateDecode"), "parts that cannot be looked into"),
    "words that cannot be seen": (
        pdf_stream(b"", zlib.compress(b"BT 3 Tr (a) Tj ET"), b"/Filter /FlateDecode"),
        "words that cannot be seen, as those recognised in a scan",
    ),
    "a picture with a place": (
        pdf_stream(b"/Subtype /Image", telling_jpeg(), b"/Filter /DCTDecode"),
        pdf_parts.PICTURES_TELL,
    ),
}
TOLD = {
    "pdf author": (pdf(author=HIDDEN), "Author"),
    "pdf author in sixteen bits": (pdf(extra=b"/Author <FEFF0041>"), "Author"),
    "pdf packed author": (pdf_packed(b"<< /Author (A) >>"), "Author"),
    "pdf entry of its own": (
        pdf(extra=b"/Info 5 0 R").replace(b"trailer", b"5 0 obj\n<< /Narrator (A) >>\nendobj\ntrailer"),
        "Narrator",
    ),
    "pdf XMP": (pdf_stream(b"/Type /Metadata /Subtype /XML", XMP), "creator"),
    "pdf packed XMP": (pdf_stream(b"/Type /Metadata", zlib.compress(XMP), b"/Filter /FlateDecode"), "creator"),
    "pdf description": (pdf(extra=b"/Alt (A)"), "descriptions of what a page shows"),
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_one_holds_nothing_beside_its_pages(name):
    found = found_in(CLEAN[name])
    assert (found.hidden, found.told) == (set(), set())


@pytest.mark.parametrize("name", UNSEEN)
def test_what_no_page_shows_is_found(name):
    content, what = UNSEEN[name]
    assert what in found_in(content).hidden


@pytest.mark.parametrize("name", TOLD)
def test_what_it_tells_of_its_makers_is_found(name):
    content, what = TOLD[name]
    found = found_in(content)
    assert what in found.told
    assert found.hidden == set()


def test_a_file_made_ready_for_the_web_is_no_earlier_version():
    head = b"%PDF-1.4\n8 0 obj\n<< /Linearized 1 /L 000000 >>\nendobj\nstartxref\n0\n%%EOF\n"
    content = head + pdf().removeprefix(b"%PDF-1.4\n")
    content = content.replace(b"/L 000000", b"/L %06d" % len(content))
    assert found_in(content).hidden == set()
