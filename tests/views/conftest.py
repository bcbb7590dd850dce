"""Who looks at the pages: a visitor (`client`), someone with an account, a curator, and who asks for access."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive.models import MediaFile, Testimony
from tests import cast
from tests.files.house import media_file


@pytest.fixture
def curator(db) -> Client:
    client = Client()
    client.force_login(cast.staff("publisher"))
    return client


@pytest.fixture
def registered(db) -> Client:
    client = Client()
    client.force_login(cast.user("reader"))
    return client


@pytest.fixture
def tape(db) -> MediaFile:
    return media_file(cast.testimony())


@pytest.fixture
def researcher(db) -> User:
    return cast.user("researcher", first_name="Rena", last_name="Mammadova")


@pytest.fixture
def reader(researcher) -> Client:
    """The researcher's browser."""
    client = Client()
    client.force_login(researcher)
    return client


@pytest.fixture
def kept(db) -> Testimony:
    """A testimony kept on request, told in 1994."""
    narrator = cast.person("Canary narrator")
    return cast.testimony(
        "Canary title", state="on_request", recorded_on="1994-05", narrator=narrator, text="Canary words."
    )


@pytest.fixture
def text_of(client) -> Callable[..., str]:
    """What a reader sees at an address: the text of the page without its tags, white space made single."""

    def read(address: str, as_seen_by: Client | None = None, status: int = 200) -> str:
        answer = (as_seen_by or client).get(address)
        assert answer.status_code == status, address
        return plain(answer.content.decode())

    return read


def plain(html: str) -> str:
    body = html.partition("<body>")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body)))
