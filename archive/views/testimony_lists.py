"""Testimonies as they stand in lists: with their narrators, standings and languages."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from archive.access.viewer import Viewer
from archive.models import Participation, Testimony
from archive.models.authorities import Authority
from archive.views.machine_use import marking_minable
from archive.views.narrators import marking_names, unname
from archive.views.paging import TESTIMONIES_PER_PAGE, Page, page_of
from archive.views.related import name_languages
from archive.views.stubs import marking_open, standing_in

COLUMNS = (
    "public_id",
    "title",
    "abstract",
    "kind",
    "recorded_on",
    "covers",
    "status",
    "access",
    "embargo_until",
    "synthetic",
    "published_at",
)
"""What a list prints of a testimony; nothing else is read."""


def to_be_listed(testimonies: QuerySet, viewer: Viewer) -> QuerySet:
    """``testimonies`` with what a list prints; three further queries whatever their number."""
    narrators = Participation.objects.narrating().select_related("person", "standing")
    narrators = marking_names(narrators, viewer)
    return (
        marking_minable(testimonies, viewer)
        .only(*COLUMNS)
        .prefetch_related(Prefetch("participations", queryset=narrators, to_attr="narrators"), "languages")
    )


def described(testimonies: QuerySet, viewer: Viewer) -> list[Testimony]:
    """A few ``testimonies`` as a list prints them."""
    found = list(to_be_listed(testimonies, viewer))
    name_narrators(found)
    return found


def name_narrators(testimonies: Iterable[Testimony], also: Iterable[Authority] = ()) -> None:
    """Unname the narrators of ``testimonies`` who may not be told; give the others, and those ``also`` on the page, the
    languages of their headings."""
    narrators = [unname(narrator) for testimony in testimonies for narrator in testimony.narrators]
    name_languages([*(narrator.person for narrator in narrators), *also])


def testimony_page(
    request: HttpRequest,
    testimonies: QuerySet,
    *,
    counted_to: int | None = None,
    parameter: str = "page",
    also: Iterable[Authority] = (),
) -> Page:
    """The page of ``testimonies``, newest first, that the request asks for. ``also``: see :func:`name_narrators`.

    ``testimonies`` are those that may be read, or, where stubs may stand in the list, all that may be known.
    """
    viewer = request.viewer
    page = page_of(
        request,
        to_be_listed(marking_open(testimonies, viewer).newest_first(viewer), viewer),
        TESTIMONIES_PER_PAGE,
        counted_to=counted_to,
        parameter=parameter,
    )
    name_narrators([testimony for testimony in page if testimony.is_open], also)
    return replace(page, records=standing_in(page, request))
