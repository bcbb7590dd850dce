"""What a DOCX (ISO/IEC 29500) holds beside its pages: changes, comments, names of its makers, programs, other files.

Parts and namespaces are those that are known to be harmless; whatever else is there is a finding. Namespaces are
compared by their URI, transitional and strict.
"""

import re
import zipfile

from archive.lib import docx_unshown
from archive.lib import office_parts as office
from archive.lib.archives import printable
from archive.lib.docx_styles import STYLES, WORDS, hides, hiding_styles, value
from archive.lib.findings import Findings
from archive.lib.xml_parts import Element

NAMESPACES = (
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/",
    "urn:schemas-microsoft-com:",
    "http://purl.org/dc/",
    "http://www.w3.org/",
)
PAGES = re.compile(
    r"word/(document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|(header|footer)\d*|footnotes|endnotes|theme/theme\d+)\.xml"
)
PACKAGE = re.compile(r"\[Content_Types\]\.xml|.*_rels/[^/]*\.rels|word/fonts/font\d+\.odttf")
PICTURES = re.compile(r"word/media/[^/]+")
OTHER_PARTS = (
    (re.compile(r"word/(comments|people)\w*\.xml", re.IGNORECASE), office.COMMENTS),
    (re.compile(r"word/(vba|activeX|customizations)|.*(vbaProject\.bin|vbaData\.xml)$", re.IGNORECASE), office.MACROS),
    (re.compile(r".*/(embeddings|diagrams|charts)/", re.IGNORECASE), office.EMBEDDED),
    (re.compile(r"docProps/custom\.xml", re.IGNORECASE), office.PROPERTIES),
    (re.compile(r"docProps/thumbnail\.", re.IGNORECASE), office.PREVIEW),
    (re.compile(r"_xmlsignatures/", re.IGNORECASE), "a signature with the name of its signer"),
)
CHANGES = {
    "ins", "del", "moveFrom", "moveTo", "delText", "delInstrText", "cellIns", "cellDel", "cellMerge",
    "numberingChange", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange",
    "trPrChange", "tblGridChange", "moveFromRangeStart", "moveToRangeStart", "customXmlInsRangeStart",
    "customXmlDelRangeStart", "customXmlMoveFromRangeStart", "customXmlMoveToRangeStart",
}  # fmt: skip
IN_THE_TEXT = {
    **dict.fromkeys(CHANGES, office.TRACKED),
    **dict.fromkeys(("comment", "commentRangeStart", "commentReference"), office.COMMENTS),
    **dict.fromkeys(("altChunk", "object", "control"), office.EMBEDDED),
    **dict.fromkeys(("docVar", "mailMerge", "ffData", "fldData"), office.VARIABLES),
    **dict.fromkeys(("dropDownList", "comboBox", "smartTag", "customXml"), office.CONTROLS),
    "permStart": "who may change a part of it",
    **dict.fromkeys(("subDoc", "attachedSchema", "saveThroughXslt"), office.EXTERNAL),
}
CONTROL_VALUES = {"date": "fullDate", "alias": "val", "tag": "val"}
"""Elements of a control, and the attribute in which one holds what it does not show: the day behind a year."""

TEXTS = {"t", "delText", "instrText", "delInstrText", "fldData"}
"""Elements that hold text; words in any other stand in no line."""

TEXT_OF_DRAWINGS = re.compile(
    r"http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/(?:drawingml|officeDocument)/(?:2006/)?(?:main|math)"
)
PLACES = {
    "posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset",
}  # fmt: skip
PLACE = re.compile(r"-?\d+|left|right|center|inside|outside|top|bottom")
"""Text of other elements: words in a drawing or a formula, and where a drawing stands (20.4 and 21.1)."""

