"""What a PDF holds beside its pages: scripts, notes, files, older versions, unused objects, names of its makers."""

import zlib

from archive.lib import findings, pdf_drawn, pdf_objects, pdf_parts
from tests.files.corpus import HIDDEN, XMP, jpeg, saved, telling_jpeg
from tests.files.corpus import picture as drawing
from tests.files.office import pdf

SAYS = b"BT /F1 12 Tf (a) Tj ET"


def pdf_stream(head: bytes, content: bytes, filtered: bytes = b"") -> bytes:
    held = b"9 0 obj\n<< %b %b >>\nstream\n%b\nendstream\nendobj\n" % (head, filtered, content)
    return pdf(extra=b"/Held [9 0 R 12 0 R]").replace(b"trailer", held + b"trailer")


def pdf_packed(body: bytes) -> bytes:
    """A PDF in which ``body`` is an object packed in an object stream."""
    return pdf_stream(b"/Type /ObjStm /N 1 /First 5", zlib.compress(b"12 0 " + body), b"/Filter /FlateDecode")


def drawn(content: bytes) -> bytes:
    """A PDF in which ``content`` is drawn on its page."""
    return pdf_stream(b"", zlib.compress(content), b"/Filter /FlateDecode")


def unled(body: bytes) -> bytes:
    """A PDF with an object that nothing leads to."""
    return pdf().replace(b"trailer", b"7 0 obj\n<< %b >>\nendobj\ntrailer" % body)


def cropped(shown: bytes, more: bytes = b"") -> bytes:
    return pdf().replace(b"/MediaBox [0 0 200 200]", b"/MediaBox [0 0 200 200] /CropBox [%b] %b" % (shown, more))


def picture(content: bytes) -> bytes:
    return pdf_stream(b"/Subtype /Image", content, b"/Filter /DCTDecode")


def stream(number: int, content: bytes, head: bytes = b"") -> bytes:
    return b"%d 0 obj\n<< %b >>\nstream\n%b\nendstream\nendobj\n" % (number, head, content)


def form(number: int, content: bytes = SAYS, box: bytes = b"0 0 9 9", more: bytes = b"") -> bytes:
    return stream(number, content, b"/Type /XObject /Subtype /Form /BBox [%b] %b" % (box, more))


def pages(*contents: bytes, named: tuple[bytes, ...], objects: bytes, group: bytes = b"") -> bytes:
    """A PDF of pages that draw each of ``contents``; ``named`` stands in the resources of each."""
    kids, held = b"", b""
    for number, (content, offered) in enumerate(zip(contents, named, strict=True)):
        page, drawn = 20 + 2 * number, 21 + 2 * number
        kids += b"%d 0 R " % page
        own = b"/Resources << /XObject << %b >> >>" % offered if offered else b""
        held += b"%d 0 obj\n<< /Type /Page /Parent 2 0 R /Contents [%d 0 R] %b >>\nendobj\n" % (page, drawn, own)
        held += stream(drawn, content)
    plain = pdf().replace(b"/Kids [3 0 R]", b"/Kids [3 0 R %b] %b" % (kids, group))
    return plain.replace(b"trailer", held + objects + b"trailer")


