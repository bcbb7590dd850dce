"""Files that no record names: where some cannot be looked into, and where a record spells a name otherwise."""

import os

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command

from archive.actions import housekeeping, residue, stored_files
from archive.models import MediaFile, Residue
from tests import cast
from tests.actions import test_stored_files
from tests.actions.test_stored_files import age, put
from tests.files.house import media_file

pytestmark = pytest.mark.django_db

media = test_stored_files.media
clean_database = test_stored_files.clean_database


def refusing(monkeypatch, method, *refused):
    """The storage's ``method`` answers for the paths ``refused`` as the system does to who has no right to them."""
    allowed = getattr(FileSystemStorage, method)

    def answer(storage, path):
        if path in refused:
            raise PermissionError(13, "Permission denied", path)
        return allowed(storage, path)

    monkeypatch.setattr(FileSystemStorage, method, answer)


def test_what_cannot_be_read_is_listed_and_the_rest_is_looked_through(media, monkeypatch, capsys):
    put(media, "media/ab/abc.wav"), put(media, "media/ab/abd.wav"), put(media, "lost+found/own")
    assert stored_files.look_through() == (["lost+found/own", "media/ab/abc.wav", "media/ab/abd.wav"], [])
    refusing(monkeypatch, "listdir", "lost+found")
    refusing(monkeypatch, "get_modified_time", "media/ab/abd.wav")
    assert stored_files.look_through() == (["media/ab/abc.wav"], ["lost+found", "media/ab/abd.wav"])
    said = housekeeping.find_strays()
    assert said.startswith("1 FILES THAT NO RECORD NAMES: media/ab/abc.wav.")
    assert said.endswith("; not looked into: lost+found, media/ab/abd.wav")
    call_command("stray_files", verbosity=0)
    assert capsys.readouterr().out.splitlines()[:3] == [
        "not looked into: lost+found",
        "not looked into: media/ab/abd.wav",
        "media/ab/abc.wav",
    ]


def test_a_root_that_cannot_be_read_is_said_so(media, monkeypatch):
    put(media, "media/ab/abc.wav")
    refusing(monkeypatch, "listdir", "")
    assert housekeeping.find_strays() == "every file in the storage has its record; not looked into: ."


def test_what_cannot_be_deleted_is_left_and_the_rest_goes(media, monkeypatch):
    files = [put(media, f"media/{name}.wav") for name in "abc"]
    refusing(monkeypatch, "delete", "media/a.wav")
    refusing(monkeypatch, "get_modified_time", "media/b.wav")
    removing = stored_files.remove_strays([f"media/{name}.wav" for name in "abc"])
    assert list(removing) == [("media/a.wav", False), ("media/b.wav", False), ("media/c.wav", True)]
    assert [file.exists() for file in files] == [True, True, False]


def test_no_link_is_followed(media, tmp_path, capsys):
    """One leads to a folder above it, one out of the storage, one to a file out of it, one nowhere."""
    put(media, "media/ab/abc.wav")
    outside = put(tmp_path, "elsewhere/book.pdf")
    os.symlink(media / "media", media / "media" / "ab" / "again")
    os.symlink(outside.parent, media / "media" / "else")
    os.symlink(outside, media / "media" / "book.pdf")
    os.symlink(media / "nowhere", media / "consent")
    links = ["consent", "media/ab/again", "media/book.pdf", "media/else"]
    assert stored_files.look_through() == (["media/ab/abc.wav"], links)
    call_command("stray_files", "--remove", verbosity=0)
    assert "removed: media/ab/abc.wav" in capsys.readouterr().out
    assert outside.exists()
    assert not stored_files.removable("media/else/book.pdf")
    assert list(stored_files.remove_strays(["media/else/book.pdf"])) == [("media/else/book.pdf", False)]
    assert outside.exists()


def test_a_name_that_is_no_text_is_listed_and_left(media):
    os.makedirs(media / "notes")
    (media / "notes" / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"own")
    age(media)
    assert stored_files.look_through() == ([], [r"notes/caf\udce9.txt"])


# --- a record that spells the name otherwise ------------------------------------------------------------


SPELLINGS = {
    "with a dot": "media/./{}",
    "with two strokes": "media//{}",
    "from a dot": "./media/{}",
    "over a detour": "media/no/../{}",
    "from the top": "{root}/media/{}",
    "by a link": "media/linked/{file}",
}


@pytest.fixture(params=SPELLINGS)
def spelled(request, media):
    """The name of one file, and another name of it, which a fixture may have given."""
    name = media_file(cast.testimony(state="draft")).file.name
    rest = name.removeprefix("media/")
    os.symlink(media / "media" / rest.partition("/")[0], media / "media" / "linked")
    other = SPELLINGS[request.param].format(rest, root=media, file=rest.rpartition("/")[2])
    assert other != name
    assert os.path.samefile(default_storage.path(name), default_storage.path(other)), "the control: it is one file"
    return name, other


@pytest.mark.parametrize("first_to_go", [0, 1])
def test_the_file_stays_as_long_as_either_record_is_there(spelled, first_to_go, django_capture_on_commit_callbacks):
    one, other = MediaFile.objects.get(), media_file(cast.testimony(state="draft"))
    MediaFile.objects.filter(pk=other.pk).update(file=spelled[1])
    other.refresh_from_db()
    records = [one, other]
    with django_capture_on_commit_callbacks(execute=True):
        records.pop(first_to_go).delete()
    assert default_storage.exists(spelled[0])
    assert residue.pending() == []
    with django_capture_on_commit_callbacks(execute=True):
        records.pop().delete()
    assert not default_storage.exists(spelled[0])


def test_residue_waits_for_a_record_that_spells_it_otherwise(spelled):
    MediaFile.objects.update(file=spelled[1])
    Residue.objects.create(subject="x", kind="file", path=spelled[0], left_at=MediaFile.objects.get().created_at)
    assert residue.clean_pending() == (0, 1)
    assert residue.pending()[0].obstacle == Residue.Obstacle.NAMED
    assert default_storage.exists(spelled[0])
    MediaFile.objects.update(file="media/ab/another.wav")
    assert residue.clean_pending() == (1, 0)
    assert not default_storage.exists(spelled[0])


def test_it_is_no_stray_and_is_not_removed_as_one(spelled, media):
    age(media)
    MediaFile.objects.update(file=spelled[1])
    assert stored_files.look_through().strays == []
    assert list(stored_files.remove_strays([spelled[0]])) == [(spelled[0], False)]
    MediaFile.objects.update(file="media/ab/another.wav")
    assert stored_files.look_through().strays == [spelled[0]]
    assert list(stored_files.remove_strays([spelled[0]])) == [(spelled[0], True)]


def test_a_file_of_the_same_name_in_another_folder_is_another_file(media):
    record = media_file(cast.testimony())
    MediaFile.objects.filter(pk=record.pk).update(file="media/ab/abc.wav")
    put(media, "media/ab/abc.wav"), put(media, "media/cd/abc.wav")
    age(media)
    assert "media/cd/abc.wav" in stored_files.look_through().strays
    assert list(stored_files.remove_strays(["media/cd/abc.wav"])) == [("media/cd/abc.wav", True)]
    assert (media / "media/ab/abc.wav").exists()


def test_a_name_that_leads_out_of_the_storage_names_nothing_in_it(media):
    put(media, "media/ab/abc.wav")
    record = media_file(cast.testimony())
    MediaFile.objects.filter(pk=record.pk).update(file="../media/ab/abc.wav/../../../../abc.wav")
    age(media)
    assert "media/ab/abc.wav" in stored_files.look_through().strays
