"""What a document holds beside its pages: changes, comments, files, scripts, older versions, names of its makers."""

import io
import struct
import zipfile
import zlib

import pytest

from archive.lib import documents, office_parts, pdf_parts
from archive.lib.signatures import signature_of
from tests.files import office
from tests.files.corpus import HIDDEN, XMP, docx, jpeg, odt, pdf, telling_jpeg, zipped
from tests.files.office import ODF, PACKAGE, WORDS


def found_in(content: bytes):
    return documents.recognised(io.BytesIO(content), signature_of(content[:4096])).found


def part(name: str, body: str) -> tuple[str, bytes]:
    """A part of a DOCX with ``body`` in it, under another prefix than Word's."""
    return name, f"<y:part xmlns:y='{WORDS}'>{body}</y:part>".encode()


def relation(kind: str, target: str) -> tuple[str, bytes]:
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    held = f"<Relationship Id='r' Type='{kind}' Target='{target}' TargetMode='External'/>"
    return (
        "word/_rels/document.xml.rels",
        f"<Relationships xmlns='{PACKAGE}/relationships'>{held}</Relationships>".encode(),
    )


def properties(name: str, body: str) -> tuple[str, bytes]:
    return name, f"<p xmlns:e='http://purl.org/dc/elements/1.1/' xmlns:m='{ODF}meta:1.0'>{body}</p>".encode()


def drawing(body: str) -> str:
    return f"<a:pic xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'>{body}</a:pic>"


def field(instruction: str) -> str:
    return f"<z:fldChar z:fldCharType='begin'/><z:instrText>{instruction}</z:instrText><z:fldChar z:fldCharType='end'/>"


WEB = "https://example.org/"
BOOKS = b"<b:Sources xmlns:b='http://schemas.openxmlformats.org/officeDocument/2006/bibliography'/>"
HIDING_STYLE = part("word/styles.xml", "<y:style y:styleId='S1'><y:rPr><y:vanish/></y:rPr></y:style>")

