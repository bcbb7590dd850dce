"""Parts of a DOCX that no page shows though they are there: headers of pages that have none, notes and pictures that
nothing uses (ISO/IEC 29500-1, 17.10 and 17.11), fonts that no table names (17.8)."""

import posixpath
import re
import zipfile

from archive.lib import office_parts as office
from archive.lib.archives import printable
from archive.lib.docx_styles import OFF, WORDS, value
from archive.lib.findings import Findings
from archive.lib.xml_parts import Element

DOCUMENT, SETTINGS = "word/document.xml", "word/settings.xml"
HEADERS = re.compile(r"word/(header|footer)\d*\.xml")
NOTES = {"word/footnotes.xml": "footnote", "word/endnotes.xml": "endnote"}
RELATIONS = re.compile(r"word/_rels/([^/]+)\.rels")
FONTS = re.compile(r"word/fonts/font\d+\.odttf")
FONT_RELATIONS = "word/_rels/fontTable.xml.rels"
UNSHOWN_FONT = "a font that its table does not name"
UNSHOWN_NOTES = "notes that no page shows"


def look_at(archive: zipfile.ZipFile, names: set[str], found: Findings) -> None:
    """What of the headers, notes and pictures among ``names`` no page shows."""
    targets = {name: _targets(archive, name) for name in names if RELATIONS.fullmatch(name)}
    of_document = targets.get("word/_rels/document.xml.rels", {})
    even = SETTINGS in names and any(
        element.name == "evenAndOddHeaders" and value(element) not in OFF
        for element in office.every_element(archive, SETTINGS, Findings())
    )
    shown, notes = _shown(archive, of_document, even)
    for name in names:
        if HEADERS.fullmatch(name) and name not in shown and _has_words(archive, name):
            found.hidden.add(office.UNSHOWN_HEADERS)
        if name in NOTES and _unread_notes(archive, name, notes):
            found.hidden.add(UNSHOWN_NOTES)
    referred = {target for name, each in targets.items() for target in _used(archive, names, name, each)}
    if any(name.startswith("word/media/") and name not in referred for name in names):
        found.hidden.add(office.UNSHOWN_PICTURES)
    in_table = _used(archive, names, FONT_RELATIONS, targets.get(FONT_RELATIONS, {}))
    found.hidden |= {
        f"{UNSHOWN_FONT} ({printable(name)})" for name in names if FONTS.fullmatch(name) and name not in in_table
    }


def _used(archive: zipfile.ZipFile, names: set[str], relations: str, targets: dict[str, str]) -> set[str]:
    """The ``targets`` of the part with these ``relations`` whose identifier stands in it: a relation can stay behind
    when what used it was taken out."""
    part = "word/" + RELATIONS.sub(r"\1", relations)
    if part not in names:
        return set()
    return {
        targets[each]
        for element in office.every_element(archive, part, Findings())
        for (space, _), each in element.attributes.items()
        if space.endswith("/relationships") and each in targets
    }


def _targets(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The parts that the relations ``name`` lead to, by their identifiers."""
    return {
        element.attributes.get(("", "Id"), ""): posixpath.normpath(
            posixpath.join("/word", element.attributes.get(("", "Target"), ""))
        ).lstrip("/")
        for element in office.every_element(archive, name, Findings())
        if element.name == "Relationship"
    }


def _shown(archive: zipfile.ZipFile, targets: dict[str, str], even: bool) -> tuple[set[str], set[tuple[str, str]]]:
    """The headers and footers that a page shows, and the notes that the text refers to, each as kind and identifier.

    A section has those of the one before where it names none of its own; those of a first page count only where the
    section has one, those of even pages where the document tells them from odd ones.
    """
    shown: set[str] = set()
    notes: set[tuple[str, str]] = set()
    current: dict[tuple[str, str], str] = {}
    first = False
    for element in office.every_element(archive, DOCUMENT, Findings()):
        if element.name in ("headerReference", "footerReference"):
            current[element.name, value(element, "type")] = targets.get(_relation(element), "")
        elif element.name == "titlePg":
            first = value(element) not in OFF
        elif element.name in ("footnoteReference", "endnoteReference"):
            notes.add((element.name.removesuffix("Reference"), value(element, "id")))
        elif element.name == "sectPr":
            counts = {"default", *(["first"] if first else []), *(["even"] if even else [])}
            shown |= {target for (_, kind), target in current.items() if kind in counts}
            first = False
    return shown, notes


def _relation(element: Element) -> str:
    return next((each for (space, name), each in element.attributes.items() if name == "id" and space not in WORDS), "")


def _has_words(archive: zipfile.ZipFile, name: str) -> bool:
    return any(
        element.name in ("t", "drawing", "pict") and (element.name != "t" or element.text.strip())
        for element in office.every_element(archive, name, Findings())
    )


def _unread_notes(archive: zipfile.ZipFile, name: str, read: set[tuple[str, str]]) -> bool:
    """Whether there is a note in the part ``name`` that nothing refers to. Lines between notes have no words."""
    words = ""
    for element in office.every_element(archive, name, Findings()):
        if element.name == "t":
            words += element.text
        elif element.name == NOTES[name]:
            if words.strip() and (NOTES[name], value(element, "id")) not in read:
                return True
            words = ""
    return False
