"""What a file is, by its first bytes. Neither its name nor what a browser says of it counts.

The signatures are those of each format's own specification; they must stand at the very beginning, so that a file that
is two things at once is the one a browser would take it for.
"""

import codecs
import re

HEAD = 4096
"""How many of a file's first bytes are looked at."""

NAMES = {
    "jpeg": "a JPEG picture",
    "png": "a PNG picture",
    "gif": "a GIF picture",
    "webp": "a WebP picture",
    "tiff": "a TIFF picture",
    "heif": "a HEIC or AVIF picture, which is to be saved as JPEG or TIFF first",
    "wav": "a WAV recording",
    "mp3": "an MP3 recording",
    "flac": "a FLAC recording",
    "aiff": "an AIFF recording",
    "ogg": "an Ogg recording",
    "mp4": "an MP4 or QuickTime recording",
    "matroska": "a WebM or Matroska recording",
    "avi": "an AVI recording",
    "mpeg": "an MPEG recording",
    "mxf": "an MXF recording",
    "pdf": "a PDF document",
    "zip": "a zip archive",
    "gzip": "a gzip archive",
    "tar": "a tar archive",
    "archive": "an archive of another kind",
    "program": "a program",
    "old office": "a document of an old office program",
    "markup": "HTML, SVG or XML",
    "text": "plain text",
    "unknown": "of a kind the archive does not know",
}
"""What each signature is called in a message, after "it is"."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"ID3", "mp3"),
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x06\x0e+4", "mxf"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf'\x1c", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"\xd0\xcf\x11\xe0", "old office"),
)
_CHUNKED = {
    (b"RIFF", b"WAVE"): "wav",
    (b"RF64", b"WAVE"): "wav",
    (b"RIFF", b"WEBP"): "webp",
    (b"RIFF", b"AVI "): "avi",
    (b"FORM", b"AIFF"): "aiff",
    (b"FORM", b"AIFC"): "aiff",
}
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif", b"avis")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def signature_of(head: bytes) -> str:
    """The key in :data:`NAMES` of a file that begins with ``head`` (its first :data:`HEAD` bytes)."""
    chunked = _CHUNKED.get((head[:4], head[8:12]))
    if chunked is not None:
        return chunked
    if head[4:8] == b"ftyp":
        return "heif" if head[8:12] in _HEIF_BRANDS else "mp4"
    for beginning, signature in _BEGINNINGS:
        if head.startswith(beginning):
            return signature
    if head[257:262] == b"ustar":
        return "tar"
    if len(head) > 2 and head[0] == 0xFF and _is_mpeg_audio(head):
        return "mp3"
    return _of_text(head)


def _is_mpeg_audio(head: bytes) -> bool:
    """A frame's header (ISO/IEC 11172-3): eleven bits set, layer II or III, a bit rate and a sampling rate that exist.

    Layer I is left out: it would take text in UTF-16 for sound.
    """
    return (
        head[1] & 0xE0 == 0xE0 and head[1] & 0x06 in (0x02, 0x04) and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
    )


def _of_text(head: bytes) -> str:
    text = as_text(head, whole=False)
    if text is None:
        return "unknown"
    return "markup" if text.lstrip("\ufeff \t\r\n\f").startswith("<") else "text"


def as_text(content: bytes, *, whole: bool = True) -> str | None:
    """``content`` as text in UTF-8 without control characters, or None. ``whole=False``: its end may be cut."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(content, final=whole)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text