CROPS = {"croptop", "cropbottom", "cropleft", "cropright"}
SHOWN_FIELDS = {
    "", "=", "DATE", "EDITTIME", "FORMULA", "HYPERLINK", "NOTEREF", "NUMPAGES", "PAGE", "PAGEREF", "REF",
    "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SYMBOL", "TIME", "TOC",
}  # fmt: skip
"""Fields (ISO/IEC 29500-1, 17.16.5) whose instruction holds nothing but how the page is made up."""

CORE_HARMLESS = {"created", "modified", "lastPrinted", "revision", "language", "version"}
APP_HARMLESS = {
    "AppVersion", "Application", "Characters", "CharactersWithSpaces", "DocSecurity", "HiddenSlides",
    "HyperlinksChanged", "Lines", "LinksUpToDate", "MMClips", "Pages", "Paragraphs", "ScaleCrop", "SharedDoc",
    "TotalTime", "Words",
}  # fmt: skip
PLAIN_TEMPLATES = {"Normal", "Normal.dot", "Normal.dotm", "Normal.dotx"}


def look_at(archive: zipfile.ZipFile, names: set[str]) -> Findings:
    """What the DOCX ``archive`` with the members ``names`` holds beside its pages."""
    found = Findings()
    hiding = hiding_styles(archive, names, found)
    docx_unshown.look_at(archive, names, found)
    for name in sorted(names):
        if name == "docProps/core.xml":
            office.look_at_details(archive, name, found, lambda element: element.name in CORE_HARMLESS)
        elif name == "docProps/app.xml":
            office.look_at_details(archive, name, found, _harmless_in_app)
        elif PAGES.fullmatch(name):
            _look_at_page(archive, name, hiding, found)
        elif PICTURES.fullmatch(name):
            office.look_at_picture(archive, name, found)
        elif PACKAGE.fullmatch(name):
            _look_at_package(archive, name, found)
        elif not _is_of_word(archive, name):
            other = (what for pattern, what in OTHER_PARTS if pattern.match(name))
            found.hidden.add(next(other, f"a part that is not of its format ({printable(name)})"))
    return found


def _harmless_in_app(element: Element) -> bool:
    """Numbers and the program's name. ``HeadingPairs`` says how many titles there are, in words of the program."""
    return (
        element.name in APP_HARMLESS
        or "HeadingPairs" in element.within
        or (element.name == "Template" and element.text.strip() in PLAIN_TEMPLATES)
    )


