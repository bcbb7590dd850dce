"""The parts of which a picture is made up in its file, and where it ends. What stands behind it is not the picture:
another file, a page, a script.

Each reader walks the parts that its format's specification names and decodes nothing: PNG
(https://www.w3.org/TR/png-3/), JPEG (ITU-T T.81, Annex B), GIF89a, and RIFF for WebP. TIFF has no end: its parts lie
anywhere.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

ALONE = {0x01, *range(0xD0, 0xD8)}
"""JPEG markers that stand without a length."""


class Part(NamedTuple):
    """A part by the name that its format gives it (of JPEG the marker, of GIF what introduces it), and where in the
    file lies what it holds, up to its end."""

    name: bytes
    start: int
    end: int


def parts(content: bytes, signature: str) -> Iterator[Part]:
    """The parts of the picture ``content``, the end of the picture last. Raises IndexError where it is cut off."""
    return _READERS[signature](content)


def trailing_bytes(content: bytes, signature: str) -> int:
    """How many bytes stand behind the end of the picture ``content``; 0 where there is no such end to be found."""
    if signature not in _READERS:
        return 0
    end = len(content)
    try:
        for part in parts(content, signature):
            end = part.end
    except IndexError:
        return 0  # it ends before its end: the decoder is the one to say so
    return max(len(content) - end, 0)


def _png(content: bytes) -> Iterator[Part]:
    at, name = 8, b""
    while name != b"IEND":
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if len(name) < 4:
            raise IndexError
        yield Part(name, at + 8, at + 12 + length)
        at += 12 + length


def _jpeg(content: bytes) -> Iterator[Part]:
    at = 2
    while True:
        while content[at] != 0xFF:  # between markers: the coded picture
            at = content.find(b"\xff", at)
            if at < 0:
                raise IndexError
        marker = content[at + 1]
        if marker == 0xD9:
            yield Part(b"\xd9", at + 2, at + 2)
            return
        if marker in (0x00, 0xFF) or marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        yield Part(bytes([marker]), at + 4, end)
        at = end


def _gif(content: bytes) -> Iterator[Part]:
    at = 13 + _table(content[10])
    while content[at] != 0x3B:
        start = at
        if content[at] == 0x2C:
            at += 11 + _table(content[at + 9])
        elif content[at] == 0x21:
            at += 2
        else:
            raise IndexError
        while content[at]:
            at += 1 + content[at]
        at += 1
        yield Part(content[start : start + (1 if content[start] == 0x2C else 2)], start + 2, at)
    yield Part(b";", at + 1, at + 1)


def _table(flags: int) -> int:
    """The size of a table of colours, in bytes."""
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & 0x80 else 0


def _webp(content: bytes) -> Iterator[Part]:
    length = int.from_bytes(content[4:8], "little")
    yield Part(b"RIFF", 12, 8 + length + length % 2)


_READERS: dict[str, Callable[[bytes], Iterator[Part]]] = {"png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp}
