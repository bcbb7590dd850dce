"""Every identifier, in every route, by every method, as everyone: nothing unexpected opens, nothing breaks."""

import os
from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.access import surfaces
from tests.access.canaries import READERS, STAFF
from tests.access.test_sweep import status_of
from tests.access.walking import Walk, build, client_of, rolled_back, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SOAK = os.environ.get("ARCHIVE_SOAK") == "1"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = ("GET", "HEAD")

HOSTILE = (
    "a" * 5000,
    "%00",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%2f..%2fsettings.py",
    quote("١٢٣٤٥٦٧٨٩"),
    quote("' OR 1=1 --"),
    quote('"><script>'),
    "-1",
    "0",
    "9" * 400,
    "1e9",
    "%ff%fe",
    quote("b\u202e12345678"),
    "None",
    "1;2",
    "_5F_2F",
)
ROOMS = ("public", "registered", "on_request", "closed", "embargoed", "draft", "withdrawn", "no_consent", "erased")


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield build(compared=False)[0]


def asked(client, method, address):
    return client.generic(method, address)


@pytest.mark.parametrize("identity", ["visitor", "registered", "granted", "inactive", "volunteer", "curator"])
def test_public_addresses_by_every_method(house, identity):
    walk, unexpected = Walk(house, identity), []
    for state in ROOMS:
        room = house.open_house.rooms[state]
        for record in (room.testimony, room.passages[0], room.narrator):
            for method in METHODS:
                address = record.get_absolute_url()
                response = asked(walk.client, method, address)
                unexpected += house.world.leaks(identity, address, text_of(response))
                expected = 405
                if method in SAFE:
                    expected = status_of(state, identity) if record is room.testimony else response.status_code
                if response.status_code != expected:
                    unexpected.append((method, address, response.status_code))
    assert unexpected == []


def numbers(house):
    """Pages of the workbench about records, by number: hidden ones, and what others asked for."""
    some = house.within("public", "draft", "closed", "erased", "on_request", "accounts", "redacted")
    pages = [*surfaces.pages_of_records(some if not SOAK else house), *surfaces.pages_of_marks(some)]
    first = {}
    for address in pages:  # one or two of each kind of page, of a record in each room
        model, page = address.split("/")[3], address.rstrip("/").rpartition("/")[2]
        first.setdefault((model, page), []).append(address)
    return [address for found in first.values() for address in (found if SOAK else (found[0], found[-1]))]


@pytest.mark.parametrize("identity", ["visitor", "registered", "granted", "inactive"])
def test_no_page_of_the_workbench_opens_for_a_reader(house, identity):
    client, opened = client_of(house.people[identity]), []
    for address in dict.fromkeys(numbers(house)):
        for method in METHODS:
            response = asked(client, method, address)
            if response.status_code not in (302, 403, 405):
                opened.append((method, address, response.status_code))
            if response.status_code == 302 and "/login/" not in response.headers["Location"]:
                opened.append((method, address, response.headers["Location"]))
    assert opened == []


def test_staff_who_may_not_read_what_is_unpublished_change_nothing_hidden(house):
    walk, unexpected = Walk(house, "volunteer"), []
    for address in dict.fromkeys(numbers(house.within("draft", "closed", "erased"))):
        for method in METHODS:
            response = asked(walk.client, method, address)
            unexpected += house.world.leaks("volunteer", address, text_of(response))
            if response.status_code >= 500:
                unexpected.append((method, address, response.status_code))
    assert unexpected == []


@pytest.mark.parametrize("identity", ["visitor", "curator"])
def test_hostile_identifiers_find_nothing_and_break_nothing(house, identity):
    walk, unexpected = Walk(house, identity), []
    names = [(name, pattern) for name, pattern in surfaces.routes() if "<" in pattern and "(?P" not in pattern]
    if not SOAK:
        names = [each for each in names if not each[0].startswith("admin:")] + names[-60::7]
    for _name, pattern in names:
        for value in HOSTILE:
            address = "/" + "/".join(value if part.startswith("<") else part for part in pattern.split("/"))
            for method in ("GET", "POST", "HEAD"):
                response = asked(walk.client, method, address)
                if response.status_code >= 500 or (
                    response.status_code == 200 and address.startswith("/admin/") is False
                ):
                    unexpected.append((method, address[:80], response.status_code))
    assert unexpected == []


def test_a_request_shown_is_never_someone_elses(house):
    """The list of requests is for staff; a reader finds neither another's request nor their own there."""
    for identity in READERS["public"] - STAFF - {"volunteer"}:
        response = client_of(house.people[identity]).get(reverse("admin:archive_accessrequest_changelist"))
        assert response.status_code == 302
