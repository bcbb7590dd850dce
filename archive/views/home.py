"""The entrance, and what the archive says about itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Collection, Testimony
from archive.views.testimony_lists import described

NEWEST = 6
COLLECTIONS = 4


def home(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    newest = Testimony.objects.visible_to(viewer).newest_first(viewer)
    visible = Collection.objects.visible_to(viewer)
    collections = visible.exclude(parent__in=visible).order_by("sort_key", "id")  # a hidden parent leaves no gap
    context = {
        "newest": described(newest[:NEWEST], viewer),
        "collections": collections[:COLLECTIONS],
    }
    return render(request, "archive/home/home.html", context)


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/home/about.html")