def _is_of_word(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether it is the empty list of books that Word puts into every document, or the note that belongs to it."""
    if re.fullmatch(r"customXml/itemProps\d+\.xml", name):
        return True  # it names the kind of the other by a number
    if not re.fullmatch(r"customXml/item\d+\.xml", name):
        return False
    unread = Findings()
    held = list(office.every_element(archive, name, unread))
    return len(held) == 1 and held[0].name == "Sources" and not unread.hidden and not held[0].text.strip()


def _look_at_package(archive: zipfile.ZipFile, name: str, found: Findings) -> None:
    """What belongs to what, and what lies elsewhere: only links that a reader follows may lead out of the file."""
    if name.endswith(".odttf"):
        return
    for element in office.every_element(archive, name, found):
        if "macroenabled" in element.attributes.get(("", "ContentType"), "").casefold():
            found.hidden.add(office.MACROS)
        if element.attributes.get(("", "TargetMode"), "").casefold() == "external":
            is_link = element.attributes.get(("", "Type"), "").endswith("/hyperlink")
            if not (is_link and office.is_web_link(element.attributes.get(("", "Target"), ""))):
                found.hidden.add(office.EXTERNAL)


def _look_at_page(archive: zipfile.ZipFile, name: str, hiding: set[str], found: Findings) -> None:
    instruction = ""
    chosen: set[str] = set()
    instead: set[str] = set()
    for element in office.every_element(archive, name, found):
        spaces = [space for space, _ in element.attributes if space]
        if not all(space.startswith(NAMESPACES) for space in (element.namespace, *spaces)):
            found.hidden.add(office.FOREIGN)
        if element.namespace not in WORDS:
            if element.text.strip() and not _is_read(element):
                found.hidden.add(f"{office.HIDDEN_TEXT} ({printable(element.name)} in {name})")
            _look_at_drawing(element, found)
            continue
        _look_at_element(element, found)
        if hides(element) and name not in STYLES:
            found.hidden.add(office.HIDDEN_TEXT)
        if element.name in ("rStyle", "pStyle", "tblStyle") and value(element) in hiding:
            found.hidden.add(office.HIDDEN_TEXT)
        if element.name == "t" and "Fallback" in element.within:
            instead.add(element.text)
        elif element.name == "t" and "Choice" in element.within:
            chosen.add(element.text)
        if element.name == "instrText":
            instruction += element.text
        elif element.name == "fldChar":
            _look_at_field(instruction, found)
            instruction = ""
        elif element.name == "fldSimple":
            _look_at_field(value(element, "instr"), found)
    if instead - chosen:  # older programs get the same words in another frame
        found.hidden.add("other words for other programs")


def _is_read(element: Element) -> bool:
    """Whether the text of an element of another namespace stands on the page, or says where something stands."""
    if element.name == "t":
        return TEXT_OF_DRAWINGS.fullmatch(element.namespace) is not None
    return element.name in PLACES and PLACE.fullmatch(element.text.strip()) is not None


def _look_at_element(element: Element, found: Findings) -> None:
    if element.name in IN_THE_TEXT:
        found.hidden.add(IN_THE_TEXT[element.name])
    if element.text.strip() and element.name not in TEXTS:
        found.hidden.add(office.HIDDEN_TEXT)
    if element.name in CONTROL_VALUES and value(element, CONTROL_VALUES[element.name]).strip():
        found.hidden.add(office.CONTROLS)
    if element.name == "bookmarkStart" and not value(element, "name").startswith("_"):  # so begin those of programs
        found.told.add(office.BOOKMARKS)
    if element.name == "hyperlink" and value(element, "tooltip").strip():
        found.told.add("descriptions of links")


def _look_at_drawing(element: Element, found: Findings) -> None:
    """A picture or frame that is not shown, with what its frame cuts off, or with the name of the file that it was; or
    an object of another program."""
    plain = {name: value.strip() for (_, name), value in element.attributes.items()}
    if element.name == "OLEObject":
        found.hidden.add(office.EMBEDDED)
    elif element.name == "srcRect" and any(plain.get(side, "0") not in ("0", "") for side in "ltrb"):
        found.hidden.add(office.CROPPED)
    elif element.name in ("docPr", "cNvPr"):
        if plain.get("hidden", "0") not in ("0", "false"):
            found.hidden.add(office.HIDDEN_TEXT)
        if plain.get("descr") or plain.get("title") or office.is_picture(plain.get("name", "")):
            found.told.add(office.PICTURE_NAMES)
    if any(plain.get(side, "0") not in ("0", "0f", "") for side in CROPS):
        found.hidden.add(office.CROPPED)
    if "visibility:hidden" in re.sub(r"\s", "", plain.get("style", "")).casefold():
        found.hidden.add(office.HIDDEN_TEXT)
    if plain.get("alt") or (element.name == "imagedata" and plain.get("title")):
        found.told.add(office.PICTURE_NAMES)


def _look_at_field(instruction: str, found: Findings) -> None:
    word = re.match(r"\s*(=|[^\s\\\"]*)", instruction)
    if word is None or word[1].upper() not in SHOWN_FIELDS:
        found.hidden.add(office.VARIABLES)
    elif word[1].upper() == "HYPERLINK":
        target = re.match(r"\s*\"?(?!\\[a-z]\b)([^\s\"]+)", instruction[word.end() :])
        if target is not None and not office.is_web_link(target[1]):
            found.hidden.add(office.EXTERNAL)
