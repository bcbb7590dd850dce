"""Files as they come: good ones of every kind, and hostile ones, all made here.

``HIDDEN`` is a name that must never reach readers by way of a file. ``LURE`` is a script that would tell on itself in a
browser by changing the title of the page and by asking for an address.
"""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from tests.files.office import docx, odt, pdf, zipped
from tests.files.sound import HIDDEN, mp3, wav

LURE = "<script>document.title='ran';new Image().src='/ran/'</script>"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><creator>{HIDDEN}</creator></x:xmpmeta>".encode()


# --- good files -----------------------------------------------------------------------------------------


def picture(size: tuple[int, int] = (600, 400), mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).rectangle((10, 10, size[0] // 2, size[1] // 2), fill="black")
    return image


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def jpeg() -> bytes:
    return saved(picture(), "JPEG")


def png() -> bytes:
    return saved(picture(), "PNG")


def webp() -> bytes:
    return saved(picture(), "WEBP")


def gif() -> bytes:
    return saved(picture(), "GIF")


def tiff() -> bytes:
    return saved(picture(), "TIFF")


def telling_jpeg() -> bytes:
    """A JPEG lying on its side, with a place, a camera, a name and a comment in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x013B] = HIDDEN
    exif[0x010F] = "Camera Works"
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 1.0, 2.0), 3: "E", 4: (46.0, 3.0, 4.0)})
    return saved(picture(), "JPEG", exif=exif, xmp=XMP, comment=HIDDEN.encode())


def telling_png() -> bytes:
    text = PngInfo()
    text.add_text("Author", HIDDEN)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(picture(), "PNG", pnginfo=text)


def text() -> bytes:
    return "She says that the river rose. Она говорит.\n".encode()


# --- hostile pictures -----------------------------------------------------------------------------------


def svg() -> bytes:
    return f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{LURE}</svg>".encode()


def html() -> bytes:
    return f"<!doctype html><html><body>{LURE}</body></html>".encode()


def png_bomb() -> bytes:
    """A PNG of a few kilobytes that says it has 50,000 × 50,000 pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(bytes(10**6)))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def gif_and_script() -> bytes:
    """A GIF whose size is the beginning of a comment in JavaScript: ``GIF89a/*…*/=1;alert(1)``."""
    return b"GIF89a/*" + gif()[8:] + b"*/=1;alert(1)//"


def gif_with_script_as_comment() -> bytes:
    return saved(picture(), "GIF", comment=LURE.encode())


def jpeg_with(behind: bytes) -> bytes:
    return jpeg() + behind


def jpeg_and_html() -> bytes:
    return saved(picture(), "JPEG", comment=LURE.encode())


# --- hostile archives -----------------------------------------------------------------------------------


def zip_slip() -> bytes:
    return docx(("../../etc/cron.d/evil", b"evil"))


def zip_with_absolute_path() -> bytes:
    return docx(("/etc/passwd", b"evil"))


def zip_with_windows_path() -> bytes:
    return docx(("C:\\evil.exe", b"evil"))


def zip_bomb() -> bytes:
    return docx(("word/media/zeros.bin", bytes(40 * 1024**2)))


def zip_link() -> bytes:
    entry = zipfile.ZipInfo("word/link")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    target = io.BytesIO(docx())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    return target.getvalue()


def zip_in_zip() -> bytes:
    return docx(("word/embeddings/inner.bin", zipped(("a", b"a"))))


def zip_locked() -> bytes:
    """A DOCX whose document part says that it is encrypted."""
    content = bytearray(docx())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.rindex(signature)
        content[start + at] |= 1
    return bytes(content)


def zip_twice() -> bytes:
    return docx(("Word/Document.xml", b"another"))


def zip_with_too_many() -> bytes:
    return docx(*((f"word/{number}.xml", b"") for number in range(5001)))


def zip_damaged() -> bytes:
    content = bytearray(docx(("word/notes.xml", b"She says that the river rose in the night.")))
    at = content.index(b"word/notes.xml") + len("word/notes.xml") + 5
    content[at] ^= 0xFF
    return bytes(content)


def docx_with_macros() -> bytes:
    return docx(("word/vbaProject.bin", b"macro"))


def tarred(*members: tuple[tarfile.TarInfo, bytes], mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode, format=tarfile.GNU_FORMAT) as archive:  # type: ignore[call-overload]
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


def tar_link(kind: bytes = tarfile.SYMTYPE) -> bytes:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = kind, "/etc/passwd"
    return tarred((link, b""))


def gzip_bomb() -> bytes:
    return gzip.compress(bytes(40 * 1024**2))


# --- the corpus -----------------------------------------------------------------------------------------

Made = Callable[[], bytes]

REFUSED: dict[str, tuple[str, str, str, Made, str]] = {
    "svg named png": ("image", "access", "photo.png", svg, "HTML, SVG or XML"),
    "svg named jpg": ("image", "master", "photo.jpg", svg, "HTML, SVG or XML"),
    "svg": ("image", "access", "drawing.svg", svg, "HTML, SVG or XML"),
    "svg after a byte order mark": ("image", "access", "a.svg", lambda: b"\xef\xbb\xbf \n" + svg(), "HTML, SVG or XML"),
    "svg as document": ("document", "access", "drawing.svg", svg, "HTML, SVG or XML"),
    "html named jpg": ("image", "access", "page.jpg", html, "HTML, SVG or XML"),
    "html named mp3": ("audio", "access", "page.mp3", html, "HTML, SVG or XML"),
    "html named txt": ("document", "access", "page.txt", html, "HTML, SVG or XML"),
    "xml": ("document", "access", "a.xml", lambda: b"<?xml version='1.0'?><a/>", "HTML, SVG or XML"),
    "html behind an ID3 tag": ("audio", "access", "a.mp3", lambda: b"ID3\x03\0\0\0\0\0\0" + html(), "an MP3 recording"),
    "html behind a WAV head": ("audio", "access", "a.wav", lambda: b"RIFF\xff\0\0\0WAVE" + html(), "a WAV recording"),
    "program named pdf": ("document", "access", "report.pdf", lambda: b"MZ" + bytes(300), "a program"),
    "script named txt": ("document", "access", "a.txt", lambda: b"#!/bin/sh\nrm -r /\n", "a program"),
    "picture of a telephone": ("image", "master", "a.heic", lambda: b"\0\0\0\x18ftypheic" + bytes(80), "saved as JPEG"),
    "picture called sound": ("audio", "access", "a.wav", jpeg, "a JPEG picture"),
    "sound called picture": ("image", "access", "a.jpg", wav, "a WAV recording"),
    "pdf called picture": ("image", "access", "a.jpg", pdf, "a PDF document"),
    "empty": ("image", "master", "empty.png", lambda: b"", "empty"),
    "noise": ("image", "master", "noise.png", lambda: bytes(range(128, 256)) * 9, "does not know"),
    "jpeg cut off": ("image", "master", "a.jpg", lambda: jpeg()[: len(jpeg()) // 2], "cut off"),
    "png cut off": ("image", "master", "a.png", lambda: png()[:-80], "cut off"),
    "png with a wrong checksum": ("image", "master", "a.png", lambda: png()[:60] + b"\0\0\0" + png()[63:], "damaged"),
    "png bomb": ("image", "master", "bomb.png", png_bomb, "million"),
    "gif that is a script": ("image", "access", "a.gif", gif_and_script, "behind the end"),
    "jpeg with a zip behind": ("image", "access", "a.jpg", lambda: jpeg_with(zipped(("a", b"a"))), "behind the end"),
    "jpeg with html behind": ("image", "redacted", "a.jpg", lambda: jpeg_with(html()), "behind the end"),
    "png with html behind": ("image", "access", "a.png", lambda: png() + html(), "behind the end"),
    "gif with html behind": ("image", "access", "a.gif", lambda: gif() + html(), "behind the end"),
    "webp with html behind": ("image", "access", "a.webp", lambda: webp() + html(), "behind the end"),
    "pdf and html": (
        "document",
        "master",
        "a.pdf",
        lambda: pdf().replace(b"\n", b"\n%" + html() + b"\n", 1),
        "at once",
    ),
    "pdf with html behind": ("document", "master", "a.pdf", lambda: pdf("a" * 5000) + html(), "behind the end"),
    "html before a pdf": ("document", "master", "a.pdf", lambda: html() + pdf(), "HTML, SVG or XML"),
    "pdf cut off": ("document", "master", "a.pdf", lambda: pdf()[:-30], "cut off"),
    "pdf that runs": ("document", "access", "a.pdf", lambda: pdf(extra=b"/OpenAction << /S /JavaScript >>"), "run"),
    "plain zip": ("document", "master", "a.docx", lambda: zipped(("a.txt", b"a")), "Unpack it"),
    "zip slip": ("document", "master", "a.docx", zip_slip, "leads out"),
    "zip with an absolute path": ("document", "master", "a.docx", zip_with_absolute_path, "outside"),
    "zip with a path of Windows": ("document", "master", "a.docx", zip_with_windows_path, "outside"),
    "zip bomb": ("document", "master", "a.docx", zip_bomb, "times its size"),
    "zip with a link": ("document", "master", "a.docx", zip_link, "a link"),
    "zip within a zip": ("document", "master", "a.docx", zip_in_zip, "within the archive"),
    "zip locked": ("document", "master", "a.docx", zip_locked, "password"),
    "zip with a name twice": ("document", "master", "a.docx", zip_twice, "twice"),
    "zip with too many files": ("document", "master", "a.docx", zip_with_too_many, "possible"),
    "zip damaged": ("document", "master", "a.docx", zip_damaged, "damaged"),
    "docx with macros": ("document", "access", "a.docx", docx_with_macros, "macros"),
    "tar with a link": ("document", "master", "a.tar", tar_link, "a tar archive"),
    "gzip bomb": ("document", "master", "a.gz", gzip_bomb, "a gzip archive"),
    "text in UTF-16": ("document", "master", "a.txt", lambda: "She says.".encode("utf-16"), "does not know"),
    "text that turns into something else": (
        "document",
        "master",
        "a.txt",
        lambda: b"a" * 5000 + b"\xff\xfe\0",
        "UTF-8",
    ),
}
"""Name: kind, rendition, file name, bytes, and words of the reason for refusing it."""

ODD_NAMES = {
    "very long": "a" * 300 + ".png",
    "right to left": "photo\u202egnp.exe",
    "two extensions": "photo.php.jpg.html",
    "path": "../../../etc/passwd.png",
    "path of Windows": "..\\..\\boot.ini",
    "none to speak of": ".png",
    "control characters": "photo\x00\x01.html",
    "markup": '"><img src=x onerror=alert(1)>.png',
    "another script": "фотография-Aysel-Karimova.png",
}
"""Names under which a good PNG is sent."""

GOOD: dict[str, tuple[str, str, Made]] = {
    "wav": ("audio", "audio/wav", wav),
    "mp3": ("audio", "audio/mpeg", mp3),
    "jpg": ("image", "image/jpeg", jpeg),
    "png": ("image", "image/png", png),
    "webp": ("image", "image/webp", webp),
    "gif": ("image", "image/gif", gif),
    "tif": ("image", "image/tiff", tiff),
    "pdf": ("document", "application/pdf", pdf),
    "docx": (
        "document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        docx,
    ),
    "odt": ("document", "application/vnd.oasis.opendocument.text", odt),
    "txt": ("document", "text/plain", text),
}
"""Extension: kind, media type, bytes."""
