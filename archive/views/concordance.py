"""The concordance: one line for each place where a word stands, aligned on it, to be sorted, read on and exported."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access import machine_use
from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.forms.testimonies import TestimonyFilter
from archive.lib.addresses import public_address
from archive.lib.batches import batched
from archive.lib.tables import comma_separated
from archive.models import Passage, Testimony
from archive.search import concordance
from archive.search.concordance import Asked, Context, Found, Occurrence
from archive.search.parsing import Parsed, TooLong, parse
from archive.search.shown import keys
from archive.views import reading
from archive.views.machine_use import marking_minable
from archive.views.paging import Count, Page, page_number

FILTERS = ("collection", "kind", "language", "person")
"""Which of the filters of testimonies stand on the page; the others are understood in an address, too."""
BATCH = 500
COLUMNS = ("Before", "Found", "After", "Testimony", "Speaker", "Language", "Passage", "Address")


@dataclass(frozen=True)
class Line:
    """An occurrence as it is shown: its passage, ready to be named, and the words around the hit."""

    passage: Passage
    context: Context
    address: str


@dataclass
class Question:
    """What the address asks for. ``fault`` is a sentence where it cannot be answered."""

    typed: str
    parsed: Parsed
    fault: str
    form: TestimonyFilter
    width: int
    sort: str
    neighbours: int
    widened: bool

    def asked(self, viewer: Viewer) -> Asked | None:
        """None where there is nothing to look for."""
        if self.parsed.query is None:
            return None
        within = None
        if not self.form.is_valid() or self.form.chosen or self.form.unknown or self.form.namesakes:
            within = frozenset(keys(self.form.narrow(Testimony.objects.visible_to(viewer))))
        return Asked(self.parsed.query, within, self.widened, self.sort, self.neighbours)


def page(request: HttpRequest) -> HttpResponse:
    question = read(request)
    asked = question.asked(request.viewer)
    number = page_number(request, "page")
    found, shown = Found([], False, []), None
    if asked is not None:
        found = concordance.find(asked, request.viewer, needed=number * concordance.PAGE + 1)
        shown = page_of(request, found, number)
        lines = list(lines_of(request.viewer, shown.records, question))
        note_printed(request, lines)
        shown = Page(lines, number, shown.per_page, shown.has_next, query=request.GET, count=shown.count)
    context = {
        "question": question,
        "page": shown,
        "found": found,
        "fields": [question.form[name] for name in FILTERS],
        "sorts": concordance.SORTS,
        "neighbours": range(1, concordance.MOST_NEIGHBOURS + 1),
        "widths": (concordance.NARROWEST, concordance.WIDEST),
        "most": concordance.MOST_LINES,
        "as_typed": without(request, "widen", "page", widen="0"),
        "as_csv": without(request, "page"),
    }
    status = 400 if question.fault else 200
    return render(request, "archive/concordance/page.html", context, status=status)


def export(request: HttpRequest) -> HttpResponse:
    """The same lines as a table, without pages."""
    question = read(request)
    asked = question.asked(request.viewer)
    found = concordance.find(asked, request.viewer) if asked is not None else Found([], False, [])
    lines = list(lines_of(request.viewer, found.occurrences, question))
    note_printed(request, lines)
    rows = [COLUMNS, *(row_of(request, line) for line in lines)]
    response = HttpResponse(comma_separated(rows), content_type="text/csv; charset=utf-8")
    response.status_code = 400 if question.fault else 200
    response.headers["Content-Disposition"] = 'attachment; filename="concordance.csv"'
    return response


def read(request: HttpRequest) -> Question:
    given = request.GET
    typed, fault, parsed = given.get("q", "").strip(), "", Parsed(None, ())
    try:
        parsed = parse(typed)
    except TooLong as error:
        fault, typed = str(error), ""
    return Question(
        typed=typed,
        parsed=parsed,
        fault=fault,
        form=TestimonyFilter(given, viewer=request.viewer, label_suffix=""),
        width=number_in(given.get("width"), concordance.NARROWEST, concordance.WIDTH, concordance.WIDEST),
        sort=given.get("sort") if given.get("sort") in concordance.SORTS else "testimony",
        neighbours=number_in(given.get("words"), 1, 1, concordance.MOST_NEIGHBOURS),
        widened=given.get("widen") != "0",
    )


def number_in(written: str | None, least: int, otherwise: int, most: int) -> int:
    """A number from an address, brought within bounds; ``otherwise`` where it is none."""
    written = (written or "").strip()
    if not (written.isascii() and written.isdigit()):
        return otherwise
    return min(max(int(written[:6]), least), most)


def page_of(request: HttpRequest, found: Found, number: int) -> Page:
    start = (number - 1) * concordance.PAGE
    records = found.occurrences[start : start + concordance.PAGE]
    if not records and number > 1:
        raise Http404("The concordance has no such page.")
    has_next = len(found.occurrences) > start + concordance.PAGE
    count = Count(len(found.occurrences), exact=not found.more)
    return Page(records, number, concordance.PAGE, has_next, query=request.GET, count=count)


def lines_of(viewer: Viewer, occurrences: Iterable[Occurrence], question: Question) -> Iterator[Line]:
    """The lines of ``occurrences``, their passages asked for once more by who may read and quote them."""
    for batch in batched(occurrences, BATCH):
        rows = Passage.objects.visible_to(viewer, Part.QUOTATION).filter(pk__in={each.passage for each in batch})
        rows = marking_minable(reading.voiced(rows, viewer), viewer, "transcript__testimony__")
        passages = {passage.pk: passage for passage in rows.select_related("transcript__testimony")}
        reading.give_voice(passages.values())
        analysed = concordance.analyses(passages.values())
        for each in batch:
            passage = passages.get(each.passage)
            if passage is None:
                continue
            context = concordance.context(analysed[passage.pk], passage.text, each, question.width)
            if context is not None:
                address = f"{passage.get_absolute_url()}?{urlencode({'q': question.typed})}"
                yield Line(passage, context, address)


def row_of(request: HttpRequest, line: Line) -> tuple[Any, ...]:
    passage, transcript = line.passage, line.passage.transcript
    speaker = ""
    if passage.speaker is not None and passage.speaker.person.pk is not None:
        speaker = passage.speaker.credited_as or str(passage.speaker.person)
    return (
        line.context.before,
        line.context.hit,
        line.context.after,
        transcript.testimony.title,
        speaker,
        transcript.language,
        passage.public_id,
        public_address(request, passage.get_absolute_url()),
    )


def without(request: HttpRequest, *left_out: str, **changes: str) -> str:
    """What is asked, as the end of an address, without some parameters and with others."""
    query = request.GET.copy()
    for name in left_out:
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def note_printed(request: HttpRequest, lines: Iterable[Line]) -> None:
    """That the words of ``lines`` are printed, for whom consent does not let machines use them."""
    for line in lines:
        machine_use.note(request, line.passage)
