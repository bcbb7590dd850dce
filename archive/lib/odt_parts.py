"""What an ODT (ISO/IEC 26300, ODF 1.3) holds beside its pages: changes, comments, older versions, scripts, files.

Parts and namespaces are those that are known to be harmless; whatever else is there is a finding.
"""

import re
import zipfile

from archive.lib import odt_unshown
from archive.lib import office_parts as office
from archive.lib.archives import printable
from archive.lib.findings import Findings
from archive.lib.xml_parts import Element

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, DRAW, OFFICE, META = (f"{ODF}{name}:1.0" for name in ("text", "drawing", "office", "meta"))
SCRIPT, FO, CONFIG = (f"{ODF}{name}:1.0" for name in ("script", "xsl-fo-compatible", "config"))
TABLE, XHTML = f"{ODF}table:1.0", "http://www.w3.org/1999/xhtml"
SVG, FORM = f"{ODF}svg-compatible:1.0", f"{ODF}form:1.0"
XLINK = "http://www.w3.org/1999/xlink"
NAMESPACES = (
    "urn:oasis:names:tc:opendocument:",
    "urn:org:documentfoundation:",
    "http://openoffice.org/",
    "http://purl.org/dc/",
    "http://www.w3.org/",
)
PAGES = ("content.xml", "styles.xml")
HARMLESS = re.compile(r"mimetype|META-INF/manifest\.xml|layout-cache|Fonts/[^/]+")
OTHER_PARTS = (
    (re.compile(r"Versions?(List\.xml|/)", re.IGNORECASE), "earlier versions of it"),
    (re.compile(r"(Basic|Scripts|Dialogs)/", re.IGNORECASE), office.MACROS),
    (re.compile(r"Thumbnails/", re.IGNORECASE), office.PREVIEW),
    (re.compile(r"Object", re.IGNORECASE), office.EMBEDDED),
    (re.compile(r"META-INF/.*signatures", re.IGNORECASE), "a signature with the name of its signer"),
)
IN_THE_TEXT = {
    (TEXT, "changed-region"): office.TRACKED,
    (OFFICE, "annotation"): office.COMMENTS,
    (TEXT, "hidden-text"): office.HIDDEN_TEXT,
    (TEXT, "hidden-paragraph"): office.HIDDEN_TEXT,
    (TEXT, "conditional-text"): office.HIDDEN_TEXT,
    (TEXT, "user-field-decl"): office.VARIABLES,
    (TEXT, "variable-set"): office.VARIABLES,
    (TEXT, "bibliography-mark"): office.VARIABLES,
    (TEXT, "label"): office.CONTROLS,
    (TEXT, "dde-connection-decl"): office.EXTERNAL,
    (TEXT, "meta-field"): office.VARIABLES,
    (OFFICE, "script"): office.MACROS,
    (SCRIPT, "event-listener"): office.MACROS,
    (TEXT, "script"): office.MACROS,
    **{(DRAW, name): office.EMBEDDED for name in ("object", "object-ole", "plugin", "applet", "floating-frame")},
    (OFFICE, "binary-data"): office.EMBEDDED,
    (FORM, "form"): "a form",
}
UNSHOWN_VALUES = {
    **{
        (space, name): office.VARIABLES
        for space in (TEXT, OFFICE)
        for name in ("string-value", "date-value", "time-value", "key1", "key2", "description")
    },
    (XHTML, "content"): "statements about its words (RDFa)",
}
"""Attributes that hold what stands for words of the page, and is not always those: the day behind a year, the entry of
an index."""

MARKS = {"bookmark", "bookmark-start", "reference-mark", "reference-mark-start"}
META_HARMLESS = {
    "generator", "creation-date", "date", "print-date", "editing-cycles", "editing-duration", "language",
    "document-statistic",
}  # fmt: skip


