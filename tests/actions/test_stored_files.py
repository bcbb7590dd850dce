"""Files whose rows go, or name another file: they leave the disk. What no row names is found, removed when asked."""

import os
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import FileField
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils import timezone

from archive.actions import erase, housekeeping, residue, stored_files
from archive.actions.destroyed import counted
from archive.admin.erasing import residue_of
from archive.models import Consent, MediaFile, Residue
from tests import cast
from tests.admin.workbench import as_group, at
from tests.files.house import media_file

pytestmark = pytest.mark.django_db

NAMES = {"archive.note_files": (pre_save, pre_delete), "archive.let_go_of_files": (post_save, post_delete)}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A media folder on the disk."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def clean_database(monkeypatch):
    """The database itself is not cleaned inside the transaction of a test."""
    monkeypatch.setattr("archive.lib.residue.clean", lambda connection, tables: "")


@pytest.fixture
def draft():
    return cast.testimony(state="draft")


def put(media, path, days=2):
    """A file below the media root that no row names, written ``days`` ago."""
    file = media / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"left")
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(file, (then, then))
    return file


def age(media, days=2):
    for file in media.rglob("*"):
        then = (timezone.now() - timedelta(days=days)).timestamp()
        os.utime(file, (then, then))


def models_with_files():
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, FileField) for field in model._meta.get_fields(include_hidden=True))
    ]


def test_every_model_with_a_file_lets_go_of_it():
    assert {MediaFile, Consent} <= set(models_with_files())
    for model in models_with_files():
        for name, signals in NAMES.items():
            for signal in signals:
                heard = [key for key, *_rest in signal.receivers if key == (name, id(model))]
                assert heard, f"{model.__name__} would leave its files on the disk"


def test_the_file_of_a_deleted_recording_leaves_the_disk(draft, django_capture_on_commit_callbacks):
    deleted, kept = media_file(draft), media_file(draft)
    with django_capture_on_commit_callbacks(execute=True):
        as_group("cataloguer").post(at(deleted, "delete"), {"post": "yes"})
        assert default_storage.exists(deleted.file.name)
    assert list(MediaFile.objects.all()) == [kept]
    assert not default_storage.exists(deleted.file.name)
    assert default_storage.exists(kept.file.name)
    assert residue.pending() == []


def test_it_stays_where_the_deletion_is_undone(draft):
    file = media_file(draft)
    name = file.file.name
    file.delete()  # within the transaction of the test, which is never committed
    assert default_storage.exists(name)
    assert [(row.subject, row.path) for row in residue.pending()] == [(draft.public_id, name)]


def test_a_file_that_is_exchanged_leaves_the_disk(draft, django_capture_on_commit_callbacks):
    file = media_file(draft)
    first = file.file.name
    with django_capture_on_commit_callbacks(execute=True):
        file.alt_text = "A table"
        file.save()
    assert default_storage.exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        file.file = ContentFile(b"another", "other.wav")
        file.save()
    assert not default_storage.exists(first)
    assert default_storage.exists(file.file.name)


