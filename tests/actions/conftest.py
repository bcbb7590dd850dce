"""Who asks for access, who decides, and for what; and the passage of which words are withheld."""

from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.actions.withholding import TEXT


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """A clock that stands, and is moved by hand."""
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


@pytest.fixture
def kept(db: None) -> Any:
    """A testimony kept on request."""
    return cast.testimony("Canary title", state="on_request")


@pytest.fixture
def researcher(db: None) -> Any:
    return cast.user("researcher", first_name="Rena", last_name="Mammadova")


@pytest.fixture
def publisher(db: None) -> Any:
    return cast.staff("publisher")


@pytest.fixture
def administrator(db: None) -> Any:
    return cast.staff("administrator")


@pytest.fixture
def first(db: None) -> Any:
    """Of the two people whom some actions take, the one who asks."""
    return cast.staff("administrator")


@pytest.fixture
def second(db: None) -> Any:
    return cast.staff("administrator")


@pytest.fixture
def passage(db: None) -> Any:
    return cast.testimony(text=TEXT).transcripts.get().passages.get()
