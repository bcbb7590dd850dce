"""Doing once more what the database gave up, because two transactions waited for each other."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

GIVEN_UP = ("40P01", "40001")
"""PostgreSQL: deadlock_detected and serialization_failure (https://www.postgresql.org/docs/15/errcodes-appendix.html)."""

PAUSE = 0.2
"""Seconds between the two."""

Answer = TypeVar("Answer")


def once_more(work: Callable[[], Answer]) -> Answer:
    """What ``work`` returns. Where the database gave its transaction up for another one, all of it was undone: it is
    done a second time, and no third. Inside a transaction it is done once; whoever began that one decides."""
    if connection.in_atomic_block:
        return work()
    try:
        return work()
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) not in GIVEN_UP:
            raise
    time.sleep(PAUSE)  # the other one goes first: begun at once, this one could take its row again before it does
    return work()
