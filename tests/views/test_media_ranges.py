"""Media files piece by piece: the range that is asked for, and copies that are still right."""

import pytest
from django.utils.http import http_date

from tests.files.house import SOUND, address, body_of

pytestmark = pytest.mark.django_db

SIZE = len(SOUND)


# --- ranges ----------------------------------------------------------------------------------------------


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


# --- conditional requests --------------------------------------------------------------------------------


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
