"""Walking through the house: who asks, what counts as an answer, what in it is a leak."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from archive.search import index
from tests.access.building import build_hidden, build_open, build_rest, people
from tests.access.canaries import STUBS, World
from tests.access.surfaces import House, public_addresses


def client_of(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
        if user.username == "inactive":  # the login was switched off while the session goes on
            type(user).objects.filter(pk=user.pk).update(is_active=False)
    return client


def text_of(response: Any) -> str:
    """Everything of an answer that could tell something: status, headers, cookies, body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = "\n".join(morsel.OutputString() for name, morsel in response.cookies.items() if "archive_" not in name)
    return f"{response.status_code}\n{headers}\n{cookies}\n{body.decode('utf-8', 'replace')}"


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction around everything in it, undone at the end; the thousands of refusals in it are not logged, and
    wrong addresses of previews not limited."""
    logging.disable(logging.ERROR)
    try:
        with transaction.atomic(), override_settings(ARCHIVE_PREVIEW_RATE_LIMITS={}):
            yield
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)


def build(*, compared: bool = True) -> tuple[House, dict[str, str], dict[str, str]]:
    """The whole house, and, if ``compared``, what a visitor read at open addresses without and with what is hidden."""
    world = World()
    with index.collecting():
        open_house = build_open(world)
    house = House(world, open_house, {})
    visitor = Client(raise_request_exception=False)
    addresses = [] if not compared else list(dict.fromkeys(public_addresses(house.within("open", *STUBS, "public"))))
    before = {address: text_of(visitor.get(address)) for address in addresses}
    with index.collecting():
        build_hidden(world, open_house)
    after = {address: text_of(visitor.get(address)) for address in addresses}
    with index.collecting():
        build_rest(world, open_house)
    house.people = people(open_house)
    return house, before, after


class Walk:
    """The answers one identity gets: ``leaks`` in words, ``seen`` all tokens that stood anywhere."""

    def __init__(self, house: House, identity: str) -> None:
        self.world, self.identity = house.world, identity
        self.client = client_of(house.people[identity])
        self.leaks: list[str] = []
        self.seen: set[str] = set()
        self.answers = 0
        self.failures: list[str] = []

    def through(self, addresses: Iterable[str], *, until_a_leak: bool = False) -> "Walk":
        for address in addresses:
            response = self.client.get(address)
            text = text_of(response)
            self.answers += 1
            self.leaks += self.world.leaks(self.identity, address, text)
            if response.status_code >= 500:
                self.failures.append(f"{self.identity} at {address}: {response.status_code}")
            if response.status_code == 200:
                self.seen |= set(self.world.tokens_in(text))
            if until_a_leak and self.leaks:
                break
        return self
