"""What a DOCX holds beside its pages: changes, comments, controls, hidden words, unused parts, names of its makers."""

from archive.lib import docx_unshown, office_parts
from tests.files.corpus import HIDDEN, jpeg, picture, saved, telling_jpeg
from tests.files.office import PACKAGE, WORDS, docx, properties

WEB = "https://example.org/"


def part(name: str, body: str) -> tuple[str, bytes]:
    """A part of a DOCX with ``body`` in it, under another prefix than Word's."""
    return name, f"<y:part xmlns:y='{WORDS}'>{body}</y:part>".encode()


def relation(kind: str, target: str) -> tuple[str, bytes]:
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    held = f"<Relationship Id='r' Type='{kind}' Target='{target}' TargetMode='External'/>"
    return (
        "word/_rels/document.xml.rels",
        f"<Relationships xmlns='{PACKAGE}/relationships'>{held}</Relationships>".encode(),
    )


def refers(*targets: tuple[str, str]) -> tuple[str, bytes]:
    """The relations of the document to parts of its own, each with its identifier."""
    held = "".join(f"<Relationship Id='{number}' Type='t' Target='{target}'/>" for number, target in targets)
    return (
        "word/_rels/document.xml.rels",
        f"<Relationships xmlns='{PACKAGE}/relationships'>{held}</Relationships>".encode(),
    )


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BLIP = f"<a:blip xmlns:k='{RELATIONS}' k:embed='p'/>"
FONT = ("word/fonts/font1.odttf", b"a")
FONT_RELATION = (
    "word/_rels/fontTable.xml.rels",
    f"<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='f' Type='t' Target='fonts/font1.odttf'/>"
    "</Relationships>".encode(),
)


def font_table(number: str) -> tuple[str, bytes]:
    return part("word/fontTable.xml", f"<y:font><y:embedRegular xmlns:k='{RELATIONS}' k:id='{number}'/></y:font>")


def drawing(body: str) -> str:
    return f"<a:pic xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'>{body}</a:pic>"


def field(instruction: str) -> str:
    return f"<z:fldChar z:fldCharType='begin'/><z:instrText>{instruction}</z:instrText><z:fldChar z:fldCharType='end'/>"


def section(*headers: tuple[str, str], more: str = "") -> str:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    held = "".join(f"<z:headerReference z:type='{kind}' k:id='{number}'/>" for kind, number in headers)
    return f"<z:sectPr xmlns:k='{relations}'>{held}{more}</z:sectPr>"


def alternative(instead: str) -> str:
    """Words in a frame, as newer programs show them, and ``instead`` of them for older ones."""
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    chosen = "<z:t>She says no more.</z:t>"
    return (
        f"<m:AlternateContent xmlns:m='{space}'><m:Choice>{chosen}</m:Choice>"
        f"<m:Fallback><z:t>{instead}</z:t></m:Fallback></m:AlternateContent>"
    )


def shape(attributes: str) -> str:
    return f"<v:imagedata xmlns:v='urn:schemas-microsoft-com:vml' {attributes}/>"


