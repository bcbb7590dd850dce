"""No cache between the archive and its readers hands one reader's page to another.

A curator opens every address of the URLconf through a cache, then a visitor opens them all through the same cache, and
the other way round. Each answer is compared with what that reader gets without a cache. The caches are Debian's nginx
with ``proxy_cache`` (the key is the address alone) and Django's own. The detector is proven on headers that are wrong.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from archive import middleware
from tests import cast
from tests.access import addresses
from tests.admin.house import furnish
from tests.nginx import nginx_before, nginx_program

TOKEN = re.compile(r'name="csrfmiddlewaretoken"\s+value="\w+"')
"""The one thing on a page that differs each time."""


class Answer(NamedTuple):
    status: int
    body: str
    cached: str


Read = Callable[[str], Answer]


def over_http(origin: str, cookies: str, address: str) -> Answer:
    """``address`` of the server at ``origin``, which is called by one name whatever its port: pages print it."""
    caller = HTTPConnection(urlsplit(origin).netloc, timeout=60)
    try:
        caller.request("GET", address, headers={"Host": "testserver"} | ({"Cookie": cookies} if cookies else {}))
        answer = caller.getresponse()
        body = TOKEN.sub("", answer.read().decode(errors="replace"))
        return Answer(answer.status, body, answer.headers.get("X-Cache", ""))
    finally:
        caller.close()


def every_address() -> list[str]:
    """All addresses of the archive's pages, and all of the whole site that need no argument, the workbench's too.

    The workbench's empty forms are left out: they hold no record, and print the moment at which they were opened.
    """
    return list(dict.fromkeys([*addresses.every_address(), *without_arguments(get_resolver())]))


def without_arguments(resolver: URLResolver, before: str = "/") -> Iterable[str]:
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern)
        if "<" in route or "(" in route or route == "add/":
            continue
        if isinstance(pattern, URLResolver):
            yield from without_arguments(pattern, before + route)
        else:
            yield before + route


def crossed(wanted: dict[str, Answer], read: Read) -> list[str]:
    """The addresses at which ``read`` gives anything but what its reader is wanted to get."""
    return [address for address in wanted if read(address)[:2] != wanted[address][:2]]


def curator_in() -> Client:
    client = Client()
    client.force_login(cast.staff("publisher"))
    return client


def cookies_of(client: Client) -> str:
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


@pytest.fixture
def house():
    furnish()
    for state in cast.STATES:
        cast.testimony(f"Testimony that is {state}", state=state)


def careless(decider: middleware.SharedCacheMiddleware, request):
    """What the archive would do if a view said that its page were anyone's."""
    response = decider.get_response(request)
    response.headers["Cache-Control"] = "public, max-age=600"
    del response.headers["Vary"]
    response.cookies.clear()  # caches leave out answers that set one
    return response


# --- nginx ----------------------------------------------------------------------------------------------

HONEST = ""
DEAF = "proxy_ignore_headers Cache-Control Expires Set-Cookie;"
"""An operator's mistake: nginx keeps for ten minutes what it was told not to keep. Only Vary parts readers then."""

over_nginx = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def readers(live_server, tmp_path, house):
    """Makes a fresh nginx, and for a curator and a visitor the way through it and what each gets without it."""
    if nginx_program() is None:
        pytest.skip("no nginx found")
    cookies = {"curator": cookies_of(curator_in()), "visitor": ""}

    def through(directives: str, first: str, second: str) -> tuple[list[str], set[str]]:
        """The addresses crossed when ``second`` reads after ``first``, and what nginx said about its cache."""
        wanted = {each: over_http(live_server.url, cookies[second], each) for each in every_address()}
        said = set()
        with nginx_before(live_server.url, tmp_path / "nginx", directives) as origin:
            for each in [*wanted, "/testimonies/"]:
                said.add(over_http(origin, cookies[first], each).cached)
            return crossed(wanted, partial(over_http, origin, cookies[second])), said

    return through


PAIRS = [("curator", "visitor"), ("visitor", "curator")]


@over_nginx
@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("directives", [HONEST, DEAF], ids=["honest", "deaf"])
def test_nginx_gives_nobody_the_page_of_another(readers, directives, first, second):
    found, said = readers(directives, first, second)
    assert found == []
    assert ("HIT" in said) == (directives == DEAF), "what nginx keeps is not what this test takes it to keep"


@over_nginx
@pytest.mark.slow
def test_wrong_headers_would_be_noticed_through_nginx(readers, monkeypatch):
    monkeypatch.setattr(middleware.SharedCacheMiddleware, "__call__", careless)
    found, said = readers(HONEST, "curator", "visitor")
    assert "HIT" in said
    assert len(found) > 20


# --- Django's own cache ---------------------------------------------------------------------------------


@pytest.fixture
def caching(settings):
    """The archive with Django's cache for the whole site in front of everything."""
    settings.MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *settings.MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "crossed"}}
    cache.clear()
    yield
    cache.clear()


def in_process(client: Client, address: str) -> Answer:
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Answer(answer.status_code, TOKEN.sub("", body.decode(errors="replace")), "")


def through_django(settings, first: str, second: str) -> list[str]:
    clients = {"curator": curator_in(), "visitor": Client()}
    cached = list(settings.MIDDLEWARE)
    settings.MIDDLEWARE = [each for each in cached if "middleware.cache." not in each]
    wanted = {each: in_process(clients[second], each) for each in every_address()}
    settings.MIDDLEWARE = cached
    for client in clients.values():
        client.handler._middleware_chain = None  # made anew, with the cache
    clients["visitor"].cookies.clear()
    for address in wanted:
        in_process(clients[first], address)
    return crossed(wanted, partial(in_process, clients[second]))


DECIDER = middleware.SharedCacheMiddleware.__call__


def deaf(decider: middleware.SharedCacheMiddleware, request):
    """As if Django's cache kept for ten minutes what it was told to keep for none."""
    response = DECIDER(decider, request)
    response.headers["Cache-Control"] = "max-age=600"
    response.cookies.clear()
    return response


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "first", "second"),
    [(DECIDER, "curator", "visitor"), (deaf, "curator", "visitor"), (deaf, "visitor", "curator")],
)
def test_djangos_cache_gives_nobody_the_page_of_another(caching, settings, house, monkeypatch, call, first, second):
    monkeypatch.setattr(middleware.SharedCacheMiddleware, "__call__", call)
    assert through_django(settings, first, second) == []


@pytest.mark.django_db
@pytest.mark.slow
def test_wrong_headers_would_be_noticed_through_djangos_cache(caching, settings, house, monkeypatch):
    monkeypatch.setattr(middleware.SharedCacheMiddleware, "__call__", careless)
    assert len(through_django(settings, "curator", "visitor")) > 20


@pytest.mark.django_db
@pytest.mark.parametrize(("call", "asked_again"), [(DECIDER, True), (deaf, False)], ids=["honest", "deaf"])
def test_djangos_cache_keeps_what_this_test_takes_it_to_keep(caching, house, monkeypatch, call, asked_again):
    monkeypatch.setattr(middleware.SharedCacheMiddleware, "__call__", call)
    client = Client()
    client.get("/testimonies/")
    with CaptureQueriesContext(connection) as questions:
        client.get("/testimonies/")
    assert bool(questions.captured_queries) == asked_again
