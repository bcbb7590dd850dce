"""Which words of a DOCX (ISO/IEC 29500-1, 17.3.2.41 and 17.7) are hidden: by their own properties, or by a style."""

import zipfile

from archive.lib import office_parts as office
from archive.lib.findings import Findings
from archive.lib.xml_parts import Element

WORDS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
STYLES = ("word/styles.xml", "word/stylesWithEffects.xml")
UNSEEN = ("vanish", "specVanish", "webHidden")
OFF = ("0", "false", "off")


def value(element: Element, name: str = "val") -> str:
    """An attribute of the format's own; empty where there is none."""
    return next(
        (element.attributes[namespace, name] for namespace in WORDS if (namespace, name) in element.attributes), ""
    )


def hides(element: Element) -> bool:
    """Whether ``element`` says of words, or of a row of a table, that they are not shown."""
    unseen = element.name in UNSEEN or (element.name == "hidden" and element.within[-1:] == ("trPr",))
    return unseen and value(element) not in OFF


def hiding_styles(archive: zipfile.ZipFile, names: set[str], found: Findings) -> set[str]:
    """The styles that hide what is written in them, by themselves or by the one they are based on. Word describes some
    in every document; only their use hides. What holds where no style is named is in use everywhere."""
    hiding: set[str] = set()
    based_on: dict[str, str] = {}
    for name in names.intersection(STYLES):
        hidden, base = False, ""
        for element in office.every_element(archive, name, Findings()):
            hidden = hidden or hides(element)
            if element.name == "basedOn":
                base = value(element)
            elif element.name == "docDefaults":
                if hidden:
                    found.hidden.add(office.HIDDEN_TEXT)
                hidden = False
            elif element.name == "style":
                number = value(element, "styleId")
                based_on[number] = base
                hiding |= {number} if hidden else set()
                if hidden and value(element, "default") not in ("", *OFF):
                    found.hidden.add(office.HIDDEN_TEXT)
                hidden, base = False, ""
    while further := {style for style, base in based_on.items() if base in hiding} - hiding:
        hiding |= further
    return hiding