UNSHOWN_FONT = f"{docx_unshown.UNSHOWN_FONT} (word/fonts/font1.odttf)"
BOOKS = b"<b:Sources xmlns:b='http://schemas.openxmlformats.org/officeDocument/2006/bibliography'/>"
HIDING_STYLE = part("word/styles.xml", "<y:style y:styleId='S1'><y:rPr><y:vanish/></y:rPr></y:style>")
BASED_STYLE = part(
    "word/styles.xml",
    "<y:style y:styleId='S1'><y:rPr><y:vanish/></y:rPr></y:style>"
    "<y:style y:styleId='S2'><y:basedOn y:val='S1'/></y:style>",
)
HEADERS = [part(f"word/header{number}.xml", "<y:t>On every page</y:t>") for number in (1, 2, 3)]
NOTE = part(
    "word/footnotes.xml",
    "<y:footnote y:type='separator' y:id='-1'/><y:footnote y:id='2'><y:t>She wrote later.</y:t></y:footnote>",
)
CLEAN = {
    "docx": docx(),
    "docx with a link": docx(relation("hyperlink", WEB)),
    "docx with styles": docx(HIDING_STYLE),
    "docx with a list of books": docx(("customXml/item1.xml", BOOKS)),
    "docx with dates": docx(properties("docProps/core.xml", "<created>2026-01-01</created><e:creator> </e:creator>")),
    "docx with its program": docx(
        properties("docProps/app.xml", "<Application>Word</Application><Template>Normal.dotm</Template>")
    ),
    "docx with page numbers": docx(body=field(" PAGE ")),
    "docx with a picture": docx(
        ("word/media/image1.jpg", jpeg()),
        refers(("p", "media/image1.jpg")),
        body=drawing(f"<a:docPr name='Picture 1' hidden='0'/>{BLIP}"),
    ),
    "docx with headers": docx(
        *HEADERS,
        refers(("a", "header1.xml"), ("b", "/word/header2.xml"), ("c", "header3.xml")),
        part("word/settings.xml", "<y:evenAndOddHeaders/>"),
        body=section(("default", "a"), ("even", "c")) + section(("first", "b"), more="<z:titlePg/>"),
    ),
    "docx with an empty header": docx(part("word/header1.xml", "<y:p/>")),
    "docx with a note": docx(NOTE, body="<z:footnoteReference z:id='2'/>"),
    "docx with a control": docx(body="<z:sdt><z:sdtPr><z:id z:val='1'/><z:date/></z:sdtPr></z:sdt>"),
    "docx with a picture of an older program": docx(
        ("word/media/image1.jpg", jpeg()),
        refers(("p", "media/image1.jpg")),
        body=shape(f"xmlns:k='{RELATIONS}' k:id='p'"),
    ),
    "docx with a font": docx(FONT, FONT_RELATION, font_table("f")),
    "docx with words in a drawing": docx(body=drawing("<a:t>She says no more.</a:t>")),
    "docx with a formula": docx(
        body="<x:t xmlns:x='http://schemas.openxmlformats.org/officeDocument/2006/math'>a + b</x:t>"
    ),
    "docx with a drawing at its place": docx(body=drawing("<a:posOffset>-120</a:posOffset><a:align>left</a:align>")),
    "docx with a shape": docx(body=alternative("She says no more.")),
    "docx with a bookmark of its program": docx(body="<z:bookmarkStart z:name='_GoBack'/>"),
    "docx with fields that lead to the web and within": docx(
        body=field(f' HYPERLINK "{WEB}" ') + field(' HYPERLINK \\l "_Toc1" ')
    ),
}
UNSEEN = {
    "an insertion": (docx(body="<z:ins z:author='A'><z:r/></z:ins>"), office_parts.TRACKED),
    "a deletion": (docx(body="<z:del><z:r><z:delText>a</z:delText></z:r></z:del>"), office_parts.TRACKED),
    "a move": (docx(body="<z:moveFrom><z:r/></z:moveFrom>"), office_parts.TRACKED),
    "a change in a footnote": (docx(part("word/footnotes.xml", "<y:del/>")), office_parts.TRACKED),
    "a change by the strict namespace": (
        docx(body="<s:del xmlns:s='http://purl.oclc.org/ooxml/wordprocessingml/main'/>"),
        office_parts.TRACKED,
    ),
    "comments": (docx(part("word/comments.xml", "<y:comment/>")), office_parts.COMMENTS),
    "people": (docx(part("word/people.xml", "")), office_parts.COMMENTS),
    "extended comments": (docx(part("word/commentsExtended.xml", "")), office_parts.COMMENTS),
    "properties of its own": (docx(part("docProps/custom.xml", "")), office_parts.PROPERTIES),
    "a preview": (docx(("docProps/thumbnail.jpeg", jpeg())), office_parts.PREVIEW),
    "macros": (docx(("word/vbaProject.bin", b"m")), office_parts.MACROS),
    "macros by type": (
        docx(types="<Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>"),
        office_parts.MACROS,
    ),
    "an ActiveX control": (docx(("word/activeX/activeX1.bin", b"a")), office_parts.MACROS),
    "an embedded object": (docx(("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0")), office_parts.EMBEDDED),
    "an object on the page": (docx(body="<z:object/>"), office_parts.EMBEDDED),
    "a template elsewhere": (docx(relation("attachedTemplate", WEB)), office_parts.EXTERNAL),
    "a picture elsewhere": (docx(relation("image", WEB)), office_parts.EXTERNAL),
    "an object elsewhere": (docx(relation("oleObject", WEB)), office_parts.EXTERNAL),
    "a link to a file": (docx(relation("hyperlink", "file:///C:/Users/A/b.doc")), office_parts.EXTERNAL),
    "hidden words": (docx(body="<z:rPr><z:vanish/></z:rPr>"), office_parts.HIDDEN_TEXT),
    "words hidden by a style": (docx(HIDING_STYLE, body="<z:rStyle z:val='S1'/>"), office_parts.HIDDEN_TEXT),
    "words in a style that is based on a hiding one": (
        docx(BASED_STYLE, body="<z:rStyle z:val='S2'/>"),
        office_parts.HIDDEN_TEXT,
    ),
    "a table hidden by a style": (docx(HIDING_STYLE, body="<z:tblStyle z:val='S1'/>"), office_parts.HIDDEN_TEXT),
    "words hidden where no style is named": (
        docx(part("word/styles.xml", "<y:docDefaults><y:vanish/></y:docDefaults>")),
        office_parts.HIDDEN_TEXT,
    ),
    "words hidden by the style of all": (
        docx(part("word/styles.xml", "<y:style y:default='1' y:styleId='N'><y:vanish/></y:style>")),
        office_parts.HIDDEN_TEXT,
    ),
    "a hidden row": (docx(body="<z:tr><z:trPr><z:hidden/></z:trPr></z:tr>"), office_parts.HIDDEN_TEXT),
    "a hidden drawing": (docx(body=drawing("<a:docPr name='Text 1' hidden='1'/>")), office_parts.HIDDEN_TEXT),
    "a hidden shape": (docx(body=shape("style='width:1pt; visibility: hidden'")), office_parts.HIDDEN_TEXT),
    "a cropped shape": (docx(body=shape("croptop='20000f'")), office_parts.CROPPED),
    "other words for older programs": (docx(body=alternative(HIDDEN)), "other words for other programs"),
    "a day behind a year": (
        docx(body="<z:sdtPr><z:date z:fullDate='1950-02-03T00:00:00Z'/></z:sdtPr>"),
        office_parts.CONTROLS,
    ),
    "a control with a name": (docx(body=f"<z:sdtPr><z:alias z:val='{HIDDEN}'/></z:sdtPr>"), office_parts.CONTROLS),
    "a list to choose from": (
        docx(body=f"<z:dropDownList><z:listItem z:value='{HIDDEN}'/></z:dropDownList>"),
        office_parts.CONTROLS,
    ),
    "a smart tag": (docx(body="<z:smartTag z:element='PersonName'/>"), office_parts.CONTROLS),
    "an editor's address": (docx(body="<z:permStart z:ed='a@example.org'/>"), "who may change a part of it"),
    "a header of a first page that is none": (
        docx(*HEADERS[:1], refers(("a", "header1.xml")), body=section(("first", "a"))),
        office_parts.UNSHOWN_HEADERS,
    ),
    "a header of even pages that are none": (
        docx(*HEADERS[:1], refers(("a", "header1.xml")), body=section(("even", "a"))),
        office_parts.UNSHOWN_HEADERS,
    ),
    "a header of no page": (docx(*HEADERS[:1]), office_parts.UNSHOWN_HEADERS),
    "a note that nothing refers to": (docx(NOTE), docx_unshown.UNSHOWN_NOTES),
    "a picture whose drawing was taken out": (
        docx(("word/media/image1.jpg", jpeg()), refers(("p", "media/image1.jpg"))),
        office_parts.UNSHOWN_PICTURES,
    ),
    "a picture beside another one that is drawn": (
        docx(
            ("word/media/image1.jpg", jpeg()),
            ("word/media/image2.jpg", jpeg()),
            refers(("p", "media/image1.jpg"), ("q", "media/image2.jpg")),
            body=drawing(BLIP),
        ),
        office_parts.UNSHOWN_PICTURES,
    ),
    "a font that nothing refers to": (docx(FONT), UNSHOWN_FONT),
    "a font that its table does not name": (docx(FONT, FONT_RELATION, font_table("g")), UNSHOWN_FONT),
    "words in an element of another kind": (
        docx(body=f"<x:y xmlns:x='http://schemas.microsoft.com/anything'>{HIDDEN}</x:y>"),
        "hidden text (y in word/document.xml)",
    ),
    "words for a catalogue in the text": (
        docx(body=f"<x:description xmlns:x='http://purl.org/dc/elements/1.1/'>{HIDDEN}</x:description>"),
        "hidden text (description in word/document.xml)",
    ),
    "words where a drawing stands": (
        docx(body=drawing(f"<a:posOffset>{HIDDEN}</a:posOffset>")),
        "hidden text (posOffset in word/document.xml)",
    ),
    "words in a line of another kind": (
        docx(body=f"<x:t xmlns:x='http://schemas.microsoft.com/anything'>{HIDDEN}</x:t>"),
        "hidden text (t in word/document.xml)",
    ),
    "a picture that nothing refers to": (docx(("word/media/image1.jpg", jpeg())), office_parts.UNSHOWN_PICTURES),
    "a file that is no picture": (
        docx(("word/media/image1.wav", b"RIFF")),
        "parts that cannot be looked into (word/media/image1.wav)",
    ),
    "a picture with a comment": (
        docx(("word/media/image1.jpg", saved(picture(), "JPEG", comment=b"a"))),
        office_parts.PICTURES_TELL,
    ),
    "a field with two texts": (docx(body=field(' IF 1 = 1 "a" "b" ')), office_parts.VARIABLES),
    "a field that leads to a file": (docx(body=field(' HYPERLINK "C:\\Users\\a.docx" ')), office_parts.EXTERNAL),
    "data in a field": (docx(body="<z:fldData>YQ==</z:fldData>"), office_parts.VARIABLES),
    "a foreign attribute": (docx(body="<z:p xmlns:f='urn:f' f:who='a'/>"), office_parts.FOREIGN),
    "a field that fetches": (docx(body=field("INCLUDETEXT a.doc")), office_parts.VARIABLES),
    "a simple field that tells": (docx(body="<z:fldSimple z:instr=' TC name '/>"), office_parts.VARIABLES),
    "variables": (docx(part("word/settings.xml", "<y:docVar y:name='a'/>")), office_parts.VARIABLES),
    "a cropped picture": (docx(body=drawing("<a:srcRect l='20000'/>")), office_parts.CROPPED),
    "a picture with a place": (docx(("word/media/image1.jpg", telling_jpeg())), office_parts.PICTURES_TELL),
    "foreign elements": (docx(body="<f:x xmlns:f='urn:f'>a</f:x>"), office_parts.FOREIGN),
    "a comment in XML": (docx(body="<!-- a name -->"), office_parts.COMMENTS_IN_XML),
    "an instruction in XML": (docx(body="<?a name?>"), office_parts.COMMENTS_IN_XML),
    "words in no line": (docx(body="<z:p>a name</z:p>"), office_parts.HIDDEN_TEXT),
    "a schema elsewhere": (docx(part("word/settings.xml", "<y:attachedSchema y:val='a'/>")), office_parts.EXTERNAL),
    "a name of a font part": (
        docx(("word/fonts/Aysel.odttf", b"a")),
        "a part that is not of its format (word/fonts/Aysel.odttf)",
    ),
    "a foreign part": (docx(("word/secret.xml", b"<a/>")), "a part that is not of its format (word/secret.xml)"),
    "data of its own": (
        docx(("customXml/item1.xml", b"<a>b</a>")),
        "a part that is not of its format (customXml/item1.xml)",
    ),
    "a document type": (
        docx(("word/styles.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")),
        "parts that cannot be looked into (word/styles.xml)",
    ),
    "no XML": (docx(("word/styles.xml", b"<a>")), "parts that cannot be looked into (word/styles.xml)"),
}
TOLD = {
    "docx author": (docx(properties("docProps/core.xml", f"<e:creator>{HIDDEN}</e:creator>")), "creator"),
    "docx company": (docx(properties("docProps/app.xml", f"<Company>{HIDDEN}</Company>")), "Company"),
    "docx manager": (docx(properties("docProps/app.xml", f"<Manager>{HIDDEN}</Manager>")), "Manager"),
    "docx template": (docx(properties("docProps/app.xml", f"<Template>{HIDDEN}.dotx</Template>")), "Template"),
    "docx picture": (docx(body=drawing("<a:cNvPr name='Aysel.jpg'/>")), office_parts.PICTURE_NAMES),
    "docx bookmark": (docx(body=f"<z:bookmarkStart z:name='{HIDDEN}'/>"), "names of bookmarks"),
    "docx link": (docx(body=f"<z:hyperlink z:tooltip='{HIDDEN}'/>"), "descriptions of links"),
    "docx older picture": (docx(body=shape(f"title='{HIDDEN}'")), office_parts.PICTURE_NAMES),
}
