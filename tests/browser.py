"""A real browser for tests, kept in a thread of its own.

Playwright's plain interface keeps an event loop running in the thread that uses it. Django gives a thread
with a running loop other database connections, so a test and its fixtures would talk past each other. Here
the browser lives in another thread, and a test holds objects that pass everything on to it and wait.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_program() -> str | None:
    """The browser to use: ARCHIVE_CHROMIUM, or the first one on PATH; None when there is none."""
    return os.environ.get("ARCHIVE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


class Passed:
    """Something of Playwright's: its attributes, calls and with-blocks happen in the browser's thread.

    A function given to `page.on(…)` is called in that thread, and may only take notes.
    """

    def __init__(self, thread: ThreadPoolExecutor, target: Any) -> None:
        self._thread, self._target = thread, target

    def _run(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return self._wrap(self._thread.submit(function, *arguments, **named).result())

    def _wrap(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._wrap(one) for one in value]
        if callable(value) or type(value).__module__.startswith("playwright."):
            return Passed(self._thread, value)
        return value

    def __getattr__(self, name: str) -> Any:
        return self._run(getattr, self._target, name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._run(self._target, *map(unwrap, arguments), **{key: unwrap(named[key]) for key in named})

    def __enter__(self) -> Any:
        return self._run(self._target.__enter__)

    def __exit__(self, *raised: Any) -> Any:
        return self._run(self._target.__exit__, *raised)

    def __repr__(self) -> str:
        return f"<in the browser's thread: {self._target!r}>"


def unwrap(value: Any) -> Any:
    """What Playwright itself gets when a test hands one of its objects back."""
    return value._target if isinstance(value, Passed) else value


@contextmanager
def running_chromium(program: str) -> Iterator[Any]:
    """A Playwright Browser driving that program; `browser.expect` is Playwright's `expect`."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser") as thread:
        playwright = Passed(thread, thread.submit(sync_playwright().start).result())
        try:
            browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
            browser.expect = Passed(thread, expect)
            yield browser
            browser.close()
        finally:
            playwright.stop()
