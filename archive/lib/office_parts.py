"""What a DOCX or ODT holds beside its pages, as far as both are alike: a zip of XML parts and pictures."""

import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from archive.lib import picture_parts
from archive.lib.archives import printable
from archive.lib.findings import CROPPED as CROPPED
from archive.lib.findings import UNREADABLE, Findings
from archive.lib.xml_parts import COMMENT, INSTRUCTION, Element, XmlRefused, elements

LOCAL_HEADER = struct.Struct("<4s22xHH")
LONGEST_DESCRIPTOR = 24
"""Bytes of the data descriptor that may stand behind a member of a zip (APPNOTE.TXT, 4.3.9)."""

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".emf", ".wmf", ".webp")
WEB_LINK = re.compile(r"(https?|mailto):", re.IGNORECASE)

COMMENTS_IN_XML = "comments in its XML"
CONTROLS = "controls that hold more than they show"
EMBEDDED = "embedded files or objects"
EXTERNAL = "what a program would fetch from elsewhere by itself"
FOREIGN = "elements that are not of its format"
HIDDEN_TEXT = "hidden text"
PICTURES_TELL = "details in its pictures (place, camera, date, comments)"
BOOKMARKS = "names of bookmarks"
PICTURE_NAMES = "names or descriptions of pictures"
PREVIEW = "a preview picture"
PROPERTIES = "properties of its own kind"
TRACKED = "tracked changes"
COMMENTS = "comments"
MACROS = "macros or scripts"
UNSHOWN_HEADERS = "headers or footers that no page shows"
UNSHOWN_PICTURES = "pictures that no page shows"
VARIABLES = "fields or variables that hold what is not shown"


def every_element(archive: zipfile.ZipFile, name: str, found: Findings) -> Iterator[Element]:
    """The elements of the part ``name``; one that cannot be read is among the findings."""
    with archive.open(name) as part:
        try:
            for element in elements(cast(BinaryIO, part)):
                if element.name in (COMMENT, INSTRUCTION):
                    found.hidden.add(COMMENTS_IN_XML)
                else:
                    yield element
        except XmlRefused:
            found.hidden.add(f"{UNREADABLE} ({printable(name)})")


def look_at_picture(archive: zipfile.ZipFile, name: str, found: Findings) -> None:
    with archive.open(name) as part:
        tells = picture_parts.tells(part.read())
    if tells is None:
        found.hidden.add(f"{UNREADABLE} ({printable(name)})")
    elif tells:
        found.hidden.add(PICTURES_TELL)


def look_at_details(archive: zipfile.ZipFile, name: str, found: Findings, harmless: Callable[[Element], bool]) -> None:
    """The part ``name`` holds details about the document: each with a text is told, but for the ``harmless``."""
    for element in every_element(archive, name, found):
        if element.text.strip() and not harmless(element):
            found.told.add(next((name for name in (element.name, *element.within[1:2]) if name != "lpstr"), "details"))


def look_between_parts(file: BinaryIO, archive: zipfile.ZipFile, found: Findings) -> None:
    """Comments of the zip, and bytes that are no part of it: parts that were deleted and never written over."""
    if archive.comment or any(entry.comment for entry in archive.infolist()):
        found.hidden.add("comments of the zip archive")
    at = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        if entry.header_offset - at > (LONGEST_DESCRIPTOR if at else 0):
            found.hidden.add("parts that were deleted and are still there")
        file.seek(entry.header_offset)
        _, name_length, extra_length = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
        at = entry.header_offset + LOCAL_HEADER.size + name_length + extra_length + entry.compress_size
    if archive.start_dir - at > LONGEST_DESCRIPTOR:
        found.hidden.add("parts that were deleted and are still there")


def is_web_link(target: str) -> bool:
    """Whether ``target`` is what a reader can choose to follow, and tells no folder of somebody's computer."""
    return bool(WEB_LINK.match(target.strip()))


def is_picture(name: str) -> bool:
    return name.casefold().endswith(PICTURE_ENDINGS)
