"""The concordance: one line for each place where a word stands, aligned on it, to be sorted, read on and exported.

It is asked what search is asked, by the same parameters; how its lines are sorted and cut is its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from archive.access import machine_use
from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.lib.addresses import public_address
from archive.lib.batches import batched
from archive.lib.tables import comma_separated
from archive.models import Passage
from archive.search import concordance, surroundings
from archive.search.concordance import MOST_LINES, MOST_NEIGHBOURS, PAGE, SORTS, Asked, Found, Occurrence
from archive.search.parsing import LONGEST, TooLong
from archive.search.surroundings import NARROWEST, WIDEST, WIDTH, Context
from archive.views import reading, search_matches, search_question, search_understood
from archive.views.machine_use import marking_minable
from archive.views.paging import Count, Page, page_number
from archive.views.search import for_readers_alone, refused
from archive.views.search_question import Question

BATCH = 500
COLUMNS = ("Before", "Found", "After", "Testimony", "Speaker", "Language", "Passage", "Address")
DEFAULT_SORT = "testimony"


@dataclass(frozen=True)
class Line:
    """An occurrence as it is shown: its passage, ready to be named, and the words around the hit."""

    passage: Passage
    context: Context
    address: str


@dataclass(frozen=True)
class Layout:
    """How lines are sorted, by how many ``neighbours``, and how many characters stand on each side."""

    sort: str
    neighbours: int
    width: int

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What of it is not as it is unasked."""
        pairs = [("sort", self.sort, DEFAULT_SORT), ("words", self.neighbours, 1), ("width", self.width, WIDTH)]
        return [(name, str(value)) for name, value, unasked in pairs if value != unasked]


def page(request: HttpRequest) -> HttpResponse:
    try:
        question, layout = read(request.GET, request.viewer)
    except TooLong as problem:
        context = {"problem": str(problem), "typed": request.GET.get("q", "")[:LONGEST]}
        layout = layout_of(request.GET)
        return for_readers_alone(shown_as(request, layout, context, status=400))
    context = {"question": question, "typed": question.typed}
    if question.parsed.query is not None:
        context |= answered(request, question, layout)
    return for_readers_alone(shown_as(request, layout, context))


def shown_as(request: HttpRequest, layout: Layout, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page with its form, in which ``layout`` is chosen."""
    context |= {
        "layout": layout,
        "sorts": SORTS,
        "neighbours": range(1, MOST_NEIGHBOURS + 1),
        "widths": (NARROWEST, WIDEST),
    }
    return render(request, "archive/concordance/page.html", context, status=status)


def answered(request: HttpRequest, question: Question, layout: Layout) -> dict[str, Any]:
    """The lines of a question that asks for something."""
    viewer, number = request.viewer, page_number(request, "page")
    found = concordance.find(asked(question, layout), viewer, needed=number * PAGE + 1, with_facets=True)
    _known, explained = search_understood.explained(question, found, viewer)
    lines = list(lines_of(viewer, on_page(found, number), question, layout))
    note_printed(request, lines)
    return explained | {
        "page": page_of(question, found, lines, number),
        "most": MOST_LINES,
        "table_address": question.address("archive:concordance-csv"),
        "results_address": question.asked_at("archive:search").address(),
    }


def export(request: HttpRequest) -> HttpResponse:
    """The same lines as a table, without pages."""
    try:
        question, layout = read(request.GET, request.viewer)
    except TooLong as problem:
        return refused(request, problem)
    lines: list[Line] = []
    if question.parsed.query is not None:
        found = concordance.find(asked(question, layout), request.viewer)
        lines = list(lines_of(request.viewer, found.occurrences, question, layout))
    note_printed(request, lines)
    rows = [COLUMNS, *(row_of(request, line) for line in lines)]
    response = HttpResponse(comma_separated(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="concordance.csv"'
    return for_readers_alone(response)


# --- the question ---------------------------------------------------------------------------------------


def read(parameters: QueryDict, viewer: Viewer) -> tuple[Question, Layout]:
    """Raises :class:`archive.search.parsing.TooLong`."""
    layout = layout_of(parameters)
    asked_of_search = parameters.copy()
    sort = asked_of_search.pop("sort", [""])[-1]
    question = search_question.read(asked_of_search, viewer).asked_at("archive:concordance", *layout.parameters)
    if sort and sort != layout.sort:
        question = replace(question, left_out=(*question.left_out, search_question.UNKNOWN_ORDER))
    return question, layout


def layout_of(parameters: QueryDict) -> Layout:
    sort = parameters.get("sort", "")
    return Layout(
        sort=sort if sort in SORTS else DEFAULT_SORT,
        neighbours=number_in(parameters.get("words"), 1, 1, MOST_NEIGHBOURS),
        width=number_in(parameters.get("width"), NARROWEST, WIDTH, WIDEST),
    )


def number_in(written: str | None, least: int, otherwise: int, most: int) -> int:
    """A number from an address, brought within bounds; ``otherwise`` where it is none."""
    written = (written or "").strip()
    if not (written.isascii() and written.isdigit()):
        return otherwise
    return min(max(int(written[:6]), least), most)


def asked(question: Question, layout: Layout) -> Asked:
    to_search = question.asked()
    assert to_search.query is not None  # a question without one has no lines
    return Asked(to_search.query, to_search.chosen, to_search.widened, layout.sort, layout.neighbours)


# --- lines ----------------------------------------------------------------------------------------------


def on_page(found: Found, number: int) -> list[Occurrence]:
    occurrences = found.occurrences[(number - 1) * PAGE : number * PAGE]
    if not occurrences and number > 1:
        raise Http404("The concordance has no such page.")
    return occurrences


def page_of(question: Question, found: Found, lines: list[Line], number: int) -> Page:
    address = QueryDict(question.address().partition("?")[2])
    count = Count(len(found.occurrences), exact=not found.more)
    return Page(lines, number, PAGE, len(found.occurrences) > number * PAGE, query=address, count=count)


def lines_of(viewer: Viewer, occurrences: Iterable[Occurrence], question: Question, layout: Layout) -> Iterator[Line]:
    """The lines of ``occurrences``, their passages asked for once more by who may read and quote them."""
    for batch in batched(occurrences, BATCH):
        rows = Passage.objects.visible_to(viewer, Part.QUOTATION).filter(pk__in={each.passage for each in batch})
        rows = marking_minable(reading.voiced(rows, viewer), viewer, "transcript__testimony__")
        passages = {passage.pk: passage for passage in rows.select_related("transcript__testimony")}
        reading.give_voice(passages.values())
        analysed = surroundings.analyses(passages.values())
        for each in batch:
            passage = passages.get(each.passage)
            if passage is None:
                continue
            context = surroundings.context(analysed[passage.pk], passage.text, each, layout.width)
            if context is not None:
                yield Line(passage, context, search_matches.address_of(passage, context.start, question.in_text))


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
        public_address(request, line.address),
    )


def note_printed(request: HttpRequest, lines: Iterable[Line]) -> None:
    """That the words of ``lines`` are printed, for whom consent does not let machines use them."""
    for line in lines:
        machine_use.note(request, line.passage)
