"""What every test can count on, and the switch that turns skips into failures."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from archive.lib.room import with_room
from archive.search import index
from tests import browser

NOTHING_MAY_BE_SKIPPED = os.environ.get("ARCHIVE_REQUIRE_ALL") == "1"


# --- skips ----------------------------------------------------------------------------------------------
# With ARCHIVE_REQUIRE_ALL=1 a skipped test fails, whatever skipped it. The exception has to be written on
# the test: @pytest.mark.other_database("postgresql") says "about PostgreSQL only"; it is skipped on SQLite,
# also by that run, and counted as "other database" and not as skipped.


def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = item.get_closest_marker("other_database")
    if marker is not None and connection.vendor not in marker.args:
        pytest.skip(f"about {' and '.join(marker.args)}, and this is {connection.vendor}")


def _may_be_skipped(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("other_database")
    return marker is not None and connection.vendor not in marker.args


def _reason(report: Any) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    expected_failure = hasattr(report, "wasxfail")
    if NOTHING_MAY_BE_SKIPPED and report.skipped and not expected_failure and not _may_be_skipped(item):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing may be: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    report = yield
    if NOTHING_MAY_BE_SKIPPED and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and nothing may be: {_reason(report)}"
    return report


def pytest_report_teststatus(report: Any) -> tuple[str, str, str] | None:
    if report.skipped and "other_database" in getattr(report, "keywords", ()):
        return "other database", "o", "OTHER DATABASE"
    return None


# --- measurements and long proofs -----------------------------------------------------------------------


RUNS_OF_THEIR_OWN = {"bench": "ARCHIVE_BENCH", "soak": "ARCHIVE_SOAK"}
"""Markers of tests that belong to `make bench` or `make soak`, with the variable that says it is that run."""


AFTER_SQLITE = os.environ.get("ARCHIVE_AFTER_SQLITE") == "1"
"""Whether the same tests were run on SQLite just now: those that ask no database need not be run again."""
ASKING = {"db", "transactional_db", "django_db_setup", "page", "live_server", "chromium", "admin_client"}
"""Fixtures that have to do with a database."""


CASES = int(os.environ.get("ARCHIVE_CASES", "0"))
"""How many cases of each test are run, spread over all of them; every one where it is 0."""


def _cases_left_out(items: list[pytest.Item]) -> set[pytest.Item]:
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return {
        item
        for each in cases.values()
        if len(each) > CASES > 0
        for item in set(each) - {each[number * len(each) // CASES] for number in range(CASES)}
    }


def _asks_a_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(ASKING & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Measurements and long proofs are no part of any other run than their own."""
    absent = [marker for marker, variable in RUNS_OF_THEIR_OWN.items() if os.environ.get(variable) != "1"]
    left_out = {item for item in items if any(item.get_closest_marker(marker) for marker in absent)}
    if AFTER_SQLITE and connection.vendor != "sqlite":
        left_out |= {item for item in items if not _asks_a_database(item)}
    left_out |= _cases_left_out([item for item in items if item not in left_out])
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def pytest_configure(config: pytest.Config) -> None:
    """To look for garbage through everything that was imported, again and again, took a tenth of the time."""
    gc.set_threshold(50_000, 50, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """What a test calls has room on the interpreter's stack: pytest itself has used up most of a chunk."""
    pyfuncitem.obj = with_room(pyfuncitem.obj)


# --- threads ---------------------------------------------------------------------------------------------


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[None]:
    """The test database, where every thread can reach it: on SQLite a copy of it in a file."""
    if connection.vendor != "sqlite":
        yield
        return
    settings = connection.settings_dict
    name, memory = settings["NAME"], connection.connection
    file = tmp_path / "shared.sqlite3"
    memory.execute("VACUUM INTO ?", [str(file)])
    kept, connection.connection = memory, None
    settings["NAME"] = str(file)
    yield
    connection.close()
    settings["NAME"], connection.connection = name, kept


# --- the index of search --------------------------------------------------------------------------------

WITHOUT_SEARCH = {"views", "admin", "accounts", "models", "files"}
"""Folders whose tests have nothing to do with search, unless they are marked ``searches``."""


@pytest.fixture(autouse=True)
def index_at_rest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody searches, the index follows nothing: to write it took half of the time of those tests."""
    folder = request.path.relative_to(request.config.rootpath / "tests").parts[0]
    if folder in WITHOUT_SEARCH and not request.node.get_closest_marker("searches"):
        monkeypatch.setattr(index, "_write", lambda touched: None)


# --- browsers -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium (Playwright's Browser, see tests/browser.py); one for the whole run."""
    program = browser.chromium_program()
    if program is None:
        pytest.skip("no chromium found")
    with browser.running_chromium(program) as running:
        yield running


@pytest.fixture
def page(chromium: Any, django_db_serialized_rollback: None, live_server: Any) -> Iterator[Any]:
    """A fresh window (Playwright's Page) on the running archive: `page.goto("/people/")`.

    Rows made by migrations are there, and again for the next test.
    """
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def expect(chromium: Any) -> Any:
    """Playwright's expect: `expect(page.locator("h1")).to_have_text("People")` waits until it is so."""
    return chromium.expect
