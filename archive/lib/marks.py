"""Marks over words that are withheld: what stands in their place, and where it goes when the text around it changes.

Offsets are Unicode code points. A mark covers user-perceived characters only whole: it never parts a letter from its
accent (grapheme clusters, https://www.unicode.org/reports/tr29/).
"""

import unicodedata
from collections.abc import Sequence

from archive.lib.spans import Span, remap

PLACEHOLDER = "[words withheld]"
"""What readers see in place of withheld words, in every language: it is the archive's remark, not the narrator's."""

_JOINER = "\u200d"


class MarkLostError(ValueError):
    """A text was about to lose or change a mark that is in force."""


def places_of_marks(text: str) -> list[Span]:
    """Every span of ``text`` that reads like the placeholder."""
    found, start = [], text.find(PLACEHOLDER)
    while start != -1:
        found.append((start, start + len(PLACEHOLDER)))
        start = text.find(PLACEHOLDER, start + len(PLACEHOLDER))
    return found


def follow(old: str, new: str, marks: Sequence[Span]) -> list[Span]:
    """Where ``marks`` of ``old`` stand in ``new``, one for one and in order.

    Raises :class:`MarkLostError` when one was removed, altered or doubled. A mark that does not read like the
    placeholder (made by other means) is found by the text around it.
    """
    before, after = places_of_marks(old), places_of_marks(new)
    usual = [mark for mark in marks if mark in before]
    if usual and len(before) != len(after):
        raise MarkLostError
    others = [mark for mark in marks if mark not in before]
    moved: dict[Span, Span | None] = dict(zip(others, remap(old, new, others), strict=True))
    moved |= {mark: after[before.index(mark)] for mark in usual}
    spans = [span for mark in marks if (span := moved[mark]) is not None]
    if len(spans) != len(marks):
        raise MarkLostError
    return spans


def overlap(one: Span, other: Span) -> bool:
    """Whether the two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def is_between_characters(text: str, place: int) -> bool:
    """Whether a cut at ``place`` parts no user-perceived character."""
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    return not (
        unicodedata.category(after)[0] == "M"
        or after in ("\u200c", _JOINER)
        or before == _JOINER
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or (before, after) == ("\r", "\n")
        or _inside_flag(text, place)
        or _inside_syllable(before, after)
    )


def _inside_flag(text: str, place: int) -> bool:
    """Flags are pairs of regional indicators: whether an odd number of them stands before ``place``."""
    if not _is_indicator(text[place]):
        return False
    start = place
    while start and _is_indicator(text[start - 1]):
        start -= 1
    return (place - start) % 2 == 1


def _is_indicator(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _inside_syllable(before: str, after: str) -> bool:
    """Whether a Korean syllable of single letters (jamo) goes on."""
    leading, medial = "\u1100" <= before <= "\u115f", "\u1160" <= before <= "\u11a7" or _is_syllable(before)
    if leading and ("\u1100" <= after <= "\u115f" or _is_syllable(after)):
        return True
    if (leading or medial) and "\u1160" <= after <= "\u11ff":
        return True
    return "\u11a8" <= before <= "\u11ff" and "\u11a8" <= after <= "\u11ff"


def _is_syllable(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"
