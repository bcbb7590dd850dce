"""Stubs: what may be told of a testimony that the viewer may not read, where consent lets its existence be known.

A stub names the kind of account, the collection, the year of recording, why it is closed, when it opens and how to ask.
It holds no title, no name, no place and no word of the account.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access import rules
from archive.access.levels import Access, Part
from archive.access.viewer import Viewer
from archive.models import Collection, Testimony
from archive.views.marking import yes_or_no
from archive.views.related import joining_visible

PRINTED = frozenset({"kind", "collection"})
"""The filters over fields that a stub prints: under any other, a stub would tell what it hides."""


@dataclass(frozen=True)
class Stub:
    """A testimony as those may know of it who may not read it."""

    public_id: str
    kind: str
    collection: Collection | None
    year: int | None
    access: str
    opens_at: datetime | None

    is_stub = True

    @property
    def needs_account(self) -> bool:
        return self.access == Access.REGISTERED

    @property
    def needs_request(self) -> bool:
        return self.access == Access.ON_REQUEST

    def get_absolute_url(self) -> str:
        return Testimony(public_id=self.public_id).get_absolute_url()


def stub_of(testimony: Testimony, viewer: Viewer) -> Stub:
    """The stub of ``testimony``, read by :func:`joining_collection`."""
    embargoed = testimony.embargo_until is not None and testimony.embargo_until > viewer.now
    return Stub(
        public_id=testimony.public_id,
        kind=testimony.get_kind_display(),
        collection=testimony.collection if testimony.collection_is_visible else None,
        year=_year(testimony),
        access=testimony.access,
        opens_at=testimony.embargo_until if embargoed else None,
    )


def _year(testimony: Testimony) -> int | None:
    """The year of recording, where it is one year."""
    earliest, latest = testimony.recorded_on_earliest, testimony.recorded_on_latest
    return earliest.year if earliest and latest and earliest.year == latest.year else None


def found(viewer: Viewer, public_id: str) -> Stub | None:
    """The stub at an address whose testimony ``viewer`` may not read; None where not even that may be told."""
    known = Testimony.objects.visible_to(viewer, Part.EXISTENCE).filter(public_id=public_id)
    testimony = joining_visible(known, viewer, "collection").first()
    return stub_of(testimony, viewer) if testimony is not None else None


def page_of_stub(request: HttpRequest, stub: Stub) -> HttpResponse:
    """The page of a stub: never kept by a shared cache, never indexed."""
    restrict(request)
    response = render(request, "archive/testimonies/stub.html", {"stub": stub})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def restrict(request: HttpRequest) -> None:
    """Mark that the answer holds a stub (see :mod:`archive.access.sharing`)."""
    request.restricted = True


def marking_open(testimonies: QuerySet, viewer: Viewer) -> QuerySet:
    """``testimonies`` (known to exist) with ``is_open``: whether ``viewer`` may read them."""
    return testimonies.annotate(is_open=yes_or_no(rules.visible("testimony", viewer)))


def standing_in(testimonies: Iterable[Testimony], request: HttpRequest) -> list[Testimony | Stub]:
    """``testimonies`` from :func:`marking_open`, with a stub in the place of each that may not be read. One query if
    there is any; no shared cache keeps the answer then."""
    viewer = request.viewer
    listed = list(testimonies)
    closed = [testimony.pk for testimony in listed if not testimony.is_open]
    if not closed:
        return listed
    restrict(request)
    rows = joining_visible(Testimony.objects.filter(pk__in=closed), viewer, "collection")
    stubs = {testimony.pk: stub_of(testimony, viewer) for testimony in rows}
    return [stubs.get(testimony.pk, testimony) for testimony in listed]
