"""The valley: a collection that the tests of a module search, built once for each of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.search import valley as the_valley


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[the_valley.Valley]:
    """The valley, in a transaction that is open as long as the module's tests run."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield the_valley.build()
        transaction.set_rollback(True)


@pytest.fixture
def valley(built: the_valley.Valley, db: None) -> the_valley.Valley:
    """The valley; what a test changes in it is undone."""
    return built
