"""The page of search: what was asked, what was made of it, what was found."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from archive.access.viewer import Viewer
from archive.lib.addresses import public_address
from archive.search import engine, misspellings, query
from archive.search.parsing import LONGEST, TooLong
from archive.views import search_hits, search_understood
from archive.views.machine_use import NOT_FOR_MACHINES
from archive.views.paging import Count, Page, page_number
from archive.views.search_question import Question, read

FOR_ROBOTS = f"{NOT_FOR_MACHINES}, nofollow"
"""Results quote accounts that machines may not use beside others, and one query leads to the next for ever."""

BESIDE = 2
"""Page numbers that are listed before and after the page shown."""


@dataclass(frozen=True)
class Numbered:
    """A page of the results by its number; ``gap`` where numbers are left out before it."""

    number: int
    address: str
    is_current: bool
    gap: bool


@dataclass(frozen=True)
class Order:
    label: str
    address: str
    is_current: bool


def results(request: HttpRequest) -> HttpResponse:
    try:
        question = read(request.GET, request.viewer)
    except TooLong as problem:
        return refused(request, problem)
    context: dict[str, Any] = {"question": question, "typed": question.typed}
    if question.parsed.query is not None:
        context |= answered(request, question)
    return for_readers_alone(render(request, "archive/search/search.html", context))


def refused(request: HttpRequest, problem: TooLong) -> HttpResponse:
    """The page with what is wrong with the query, which is kept in the box as far as it may go."""
    context = {"problem": str(problem), "typed": request.GET.get("q", "")[:LONGEST]}
    return for_readers_alone(render(request, "archive/search/search.html", context, status=400))


def for_readers_alone(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = FOR_ROBOTS
    return response


def answered(request: HttpRequest, question: Question) -> dict[str, Any]:
    """The results of a question that asks for something."""
    viewer = request.viewer
    number = page_number(request, "page")
    answer = engine.search(question.asked(number), viewer)
    if number > 1 and not answer.hits:
        raise Http404("The list has no such page.")
    known, explained = search_understood.explained(question, answer, viewer)
    found = search_hits.found(viewer, answer, known)
    page = page_of_results(question, answer, found, number)
    return explained | {
        "canonical": public_address(request, question.address()),
        "nearest": nearest(question, viewer) if not answer.total else [],
        "page": page,
        "numbers": numbers(page),
        "orders": orders(question),
        "concordance_address": question.asked_at("archive:concordance").address(),
        "feed_address": question.address("archive:search-feed"),
        "table_address": question.address("archive:search-hits"),
    }


def nearest(question: Question, viewer: Viewer) -> list[tuple[misspellings.Proposal, str]]:
    """For each word that stands nowhere the nearest one that does, with the address that asks for it instead; left out
    where no address can."""
    asked = question.parsed.query
    if asked is None:
        return []
    words = [leaf.text for leaf in query.leaves(asked) if isinstance(leaf, query.Word)]
    found = []
    for proposal in misspellings.suggest(words, viewer):
        meant = search_understood.meaning(asked, [proposal.typed], query.Word(proposal.proposed))
        corrected = question.of_query(meant)
        if corrected is not None:
            found.append((proposal, corrected.address()))
    return found


def page_of_results(question: Question, answer: engine.Answer, found: list[search_hits.Found], number: int) -> Page:
    address = QueryDict(question.address().partition("?")[2], mutable=True)
    has_next = number * engine.PAGE < answer.total
    count = Count(answer.total, exact=not answer.capped)
    return Page(found, number, engine.PAGE, has_next, query=address, count=count)


def numbers(page: Page) -> list[Numbered]:
    """The first page, the last one if it is known, and those around ``page``; none where everything stands on one."""
    assert page.count is not None  # results are always counted
    last = max(1, -(-page.count.number // page.per_page))
    ends = {1, last} if page.count.exact else {1}
    listed = sorted({*ends, *range(max(1, page.number - BESIDE), min(last, page.number + BESIDE) + 1)})
    found = []
    for before, number in zip([0, *listed], listed, strict=False):
        parameters = page.query.copy()
        if number > 1:
            parameters["page"] = str(number)
        found.append(Numbered(number, f"?{parameters.urlencode()}", number == page.number, number > before + 1))
    return found if last > 1 else []


def orders(question: Question) -> list[Order]:
    return [
        Order(label, question.sorted_by(sort).address(), sort == question.sort) for sort, label in engine.SORTS.items()
    ]
