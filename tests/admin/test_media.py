"""Files in the workbench: digest and size at intake, downloads for staff alone, sources and tags around them."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.access.viewer import visitor
from archive.actions.redact import redact
from archive.forms import media
from archive.models import MediaFile, Session
from tests import cast
from tests.admin.workbench import as_group, as_superuser, as_volunteer, at, errors_of, fields_of_page, form_on, send
from tests.files import corpus
from tests.files.house import media_file

pytestmark = pytest.mark.django_db

SOUND = corpus.wav(4)


@pytest.fixture
def testimony():
    return cast.testimony()


@pytest.fixture
def tape(testimony):
    client = as_group("cataloguer")
    url = f"{at(MediaFile, 'add')}?testimony={testimony.pk}"
    upload = SimpleUploadedFile("Aysel tape 1.WAV", SOUND, "audio/x-wav")
    fields = form_on(client, url) | {"kind": "audio", "file": upload, "sha256": "0" * 64, "size": "1"}
    response = client.post(url, fields, follow=True)
    assert response.redirect_chain, errors_of(response)
    return MediaFile.objects.get()


def test_an_upload_is_measured_and_stored_under_its_identifier(tape):
    assert tape.sha256 == hashlib.sha256(SOUND).hexdigest()
    assert tape.size == len(SOUND)
    assert (tape.media_type, tape.duration_ms) == ("audio/wav", 4000)
    assert tape.file.name == f"media/{tape.public_id[:2]}/{tape.public_id}.wav"
    assert tape.file.read() == SOUND


def test_the_page_shows_digest_and_download_and_no_other_address(tape):
    page = as_group("cataloguer").get(at(tape)).content.decode()
    assert tape.sha256 in page
    assert f'href="{at(tape, "file")}"' in page
    assert tape.file.name not in page


def test_a_file_is_not_exchanged_and_its_digest_not_forged(tape):
    before = (tape.file.name, tape.sha256, tape.size)
    other = SimpleUploadedFile("other.wav", b"other")
    send(as_superuser(), at(tape), file=other, sha256="0" * 64, size="7", alt_text="A voice")
    tape.refresh_from_db()
    assert (tape.file.name, tape.sha256, tape.size) == before
    assert tape.alt_text == "A voice"


def test_staff_download_it_as_an_attachment(tape):
    response = as_group("cataloguer").get(at(tape, "file"))
    assert b"".join(response.streaming_content) == SOUND
    assert response.headers["Content-Disposition"] == f'attachment; filename="mediafile-{tape.public_id}.wav"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_others_do_not(tape, client):
    assert "/login/" in client.get(at(tape, "file")).url
    client.force_login(cast.user("reader"))
    assert "/login/" in client.get(at(tape, "file")).url
    client.force_login(cast.user("helper", is_staff=True))
    unknown = reverse("admin:archive_mediafile_file", args=[987654])
    assert [client.get(each).status_code for each in (at(tape, "file"), unknown)] == [403, 403]
    volunteer = as_volunteer()  # a master is for curators, and nobody else knows of it
    assert [volunteer.get(each).status_code for each in (at(tape, "file"), unknown)] == [404, 404]


def test_a_file_that_is_gone_is_told_as_missing(tape):
    tape.file.storage.delete(tape.file.name)
    assert as_superuser().get(at(tape, "file")).status_code == 404


def test_no_address_leads_to_the_file_itself(tape, client, settings):
    assert client.get(f"/{settings.MEDIA_URL.strip('/')}/{tape.file.name}").status_code == 404


def test_sittings_offered_are_those_of_the_testimony(tape, testimony):
    session = Session.objects.create(testimony=testimony)
    Session.objects.create(testimony=cast.testimony())
    form = as_group("cataloguer").get(at(tape)).context["adminform"].form
    assert list(form.fields["session"].queryset) == [session]


@pytest.mark.parametrize(("before", "meanwhile", "level"), [("", "closed", "closed"), ("registered", "", "")])
def test_a_copy_is_as_strict_as_its_master_is_once_the_file_was_looked_into(
    monkeypatch, testimony, before, meanwhile, level
):
    """Looking into a large file takes a while, in which a colleague sets the master's access."""
    master = media_file(testimony, rendition="master", access=before)
    client, real = as_group("cataloguer"), media.take_in

    def set_meanwhile(*given, **named):
        MediaFile.objects.filter(pk=master.pk).write_guarded(access=meanwhile)
        return real(*given, **named)

    monkeypatch.setattr(media, "take_in", set_meanwhile)
    url, upload = f"{at(MediaFile, 'add')}?testimony={testimony.pk}", SimpleUploadedFile("copy.wav", SOUND)
    send(client, url, kind="audio", rendition="access", derived_from=master.pk, file=upload)
    assert MediaFile.objects.get(rendition="access").access == level


@pytest.mark.parametrize("withheld", [False, True])
def test_a_redacted_copy_comes_in_closed_while_something_is_withheld(monkeypatch, testimony, withheld):
    """Words may be withheld while a large file is looked into, and since the copy was made."""
    passage, publisher, real = testimony.transcripts.get().passages.get(), cast.staff("publisher"), media.take_in

    def withhold_meanwhile(*given, **named):
        if withheld:
            redact(passage, publisher, start=0, end=3, reason_code="safety", seen_text=passage.text)
        return real(*given, **named)

    monkeypatch.setattr(media, "take_in", withhold_meanwhile)
    url, upload = f"{at(MediaFile, 'add')}?testimony={testimony.pk}", SimpleUploadedFile("copy.wav", SOUND)
    client = as_group("cataloguer")
    answer = send(client, url, kind="audio", rendition="redacted", file=upload)
    if withheld:  # the page says so once, since it was opened before
        assert "Words of this account were withheld" in str(errors_of(answer))
        monkeypatch.setattr(media, "take_in", real)
        again = fields_of_page(answer) | {"file": SimpleUploadedFile("copy.wav", SOUND)}
        answer = client.post(url, again, follow=True)
    copy = MediaFile.objects.get()
    assert copy.access == ("closed" if withheld else "")
    assert ("This redacted copy is closed" in answer.content.decode()) == withheld
    assert MediaFile.objects.visible_to(visitor()).exists() != withheld


def test_a_copy_of_what_was_deleted_meanwhile_is_refused(monkeypatch):
    testimony = cast.testimony(state="draft")
    master, real = media_file(testimony, rendition="master"), media.take_in

    def delete_meanwhile(*given, **named):
        MediaFile.objects.filter(pk=master.pk).delete()
        return real(*given, **named)

    monkeypatch.setattr(media, "take_in", delete_meanwhile)
    url, upload = f"{at(MediaFile, 'add')}?testimony={testimony.pk}", SimpleUploadedFile("copy.wav", SOUND)
    sent = {"kind": "audio", "rendition": "access", "derived_from": master.pk, "file": upload}
    assert "__all__" in errors_of(send(as_group("cataloguer"), url, **sent))
    assert not MediaFile.objects.exists()


def test_an_empty_file_is_refused(testimony):
    url = f"{at(MediaFile, 'add')}?testimony={testimony.pk}"
    errors = errors_of(send(as_group("cataloguer"), url, kind="audio", file=SimpleUploadedFile("empty.wav", b"")))
    assert errors == {"file": ["The submitted file is empty."]}
