"""Media files: who gets them, in which pieces, and as what."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from archive.actions.consent import revoke
from archive.actions.publication import WITHDRAW, carry_out
from archive.lib import public_ids
from archive.models import AccessGrant, AccessRequest, Testimony
from tests import cast
from tests.files.house import SOUND, body_of, media_file

pytestmark = pytest.mark.django_db

SIZE = len(SOUND)


def address(record, name="media"):
    return reverse(f"archive:{name}", args=[record.public_id])


@pytest.fixture
def tape(db):
    return media_file(cast.testimony())


@pytest.fixture
def granted(client):
    """Logs ``client`` in as someone who was granted access to a testimony; returns the grant."""

    def grant(testimony):
        researcher, now = cast.user(f"granted {next(cast.numbers)}"), timezone.now()
        request = AccessRequest.objects.create(
            testimony=testimony, researcher=researcher, purpose="A book", agreed_to_terms_at=now
        )
        client.force_login(researcher)
        return AccessGrant.objects.create(
            testimony=testimony,
            researcher=researcher,
            request=request,
            valid_from=now - timedelta(days=1),
            valid_until=now + timedelta(days=1),
        )

    return grant


# --- the whole file -------------------------------------------------------------------------------------


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


# --- ranges ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=100-65700", 100, 65700),  # across two chunks
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        ("bytes=500-999999999", 500, SIZE - 1),
        ("bytes=-300", SIZE - 300, SIZE - 1),
        ("bytes=-999999999", 0, SIZE - 1),
    ],
)
def test_one_range_is_answered_with_its_bytes(tape, client, asked, first, last):
    response = client.get(address(tape), headers={"range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert response.headers["Content-Type"] == "audio/wav"
    assert body_of(response) == SOUND[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0", "bytes=999999999-999999999"])
def test_a_range_beyond_the_end_is_told_the_size(tape, client, asked):
    response = client.get(address(tape), headers={"range": asked})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{SIZE}"
    assert response.content == b""


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6", "nonsense", "bytes=-"])
def test_a_header_that_is_not_understood_gets_the_whole(tape, client, asked):
    response = client.get(address(tape), headers={"range": asked})
    assert (response.status_code, body_of(response)) == (200, SOUND)


def test_if_range_sends_a_range_of_this_file_only(tape, client):
    same = http_date(tape.created_at.timestamp())
    earlier = http_date(tape.created_at.timestamp() - 60)
    for condition, status in (
        (f'"{tape.sha256}"', 206),
        (same, 206),
        ('"another"', 200),
        (f'W/"{tape.sha256}"', 200),
        (earlier, 200),
        ("nonsense", 200),
    ):
        response = client.get(address(tape), headers={"range": "bytes=0-9", "if-range": condition})
        assert response.status_code == status, condition


# --- conditional requests -------------------------------------------------------------------------------


def test_a_copy_that_is_still_right_is_not_sent_again(tape, client):
    same, later = http_date(tape.created_at.timestamp()), http_date(tape.created_at.timestamp() + 60)
    for headers, status in (
        ({"if-none-match": f'"{tape.sha256}"'}, 304),
        ({"if-none-match": f'W/"{tape.sha256}"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"another"'}, 200),
        ({"if-modified-since": same}, 304),
        ({"if-modified-since": http_date(tape.created_at.timestamp() - 60)}, 200),
        ({"if-none-match": '"another"', "if-modified-since": later}, 200),
        ({"if-match": '"another"'}, 412),
        ({"if-match": f'"{tape.sha256}"'}, 200),
        ({"if-none-match": f'"{tape.sha256}"', "range": "bytes=0-1"}, 304),
    ):
        response = client.get(address(tape), headers=headers)
        assert response.status_code == status, headers
        if status == 304:
            assert body_of(response) == b""
            assert response.headers["ETag"] == f'"{tape.sha256}"'


def test_a_file_taken_in_without_a_digest_has_no_tag(client, tape):
    type(tape).objects.filter(pk=tape.pk).update(sha256="")
    response = client.get(address(tape))
    assert "ETag" not in response.headers
    assert client.get(address(tape), headers={"if-none-match": f'"{tape.sha256}"'}).status_code == 200


# --- who gets it ----------------------------------------------------------------------------------------

WHO = ("visitor", "registered", "granted", "curator")
OPEN = {
    "public": WHO,
    "registered": WHO[1:],
    "on_request": WHO[2:],
    "closed": ("curator",),
    "embargoed": ("curator",),
    "draft": ("curator",),
    "in_review": ("curator",),
    "withdrawn": ("curator",),
    "no_consent": ("curator",),
}


def log_in_as(who, client, testimony, granted):
    if who == "registered":
        client.force_login(cast.user(f"reader {next(cast.numbers)}"))
    elif who == "curator":
        client.force_login(cast.staff("cataloguer"))
    elif who == "granted":
        granted(testimony)


def hidden_as_nothing(client, url, **headers):
    """Whether ``url`` answers byte for byte as an identifier that was never given."""
    response, nothing = client.get(url, headers=headers), client.get(reverse("archive:media", args=[public_ids.mint()]))
    kept = {"Content-Type", "Content-Length", "Content-Security-Policy", "Cache-Control", "Vary", "ETag"}
    return (response.status_code, response.content, {k: v for k, v in response.headers.items() if k in kept}) == (
        404,
        nothing.content,
        {k: v for k, v in nothing.headers.items() if k in kept},
    )


@pytest.mark.parametrize("state", cast.STATES)
@pytest.mark.parametrize("who", WHO)
def test_each_state_lets_in_whom_the_contract_names(client, granted, who, state):
    record = media_file(cast.testimony(state=state))
    log_in_as(who, client, record.testimony, granted)
    for name in ("media", "media-download"):
        if who in OPEN[state]:
            assert client.get(address(record, name)).status_code == 200
        else:
            assert hidden_as_nothing(client, address(record, name))
            assert hidden_as_nothing(client, address(record, name), range="bytes=0-1")
            assert hidden_as_nothing(client, address(record, name), **{"if-none-match": f'"{record.sha256}"'})


@pytest.mark.parametrize(
    "columns",
    [
        {"rendition": "master"},
        {"access": "registered"},
        {"access": "on_request"},
        {"access": "closed"},
    ],
)
def test_a_master_and_a_stricter_file_are_nothing_to_a_visitor(client, columns):
    assert hidden_as_nothing(client, address(media_file(cast.testimony(), **columns)))


def test_a_recording_needs_the_consent_to_hear_and_a_picture_does_not(client):
    testimony = cast.testimony(hearable_from=None)
    picture = media_file(testimony, kind="image", media_type="image/jpeg")
    assert hidden_as_nothing(client, address(media_file(testimony)))
    assert client.get(address(picture)).status_code == 200


def test_a_download_needs_the_consent_to_download(client):
    record = media_file(cast.testimony(downloadable_from=None))
    assert client.get(address(record)).status_code == 200
    assert hidden_as_nothing(client, address(record, "media-download"))


def test_machines_are_asked_to_keep_away_without_the_consent(client, tape):
    assert "X-Robots-Tag" not in client.get(address(tape)).headers
    record = media_file(cast.testimony(minable_from=None))
    for headers in ({}, {"range": "bytes=0-1"}, {"if-none-match": "*"}):
        assert "noindex" in client.get(address(record), headers=headers).headers["X-Robots-Tag"]


def test_of_a_redacted_testimony_only_the_redacted_copy_is_shown(client):
    testimony = cast.testimony(originals_withheld=True)
    assert hidden_as_nothing(client, address(media_file(testimony)))
    assert hidden_as_nothing(client, address(media_file(testimony, rendition="thumbnail")))
    assert client.get(address(media_file(testimony, rendition="redacted"))).status_code == 200


def test_an_identifier_of_another_kind_or_none_is_nothing(client, tape):
    assert hidden_as_nothing(client, address(tape.testimony))
    assert hidden_as_nothing(client, reverse("archive:media", args=["nonsense"]))


def test_a_file_that_is_gone_is_nothing(client, tape):
    tape.file.storage.delete(tape.file.name)
    assert hidden_as_nothing(client, address(tape))


def test_hidden_and_nonexistent_cost_the_same_queries(client, django_assert_num_queries):
    record = media_file(cast.testimony(state="draft"))
    for public_id in (record.public_id, public_ids.mint()):
        with django_assert_num_queries(1):
            client.get(reverse("archive:media", args=[public_id]))


# --- what changes between two requests ------------------------------------------------------------------


def test_consent_taken_back_stops_the_next_range(client):
    testimony = cast.testimony()
    record = media_file(testimony)
    assert client.get(address(record), headers={"range": "bytes=0-99"}).status_code == 206
    for consent in testimony.consents.all():
        revoke(consent, cast.staff("publisher"))
    assert hidden_as_nothing(client, address(record), range="bytes=100-199")
    assert hidden_as_nothing(client, address(record), **{"if-none-match": f'"{record.sha256}"'})


def test_a_withdrawal_stops_the_next_range(client, tape):
    assert client.get(address(tape), headers={"range": "bytes=0-99"}).status_code == 206
    carry_out(WITHDRAW, Testimony.objects.get(pk=tape.testimony_id), cast.staff("publisher"), reason="Asked for")
    assert hidden_as_nothing(client, address(tape), range="bytes=100-199")


def test_a_grant_revoked_or_over_stops_the_next_range(client, granted):
    record = media_file(cast.testimony(state="on_request"))
    grant = granted(record.testimony)
    assert client.get(address(record), headers={"range": "bytes=0-99"}).status_code == 206
    AccessGrant.objects.filter(pk=grant.pk).write_guarded(revoked_at=timezone.now())
    assert hidden_as_nothing(client, address(record), range="bytes=100-199")
    AccessGrant.objects.filter(pk=grant.pk).write_guarded(revoked_at=None)
    assert client.get(address(record), headers={"range": "bytes=0-99"}).status_code == 206
    AccessGrant.objects.filter(pk=grant.pk).write_guarded(valid_until=timezone.now())
    assert hidden_as_nothing(client, address(record), range="bytes=100-199")


# --- as what it goes out --------------------------------------------------------------------------------


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


# --- behind nginx ---------------------------------------------------------------------------------------


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
