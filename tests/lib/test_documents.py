"""Documents: which files are one, and what stands between the parts of a zip."""

import io
import struct
import zipfile

import pytest

from archive.lib import documents
from archive.lib.signatures import signature_of
from tests.files.corpus import HIDDEN, text
from tests.files.office import docx, zipped


def found_in(content: bytes):
    return documents.recognised(io.BytesIO(content), signature_of(content[:4096])).found


def test_plain_text_holds_nothing_beside_its_words():
    found = found_in(text())
    assert (found.hidden, found.told) == (set(), set())


def test_a_part_that_was_deleted_from_a_zip_is_found():
    secret = b"PK\x03\x04" + bytes(22) + struct.pack("<HH", 1, 0) + b"a" + HIDDEN.encode() * 3
    content = io.BytesIO(secret)
    content.seek(0, 2)
    with zipfile.ZipFile(content, "a") as archive, zipfile.ZipFile(io.BytesIO(docx())) as clean:
        for entry in clean.infolist():
            archive.writestr(entry.filename, clean.read(entry))
    assert "parts that were deleted and are still there" in found_in(content.getvalue()).hidden


def test_a_comment_on_a_zip_is_found():
    content = io.BytesIO(docx())
    with zipfile.ZipFile(content, "a") as archive:
        archive.comment = HIDDEN.encode()
    assert "comments of the zip archive" in found_in(content.getvalue()).hidden


def test_a_plain_zip_is_no_document():
    with pytest.raises(documents.DocumentRefused, match="Unpack it"):
        found_in(zipped(("a.txt", b"a")))
