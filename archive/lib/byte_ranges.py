"""The part of a file that a request asks for, by its Range header.

RFC 9110, section 14 (https://www.rfc-editor.org/rfc/rfc9110#section-14). A header that is not understood, and one that
asks for several parts, is as good as none: the whole file is a correct answer to either.
"""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range lies beyond the end of the file: the answer is 416."""


@dataclass(frozen=True)
class Span:
    """Bytes ``first`` to ``last`` of a file of ``size`` bytes, counted from 0, both included."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


def span_asked_for(header: str, size: int) -> Span | None:
    """The one span that ``header`` asks for, cut at the end of the file; None when the whole file is the answer.

    Raises :class:`Unsatisfiable`.
    """
    match = _ONE_RANGE.fullmatch(header)
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        suffix = int(match[2])
        if suffix == 0 or size == 0:
            raise Unsatisfiable
        return Span(max(size - suffix, 0), size - 1, size)
    first = int(match[1])
    last = int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Span(first, min(last, size - 1), size)
