"""Events by date, and one event as its sources describe it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access.viewer import Viewer
from archive.models import Event, EventParticipation
from archive.views import authorities, statements
from archive.views.finding import shows
from archive.views.paging import AUTHORITIES_COUNTED, AUTHORITIES_PER_PAGE, page_of
from archive.views.related import joining_visible, name_languages, veil, with_visible

MOST_PARTS = 200


def listing(request: HttpRequest) -> HttpResponse:
    """Events in the order of their beginnings; with ``?date=unknown`` those whose beginning is not dated."""
    undated = request.GET.get("date", "") == "unknown"
    events = Event.objects.visible_to(request.viewer).select_related("kind")
    events = events.only("public_id", "heading", "sort_key", "date", "date_earliest", "kind__label")
    if undated:
        events = events.filter(date_earliest=None).order_by("sort_key", "pk")
    else:
        events = events.exclude(date_earliest=None).order_by("date_earliest", "sort_key", "pk")
    page = page_of(request, events, AUTHORITIES_PER_PAGE, counted_to=AUTHORITIES_COUNTED)
    name_languages(page)
    return render(request, "archive/events/list.html", {"page": page, "undated": undated})


@shows(lambda viewer: joining_visible(Event.objects.select_related("kind"), viewer, "parent"))
def detail(request: HttpRequest, event: Event) -> HttpResponse:
    viewer = request.viewer
    veil(event, "parent")
    places = list(event.places.visible_to(viewer).order_by("sort_key", "pk"))
    parts = list(
        Event.objects.visible_to(viewer)
        .filter(parent=event)
        .select_related("kind")
        .order_by("date_earliest", "sort_key", "pk")
    )
    participations = participants(viewer, event)
    name_languages([event.parent, *places, *parts, *(each.person for each in participations)])
    said = statements.about(viewer, event)
    context = {
        "event": event,
        "names": authorities.names_of(viewer, event),
        "description_sources": authorities.description_sources(viewer, event),
        "places": places,
        "parts": parts,
        "participations": participations,
        "figures": statements.by_voice(each for each in said if each.figure is not None),
        "statements": statements.by_voice(each for each in said if each.figure is None),
        "told_of": authorities.told_of(request, event),
    }
    return render(request, "archive/events/detail.html", context)


def participants(viewer: Viewer, event: Event) -> list[EventParticipation]:
    """Whom a source or an account places in the event, by role."""
    participations = EventParticipation.objects.visible_to(viewer).filter(event=event)
    participations = participations.select_related("person").order_by("role", "person__sort_key", "id")
    return with_visible(participations, viewer, "source")
