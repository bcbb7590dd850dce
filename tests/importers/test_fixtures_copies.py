"""Files come in as strict as they must be, from a fixture and by code as in the workbench: a copy that was made before
words were withheld is not open because it is loaded afterwards."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client

from archive.access.levels import Access
from archive.actions.access import set_part_access
from archive.actions.protect import protect
from archive.models import LoadedRecord, MediaFile
from tests import cast
from tests.actions.withholding import cut
from tests.files.house import address, media_file
from tests.importers.conftest import entry, pid

pytestmark = pytest.mark.django_db

NAME = "Ruslan Mammadov"
COPY, MASTER = pid(60), pid(61)


@pytest.fixture
def account():
    return cast.testimony(text=f"Then {NAME} came home.")


@pytest.fixture
def boss():
    return cast.staff("administrator")


def withhold(account, boss, words=NAME):
    cut(account.transcripts.get().passages.get(), words, boss)


def protect_narrator(account, boss):
    protect(account.participations.get().person, boss, pseudonym="The teacher")


def copy_of(account, **fields):
    name = default_storage.save("media/zz/older.txt", ContentFile(f"then {NAME} came home".encode()))
    fields = {"public_id": COPY, "rendition": "redacted", "file": name} | fields
    return entry("mediafile", testimony=[account.public_id], kind="document", media_type="text/plain", **fields)


def level_of(public_id=COPY):
    return MediaFile.objects.values_list("access", flat=True).get(public_id=public_id)


def is_read(public_id=COPY):
    return Client().get(address(MediaFile.objects.get(public_id=public_id))).status_code == 200


@pytest.mark.parametrize("decide", [withhold, protect_narrator])
def test_a_redacted_copy_comes_in_closed_while_something_is_withheld(account, boss, load, decide):
    decide(account, boss)
    load([copy_of(account)])
    assert level_of() == Access.CLOSED
    assert not is_read()


def test_it_comes_in_open_where_nothing_is_withheld(account, load):
    load([copy_of(account)])
    assert level_of() == ""
    assert is_read()


def test_so_it_does_by_code(account, boss):
    assert MediaFile.objects.create(testimony=account, kind="document", rendition="redacted", file="a.txt").access == ""
    withhold(account, boss)
    made = MediaFile.objects.create(testimony=account, kind="document", rendition="redacted", file="b.txt")
    assert made.access == Access.CLOSED
    assert level_of(made.public_id) == Access.CLOSED


@pytest.mark.parametrize("level", ["", "registered", "closed"])
def test_a_copy_is_as_strict_as_what_it_was_made_from(account, load, level):
    media_file(account, rendition="access", access=level, public_id=MASTER)
    load([copy_of(account, rendition="thumbnail", derived_from=[MASTER])])
    assert level_of() == level


def test_a_copy_that_is_stricter_stays_so(account, load):
    media_file(account, rendition="access", access="registered", public_id=MASTER)
    load([copy_of(account, rendition="thumbnail", derived_from=[MASTER], access="closed")])
    assert level_of() == Access.CLOSED


@pytest.mark.parametrize("changed", [{"rendition": "redacted"}, {"file": "media/zz/another.txt"}])
def test_a_file_that_a_fixture_makes_another_is_closed(account, boss, load, changed):
    before = copy_of(account, rendition="access" if "rendition" in changed else "redacted")
    load([before])
    withhold(account, boss)
    MediaFile.objects.write_guarded(access="")  # looked at, and opened
    before["fields"] |= changed
    load([before], overwrite=True)
    assert MediaFile.objects.filter(**changed).exists()
    assert level_of() == Access.CLOSED


def test_a_correction_closes_nothing_that_was_opened(account, boss, load):
    before = copy_of(account)
    load([before])
    withhold(account, boss)
    set_part_access(MediaFile.objects.get(), boss, access="")
    before["fields"]["alt_text"] = "A page"
    load([before], overwrite=True)
    assert MediaFile.objects.get().alt_text == "A page"
    assert level_of() == ""


# --- what was decided about the copy itself -------------------------------------------------------------


def dumped(tmp_path):
    path = tmp_path / "dump.json"
    call_command("dumpdata", "archive.mediafile", natural_foreign=True, natural_primary=True, output=str(path))
    return json.loads(path.read_text())


def deleted():
    MediaFile.objects.filter(public_id=COPY)._raw_delete("default")
    LoadedRecord.objects.all().delete()


@pytest.fixture
def opened(account, boss, load):
    """A redacted copy beside withheld words that someone looked at and opened."""
    withhold(account, boss)
    load([copy_of(account)])
    set_part_access(MediaFile.objects.get(), boss, access="")
    assert is_read()


def test_a_dump_that_is_loaded_again_changes_nothing(opened, load, tmp_path):
    dump = dumped(tmp_path)
    load(dump)
    assert level_of() == ""
    assert dumped(tmp_path) == dump


def test_what_was_opened_and_is_gone_comes_back_open(opened, load, tmp_path):
    dump = dumped(tmp_path)
    deleted()
    load(dump)
    assert level_of() == ""


def test_but_closed_where_more_was_withheld_since(account, boss, opened, load, tmp_path):
    dump = dumped(tmp_path)
    withhold(account, boss, "home")
    deleted()
    load(dump)
    assert level_of() == Access.CLOSED


def test_what_was_decided_is_not_made_looser(account, boss, opened, load, tmp_path):
    dump = dumped(tmp_path)
    set_part_access(MediaFile.objects.get(), boss, access="registered")
    deleted()
    load(dump)
    assert level_of() == "registered"
