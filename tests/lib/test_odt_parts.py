"""What an ODT holds beside its pages: changes, comments, older versions, fields, unused parts, names of its makers."""

import pytest

from archive.lib import office_parts
from tests.files.corpus import HIDDEN, jpeg, telling_jpeg
from tests.files.office import ODF, odt, properties
from tests.lib.test_documents import found_in

WEB = "https://example.org/"
CLEAN = {
    "odt": odt(),
    "odt with its program": odt(properties("meta.xml", "<m:generator>Writer</m:generator>")),
    "odt with a link and a picture": odt(
        ("Pictures/1.jpg", jpeg()),
        body=f"<q:a l:href='{WEB}'/><d:image l:href='Pictures/1.jpg'/><d:frame f:clip='rect(0cm, 0cm, 0.00cm, 0in)'/>",
    ),
}
UNSEEN = {
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
TOLD = {
    "odt author": (odt(properties("meta.xml", f"<e:creator>{HIDDEN}</e:creator>")), "creator"),
    "odt printer": (
        odt(("settings.xml", f"<c:i xmlns:c='{ODF}config:1.0' c:name='PrinterName'>{HIDDEN}</c:i>".encode())),
        "the name of a printer",
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_one_holds_nothing_beside_its_pages(name):
    found = found_in(CLEAN[name])
    assert (found.hidden, found.told) == (set(), set())


@pytest.mark.parametrize("name", UNSEEN)
def test_what_no_page_shows_is_found(name):
    content, what = UNSEEN[name]
    assert what in found_in(content).hidden


@pytest.mark.parametrize("name", TOLD)
def test_what_it_tells_of_its_makers_is_found(name):
    content, what = TOLD[name]
    found = found_in(content)
    assert what in found.told
    assert found.hidden == set()
