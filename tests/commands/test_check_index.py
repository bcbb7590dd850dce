"""manage.py check_index: says what differs and ends with 1, or mends it and says so."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.models import IndexState
from archive.search import index
from tests import cast

pytestmark = pytest.mark.django_db


def run(*arguments):
    told = io.StringIO()
    call_command("check_index", *arguments, stdout=told, verbosity=0)
    return told.getvalue()


@pytest.fixture
def damaged():
    """Twelve testimonies whose words were changed behind the archive's back."""
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": index.VERSION})
    testimonies = [cast.testimony(text="The bridge fell.") for _each in range(12)]
    assert run() == "The index holds what the records say.\n"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archive_passage SET text = 'The ferry sank.'")
    return testimonies


def test_what_differs_is_told_with_counts_and_identifiers(damaged):
    with pytest.raises(CommandError) as refused:
        run()
    told = str(refused.value)
    assert refused.value.returncode == 1
    assert "12 texts that the index holds otherwise than they are: " in told
    assert told.count(", ") >= 9
    assert " and 2 more" in told
    assert damaged[0].public_id in told
    assert "--repair" in told
    assert "ferry" not in told
    with pytest.raises(CommandError):
        run()


def test_repair_mends_it_and_says_what(damaged):
    assert "12 texts that the index holds otherwise than they are" in run("--repair")
    assert run() == run("--repair") == "The index holds what the records say.\n"
