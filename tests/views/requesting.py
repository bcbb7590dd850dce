"""How the tests of requests ask for access: the form of a testimony, what is written in it, the list of one's own."""

from typing import Any

from django.test import Client

from archive.models import Testimony
from tests.views.conftest import plain

TITLE = "Canary title"
WORDS = {
    "purpose": "A thesis on floods",
    "affiliation": "University of the valley",
    "agreed": "on",
    "terms_version": "1",
}
LIST = "/requests/"


def form_of(testimony: Testimony) -> str:
    return f"{testimony.get_absolute_url()}request/"


def read(client: Client, address: str, status: int = 200) -> Any:
    """The page at ``address`` as plain text."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return plain(answer.content.decode())
