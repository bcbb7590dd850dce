"""What a Range header asks for: the cases of RFC 9110, section 14, on a file of ten bytes."""

import pytest

from archive.lib.byte_ranges import Span, Unsatisfiable, span_asked_for


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 9),
        ("bytes=2-5", 2, 5),
        ("bytes=9-9", 9, 9),
        ("bytes=5-999999999999999999", 5, 9),
        ("bytes=-1", 9, 9),
        ("bytes=-10", 0, 9),
        ("bytes=-11", 0, 9),
        ("Bytes=0-1", 0, 1),
        ("bytes= 0-1 ", 0, 1),
        ("bytes=007-008", 7, 8),
    ],
)
def test_one_range_is_understood(header, first, last):
    span = span_asked_for(header, 10)
    assert span == Span(first, last, 10)
    assert span.content_range == f"bytes {first}-{last}/10"
    assert span.length == last - first + 1


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999-99999"])
def test_what_lies_beyond_the_end_cannot_be_had(header):
    with pytest.raises(Unsatisfiable):
        span_asked_for(header, 10)


@pytest.mark.parametrize("header", ["bytes=0-0", "bytes=0-", "bytes=-1"])
def test_nothing_of_an_empty_file_can_be_had(header):
    with pytest.raises(Unsatisfiable):
        span_asked_for(header, 0)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "bytes=0-1;",
        "bytes=0--1",
        "bytes=+1-2",
        "bytes=1.0-2",
        "bytes=٠-١",
        "bytes=" + "9" * 40 + "-",
        "items=0-1",
        "bytes=0-1\n",
        "bytes 0-1",
    ],
)
def test_anything_else_is_as_good_as_no_range(header):
    assert span_asked_for(header, 10) is None
