"""Collections: what one custodian keeps together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access.levels import Part
from archive.models import Collection, Testimony
from archive.views.finding import shows
from archive.views.paging import AUTHORITIES_COUNTED, AUTHORITIES_PER_PAGE, FILTERED_COUNTED, page_of
from archive.views.related import joining_visible, veil
from archive.views.testimony_lists import testimony_page


def listing(request: HttpRequest) -> HttpResponse:
    collections = Collection.objects.visible_to(request.viewer).order_by("sort_key", "id")
    page = page_of(request, collections, AUTHORITIES_PER_PAGE, counted_to=AUTHORITIES_COUNTED)
    return render(request, "archive/collections/list.html", {"page": page})


@shows(lambda viewer: joining_visible(Collection.objects.all(), viewer, "parent"))
def detail(request: HttpRequest, collection: Collection) -> HttpResponse:
    veil(collection, "parent")
    within = Collection.objects.visible_to(request.viewer).filter(parent=collection)
    testimonies = Testimony.objects.visible_to(request.viewer, Part.EXISTENCE).in_collection(collection)
    context = {
        "collection": collection,
        "within": within.order_by("sort_key", "id")[:AUTHORITIES_PER_PAGE],
        "page": testimony_page(request, testimonies, counted_to=FILTERED_COUNTED),
    }
    return render(request, "archive/collections/detail.html", context)
