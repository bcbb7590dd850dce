"""Testimonies as they stand in lists: with their narrators, standings and languages."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from archive.models import Participation, Testimony
from archive.models.authorities import Authority
from archive.views.paging import TESTIMONIES_PER_PAGE, Page, page_of
from archive.views.related import name_languages

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


def to_be_listed(testimonies: QuerySet) -> QuerySet:
    """``testimonies`` with what a list prints; three further queries whatever their number."""
    narrators = Participation.objects.narrating().select_related("person", "standing")
    return testimonies.only(*COLUMNS).prefetch_related(
        Prefetch("participations", queryset=narrators, to_attr="narrators"), "languages"
    )


def described(testimonies: QuerySet) -> list[Testimony]:
    """A few ``testimonies`` as a list prints them."""
    found = list(to_be_listed(testimonies))
    name_narrators(found)
    return found


def name_narrators(testimonies: Iterable[Testimony], also: Iterable[Authority] = ()) -> None:
    """Give the narrators of ``testimonies``, and those ``also`` on the page, the languages of their headings."""
    narrators = [narrator.person for testimony in testimonies for narrator in testimony.narrators]
    name_languages([*narrators, *also])


def testimony_page(
    request: HttpRequest,
    testimonies: QuerySet,
    *,
    counted_to: int | None = None,
    parameter: str = "page",
    also: Iterable[Authority] = (),
) -> Page:
    """The page of ``testimonies``, newest first, that the request asks for. ``also``: see :func:`name_narrators`."""
    page = page_of(
        request,
        to_be_listed(testimonies.newest_first(request.viewer)),
        TESTIMONIES_PER_PAGE,
        counted_to=counted_to,
        parameter=parameter,
    )
    name_narrators(page, also)
    return page
