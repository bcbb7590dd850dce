"""What the tests of commands share."""

import pytest

from tests import cast


@pytest.fixture
def file(tmp_path, settings):
    settings.ARCHIVE_LEDGER_HEAD_FILE = tmp_path / "head.json"
    return tmp_path / "ledger.jsonl"


@pytest.fixture
def someone():
    return cast.staff("administrator")