def test_a_file_that_another_row_names_stays_until_that_goes(draft, django_capture_on_commit_callbacks):
    one, other = media_file(draft), media_file(draft)
    MediaFile.objects.filter(pk=other.pk).update(file=one.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        one.delete()
    assert default_storage.exists(one.file.name)
    assert residue.pending() == []
    with django_capture_on_commit_callbacks(execute=True):
        MediaFile.objects.get().delete()
    assert not default_storage.exists(one.file.name)


def test_erasing_keeps_what_another_account_names_and_says_so(draft, django_capture_on_commit_callbacks):
    ours, theirs = media_file(draft), media_file(cast.testimony(state="draft"))
    MediaFile.objects.filter(pk=theirs.pk).update(file=ours.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        erase.erase(draft, cast.staff("administrator"), reason="She asked for it.")
    assert default_storage.exists(ours.file.name)
    assert "Another record names the same file" in residue_of(draft.public_id)
    MediaFile.objects.get().delete()
    residue.clean_pending()
    assert not default_storage.exists(ours.file.name)
    assert "Another record" not in residue_of(draft.public_id)


def test_erasing_takes_along_what_deleted_rows_left(draft, monkeypatch, django_capture_on_commit_callbacks):
    file = media_file(draft)
    name = file.file.name
    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(type(default_storage), "delete", refuse, raising=False)
        file.delete()
    assert default_storage.exists(name)
    assert ("files on disk", 1) in counted(draft)
    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(type(default_storage), "delete", refuse, raising=False)
        erase.erase(draft, cast.staff("administrator"), reason="She asked for it.")
    assert "Residue pending" in residue_of(draft.public_id)
    residue.clean_pending(draft.public_id)
    assert not default_storage.exists(name)
    assert not Residue.objects.filter(cleaned_at=None, kind="file").exists()


def refuse(*_args):
    raise OSError("The disk is read-only.")


# --- what no row names ----------------------------------------------------------------------------------


def test_what_no_row_names_is_listed_and_left_where_it_is(draft, media):
    media_file(draft)
    assert housekeeping.find_strays() == "every file in the storage has its record"
    age(media)
    left = [put(media, "media/ab/abc.wav"), put(media, "consent/abd.pdf"), put(media, "notes/own.txt")]
    assert stored_files.look_through().strays == ["consent/abd.pdf", "media/ab/abc.wav", "notes/own.txt"]
    said = housekeeping.find_strays()
    assert said.startswith("3 FILES THAT NO RECORD NAMES: consent/abd.pdf, media/ab/abc.wav, notes/own.txt.")
    assert all(file.exists() for file in left)


def test_many_are_counted(media, monkeypatch):
    monkeypatch.setattr(housekeeping, "LISTED", 1)
    put(media, "media/a"), put(media, "media/b"), put(media, "media/c")
    assert "3 FILES THAT NO RECORD NAMES: media/a and 2 more." in housekeeping.find_strays()


def test_what_is_named_waits_as_residue_or_is_being_written_is_no_stray(draft, media):
    consent = Consent.objects.create(testimony=draft, basis="release", valid_from=timezone.now())
    consent.document.save("signed.pdf", ContentFile(b"signed"))
    media_file(draft)
    put(media, "media/ab/waiting.wav")
    Residue.objects.create(subject=draft.public_id, kind="file", path="media/ab/waiting.wav", left_at=timezone.now())
    age(media)
    put(media, "media/ab/young.wav", days=0.9)
    assert stored_files.look_through().strays == []
    Residue.objects.update(cleaned_at=timezone.now())
    age(media)
    assert stored_files.look_through().strays == ["media/ab/waiting.wav", "media/ab/young.wav"]


def test_a_root_that_is_not_there_has_none(media):
    assert not media.exists()
    assert stored_files.look_through().strays == []


def test_the_command_lists_and_removes_only_when_told_to(draft, media, capsys):
    kept = media_file(draft)
    age(media)
    stray, foreign = put(media, "media/ab/abc.wav"), put(media, "notes/own.txt")
    call_command("stray_files", verbosity=0)
    assert capsys.readouterr().out.splitlines() == [
        "media/ab/abc.wav",
        "notes/own.txt",
        "2 files that no record names.",
    ]
    assert stray.exists()
    call_command("stray_files", "--remove", verbosity=0)
    assert capsys.readouterr().out.splitlines() == [
        "removed: media/ab/abc.wav",
        "left alone: notes/own.txt",
        "1 of 2 files that no record names removed.",
    ]
    assert not stray.exists()
    assert foreign.exists()
    assert default_storage.exists(kept.file.name)


def test_what_was_given_a_row_meanwhile_is_kept_and_the_rest_can_be_left_for_later(draft, media):
    files = [put(media, f"media/{name}.wav") for name in "abc"]
    removing = stored_files.remove_strays(stored_files.look_through().strays)
    assert next(removing) == ("media/a.wav", True)
    MediaFile.objects.filter(pk=media_file(draft).pk).update(file="media/b.wav")
    assert next(removing) == ("media/b.wav", False)
    removing.close()  # interrupted
    assert [file.exists() for file in files] == [False, True, True]
    assert stored_files.look_through().strays == ["media/c.wav"]


def test_the_archive_writes_to_its_own_folders_only(draft):
    consent = Consent.objects.create(testimony=draft, basis="release", valid_from=timezone.now())
    consent.document.save("signed.pdf", ContentFile(b"signed"))
    assert stored_files.removable(consent.document.name)
    assert stored_files.removable(media_file(draft).file.name)
    assert not stored_files.removable("notes/own.txt")
