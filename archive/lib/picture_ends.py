"""Where a picture ends in its file. What stands behind it is not the picture: another file, a page, a script.

Each reader walks the parts that its format's specification names and decodes nothing: PNG
(https://www.w3.org/TR/png-3/), JPEG (ITU-T T.81, Annex B), GIF89a, and RIFF for WebP. TIFF has no end: its parts lie
anywhere.
"""

from collections.abc import Callable

ALONE = {0x01, *range(0xD0, 0xD8)}
"""JPEG markers that stand without a length."""


def trailing_bytes(content: bytes, signature: str) -> int:
    """How many bytes stand behind the end of the picture ``content``; 0 where there is no such end to be found."""
    reader = _READERS.get(signature)
    if reader is None:
        return 0
    try:
        end = reader(content)
    except IndexError:
        return 0  # it ends before its end: the decoder is the one to say so
    return max(len(content) - end, 0)


def _png(content: bytes) -> int:
    at = 8
    while True:
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if len(name) < 4:
            raise IndexError
        at += 12 + length
        if name == b"IEND":
            return at


def _jpeg(content: bytes) -> int:
    at = 2
    while True:
        while content[at] != 0xFF:  # between markers: the coded picture
            at = content.find(b"\xff", at)
            if at < 0:
                raise IndexError
        marker = content[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker in (0x00, 0xFF) or marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + int.from_bytes(content[at + 2 : at + 4])


def _gif(content: bytes) -> int:
    at = 13 + _table(content[10])
    while content[at] != 0x3B:
        if content[at] == 0x2C:
            at += 11 + _table(content[at + 9])
        elif content[at] == 0x21:
            at += 2
        else:
            raise IndexError
        while content[at]:
            at += 1 + content[at]
        at += 1
    return at + 1


def _table(flags: int) -> int:
    """The size of a table of colours, in bytes."""
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & 0x80 else 0


def _webp(content: bytes) -> int:
    length = int.from_bytes(content[4:8], "little")
    return 8 + length + length % 2


_READERS: dict[str, Callable[[bytes], int]] = {"png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp}
