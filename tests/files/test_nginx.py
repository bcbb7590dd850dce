"""nginx in front of the archive, as docs/operators.md sets it up: it sends files, and decides nothing."""

import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.urls import reverse

from archive.actions.consent import revoke
from tests import cast
from tests.files.house import SOUND, media_file

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MANUAL = Path(live_settings.BASE_DIR) / "docs" / "operators.md"
FRAME = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; user {user};
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    {written}
  }}
}}
"""


def as_written(archive: str, media: Path) -> str:
    """The lines for nginx in the manual, with this archive's address and folder put in."""
    [written] = re.findall(r"```nginx\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    return written.replace("http://127.0.0.1:8001", archive).replace("/srv/archive/media", str(media))


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@pytest.fixture
def in_front(live_server, settings, tmp_path):
    """The address of nginx in front of the archive, whose media lie in a folder."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("no nginx found")
    media, port = tmp_path / "media", free_port()
    settings.MEDIA_ROOT = media
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    settings.ARCHIVE_ACCEL_REDIRECT = "/_media/"
    configuration = tmp_path / "nginx.conf"
    written = as_written(live_server.url, media)
    user = tmp_path.owner()
    configuration.write_text(FRAME.format(folder=tmp_path, port=port, written=written, user=user))
    running = subprocess.Popen([program, "-c", configuration, "-e", tmp_path / "error.log"], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _each in range(100):
        if running.poll() is not None:
            pytest.fail((tmp_path / "error.log").read_text())
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield address
    running.terminate()
    running.wait(10)


def ask(address, **headers):
    """Status, headers and body of the answer."""
    request = urllib.request.Request(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_nginx_sends_what_the_archive_allows_and_nothing_else(in_front):
    testimony = cast.testimony(minable_from=None)
    tape = media_file(testimony)
    hidden = media_file(cast.testimony(state="draft"))
    address = f"{in_front}{reverse('archive:media', args=[tape.public_id])}"

    status, headers, body = ask(address)
    assert (status, body) == (200, SOUND)
    assert headers["Content-Type"] == "audio/wav"
    assert headers["Content-Disposition"] == f'inline; filename="mediafile-{tape.public_id}.wav"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "X-Accel-Redirect" not in headers
    assert "no-store" in headers["Cache-Control"] or "no-cache" in headers["Cache-Control"]

    status, headers, body = ask(address, Range="bytes=100-199")
    assert (status, body) == (206, SOUND[100:200])
    assert headers["Content-Range"] == f"bytes 100-199/{len(SOUND)}"

    assert ask(f"{in_front}{reverse('archive:media', args=[hidden.public_id])}")[0] == 404
    # Django's test server hands out MEDIA_URL of its own accord: tests/views/test_media.py asks the archive itself
    for path in (f"/_media/{tape.file.name}", f"/_media/{hidden.file.name}", "/_media/", "/_media/../_media/media/"):
        status, _headers, body = ask(in_front + path)
        assert (status, SOUND[:100] in body) == (404, False)
    status, headers, _body = ask(f"{in_front}/about/", X_Accel_Redirect=f"/_media/{hidden.file.name}")
    assert (status, headers.get_content_type()) == (200, "text/html")

    for consent in testimony.consents.all():
        revoke(consent, cast.staff("publisher"))
    status, _headers, body = ask(address, Range="bytes=100-199")
    assert (status, SOUND[100:200] in body) == (404, False)
