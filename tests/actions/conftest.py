"""Who asks for access, who decides, and for what."""

from typing import Any

import pytest
from django.utils import timezone

from tests import cast


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
