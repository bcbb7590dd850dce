"""Media files: what is handed out, and as what."""

from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.http import http_date

from tests import cast
from tests.files.house import SOUND, address, body_of, hidden_as_nothing, media_file

pytestmark = pytest.mark.django_db

SIZE = len(SOUND)


# --- the whole file --------------------------------------------------------------------------------------


def test_a_recording_is_handed_out_whole(tape, client):
    response = client.get(address(tape))
    assert response.status_code == 200
    assert body_of(response) == SOUND
    assert response.headers["Content-Type"] == "audio/wav"
    assert response.headers["Content-Length"] == str(SIZE)
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["ETag"] == f'"{tape.sha256}"'
    assert response.headers["Last-Modified"] == http_date(tape.created_at.timestamp())
    assert response.headers["Content-Disposition"] == f'inline; filename="mediafile-{tape.public_id}.wav"'


def test_a_download_is_an_attachment(tape, client):
    response = client.get(address(tape, "media-download"))
    assert body_of(response) == SOUND
    assert response.headers["Content-Disposition"] == f'attachment; filename="mediafile-{tape.public_id}.wav"'


def test_head_tells_the_size_and_sends_nothing(tape, client):
    response = client.head(address(tape), headers={"range": "bytes=0-9"})
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Length"] == str(SIZE)
    assert response.headers["ETag"] == f'"{tape.sha256}"'


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_there(tape, client, method):
    assert getattr(client, method)(address(tape)).status_code == 405


@pytest.mark.parametrize("headers", [{}, {"range": "bytes=1-2"}, {"range": "bytes=999999999-"}, {"if-none-match": "*"}])
def test_every_answer_keeps_the_file_from_acting_as_a_page(tape, client, headers):
    response = client.get(address(tape), headers=headers)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not response.headers.get("Content-Type", "").startswith("text/html") or response.status_code == 304


def test_an_empty_file_is_handed_out(client):
    empty = media_file(cast.testimony(), b"")
    response = client.get(address(empty))
    assert (response.status_code, body_of(response), response.headers["Content-Length"]) == (200, b"", "0")


def test_the_file_is_closed_though_nobody_read_it(tape, client, monkeypatch):
    file = BytesIO(SOUND)
    monkeypatch.setattr(type(default_storage._wrapped), "open", lambda self, name, mode="rb": file)
    client.get(address(tape)).close()
    assert file.closed


# --- as what it goes out ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "text/xml",
        "application/pdf",
        "text/javascript",
        "application/zip",
        "",
        "text/html; charset=utf-8",
        "audio/wav, text/html",
    ],
)
def test_what_a_browser_would_run_is_only_saved(client, media_type):
    record = media_file(cast.testimony(), b"<script>alert(1)</script>", kind="document", media_type=media_type)
    response = client.get(address(record))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    withheld = media_file(cast.testimony(downloadable_from=None), b"x", kind="document", media_type=media_type)
    assert hidden_as_nothing(client, address(withheld))


def test_text_goes_out_as_text(client):
    record = media_file(cast.testimony(), b"<b>bold</b>", kind="document", media_type="text/plain")
    response = client.get(address(record))
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


# --- behind nginx ----------------------------------------------------------------------------------------


def test_nginx_is_told_to_send_a_file_that_lies_in_a_folder(client, settings, tmp_path, monkeypatch, tape):
    settings.ARCHIVE_ACCEL_REDIRECT = "/_media/"
    assert body_of(client.get(address(tape))) == SOUND  # this storage has no folder
    monkeypatch.setattr(tape.file.field, "storage", FileSystemStorage(tmp_path))
    response = client.get(address(tape), headers={"range": "bytes=0-9"})
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["X-Accel-Redirect"] == f"/_media/{tape.file.name}"
    assert response.headers["Content-Type"] == "audio/wav"
    assert response.headers["Content-Disposition"].startswith("inline; ")
    assert hidden_as_nothing(client, address(media_file(cast.testimony(state="draft"))))


def test_no_address_leads_past_the_rules(client, settings, tape):
    for path in (settings.MEDIA_URL, "/_media/", "/var/media/", "/static/"):
        for name in ("", tape.file.name, f"../{tape.file.name}"):
            assert client.get(f"/{path.strip('/')}/{name}").status_code == 404
