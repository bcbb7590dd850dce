"""Search to take along: a feed of what is new for a query, and its hits as a table."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.access.viewer import Viewer
from archive.lib.addresses import public_address
from archive.lib.batches import batched
from archive.lib.tables import comma_separated
from archive.lib.timecodes import format_ms
from archive.models import Passage, Testimony
from archive.search import engine
from archive.search.parsing import TooLong
from archive.views.citing import credited
from archive.views.search import for_readers_alone, refused
from archive.views.search_hits import quoted, with_voice
from archive.views.search_question import Question, read
from archive.views.testimony_lists import described

MOST_ROWS = 2_000
AT_ONCE = 250
COLUMNS = ("testimony", "title", "passage", "speaker", "time", "words", "address")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 has no way to write."""


# --- the feed -------------------------------------------------------------------------------------------


class Feed(Atom1Feed):
    """Atom (RFC 4287) whose date is that of its newest entry, so that the same entries are the same bytes."""

    def latest_post_date(self) -> datetime:
        return max((entry["pubdate"] for entry in self.items), default=LONG_AGO)


def feed(request: HttpRequest) -> HttpResponse:
    """The newest testimonies that a query finds, as a visitor may read them, whoever asks: feeds are passed on."""
    visitor = Viewer(now=request.viewer.now)
    try:
        question = read(request.GET, visitor)
    except TooLong as problem:
        return refused(request, problem)
    written = Feed(
        title=writable(f"{settings.ARCHIVE_NAME}: {question.text or 'search'}"),
        link=public_address(request, question.address()),
        feed_url=public_address(request, question.address("archive:search-feed")),
        description="",
    )
    for testimony in newest(question, visitor):
        address = public_address(request, testimony.get_absolute_url())
        written.add_item(
            title=writable(testimony.title),
            link=address,
            unique_id=address,
            description=escape(writable(testimony.abstract)),  # the feed calls it HTML
            author_name=writable(credited(testimony.narrators)) or None,
            pubdate=testimony.published_at,
            updateddate=testimony.published_at,
        )
    response = HttpResponse(written.writeString("utf-8"), content_type=written.content_type)
    return for_readers_alone(response)


def newest(question: Question, visitor: Viewer) -> list[Testimony]:
    if question.parsed.query is None:
        return []
    answer = engine.search(question.sorted_by(engine.NEWEST).asked(), visitor)
    keys = [hit.testimony for hit in answer.hits]
    found = {each.pk: each for each in described(Testimony.objects.visible_to(visitor).filter(pk__in=keys), visitor)}
    return [found[key] for key in keys if key in found]


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)


# --- the table ------------------------------------------------------------------------------------------


def hits(request: HttpRequest) -> HttpResponse:
    """The passages that a query finds, as far as they may be quoted, as comma-separated values (RFC 4180)."""
    try:
        question = read(request.GET, request.viewer)
    except TooLong as problem:
        return refused(request, problem)
    rows: list[tuple[str, ...]] = [COLUMNS]
    if question.parsed.query is not None:
        found = engine.all_passages(question.asked(), request.viewer, MOST_ROWS)
        left_out = 0
        for passage in excerpts(request.viewer, found):
            if passage.is_quotable:
                rows.append(row(request, question, passage))
            else:
                left_out += 1
        rows += [(remark, *[""] * (len(COLUMNS) - 1)) for remark in remarks(found, left_out)]
    response = HttpResponse(comma_separated(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="hits.csv"'
    return for_readers_alone(response)


def excerpts(viewer: Viewer, found: engine.AllPassages) -> Iterator[Passage]:
    for batch in batched(found.keys, AT_ONCE):
        shown = {each.pk: each for each in quoted(viewer, with_voice(viewer, batch), found.sought)}
        yield from (shown[key] for key in batch if key in shown)


def row(request: HttpRequest, question: Question, passage: Passage) -> tuple[str, ...]:
    testimony = passage.transcript.testimony
    words = " ".join(passage.text.split())
    return (
        testimony.public_id,
        testimony.title,
        passage.public_id,
        credited([passage.speaker]) if passage.speaker else "",
        format_ms(passage.start_ms) if passage.start_ms is not None else "",
        f"{'… ' if passage.cut_before else ''}{words}{' …' if passage.cut_after else ''}",
        public_address(request, f"{passage.get_absolute_url()}?{question.in_text}"),
    )


def remarks(found: engine.AllPassages, left_out: int) -> Iterator[str]:
    """What the reader of the table must know: that it is not all there is."""
    if left_out:
        yield f"{left_out} more passages have hits, and their words may not be quoted: read them in the account."
    if found.capped:
        yield f"There are more passages with hits than are listed: a table has at most {MOST_ROWS:,}."
