"""What an ODT holds beside its pages: changes, comments, older versions, fields, unused parts, names of its makers."""

from archive.lib import office_parts
from tests.files.corpus import HIDDEN, jpeg, telling_jpeg
from tests.files.office import ODF, odt, properties

WEB = "https://example.org/"


def page_style(name: str, header: str, following: str = "") -> str:
    return f"<y:master-page y:name='{name}' y:next-style-name='{following}'>{header}</y:master-page>"


def statements(body: str) -> tuple[str, bytes]:
    """What the document says of its parts, as LibreOffice writes it into every one."""
    space = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    held = f"<r:Description r:about='content.xml'><r:type r:resource='http://a.example/'/>{body}</r:Description>"
    return "manifest.rdf", f"<r:RDF xmlns:r='{space}'>{held}</r:RDF>".encode()


HEADER = "<y:header><q:p>On every page</q:p></y:header>"
CLEAN = {
    "odt": odt(),
    "odt with its program": odt(properties("meta.xml", "<m:generator>Writer</m:generator>")),
    "odt with a link and a picture": odt(
        ("Pictures/1.jpg", jpeg()),
        body=f"<q:a l:href='{WEB}'/><d:image l:href='Pictures/1.jpg'/><d:frame f:clip='rect(0cm, 0cm, 0.00cm, 0in)'/>",
    ),
    "odt with headers": odt(
        body="<q:h y:master-page-name='First'/>"
        + page_style("Standard", HEADER + "<y:header-left y:display='false'/>")
        + page_style("First", HEADER, "Second")
        + page_style("Second", HEADER)
        + page_style("Unused", "<y:header><q:p/></y:header>")
    ),
    "odt with what its program says of it": odt(statements("")),
    "odt with a bookmark of its program": odt(body="<q:bookmark q:name='__RefHeading___Toc1'/>"),
    "odt with a table": odt(body="<t:table-row t:visibility='visible'/>"),
}
UNSEEN = {
    "changes": (odt(body="<q:tracked-changes><q:changed-region/></q:tracked-changes>"), office_parts.TRACKED),
    "a comment": (odt(body="<o:annotation/>"), office_parts.COMMENTS),
    "hidden words": (odt(body="<q:hidden-text/>"), office_parts.HIDDEN_TEXT),
    "words hidden by a style": (odt(body="<q:p q:display='none'/>"), office_parts.HIDDEN_TEXT),
    "a variable": (odt(body="<q:user-field-decl/>"), office_parts.VARIABLES),
    "an entry of an index": (
        odt(body=f"<q:alphabetical-index-mark q:string-value='{HIDDEN}'/>"),
        office_parts.VARIABLES,
    ),
    "a key of an index": (odt(body=f"<q:alphabetical-index-mark-start q:key1='{HIDDEN}'/>"), office_parts.VARIABLES),
    "a book": (odt(body="<q:bibliography-mark q:author='A'/>"), office_parts.VARIABLES),
    "a placeholder": (odt(body=f"<q:placeholder q:description='{HIDDEN}'/>"), office_parts.VARIABLES),
    "a day behind a year": (odt(body="<q:date q:date-value='1950-02-03'>1950</q:date>"), office_parts.VARIABLES),
    "a value of a cell": (odt(body=f"<t:table-cell o:string-value='{HIDDEN}'/>"), office_parts.VARIABLES),
    "a list to choose from": (
        odt(body=f"<q:drop-down><q:label q:value='{HIDDEN}'/>a</q:drop-down>"),
        office_parts.CONTROLS,
    ),
    "a hidden row": (odt(body="<t:table-row t:visibility='collapse'/>"), office_parts.HIDDEN_TEXT),
    "a hidden frame": (odt(body="<d:frame d:display='none'/>"), office_parts.HIDDEN_TEXT),
    "statements about words": (odt(body=f"<q:p h:content='{HIDDEN}'/>"), "statements about its words (RDFa)"),
    "statements about parts": (odt(statements(f"<r:value>{HIDDEN}</r:value>")), "statements about its parts (RDF)"),
    "a foreign attribute": (odt(body="<q:p xmlns:f='t' f:who='a'/>"), office_parts.FOREIGN),
    "a header that is switched off": (
        odt(body=page_style("Standard", "<y:header-left y:display='false'><q:p>a</q:p></y:header-left>")),
        office_parts.UNSHOWN_HEADERS,
    ),
    "a header of no page": (odt(body=page_style("Unused", HEADER)), office_parts.UNSHOWN_HEADERS),
    "a picture that nothing refers to": (odt(("Pictures/1.jpg", jpeg())), office_parts.UNSHOWN_PICTURES),
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
    "odt bookmark": (odt(body=f"<q:bookmark-start q:name='{HIDDEN}'/>"), office_parts.BOOKMARKS),
    "odt database": (
        odt(
            (
                "settings.xml",
                f"<c:i xmlns:c='{ODF}config:1.0' c:name='CurrentDatabaseDataSource'>{HIDDEN}</c:i>".encode(),
            )
        ),
        "the name of a database",
    ),
    "odt printer": (
        odt(("settings.xml", f"<c:i xmlns:c='{ODF}config:1.0' c:name='PrinterName'>{HIDDEN}</c:i>".encode())),
        "the name of a printer",
    ),
}
