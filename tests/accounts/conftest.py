"""Counters of attempts start at nothing for each test: they live in the database's cache table."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_attempts_so_far(db):
    cache.clear()
    yield
    cache.clear()
