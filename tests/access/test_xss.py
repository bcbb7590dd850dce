"""Stored scripts: in every text of every record, opened in a real browser; none runs, and no link is one."""

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Testimony
from tests import cast
from tests.access import surfaces
from tests.access.building import build_open
from tests.access.canaries import World
from tests.access.surfaces import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]

PAYLOADS = (
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    '"><svg onload=window.ran=1>',
    "' autofocus onfocus=window.ran=1 x='",
    "</textarea></title><script>window.ran=1</script>",
    "{{ 7|add:7 }}{% debug %}",
    "javascript:window.ran=1",
    "<a href='javascript:window.ran=1'>x</a>",
    "]]><iframe srcdoc='<script>top.ran=1</script>'>",
    "\u2028<script>window.ran=1</script>",
)


class Poisoned(World):
    """A world whose tokens are scripts, each still unique; short, for the narrowest column."""

    def token(self, room, label, readers, only=(), never=()):
        plain = super().token(room, label, readers, only)
        self.canaries[plain] = self.canaries.pop(plain)
        # A pseudonym may share no word with the real name, and all payloads are made of the same words.
        if label.endswith((".wikidata", ".viaf", ".geonames", ".key_id", ".sha256", ".pseudonym")):
            return plain[:10]
        return f"{PAYLOADS[next(self.numbers) % len(PAYLOADS)]} {plain}"


LINKS = """() => [...document.querySelectorAll("[href],[src],[action]")]
    .flatMap(each => ["href", "src", "action"].map(name => each.getAttribute(name) || ""))
    .filter(address => /^\\s*(javascript|data:text|vbscript)/i.test(address))"""


def script_links(page):
    return page.evaluate(LINKS)


def watched(page):
    """What the window reports: dialogs, and scripts that only the policy stopped."""
    reports = []
    page.on("dialog", lambda dialog: (reports.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: "Content Security" in message.text and reports.append(message.text))
    return reports


def poison():
    world = Poisoned()
    open_house = build_open(world)
    room = open_house.rooms["public"]
    for model, columns in (
        (Testimony, {"licence": "javascript:window.ran=1"}),
        (cast.Source, {"url": "javascript:window.ran=1"}),
    ):
        record = room.testimony if model is Testimony else open_house.source
        for column, value in columns.items():
            setattr(record, column, value)
        record.save()
    return House(world, open_house, {})


WITHOUT_PAGE = ("archive:media", "archive:media-download", "archive:look-as", "archive:request-cancel")
"""Routes that show no page: what is saved, and what is only posted to."""


def test_no_script_in_a_record_runs(page, live_server):
    house = poison()
    curator = Client()
    curator.force_login(cast.user("root", is_staff=True, is_superuser=True))
    reports, found = watched(page), []
    few = house.within("open", "public")
    names = [name for name in surfaces.PUBLIC if name not in WITHOUT_PAGE]
    addresses = [*surfaces.public_addresses(few, *names), "/testimonies/?person=<script>window.ran=1</script>"]
    seen: dict[str, int] = {}
    for address in dict.fromkeys(addresses):
        kind = address.split("?")[0].split("/")[1]
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] > 6:  # six of each kind of page have every kind of record and payload between them
            continue
        found += opened(page, address)
    page.context.add_cookies(
        [{"name": "archive_session", "value": curator.cookies["archive_session"].value, "url": live_server.url}]
    )
    pages = {}
    for address in [*surfaces.lists(few), *surfaces.pages_of_records(few)]:
        model, kind = address.split("/")[3], address.split("?")[0].rstrip("/").rpartition("/")[2]
        if not kind.startswith("file") and "/file/" not in address:
            pages.setdefault((model, kind), address)
    for address in pages.values():
        found += opened(page, address)
    found += opened(page, f"{reverse('admin:index')}")
    assert found == []
    assert reports == []


def opened(page, address):
    page.goto(address)
    ran = page.evaluate("() => window.ran")
    links = script_links(page)
    return [f"{address}: {each}" for each in ([f"ran {ran}"] if ran else []) + links]


def test_the_watch_sees_a_script_that_runs_and_one_that_is_stopped(page):
    reports = watched(page)
    page.goto("/about/")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran=1'; document.body.append(s); }"
    )
    page.evaluate(
        "() => { const a = document.createElement('a'); a.href = 'javascript:window.ran=1'; document.body.append(a); }"
    )
    assert script_links(page) == ["javascript:window.ran=1"]
    page.wait_for_timeout(100)
    assert reports, "the policy stopped a script, and nothing was reported"
    page.evaluate("() => { window.ran = 1 }")
    assert page.evaluate("() => window.ran") == 1
