"""Every public address of a furnished archive, read off the URLconf, so that a new route cannot be left out."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, resolve, reverse

from archive import urls
from archive.models import Collection, Event, MediaFile, Organisation, Passage, Person, Place, Source, Tag, Testimony

RECORDS: dict[str, type[Any]] = {
    "testimony": Testimony,
    "passage": Passage,
    "person": Person,
    "organisation": Organisation,
    "place": Place,
    "event": Event,
    "source": Source,
    "collection": Collection,
    "tag": Tag,
    "media": MediaFile,
    "media-download": MediaFile,
    "request": Testimony,
}
"""Which records the routes with a public identifier show."""

PERSONAL = {"request", "request-list"}
"""Routes whose pages are about the one who is logged in, whoever they look as."""

NOT_READ = {"look-as", "request-cancel"}
"""Routes that are only posted to."""

UNDER_A_SECRET = {"preview"}
"""Routes whose addresses nobody can read off a record: tests/views/test_preview.py and the sweep ask them."""


def routes() -> list[URLPattern]:
    return [route for route in urls.urlpatterns if route.name not in NOT_READ | UNDER_A_SECRET]


def detail_routes() -> list[str]:
    return [str(route.name) for route in routes() if "public_id" in route.pattern.converters]


def plain_addresses() -> list[str]:
    return [reverse(f"archive:{route.name}") for route in routes() if not route.pattern.converters]


def is_personal(address: str) -> bool:
    return resolve(address).url_name in PERSONAL


def address(route: str, public_id: str) -> str:
    return reverse(f"archive:{route}", args=[public_id])


def every_address(records: Callable[[type[Any]], Any] = lambda model: model.objects.all()) -> list[str]:
    """The pages without an identifier, those of one facet, and for each route with an identifier the page of every
    record of ``records(model)``.

    Raises :class:`KeyError` for a route whose records are not in :data:`RECORDS`.
    """
    found = plain_addresses()
    found += [
        reverse(f"archive:{route.name}", args=["kind"]) for route in routes() if "facet" in route.pattern.converters
    ]
    for route in detail_routes():
        found += [address(route, record.public_id) for record in records(RECORDS[route]).order_by("pk")]
    return found
