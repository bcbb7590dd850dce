"""Every surface of the site and how to call it: a row for each route of the URLconf.

A row is a function of the :class:`House` that yields addresses. A new route needs a row here (or, in the workbench, a
kind of page in :data:`WORKBENCH`), or ``test_every_route_has_a_row`` fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver, reverse

from tests.access import searched
from tests.access.canaries import World
from tests.access.surfaces_of_accounts import ACCOUNTS


@dataclass
class House:
    """The planted world, its open rooms, and who looks at them.

    ``rooms``, where it is set, keeps the rows to the records of these rooms; ``thorough`` adds what soaking adds: every
    filter by every record, every odd value of every parameter.
    """

    world: World
    open_house: SimpleNamespace
    people: dict[str, Any]
    rooms: frozenset[str] | None = None
    thorough: bool = False

    def within(self, *rooms: str) -> "House":
        return replace(self, rooms=frozenset(rooms))

    def those_of(self, model_name: str) -> list[tuple[str, Any]]:
        found = self.world.records.get(model_name, [])
        return [(room, record) for room, record in found if self.rooms is None or room in self.rooms]


Row = Callable[[House], Iterator[str]]

ODD = ("page=2", "page=0", "page=-1", "page=x", "page=99999999999", "letter=%00", "letter=zz")
PARAMETERS = ("passages=2", "told=2", "reported=2", "recorded=2", "events=2", "published=2", "page=2")


def routes() -> list[tuple[str, str]]:
    """Name (with its namespace) and pattern of every route; what has no name has an empty one."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, space: str, before: str) -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each, f"{space}{each.namespace}:" if each.namespace else space, before + str(each.pattern))
        else:
            yield f"{space}{each.name or ''}", before + str(each.pattern)


def once(name: str, *queries: str) -> Row:
    def row(house: House) -> Iterator[str]:
        address = reverse(name)
        yield from (address, f"{address}?page=2")
        yield from (f"{address}?{query}" for query in queries)

    return row


def each_of(model_name: str, *queries: str) -> Row:
    """The page of every record, and with ``queries`` that of those in the open and the public room."""

    def row(house: House) -> Iterator[str]:
        for room, record in house.those_of(model_name):
            yield record.get_absolute_url()
            if room == "open" or house.thorough:
                yield from (f"{record.get_absolute_url()}?{query}" for query in queries)

    return row


def at_each(name: str, model_name: str) -> Row:
    """The route ``name`` with the identifier of every record."""

    def row(house: House) -> Iterator[str]:
        yield from (reverse(name, args=[record.public_id]) for _room, record in house.those_of(model_name))

    return row


def testimony_list(house: House) -> Iterator[str]:
    """Filters by the identifiers and names of authorities, by kind, language and collection: all, or one for a room."""
    address, world = reverse("archive:testimony-list"), house.world
    yield from (address, f"{address}?page=2")
    queries: list[dict[str, str]] = [{"kind": kind} for kind in ("interview", "speech", "letter", "no-such")]
    queries += [{"standing": "survivor"}, {"standing": "no-such"}, {"kind": "interview", "standing": "survivor"}]
    queries += [{"language": language.code} for language in _some(house, "language")]
    queries += [{"collection": each.public_id} for each in _some(house, "collection")]
    for turn, field in enumerate(("person", "place", "event", "tag")):
        for number, record in enumerate(_some(house, field)):
            by_name = (number + turn) % 2
            queries += [{field: record.public_id}] if house.thorough or not by_name else []
            queries += [{field: str(record)}] if house.thorough or by_name else []
    kept = world.all("person")[0]
    queries += [{"kind": "interview", "person": kept.public_id}, {"person": "%"}, {"tag": "!!!"}, {"place": "\x00"}]
    yield from (f"{address}?{urlencode(query)}" for query in queries)
    yield f"{address}?kind=interview&page=2"


def _some(house: House, model_name: str) -> list[Any]:
    """The records of every room, or one of each of :data:`TELLING`."""
    if house.thorough:
        return [record for _room, record in house.those_of(model_name)]
    first = {room: record for room, record in reversed(house.those_of(model_name)) if room in TELLING}
    return list(first.values())


