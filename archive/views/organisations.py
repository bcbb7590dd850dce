"""Organisations: A–Z, and one with what it published and what is told of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Organisation, Source, SourceContribution
from archive.views import authorities, statements
from archive.views.finding import shows
from archive.views.paging import RELATED_PER_PAGE, page_of


def listing(request: HttpRequest) -> HttpResponse:
    organisations = Organisation.objects.visible_to(request.viewer).select_related("kind")
    organisations = organisations.only("public_id", "heading", "sort_key", "founded", "dissolved", "kind__label")
    return render(request, "archive/organisations/list.html", authorities.alphabetical(request, organisations))


@shows(lambda viewer: Organisation.objects.select_related("kind"))
def detail(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    viewer = request.viewer
    published = Source.objects.visible_to(viewer).filter(publisher=organisation).order_by("sort_key", "id")
    made = SourceContribution.objects.visible_to(viewer).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "names": authorities.names_of(viewer, organisation),
        "description_sources": authorities.description_sources(viewer, organisation),
        "published": page_of(request, published, RELATED_PER_PAGE, parameter="published"),
        "contributions": made.select_related("source").order_by("source__sort_key", "id")[:RELATED_PER_PAGE],
        "told_of": authorities.told_of(request, organisation),
        "statements": statements.by_voice(statements.about(viewer, organisation)),
    }
    return render(request, "archive/organisations/detail.html", context)