CLEAN = {
    "docx": docx(),
    "docx with a link": docx(relation("hyperlink", WEB)),
    "docx with styles": docx(HIDING_STYLE),
    "docx with a list of books": docx(("customXml/item1.xml", BOOKS)),
    "docx with dates": docx(properties("docProps/core.xml", "<created>2026-01-01</created><e:creator> </e:creator>")),
    "docx with its program": docx(
        properties("docProps/app.xml", "<Application>Word</Application><Template>Normal.dotm</Template>")
    ),
    "docx with page numbers": docx(body=field(" PAGE ")),
    "docx with a picture": docx(("word/media/image1.jpg", jpeg()), body=drawing("<a:docPr name='Picture 1'/>")),
    "odt": odt(),
    "odt with its program": odt(properties("meta.xml", "<m:generator>Writer</m:generator>")),
    "odt with a link and a picture": odt(
        ("Pictures/1.jpg", jpeg()),
        body=f"<q:a l:href='{WEB}'/><d:image l:href='Pictures/1.jpg'/><d:frame f:clip='rect(0cm, 0cm, 0.00cm, 0in)'/>",
    ),
    "pdf": pdf(),
    "pdf with a link": pdf(extra=b"/A << /Type /Annot /Subtype /Link /A << /S /URI /URI (https://a.example/) >> >>"),
    "pdf that opens at a page": pdf(extra=b"/OpenAction [3 0 R /Fit]"),
    "pdf that opens at a page by an action": pdf(extra=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
    "pdf with empty details": pdf(extra=b"/Author () /Title <FEFF> /Subject (\xfe\xff)"),
    "pdf with its program": pdf(extra=b"/Producer (A program) /CreationDate (D:20260101)"),
    "pdf by a word processor": pdf() + b"xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n",
    "txt": b"She says that the river rose.\n",
}
DOCX = {
    "an insertion": (docx(body="<z:ins z:author='A'><z:r/></z:ins>"), office_parts.TRACKED),
    "a deletion": (docx(body="<z:del><z:r><z:delText>a</z:delText></z:r></z:del>"), office_parts.TRACKED),
    "a move": (docx(body="<z:moveFrom><z:r/></z:moveFrom>"), office_parts.TRACKED),
    "a change in a footnote": (docx(part("word/footnotes.xml", "<y:del/>")), office_parts.TRACKED),
    "a change by the strict namespace": (
        docx(body="<s:del xmlns:s='http://purl.oclc.org/ooxml/wordprocessingml/main'/>"),
        office_parts.TRACKED,
    ),
    "comments": (docx(part("word/comments.xml", "<y:comment/>")), office_parts.COMMENTS),
    "people": (docx(part("word/people.xml", "")), office_parts.COMMENTS),
    "extended comments": (docx(part("word/commentsExtended.xml", "")), office_parts.COMMENTS),
    "properties of its own": (docx(part("docProps/custom.xml", "")), office_parts.PROPERTIES),
    "a preview": (docx(("docProps/thumbnail.jpeg", jpeg())), office_parts.PREVIEW),
    "macros": (docx(("word/vbaProject.bin", b"m")), office_parts.MACROS),
    "macros by type": (
        docx(types="<Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"),
        office_parts.MACROS,
    ),
    "an ActiveX control": (docx(("word/activeX/activeX1.bin", b"a")), office_parts.MACROS),
    "an embedded object": (docx(("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0")), office_parts.EMBEDDED),
    "an object on the page": (docx(body="<z:object/>"), office_parts.EMBEDDED),
    "a template elsewhere": (docx(relation("attachedTemplate", WEB)), office_parts.EXTERNAL),
    "a picture elsewhere": (docx(relation("image", WEB)), office_parts.EXTERNAL),
    "an object elsewhere": (docx(relation("oleObject", WEB)), office_parts.EXTERNAL),
    "a link to a file": (docx(relation("hyperlink", "file:///C:/Users/A/b.doc")), office_parts.EXTERNAL),
    "hidden words": (docx(body="<z:rPr><z:vanish/></z:rPr>"), office_parts.HIDDEN_TEXT),
    "words hidden by a style": (docx(HIDING_STYLE, body="<z:rStyle z:val='S1'/>"), office_parts.HIDDEN_TEXT),
    "a field that fetches": (docx(body=field("INCLUDETEXT a.doc")), office_parts.VARIABLES),
    "a simple field that tells": (docx(body="<z:fldSimple z:instr=' TC name '/>"), office_parts.VARIABLES),
    "variables": (docx(part("word/settings.xml", "<y:docVar y:name='a'/>")), office_parts.VARIABLES),
    "a cropped picture": (docx(body=drawing("<a:srcRect l='20000'/>")), office_parts.CROPPED),
    "a picture with a place": (docx(("word/media/image1.jpg", telling_jpeg())), office_parts.PICTURES_TELL),
    "foreign elements": (docx(body="<f:x xmlns:f='urn:f'>a</f:x>"), office_parts.FOREIGN),
    "a comment in XML": (docx(body="<!-- a name -->"), office_parts.COMMENTS_IN_XML),
    "a foreign part": (docx(("word/secret.xml", b"<a/>")), "a part that is not of its format (word/secret.xml)"),
    "data of its own": (
        docx(("customXml/item1.xml", b"<a>b</a>")),
        "a part that is not of its format (customXml/item1.xml)",
    ),
    "a document type": (
        docx(("word/styles.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")),
        "parts that cannot be looked into (word/styles.xml)",
    ),
    "no XML": (docx(("word/styles.xml", b"<a>")), "parts that cannot be looked into (word/styles.xml)"),
}
ODT = {
    "changes": (odt(body="<q:tracked-changes><q:changed-region/></q:tracked-changes>"), office_parts.TRACKED),
    "a comment": (odt(body="<o:annotation/>"), office_parts.COMMENTS),
    "hidden words": (odt(body="<q:hidden-text/>"), office_parts.HIDDEN_TEXT),
    "words hidden by a style": (odt(body="<q:p q:display='none'/>"), office_parts.HIDDEN_TEXT),
    "a variable": (odt(body="<q:user-field-decl/>"), office_parts.VARIABLES),
    "earlier versions": (odt(("Versions/Version1", b"v")), "earlier versions of it"),
    "a script": (odt(("Scripts/python/x.py", b"print(1)")), office_parts.MACROS),
    "Basic": (odt(("Basic/Standard/Module1.xml", b"<a/>")), office_parts.MACROS),
    "an event": (odt(body="<s:event-listener/>"), office_parts.MACROS),
    "a preview": (odt(("Thumbnails/thumbnail.png", b"p")), office_parts.PREVIEW),
    "an object": (odt(("Object 1/content.xml", b"<a/>")), office_parts.EMBEDDED),
    "an object on the page": (odt(body="<d:object-ole/>"), office_parts.EMBEDDED),
    "a picture elsewhere": (odt(body=f"<d:image l:href='{WEB}'/>"), office_parts.EXTERNAL),
    "a section elsewhere": (odt(body="<q:section-source l:href='../a.odt'/>"), office_parts.EXTERNAL),
    "a link to a file": (odt(body="<q:a l:href='file:///home/a/b.odt'/>"), office_parts.EXTERNAL),
    "a template": (odt(properties("meta.xml", "<m:template title='a'/>")), office_parts.EXTERNAL),
    "a property of its own": (
        odt(properties("meta.xml", "<m:user-defined>a</m:user-defined>")),
        office_parts.PROPERTIES,
    ),
    "a cropped picture": (odt(body="<d:frame f:clip='rect(0cm, 1.5cm, 0cm, 0cm)'/>"), office_parts.CROPPED),
    "a picture with a place": (odt(("Pictures/1.jpg", telling_jpeg())), office_parts.PICTURES_TELL),
    "foreign elements": (odt(body="<f:x xmlns:f='t'>a</f:x>"), office_parts.FOREIGN),
    "a foreign part": (odt(("secret.xml", b"<a/>")), "a part that is not of its format (secret.xml)"),
}


def pdf_stream(head: bytes, content: bytes, filtered: bytes = b"") -> bytes:
    held = b"9 0 obj\n<< %b %b >>\nstream\n%b\nendstream\nendobj\n" % (head, filtered, content)
    return pdf().replace(b"trailer", held + b"trailer")


def pdf_packed(body: bytes) -> bytes:
    """A PDF in which ``body`` is an object packed in an object stream."""
    return pdf_stream(b"/Type /ObjStm /N 1 /First 5", zlib.compress(b"12 0 " + body), b"/Filter /FlateDecode")


SECRET_VERSION = pdf() + b"3 0 obj\n<< /Type /Page >>\nendobj\nstartxref\n0\n%%EOF\n"
PDF = {
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
    "docx author": (docx(properties("docProps/core.xml", f"<e:creator>{HIDDEN}</e:creator>")), "creator"),
    "docx company": (docx(properties("docProps/app.xml", f"<Company>{HIDDEN}</Company>")), "Company"),
    "docx manager": (docx(properties("docProps/app.xml", f"<Manager>{HIDDEN}</Manager>")), "Manager"),
    "docx template": (docx(properties("docProps/app.xml", f"<Template>{HIDDEN}.dotx</Template>")), "Template"),
    "docx picture": (docx(body=drawing("<a:cNvPr name='Aysel.jpg'/>")), office_parts.PICTURE_NAMES),
    "odt author": (odt(properties("meta.xml", f"<e:creator>{HIDDEN}</e:creator>")), "creator"),
    "odt printer": (
        odt(("settings.xml", f"<c:i xmlns:c='{ODF}config:1.0' c:name='PrinterName'>{HIDDEN}</c:i>".encode())),
        "the name of a printer",
    ),
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
HIDDEN_IN = {
    f"{kind} with {name}": case
    for kind, cases in (("docx", DOCX), ("odt", ODT), ("pdf", PDF))
    for name, case in cases.items()
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_document_holds_nothing_beside_its_pages(name):
    found = found_in(CLEAN[name])
    assert (found.hidden, found.told) == (set(), set())


@pytest.mark.parametrize("name", HIDDEN_IN)
def test_what_no_page_shows_is_found(name):
    content, what = HIDDEN_IN[name]
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


def test_a_part_that_was_deleted_from_a_zip_is_found():
    secret = b"PK\x03\x04" + bytes(22) + struct.pack("<HH", 1, 0) + b"a" + HIDDEN.encode() * 3
    content = io.BytesIO(secret)
    content.seek(0, 2)
    with zipfile.ZipFile(content, "a") as archive, zipfile.ZipFile(io.BytesIO(docx())) as clean:
        for entry in clean.infolist():
            archive.writestr(entry.filename, clean.read(entry))
    assert "parts that were deleted and are still there" in found_in(content.getvalue()).hidden


def test_a_comment_on_a_zip_is_found():
    content = io.BytesIO(office.docx())
    with zipfile.ZipFile(content, "a") as archive:
        archive.comment = HIDDEN.encode()
    assert "comments of the zip archive" in found_in(content.getvalue()).hidden


def test_a_plain_zip_is_no_document():
    with pytest.raises(documents.DocumentRefused, match="Unpack it"):
        found_in(zipped(("a.txt", b"a")))
