"""All values of one facet on pages of their own, to narrow a search or a concordance by one that is not beside it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from archive.models.authorities import Authority
from archive.search import engine
from archive.search.facets import LABELS
from archive.search.parsing import TooLong
from archive.views import concordance, search_facets, search_question
from archive.views.paging import Page, page_number
from archive.views.related import name_languages
from archive.views.search import for_readers_alone, refused
from archive.views.search_question import Question
from archive.views.search_values import PARAMETERS, by_marks

PER_PAGE = 200


def of_search(request: HttpRequest, facet: str) -> HttpResponse:
    try:
        question = search_question.read(request.GET, request.viewer)
    except TooLong as problem:
        return refused(request, problem)
    return listing(request, facet, question)


def of_concordance(request: HttpRequest, facet: str) -> HttpResponse:
    try:
        question, _layout = concordance.read(request.GET, request.viewer)
    except TooLong as problem:
        return refused(request, problem)
    return listing(request, facet, question)


def listing(request: HttpRequest, facet: str, question: Question) -> HttpResponse:
    """The values of ``facet``, each leading to the question narrowed by it; none where nothing is asked for."""
    letter = PARAMETERS.get(facet)
    if letter is None:
        raise Http404("There is no such facet.")
    context: dict[str, Any] = {"question": question, "label": LABELS[letter]}
    if question.parsed.query is not None:
        context |= listed(request, question, letter)
    return for_readers_alone(render(request, "archive/search/values.html", context))


def listed(request: HttpRequest, question: Question, letter: str) -> dict[str, Any]:
    viewer, number = request.viewer, page_number(request, "page")
    facet, capped = engine.every_value(question.asked(), letter, viewer)
    order = search_facets.in_order(facet, [value.mark for value in facet.values], viewer)
    here = order[(number - 1) * PER_PAGE : number * PER_PAGE]
    if not here and number > 1:
        raise Http404("The list has no such page.")
    known = by_marks(viewer, {mark for each in here for mark in (each.mark, each.under) if mark})
    name_languages([value.record for value in known.values() if isinstance(value.record, Authority)])
    choices = search_facets.choices_of(question, facet, here, known)
    own = QueryDict(question.address().partition("?")[2])
    return {
        "page": Page(choices, number, PER_PAGE, len(order) > number * PER_PAGE, query=own),
        "facets_capped": capped,
    }
