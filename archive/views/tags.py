"""Tags: words for what testimonies are about, with their forms in other languages."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access.viewer import Viewer
from archive.models import Tag, TaggedTestimony, Testimony
from archive.views.finding import shows
from archive.views.paging import (
    AUTHORITIES_COUNTED,
    AUTHORITIES_PER_PAGE,
    FILTERED_COUNTED,
    Page,
    page_of,
)
from archive.views.testimony_lists import testimony_page


def listing(request: HttpRequest) -> HttpResponse:
    """The preferred tags, each with its other forms beside it."""
    tags = Tag.objects.visible_to(request.viewer).filter(preferred=None).order_by("key")
    page = page_of(request, tags, AUTHORITIES_PER_PAGE, counted_to=AUTHORITIES_COUNTED)
    give_forms(request.viewer, page)
    return render(request, "archive/tags/list.html", {"page": page})


def give_forms(viewer: Viewer, page: Page) -> None:
    """Set ``other_forms`` of every tag on ``page``. One query."""
    forms = defaultdict(list)
    visible = Tag.objects.visible_to(viewer).filter(preferred__in=[tag.pk for tag in page])
    for form in visible.order_by("language", "key"):
        forms[form.preferred_id].append(form)
    for tag in page:
        tag.other_forms = forms[tag.pk]


@shows(lambda viewer: Tag.objects.select_related("preferred"))
def detail(request: HttpRequest, tag: Tag) -> HttpResponse:
    visible = Tag.objects.visible_to(request.viewer).order_by("key")
    tagged = TaggedTestimony.objects.each_visible_to(request.viewer)
    testimonies = Testimony.objects.visible_to(request.viewer).tagged_with(tag, tagged)
    context = {
        "tag": tag,
        "forms": visible.filter(preferred=tag),
        "broader": visible.filter(narrower=tag),
        "narrower": visible.filter(broader=tag),
        "page": testimony_page(request, testimonies, counted_to=FILTERED_COUNTED),
    }
    return render(request, "archive/tags/detail.html", context)
