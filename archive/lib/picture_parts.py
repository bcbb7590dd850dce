"""What a JPEG, PNG or GIF holds beside its pixels: comments, texts, previews, places, cameras, other files.

Parts that make up the picture and its colours pass; whatever else is there is a finding, also bytes behind the end.
"""

from archive.lib.picture_ends import Part, parts, trailing_bytes
from archive.lib.signatures import signature_of

PNG_PARTS = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI",
    b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
JPEG_COMMENT, JPEG_APPLICATIONS = b"\xfe", [bytes([marker]) for marker in range(0xE0, 0xF0)]
JPEG_PARTS = {b"\xe0": (b"JFIF\0", 14), b"\xe2": (b"ICC_PROFILE\0", 65_535), b"\xee": (b"Adobe", 12)}
"""What programs may say of how pixels and colours are meant: how it begins, and its length where there is no preview in
it and nothing else."""

GIF_PARTS = {b",", b";", b"!\xf9"}
GIF_APPLICATION, GIF_LOOPS = b"!\xff", b"\x0bNETSCAPE2.0"


def tells(content: bytes) -> bool | None:
    """Whether the picture ``content`` holds more than its pixels and how they are meant; None where that cannot be
    found out, since it is of another kind or cut off."""
    signature = signature_of(content[:64])
    is_plain = {"png": _is_plain_in_png, "jpeg": _is_plain_in_jpeg, "gif": _is_plain_in_gif}.get(signature)
    if is_plain is None:
        return None
    try:
        if not all(is_plain(part, content) for part in parts(content, signature)):
            return True
    except IndexError:
        return None
    return trailing_bytes(content.rstrip(b"\r\n"), signature) > 0


def _is_plain_in_png(part: Part, content: bytes) -> bool:
    return part.name in PNG_PARTS


def _is_plain_in_jpeg(part: Part, content: bytes) -> bool:
    if part.name == JPEG_COMMENT:
        return False
    if part.name not in JPEG_APPLICATIONS:
        return True
    beginning, longest = JPEG_PARTS.get(part.name, (b"", 0))
    return content.startswith(beginning, part.start) and part.end - part.start <= longest


def _is_plain_in_gif(part: Part, content: bytes) -> bool:
    return part.name in GIF_PARTS or (part.name == GIF_APPLICATION and content.startswith(GIF_LOOPS, part.start))
