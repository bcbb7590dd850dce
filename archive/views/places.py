"""Places: A–Z, and one with its names side by side, where it lies and what is told of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access.viewer import Viewer
from archive.models import Event, Place, Testimony
from archive.models.places import DEEPEST
from archive.views import authorities, statements
from archive.views.finding import shows
from archive.views.paging import RELATED_PER_PAGE, page_of
from archive.views.related import joining_visible, name_languages, veil
from archive.views.testimony_lists import testimony_page

MOST_WITHIN = 200
"""How many places directly within one are listed."""


def listing(request: HttpRequest) -> HttpResponse:
    places = Place.objects.visible_to(request.viewer).select_related("kind")
    places = joining_visible(places, request.viewer, "parent")
    places = places.only("public_id", "heading", "sort_key", "kind__label", "parent__heading", "parent__public_id")
    context = authorities.alphabetical(request, places)
    for place in context["page"]:
        veil(place, "parent")
    return render(request, "archive/places/list.html", context)


@shows(lambda viewer: Place.objects.select_related("kind"))
def detail(request: HttpRequest, place: Place) -> HttpResponse:
    viewer = request.viewer
    above = lies_in(viewer, place)
    within = list(Place.objects.visible_to(viewer).filter(parent=place).order_by("sort_key", "pk")[:MOST_WITHIN])
    events = Event.objects.visible_to(viewer).filter(places=place).select_related("kind")
    happened = page_of(
        request, events.order_by("date_earliest", "sort_key", "pk"), RELATED_PER_PAGE, parameter="events"
    )
    name_languages([*above, *within, *happened])
    context = {
        "place": place,
        "names": authorities.names_of(viewer, place),
        "description_sources": authorities.description_sources(viewer, place),
        "above": above,
        "within": within,
        "events": happened,
        "recorded": testimony_page(
            request, Testimony.objects.visible_to(viewer).recorded_at(place), parameter="recorded"
        ),
        "told_of": authorities.told_of(request, place),
        "statements": statements.by_voice(statements.about(viewer, place)),
    }
    return render(request, "archive/places/detail.html", context)


def lies_in(viewer: Viewer, place: Place) -> list[Place]:
    """The places above ``place`` that ``viewer`` may see, the widest first.

    Two queries, however many there are.
    """
    chain = Place.objects.filter(pk=place.pk).select_related("__".join(["parent"] * DEEPEST)).first()
    above = chain.ancestors() if chain is not None else []
    keys = [each.pk for each in above]
    visible = set(Place.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True))
    return [each for each in above if each.pk in visible]
