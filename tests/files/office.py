"""Documents as they come, made here: PDF, DOCX and ODT, clean ones and ones with more in them than their pages show."""

import io
import zipfile

MADE_ON = (2024, 1, 1, 0, 0, 0)
"""So that a file made twice has the same bytes."""


def pdf(author: str = "", extra: bytes = b"") -> bytes:
    told = f"4 0 obj\n<< /Author ({author}) >>\nendobj\n".encode() if author else b""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + extra + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
        + told
        + b"trailer\n<< /Root 1 0 R "
        + (b"/Info 4 0 R " if author else b"")
        + b">>\nstartxref\n0\n%%EOF\n"
    )


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, MADE_ON), content, compress_type=method)
    return target.getvalue()


WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def docx(*more: tuple[str, bytes], body: str = "", types: str = "") -> bytes:
    """A DOCX with a sentence, and ``body`` behind it. Prefixes are none that a word processor would write."""
    return zipped(
        ("[Content_Types].xml", f"<Types xmlns='{PACKAGE}/content-types'>{types}</Types>".encode()),
        (
            "word/document.xml",
            f"<z:document xmlns:z='{WORDS}'><z:body><z:p><z:r><z:t>She says.</z:t></z:r></z:p>{body}</z:body>"
            "</z:document>".encode(),
        ),
        *more,
    )


def odt(*more: tuple[str, bytes], body: str = "") -> bytes:
    """An ODT with a sentence, and ``body`` behind it. Prefixes are none that a word processor would write."""
    content = (
        f"<o:document-content xmlns:o='{ODF}office:1.0' xmlns:q='{ODF}text:1.0' xmlns:d='{ODF}drawing:1.0' "
        f"xmlns:f='{ODF}xsl-fo-compatible:1.0' xmlns:s='{ODF}script:1.0' xmlns:l='http://www.w3.org/1999/xlink' "
        f"xmlns:t='{ODF}table:1.0' xmlns:y='{ODF}style:1.0' xmlns:h='http://www.w3.org/1999/xhtml'>"
        f"<o:body><o:text><q:p>She says.</q:p>{body}</o:text></o:body></o:document-content>"
    )
    return zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.encode()), *more)


def properties(name: str, body: str) -> tuple[str, bytes]:
    """A part of a DOCX or ODT with details about the document."""
    return name, f"<p xmlns:e='http://purl.org/dc/elements/1.1/' xmlns:m='{ODF}meta:1.0'>{body}</p>".encode()
