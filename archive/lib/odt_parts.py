"""What an ODT (ISO/IEC 26300, ODF 1.3) holds beside its pages: changes, comments, older versions, scripts, files.

Parts and namespaces are those that are known to be harmless; whatever else is there is a finding.
"""

import re
import zipfile

from archive.lib import office_parts as office
from archive.lib.archives import printable
from archive.lib.findings import Findings
from archive.lib.xml_parts import Element

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, DRAW, OFFICE, META = (f"{ODF}{name}:1.0" for name in ("text", "drawing", "office", "meta"))
SCRIPT, FO, CONFIG = (f"{ODF}{name}:1.0" for name in ("script", "xsl-fo-compatible", "config"))
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
HARMLESS = re.compile(r"mimetype|META-INF/manifest\.xml|manifest\.rdf|layout-cache|Fonts/[^/]+")
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
    (TEXT, "dde-connection-decl"): office.EXTERNAL,
    (TEXT, "meta-field"): office.VARIABLES,
    (OFFICE, "script"): office.MACROS,
    (SCRIPT, "event-listener"): office.MACROS,
    (TEXT, "script"): office.MACROS,
    **{(DRAW, name): office.EMBEDDED for name in ("object", "object-ole", "plugin", "applet", "floating-frame")},
    (OFFICE, "binary-data"): office.EMBEDDED,
    (FORM, "form"): "a form",
}
META_HARMLESS = {
    "generator", "creation-date", "date", "print-date", "editing-cycles", "editing-duration", "language",
    "document-statistic",
}  # fmt: skip


def look_at(archive: zipfile.ZipFile, names: set[str]) -> Findings:
    """What the ODT ``archive`` with the members ``names`` holds beside its pages."""
    found = Findings()
    for name in sorted(names):
        if name == "meta.xml":
            _look_at_meta(archive, found)
        elif name in PAGES:
            for element in office.every_element(archive, name, found):
                _look_at_element(element, found)
        elif name == "settings.xml":
            _look_at_settings(archive, found)
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


def _look_at_element(element: Element, found: Findings) -> None:
    if not element.namespace.startswith(NAMESPACES):
        found.hidden.add(office.FOREIGN)
    if (element.namespace, element.name) in IN_THE_TEXT:
        found.hidden.add(IN_THE_TEXT[element.namespace, element.name])
    if element.attributes.get((TEXT, "display")) in ("none", "condition"):
        found.hidden.add(office.HIDDEN_TEXT)
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