BEHIND, UNSEEN_WORDS = "words behind the words of a page", "words that cannot be seen, as those recognised in a scan"
LINK = b"/A << /Type /Annot /Subtype /Link %b /A << /S /URI /URI (https://a.example/) >> >>"
STREAM = b">>\nstream\nq\nendstream\n<<"
SECRET_VERSION = pdf() + b"3 0 obj\n<< /Type /Page >>\nendobj\nstartxref\n0\n%%EOF\n"
CLEAN = {
    "pdf": pdf(),
    "pdf with a link": pdf(extra=b"/A << /Type /Annot /Subtype /Link /A << /S /URI /URI (https://a.example/) >> >>"),
    "pdf that opens at a page": pdf(extra=b"/OpenAction [3 0 R /Fit]"),
    "pdf that opens at a page by an action": pdf(extra=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
    "pdf with empty details": pdf(extra=b"/Author () /Title <FEFF> /Subject (\xfe\xff)"),
    "pdf with its program": pdf(extra=b"/Producer (A program) /CreationDate (D:20260101)"),
    "pdf by a word processor": pdf() + b"xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n",
    "pdf with a page that is shown whole": cropped(b"0 0 200.4 200"),
    "pdf with a page that shows more than there is": cropped(b"-10 -10 300 300"),
    "pdf with its pages in a list of their own": pdf()
    .replace(b"/Kids [3 0 R]", b"/Kids 7 0 R")
    .replace(b"trailer", b"7 0 obj\n[3 0 R]\nendobj\ntrailer"),
    "pdf with words that are drawn": drawn(b"BT 0 Tr 13 Tr 2.7 Tr (a) Tj ET"),
    "pdf with a mark of its bytes": pdf().replace(b"%PDF-1.4\n", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"),
    "pdf with a ligature": drawn(b"/Span <</ActualText <FEFF006600660069>>> BDC (a) Tj EMC"),
    "pdf with a hyphen": drawn(b"/Span <</ActualText (-)>> BDC (a) Tj EMC"),
    "pdf with a picture": picture(jpeg() + b"\n"),
    "pdf with a link that says nothing": pdf(extra=LINK % b"/Contents ()"),
    "pdf with a form that is drawn": pages(b"q /X Do Q", named=(b"/X 9 0 R",), objects=form(9)),
    "pdf with a form that is drawn by another spelling": pages(b"/X#31 Do", named=(b"/X1 9 0 R",), objects=form(9)),
    "pdf with forms of two pages in one list": pages(
        b"/X Do",
        b"/Y Do",
        named=(b"", b""),
        objects=form(9) + form(10),
        group=b"/Resources << /XObject << /X 9 0 R /Y 10 0 R >> >>",
    ),
    "pdf with a form in a form": pages(
        b"/X Do",
        named=(b"/X 9 0 R",),
        objects=form(9, b"/Y Do", more=b"/Resources << /XObject << /Y 10 0 R >> >>") + form(10),
    ),
    "pdf with a form that is empty": pages(b"/X Do", named=(b"/X 9 0 R",), objects=form(9, b"q Q", b"0 0 0 0")),
    "pdf with words in a frame": drawn(b"q 0 0 9 9 re W n BT /F1 12 Tf (a) Tj ET Q"),
    "pdf with words behind a frame of nothing": drawn(b"q 0 0 0 9 re W n Q BT /F1 12 Tf (a) Tj ET"),
    "pdf with nothing in size 0": drawn(b"BT /F1 0 Tf () Tj /F1 12 Tf (\\(a (b)) Tj ET"),
    "pdf with a picture within its words": drawn(b"BI /W 1 /H 1 ID \x00(\xff EI BT /F1 12 Tf (a) Tj ET"),
    "pdf with a turned line": drawn(b"BT /F1 12 Tf 0 1 -1 0 5 5 Tm (a) Tj ET"),
    "pdf with an object of no page": unled(b"/Length 10"),
}
UNSEEN = {
    "a form that no page draws": (pages(SAYS, named=(b"/X 9 0 R",), objects=form(9)), pdf_drawn.UNDRAWN),
    "a picture that no page draws": (
        pages(SAYS, named=(b"/X 9 0 R",), objects=stream(9, jpeg(), b"/Subtype /Image /Filter /DCTDecode")),
        pdf_drawn.UNDRAWN,
    ),
    "a form that is only spoken of": (pages(b"(/X Do) Tj", named=(b"/X 9 0 R",), objects=form(9)), pdf_drawn.UNDRAWN),
    "a form beside another of its name on the next page": (
        pages(b"q Q", b"/X Do", named=(b"/X 9 0 R", b"/X 10 0 R"), objects=form(9) + form(10)),
        pdf_drawn.UNDRAWN,
    ),
    "a form in a list for two pages that none draws": (
        pages(
            b"/X Do",
            b"q Q",
            named=(b"", b""),
            objects=form(9) + form(10),
            group=b"/Resources << /XObject << /X 9 0 R /Y 10 0 R >> >>",
        ),
        pdf_drawn.UNDRAWN,
    ),
    "a form in a form that does not draw it": (
        pages(
            b"/X Do",
            named=(b"/X 9 0 R",),
            objects=form(9, more=b"/Resources << /XObject << /Y 10 0 R >> >>") + form(10),
        ),
        pdf_drawn.UNDRAWN,
    ),
    "a form drawn in a frame of nothing": (
        pages(b"q 0 0 0 0 re W n /X Do Q", named=(b"/X 9 0 R",), objects=form(9)),
        pdf_drawn.UNDRAWN,
    ),
    "a form of no area": (
        pages(b"/X Do", named=(b"/X 9 0 R",), objects=form(9, box=b"0 0 0 0")),
        pdf_drawn.UNSEEN_WORDS,
    ),
    "words in size 0": (drawn(b"BT /F1 0 Tf (a) Tj ET"), pdf_drawn.UNSEEN_WORDS),
    "words of no width": (drawn(b"BT /F1 12 Tf 0 Tz (a) Tj ET"), pdf_drawn.UNSEEN_WORDS),
    "words in a frame of nothing": (drawn(b"0 0 0 9 re W n BT /F1 12 Tf [(a)] TJ ET"), pdf_drawn.UNSEEN_WORDS),
    "words in a frame that is a line": (drawn(b"0 0 m 5 0 l W* n BT <41> Tj ET"), pdf_drawn.UNSEEN_WORDS),
    "words made nothing": (drawn(b"q 0 0 0 0 5 5 cm BT /F1 12 Tf (a) Tj ET Q"), pdf_drawn.UNSEEN_WORDS),
    "words turned to nothing": (drawn(b"BT /F1 12 Tf 1 0 0 0 5 5 Tm (a) ' ET"), pdf_drawn.UNSEEN_WORDS),
    "a cropped page": (cropped(b"0 0 200 150"), findings.CROPPED),
    "a cropped page by another spelling": (cropped(b"0 0 200 150").replace(b"CropBox", b"Crop#42ox"), findings.CROPPED),
    "pages cropped elsewhere": (
        pdf().replace(b"/Kids [3 0 R]", b"/CropBox [0 0 200 150] /Kids [3 0 R]"),
        findings.CROPPED,
    ),
    "a page cropped by another object": (
        pdf().replace(b"/MediaBox [0 0 200 200]", b"/MediaBox [0 0 200 200] /CropBox 7 0 R"),
        findings.CROPPED,
    ),
    "a deleted page": (unled(b"/Type /Page"), pdf_objects.LEFT_BEHIND),
    "a deleted page that a note leads to": (
        unled(b"/Type /Page").replace(b"/Type /Catalog", b"/Type /Catalog /Pg 7 0 R"),
        pdf_objects.LEFT_BEHIND,
    ),
    "words of a deleted page": (unled(STREAM), pdf_objects.LEFT_BEHIND),
    "a picture of a deleted page": (unled(b"/Subtype /Image" + STREAM), pdf_objects.LEFT_BEHIND),
    "a string that nothing leads to": (unled(b"/Nums [0 << /P (A) >>]"), pdf_objects.LEFT_BEHIND),
    "words behind its words": (drawn(b"/Span <</ActualText (Aysel)>> BDC (A.) Tj EMC"), BEHIND),
    "words behind its words in sixteen bits": (
        drawn(b"/Span <</ActualText <FEFF00410079007300650 06C>>> BDC (A.) Tj EMC"),
        BEHIND,
    ),
    "words behind its words in its structure": (pdf(extra=b"/ActualText (Aysel)"), BEHIND),
    "words behind its words in another object": (pdf(extra=b"/ActualText 9 0 R"), BEHIND),
    "words that only cut out a shape": (drawn(b"BT 7 Tr (a) Tj ET"), UNSEEN_WORDS),
    "words that cannot be seen by another number": (drawn(b"BT 3.0 Tr (a) Tj ET"), UNSEEN_WORDS),
    "a packing that is named elsewhere": (pdf_stream(b"", b"a", b"/Filter 8 0 R"), "parts that cannot be looked into"),
    "a note packed by another spelling": (
        pdf_packed(b"<< /Subtype /Text >>").replace(b"/ObjStm", b"/Obj#53tm"),
        "notes, marks or form fields",
    ),
    "a picture with a comment": (picture(saved(drawing(), "JPEG", comment=b"a")), pdf_parts.PICTURES_TELL),
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
        UNSEEN_WORDS,
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
    "pdf description on a page": (drawn(b"/Figure <</Alt (A)>> BDC EMC"), "descriptions of what a page shows"),
    "pdf link": (pdf(extra=LINK % b"/Contents (A)"), "notes on its links"),
    "pdf link by its name": (pdf(extra=LINK % b"/NM (A)"), "notes on its links"),
    "pdf structure": (pdf(extra=b"/K << /Type /StructElem /T (A) >>"), "titles in its structure"),
    "pdf abbreviation": (pdf(extra=b"/K << /Type /StructElem /E (A) >>"), "titles in its structure"),
    "pdf labels of pages": (pdf(extra=b"/PageLabels << /Nums [0 << /P (A) >>] >>"), "labels of its pages"),
    "pdf places": (pdf(extra=b"/Names << /Dests << /Names [(A) [3 0 R /Fit]] >> >>"), "names of places in it"),
    "pdf comment": (
        pdf().replace(b"trailer", b"%%Invocation: gs /home/aysel/a.pdf\ntrailer"),
        "comments in its source",
    ),
    "pdf description": (pdf(extra=b"/Alt (A)"), "descriptions of what a page shows"),
}