TELLING = ("open", "public", "registered", "on_request", "embargoed", "closed", "draft", "unnamed", "closed passage")
TELLING = (*TELLING, "source draft", "source withdrawn")


def testimonies(house: House) -> Iterator[str]:
    yield from each_of("testimony", *PARAMETERS, "transcript=bcdfghjk1")(house)
    own = [transcript for _room, transcript in house.those_of("transcript")]
    yield from (f"{each.testimony.get_absolute_url()}?transcript={each.public_id}" for each in own)
    public = house.open_house.rooms["public"].testimony.get_absolute_url()
    yield from (f"{public}?transcript={each.public_id}" for each in _some(house, "transcript"))
    yield from searched.in_accounts(house)


def previewed(house: House) -> Iterator[str]:
    """Every preview link that was ever given, and one that was not."""
    for address, room in house.world.previews.items():
        if house.rooms is None or any(room.startswith(each) for each in house.rooms):
            yield address
    yield reverse("archive:preview", args=["no-such-token"])


PUBLIC: dict[str, Row] = {
    "archive:home": once("archive:home"),
    "archive:about": once("archive:about"),
    "archive:testimony-list": testimony_list,
    "archive:testimony": testimonies,
    "archive:preview": previewed,
    "archive:passage": each_of("passage", "q=river", "q=zq*"),
    "archive:person-list": once("archive:person-list", "letter=z", "letter=z&page=2"),
    "archive:person": each_of("person", *PARAMETERS),
    "archive:organisation-list": once("archive:organisation-list", "letter=z"),
    "archive:organisation": each_of("organisation", *PARAMETERS),
    "archive:place-list": once("archive:place-list", "letter=z"),
    "archive:place": each_of("place", *PARAMETERS),
    "archive:event-list": once("archive:event-list", "date=unknown", "date=unknown&page=2"),
    "archive:event": each_of("event", *PARAMETERS),
    "archive:source-list": once("archive:source-list", "letter=z"),
    "archive:source": each_of("source", *PARAMETERS),
    "archive:collection-list": once("archive:collection-list"),
    "archive:collection": each_of("collection", *PARAMETERS),
    "archive:tag-list": once("archive:tag-list"),
    "archive:tag": each_of("tag", *PARAMETERS),
    "archive:media": at_each("archive:media", "mediafile"),
    "archive:media-download": at_each("archive:media-download", "mediafile"),
    "archive:request": at_each("archive:request", "testimony"),
    "archive:request-cancel": at_each("archive:request-cancel", "testimony"),  # by POST; here it is refused
    "archive:request-list": once("archive:request-list"),
    "archive:concordance": searched.concordance("archive:concordance", _some),
    "archive:concordance-csv": searched.concordance("archive:concordance-csv", _some),
    "archive:suggestions": searched.suggestions("archive:suggestions", _some),
    "archive:search": searched.results("archive:search", _some),
    "archive:search-feed": searched.results("archive:search-feed", _some, again=True),
    "archive:search-values": searched.values("archive:search-values", _some),
    "archive:concordance-values": searched.values("archive:concordance-values", _some),
    "archive:search-hits": searched.results("archive:search-hits", _some, again=True),
    "archive:look-as": lambda house: iter([reverse("archive:look-as")]),  # by POST; here it is refused
}
"""The public pages, by the name of their route."""


# --- the workbench --------------------------------------------------------------------------------------

PAGES_OF_A_RECORD = ("change", "delete", "history", "file", "revoke", "set_access")
PAGES_OF_A_RECORD = (*PAGES_OF_A_RECORD, "submit", "return", "publish", "withdraw", "restore", "erase", "give_access")
PAGES_OF_A_RECORD = (*PAGES_OF_A_RECORD, "redact", "protect", "reveal", "identity")
PAGES_OF_A_RECORD = (*PAGES_OF_A_RECORD, "grant", "decline", "set_end", "confirm", "give_preview")
PAGES_OF_A_MODEL = ("changelist", "add")
SEARCHES = ("q=zq", "q=river", "o=1", "o=-1", "p=1", "q=%00")


