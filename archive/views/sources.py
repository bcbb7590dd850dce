"""Sources: what accounts and statements rest on."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.models import Source, SourceContribution, Statement, Tag, TaggedTestimony, Testimony
from archive.views import authorities, statements
from archive.views.finding import shows
from archive.views.paging import AUTHORITIES_COUNTED, AUTHORITIES_PER_PAGE, page_of
from archive.views.related import joining_visible, name_languages, veil
from archive.views.testimony_lists import testimony_page

MOST_TAGS = 100


def listing(request: HttpRequest) -> HttpResponse:
    sources = Source.objects.visible_to(request.viewer).only(
        "public_id", "title", "kind", "issued", "language", "status"
    )
    letter = request.GET.get("letter", "").lower()
    if letter:
        sources = authorities.under_letter(sources, letter)
    page = page_of(request, sources.order_by("sort_key", "id"), AUTHORITIES_PER_PAGE, counted_to=AUTHORITIES_COUNTED)
    context = {"page": page, "letter": letter, "letters": authorities.LETTERS}
    return render(request, "archive/sources/list.html", context)


def with_context(viewer: Viewer) -> QuerySet:
    return joining_visible(Source.objects.all(), viewer, "publisher", "part_of", "seen_through")


@shows(with_context)
def detail(request: HttpRequest, source: Source) -> HttpResponse:
    viewer = request.viewer
    veil(source, "publisher", "part_of", "seen_through")
    contributions = list(
        SourceContribution.objects.filter(source=source)
        .select_related("person", "organisation")
        .order_by("position", "id")
    )
    said = statements.readable(viewer, Statement.objects.filter(asserted_by=source).order_by("position", "id"))
    name_languages(
        [
            source.publisher,
            *(each.contributor for each in contributions),
            *(statement.subject for statement in said),
        ]
    )
    visible = Source.objects.visible_to(viewer).order_by("sort_key", "id")
    context = {
        "source": source,
        "contributions": contributions,
        "statements": statements.by_subject(said),
        "parts": visible.filter(part_of=source)[:AUTHORITIES_PER_PAGE],
        "passes_on": visible.filter(seen_through=source)[:AUTHORITIES_PER_PAGE],
        "tags": printed_tags(viewer, source),
        "page": testimony_page(request, Testimony.objects.visible_to(viewer, Part.SOURCE).resting_on(source)),
    }
    return render(request, "archive/sources/detail.html", context)


def printed_tags(viewer: Viewer, source: Source) -> QuerySet:
    """The tags that ``source`` prints, in its own spelling, each with the form the archive prefers."""
    printed = TaggedTestimony.objects.visible_to(viewer, Part.SOURCE).filter(printed_by=source)
    tags = Tag.objects.filter(pk__in=printed.order_by().values("tag"))
    return tags.select_related("preferred").order_by("key")[:MOST_TAGS]