def look_at(archive: zipfile.ZipFile, names: set[str]) -> Findings:
    """What the ODT ``archive`` with the members ``names`` holds beside its pages."""
    found = Findings()
    odt_unshown.look_at(archive, names, PAGES, found)
    for name in sorted(names):
        if name == "meta.xml":
            _look_at_meta(archive, found)
        elif name in PAGES:
            for element in office.every_element(archive, name, found):
                _look_at_element(element, found)
        elif name == "settings.xml":
            _look_at_settings(archive, found)
        elif name == "manifest.rdf":
            if any(element.text.strip() for element in office.every_element(archive, name, found)):
                found.hidden.add("statements about its parts (RDF)")
        elif name.startswith("Pictures/"):
            office.look_at_picture(archive, name, found)
        elif not HARMLESS.fullmatch(name) and not _is_empty_setting(archive, name):
            other = (what for pattern, what in OTHER_PARTS if pattern.match(name))
            found.hidden.add(next(other, f"a part that is not of its format ({printable(name)})"))
    return found


def _is_empty_setting(archive: zipfile.ZipFile, name: str) -> bool:
    return name.startswith("Configurations2/") and archive.getinfo(name).file_size == 0


def _look_at_meta(archive: zipfile.ZipFile, found: Findings) -> None:
    for element in office.every_element(archive, "meta.xml", found):
        if (element.namespace, element.name) == (META, "user-defined"):
            found.hidden.add(office.PROPERTIES)
        elif element.name in ("template", "auto-reload") and element.attributes:
            found.hidden.add(office.EXTERNAL)
        elif element.text.strip() and element.name not in META_HARMLESS:
            found.told.add(element.name)


def _look_at_settings(archive: zipfile.ZipFile, found: Findings) -> None:
    for element in office.every_element(archive, "settings.xml", found):
        if element.text.strip() and element.attributes.get((CONFIG, "name")) in ("PrinterName", "PrinterSetup"):
            found.told.add("the name of a printer")
        if element.text.strip() and element.attributes.get((CONFIG, "name")) == "CurrentDatabaseDataSource":
            found.told.add("the name of a database")


def _look_at_element(element: Element, found: Findings) -> None:
    spaces = [space for space, _ in element.attributes if space]
    if not all(space.startswith(NAMESPACES) for space in (element.namespace, *spaces)):
        found.hidden.add(office.FOREIGN)
    if (element.namespace, element.name) in IN_THE_TEXT:
        found.hidden.add(IN_THE_TEXT[element.namespace, element.name])
    found.hidden |= {what for name, what in UNSHOWN_VALUES.items() if element.attributes.get(name, "").strip()}
    if (
        element.attributes.get((TEXT, "display")) in ("none", "condition")
        or element.attributes.get((TABLE, "visibility"), "visible") != "visible"
        or element.attributes.get((DRAW, "display"), "always") != "always"
    ):
        found.hidden.add(office.HIDDEN_TEXT)
    named_by_program = element.attributes.get((TEXT, "name"), "_").startswith("_")
    if element.name in MARKS and element.namespace == TEXT and not named_by_program:
        found.told.add(office.BOOKMARKS)
    if any(side not in ("0", "auto", "") for side in _clipped(element.attributes.get((FO, "clip"), ""))):
        found.hidden.add(office.CROPPED)
    target = element.attributes.get((XLINK, "href"), "").strip()
    if target and not _stays_within(target):
        is_link = element.name == "a" and element.namespace in (TEXT, DRAW)
        if not (is_link and office.is_web_link(target)):
            found.hidden.add(office.EXTERNAL)
    named = element.namespace == SVG and element.name in ("title", "desc") and element.text.strip()
    if named or office.is_picture(element.attributes.get((DRAW, "name"), "")):
        found.told.add(office.PICTURE_NAMES)


def _clipped(rectangle: str) -> list[str]:
    """The four sides of ``rect(0cm, 1cm, 0cm, 0cm)``, each without its unit where it is nothing."""
    return [
        re.sub(r"^0*\.?0*(?=[a-z%]*$)[a-z%]+$", "0", side)
        for side in re.findall(r"[^\s,()]+", rectangle.removeprefix("rect"))
    ]


def _stays_within(target: str) -> bool:
    return target.startswith("#") or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\|\.\./", target)
