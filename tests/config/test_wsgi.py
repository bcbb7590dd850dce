"""Requests in odd character sets are refused before anything reads them."""

import pytest

from config.wsgi import refusing_odd_charsets


def status_for(content_type):
    seen = []
    application = refusing_odd_charsets(lambda environ, start: start("200 OK", []) or [b""])
    application({"CONTENT_TYPE": content_type}, lambda status, headers: seen.append(status))
    return seen[0]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain; charset=undefined", "multipart/form-data; boundary=x; charset=hex", 'text/plain; charset="utf-16"'],
)
def test_odd_ones_are_refused(content_type):
    assert status_for(content_type) == "400 Bad Request"


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "text/html; charset=UTF-8", "multipart/form-data; boundary=x"]
)
def test_others_pass(content_type):
    assert status_for(content_type) == "200 OK"
