"""Parts of an ODT that no page shows though they are there: headers and footers of page styles that are not used or
that are switched off (ODF 1.3, 16.9 to 16.13), and pictures that nothing refers to."""

import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.lib import office_parts as office
from archive.lib.findings import Findings
from archive.lib.xml_parts import Element

STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
HREF = "http://www.w3.org/1999/xlink", "href"
STANDARD = "Standard"
"""The page style of a text that names none."""

HEADERS = {f"{part}{which}" for part in ("header", "footer") for which in ("", "-left", "-first")}


@dataclass
class _Pages:
    """The page styles that are named, those that others are followed by, those with a header or footer that says
    something, and whether one of those is switched off; the parts that are referred to."""

    used: set[str] = field(default_factory=lambda: {STANDARD})
    followed_by: dict[str, str] = field(default_factory=dict)
    with_words: set[str] = field(default_factory=set)
    switched_off: bool = False
    referred: set[str] = field(default_factory=set)
    in_header: bool = False
    in_page: bool = False

    def read(self, element: Element) -> None:
        self.used.add(element.attributes.get((STYLE, "master-page-name"), ""))
        self.referred.add(posixpath.normpath(element.attributes.get(HREF, "").strip()))
        if not HEADERS.isdisjoint(element.within) and (element.text.strip() or element.name == "image"):
            self.in_header = True
        if element.namespace != STYLE:
            return
        if element.name in HEADERS:
            self.switched_off |= self.in_header and element.attributes.get((STYLE, "display")) == "false"
            self.in_page, self.in_header = self.in_page or self.in_header, False
        elif element.name == "master-page":
            name = element.attributes.get((STYLE, "name"), "")
            self.followed_by[name] = element.attributes.get((STYLE, "next-style-name"), "")
            self.with_words |= {name} if self.in_page else set()
            self.in_page = False

    def shown(self) -> set[str]:
        shown = set(self.used)
        while further := {self.followed_by.get(name, "") for name in shown} - shown:
            shown |= further
        return shown


def look_at(archive: zipfile.ZipFile, names: set[str], parts: Iterable[str], found: Findings) -> None:
    """What of the headers and footers in the ``parts`` with content and styles, and of the pictures, no page shows."""
    pages = _Pages()
    for name in names.intersection(parts):
        for element in office.every_element(archive, name, Findings()):
            pages.read(element)
    if pages.switched_off or pages.with_words - pages.shown():
        found.hidden.add(office.UNSHOWN_HEADERS)
    if any(name.startswith("Pictures/") and name not in pages.referred for name in names):
        found.hidden.add(office.UNSHOWN_PICTURES)