def named_pages(house: House) -> Iterator[str]:
    for name in ("index", "login", "logout", "password_change_done", "jsi18n"):
        yield reverse(f"admin:{name}")
    for code in ("testimonies", "authorities", "sources", "vocabulary", "access", "record-keeping", "accounts", "x"):
        yield reverse("admin:subject", args=[code])
    yield from (reverse("admin:app_list", args=[label]) for label in ("archive", "auth"))
    yield from ("/admin/no-such-page/", "/admin/archive/testimony/no-such-number/")


def autocompletes(house: House) -> Iterator[str]:
    """Every field that is looked up while typing, asked for everything planted."""
    for model, page in admin.site._registry.items():
        inlines = [inline(model, admin.site) for inline in page.inlines]
        for owner in (page, *inlines):
            for field in owner.autocomplete_fields:
                asked = {"app_label": owner.opts.app_label, "model_name": owner.opts.model_name, "field_name": field}
                for term in ("zq", ""):
                    yield f"{reverse('admin:autocomplete')}?{urlencode(asked | {'term': term})}"


def onto_the_site(house: House) -> Iterator[str]:
    for model_name in ("testimony", "person", "place", "source", "tag"):
        kind = ContentType.objects.get(app_label="archive", model=model_name)
        for _room, record in house.those_of(model_name):
            yield reverse("admin:view_on_site", args=[kind.pk, record.pk])


def lists(house: House) -> Iterator[str]:
    for model in admin.site._registry:
        for kind in PAGES_OF_A_MODEL:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}")
            yield address
            if kind == "changelist":
                yield from (f"{address}?{query}" for query in SEARCHES)


def pages_of_records(
    house: House, kinds: tuple[str, ...] = PAGES_OF_A_RECORD, *, one_of_a_room: bool = False
) -> Iterator[str]:
    """The pages of the workbench about every record, or about the first record of each kind in each room."""
    known = {name for name, _pattern in routes()}
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found = house.those_of(model._meta.model_name)
        records = [*dict(reversed(found)).values()] if one_of_a_room else [record for _room, record in found]
        for record in records:
            for kind in kinds:
                if f"{label}_{kind}" in known:
                    yield reverse(f"{label}_{kind}", args=[record.pk])


def pages_of_marks(house: House) -> Iterator[str]:
    """The pages about words that are withheld. The original is shown by POST only, to who may unseal."""
    for _room, mark in house.those_of("redaction"):
        for kind in ("lift", "original"):
            yield reverse(f"admin:archive_passage_{kind}", args=[mark.passage_id, mark.pk])


WORKBENCH: dict[str, Row] = {
    **dict.fromkeys(
        ["index", "login", "logout", "subject", "app_list", "password_change_done", "jsi18n", ""], named_pages
    ),
    "autocomplete": autocompletes,
    "view_on_site": onto_the_site,
    **dict.fromkeys(PAGES_OF_A_MODEL, lists),
    **dict.fromkeys(PAGES_OF_A_RECORD, pages_of_records),
    **dict.fromkeys(["lift", "original"], pages_of_marks),
}
"""The pages of the workbench by what follows the model in the name of their route."""

CHANGED_ONLY_BY_POST = {"user_password_change": "a form for a new password; it shows the login's name only"}


def row_of(name: str) -> Row | None:
    """The row for the route ``name``; None where nobody wrote one."""
    space, _colon, page = name.rpartition(":")
    if space != "admin":
        return PUBLIC.get(name) or ACCOUNTS.get(name)
    if page in WORKBENCH:
        return WORKBENCH[page]
    for model in admin.site._registry:
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        if page.startswith(prefix) and page.removeprefix(prefix) in WORKBENCH:
            return WORKBENCH[page.removeprefix(prefix)]
    return pages_of_records if page.endswith(tuple(CHANGED_ONLY_BY_POST)) or page == "password_change" else None


def odd_addresses(house: House) -> Iterator[str]:
    """Lists with odd values of their parameters."""
    lists = [name for name in PUBLIC if name.endswith("-list")]
    yield from (f"{reverse(name)}?{query}" for name in lists for query in ODD)


def public_addresses(house: House, *names: str) -> Iterator[str]:
    """All addresses of the public pages, or of the routes ``names``."""
    for name in names or PUBLIC:
        yield from PUBLIC[name](house)
