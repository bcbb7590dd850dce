"""The text of passages, with its links and footnotes, and figures, times and positions in words."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from archive.access import machine_use
from archive.lib.spans import segments
from archive.lib.timecodes import format_ms

register = template.Library()


@register.simple_tag(takes_context=True)
def abstract(context: Any, testimony: Any) -> str:
    """The abstract of a testimony, with what a search found in it highlighted; wherever one is printed, in a list or on
    its page, it is printed by this."""
    machine_use.note(context.get("request"), testimony)
    marks = getattr(testimony, "abstract_marks", ())  # only where a search found it
    return with_marks(testimony.abstract, marks) if marks else testimony.abstract


@register.simple_tag(takes_context=True)
def passage_text(context: Any, passage: Any) -> SafeString:
    """The text of a passage that a view made ready: marks become links or highlights, footnotes their numbers, and
    matches of a search are highlighted inside links, too."""
    machine_use.note(context.get("request"), passage)
    notes = {note.end if note.end is not None else len(passage.text): [] for note in passage.footnotes}
    for note in passage.footnotes:
        notes[note.end if note.end is not None else len(passage.text)].append(note)
    spans = [(mark.start, mark.end, ("mark", mark)) for mark in passage.marks]
    spans += [(0, end, ("cut", None)) for end in notes if 0 < end <= len(passage.text)]
    hits = getattr(passage, "hits", ())  # only where a search led to the page
    spans += [(hit.start, hit.end, ("hit", hit)) for hit in hits]
    pieces, position = [], 0
    for piece, payloads in segments(passage.text, spans):
        over = dict(reversed(payloads))
        written = matched(piece, over["hit"], position) if "hit" in over else format_html("{}", piece)
        position += len(piece)
        pieces.append((over.get("mark"), written))
        pieces.extend((None, note_number(note)) for note in notes.pop(position, ()))
    pieces.extend((None, note_number(note)) for left in notes.values() for note in left)
    return format_html_join("", "{}", ((piece,) for piece in joined(pieces)))


def joined(pieces: Iterable[tuple[Any, SafeString]]) -> Iterator[SafeString]:
    """Pieces that stand for one and the same as one link or highlight, the others as they are."""
    for _key, group in groupby(pieces, key=lambda piece: id(piece[0])):
        together = list(group)
        written = format_html_join("", "{}", ((piece,) for _mark, piece in together))
        yield marked(written, together[0][0]) if together[0][0] is not None else written


def marked(piece: str, mark: Any) -> SafeString:
    """Words that stand for something: a link to its page, or highlighted where the page is about it."""
    if mark.target is None:
        return format_html("<mark>{}</mark>", piece)
    kind = mark.target._meta.verbose_name
    doubt = f", {mark.certainty}" if mark.certainty not in ("", "certain") else ""
    return format_html(
        '<a class="mention mention-{}" href="{}" title="{}">{}</a>',
        mark.target._meta.model_name,
        mark.target.get_absolute_url(),
        f"{kind.capitalize()}{doubt}: {mark.target}",
        piece,
    )


def matched(piece: str, hit: Any, position: int) -> SafeString:
    """A piece, at ``position``, of words that a search found; the first piece of them is the anchor."""
    here = mark_safe(' class="hit-here"') if hit.is_here else ""
    if position == hit.start:
        return format_html('<mark id="{}"{}>{}</mark>', hit.anchor, here, piece)
    return format_html("<mark{}>{}</mark>", here, piece)


@register.simple_tag
def with_marks(text: str, spans: Iterable[Any]) -> SafeString:
    """``text`` with ``spans`` of it (code points, end exclusive) highlighted."""
    pieces = segments(text, [(span.start, span.end, span) for span in spans])
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if found else piece,) for piece, found in pieces)
    )


def note_number(note: Any) -> SafeString:
    return format_html(
        '<sup class="note-number"><a id="noted-{0}" href="#note-{0}" aria-label="Note {1}">{1}</a></sup>',
        note.public_id,
        note.number,
    )


@register.filter
def figure(value: Decimal | None) -> str:
    """A figure as one writes it: thousands apart, no decimals that say nothing."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    return number_format(value.quantize(Decimal(1)) if whole else value.normalize(), force_grouping=True)


@register.filter
def timecode(milliseconds: int | None) -> str:
    return "" if milliseconds is None else format_ms(milliseconds)


@register.filter
def coordinates(place: Any) -> str:
    """Latitude and longitude in degrees: “39.91113° N, 46.79028° E”."""
    if place.latitude is None or place.longitude is None:
        return ""
    north = "N" if place.latitude >= 0 else "S"
    east = "E" if place.longitude >= 0 else "W"
    return f"{_degrees(place.latitude)}° {north}, {_degrees(place.longitude)}° {east}"


def _degrees(value: Decimal) -> str:
    written = f"{abs(value):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


@register.filter
def in_words(values: Iterable[Any]) -> str:
    """“read, quote and download”"""
    words = [str(value) for value in values]
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"


@register.filter
def prose(text: str) -> SafeString:
    """Plain text of a curator's as paragraphs: an empty line begins a new one."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.replace("\r\n", "\n").split("\n\n")]
    if not text.strip():
        return mark_safe("")
    return format_html_join("\n", "<p>{}</p>", ((paragraph,) for paragraph in paragraphs if paragraph))


@register.simple_tag
def to_the_web(address: str, label: str = "", rel: str = "external") -> SafeString | str:
    """A link out of the archive; an address that is none of the web's (javascript: …) is only written out."""
    if not address.lower().startswith(("https://", "http://")):
        return label or address
    return format_html('<a class="long-address" href="{}" rel="{}">{}</a>', address, rel, label or address)
