"""Secrets of addresses stay out of the log."""

import logging

import pytest

from archive.lib.log_filter import WithoutTokens


def logged(message, *args, exc_info=None):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, exc_info)
    assert WithoutTokens().filter(record)
    return logging.Formatter().format(record)


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (("Not Found", "/preview/s3cret-_x/"), "Not Found: /preview/…/"),
        (("GET", '"GET /preview/s3cret HTTP/1.1" 404'), 'GET: "GET /preview/… HTTP/1.1" 404'),
        (("Not Found", "/preview/s3cret?page=9"), "Not Found: /preview/…?page=9"),
        (("Found", "/accounts/x/?next=%2Fpreview%2Fs3cret%2F"), "Found: /accounts/x/?next=%2Fpreview%2F…%2F"),
        (("Not Found", "/people/k7x2m9q/"), "Not Found: /people/k7x2m9q/"),
        (("100%", "/preview/"), "100%: /preview/"),
    ],
)
def test_the_secret_part_is_left_out_and_the_rest_stays(args, line):
    assert logged("%s: %s", *args) == line


def test_a_trace_holds_it_neither():
    try:
        raise ValueError("at /preview/s3cret/")
    except ValueError as error:
        text = logged("Fault", exc_info=(type(error), error, error.__traceback__))
    assert "at /preview/…/" in text
    assert "ValueError" in text
    assert "s3cret" not in text
