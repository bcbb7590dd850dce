"""How each database stores and matches the tokens that the analyser made. Both hold the same ones.

A backend offers ``lock(blocks)``, ``insert(rows)``, ``forget(rows)``, ``put_postings(rows)``, ``clear()``,
``among(rows, column, keys)``, ``beginning(rows, column, prefix)`` and ``holding(rows, match, public)``. Rows of the
index to write or to forget come with their streams (:data:`~archive.search.streams.Read`), and ``match`` is a value of
:mod:`archive.search.backends.matching`.
"""

from typing import Any

from django.db import connection

from archive.search.backends import postgres, sqlite


def current() -> Any:
    """The backend of the default database."""
    return sqlite if connection.vendor == "sqlite" else postgres
