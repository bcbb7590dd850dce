"""The digest and the size of a withheld original: by them, whoever tries names finds out what is withheld."""

import hashlib

import pytest
from django.core.files.base import ContentFile

from archive.actions.lifting import lift
from archive.actions.redact import redact
from archive.lib.marks import PLACEHOLDER
from archive.models import MediaFile
from archive.models.sealed import Redaction
from tests import cast
from tests.admin.workbench import as_group, as_volunteer, at

pytestmark = pytest.mark.django_db

TEXT = "Then {} came home, and the river rose.\n"
FILES = "/admin/archive/mediafile/"
HAS_NONE = ["cataloguer", "reviewer", "publisher"]


def document(testimony, name, rendition="master"):
    said = TEXT.format(name).encode()
    return MediaFile.objects.create(
        testimony=testimony,
        kind="document",
        rendition=rendition,
        media_type="text/plain",
        file=ContentFile(said, name="t.txt"),
        sha256=hashlib.sha256(said).hexdigest(),
        size=len(said),
    )


@pytest.fixture
def testimony():
    return cast.testimony(text=TEXT.format("Mammadov").strip())


@pytest.fixture
def master(testimony):
    return document(testimony, "Mammadov")


@pytest.fixture
def redacted(testimony, master):
    passage = testimony.transcripts.get().passages.get()
    redact(passage, cast.staff("publisher"), start=5, end=13, reason_code="privacy", seen_text=passage.text)
    copy = document(testimony, PLACEHOLDER, "redacted")
    MediaFile.objects.filter(pk=copy.pk).write_guarded(access="")  # a curator has looked at it, and opened it
    copy.refresh_from_db()
    return copy


def told(client, *addresses, **asked):
    return "".join(client.get(address, asked).content.decode() for address in addresses)


def pages(file):
    return at(file), FILES, at(file.testimony)


def found(client, **asked):
    """The identifiers of the files that a list of all finds."""
    listed = client.get(FILES, asked)
    return [row.public_id for row in listed.context["cl"].result_list] if listed.status_code == 200 else []


@pytest.mark.parametrize("group", [*HAS_NONE, "administrator"])
def test_while_nothing_is_withheld_they_are_shown_and_found(master, group):
    client = as_group(group)
    for page in pages(master):
        assert f"{master.size}\xa0bytes" in told(client, page)
    assert master.sha256 in told(client, at(master))
    assert found(client, q=master.sha256) == [master.public_id]


@pytest.mark.parametrize("group", HAS_NONE)
def test_of_a_withheld_original_neither_is_shown(master, redacted, group):
    client = as_group(group)
    for page in pages(master):
        answer = client.get(page)
        assert answer.status_code == 200
        assert master.sha256 not in answer.content.decode()
        assert f"{master.size}\xa0bytes" not in answer.content.decode()
    assert told(client, at(master)).count("withheld, as the file is") == 2


@pytest.mark.parametrize("group", HAS_NONE)
def test_nor_is_it_found_or_sorted_by_them(master, redacted, group):
    client, longer = as_group(group), document(cast.testimony(), "A man whose name is long")
    assert found(client, q=master.sha256) == []
    for asked in ({"sha256": master.sha256}, {"sha256__startswith": master.sha256[:2]}, {"size__lt": "1000"}):
        assert found(client, **asked) == [], asked
        assert client.get(FILES, asked).status_code in (302, 400)
    column = list(client.get(FILES).context["cl"].list_display).index("size_shown")
    orders = []
    for size in (1, longer.size + 1):
        MediaFile.objects.filter(pk=master.pk).update(size=size)
        orders += [[found(client, o=f"{sign}{column}") for sign in ("", "-")]]
    assert orders[0] == orders[1], "the order tells of the size"
    assert len(orders[0][0]) == 3


@pytest.mark.parametrize("group", HAS_NONE)
def test_the_redacted_copy_and_other_files_keep_theirs(master, redacted, group):
    client, other = as_group(group), document(cast.testimony(), "Mammadov and his sister")
    for file in (redacted, other):
        assert file.sha256 in told(client, at(file))
        for page in pages(file):
            assert f"{file.size}\xa0bytes" in told(client, page)
        assert found(client, q=file.sha256) == [file.public_id]


def test_whoever_may_take_the_file_compares_them(master, redacted):
    client = as_group("administrator")
    assert master.sha256 in told(client, at(master))
    assert f"{master.size}\xa0bytes" in told(client, at(master))
    for asked in ({"q": master.sha256}, {"sha256": master.sha256}, {"size": str(master.size)}):
        assert found(client, **asked) == [master.public_id], asked


def test_once_the_words_are_back_they_are_shown_again(master, redacted):
    lift(Redaction.objects.get(), cast.staff("administrator"), reason="He agreed.")
    client = as_group("cataloguer")
    assert master.sha256 in told(client, at(master))
    assert found(client, q=master.sha256) == [master.public_id]


def test_staff_who_are_no_curators_get_neither_nor_does_a_reader(master, redacted, client):
    volunteer, public = as_volunteer(), master.testimony.get_absolute_url()
    assert redacted.public_id in told(client, public)
    for said in (told(volunteer, *pages(master)), told(client, public), told(as_group("cataloguer"), public)):
        assert master.sha256 not in said
        assert f"{master.size}\xa0bytes" not in said
    assert found(volunteer, q=master.sha256) == []
    assert client.get(f"/media/{master.public_id}/", headers={"if-none-match": f'"{master.sha256}"'}).status_code == 404
