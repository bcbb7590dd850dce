import contextlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from archive.lib.timecodes import format_ms, parse_timecode
from tests.lib.properties import any_text, quickly


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0:00"),
        (999, "0:00"),
        (123_000, "2:03"),
        (3_723_000, "1:02:03"),
        (360_000_000, "100:00:00"),
        (-2000, "-0:02"),
    ],
)
def test_milliseconds_become_hours_minutes_seconds(ms, text):
    assert format_ms(ms) == text


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1:02:03.5", 3_723_500),
        ("2:03", 123_000),
        ("02:03,040", 123_040),
        ("45", 45_000),
        (" 0:45.1239 ", 45_123),
        ("75:10", 4_510_000),
    ],
)
def test_time_codes_become_milliseconds(text, ms):
    assert parse_timecode(text) == ms


@pytest.mark.parametrize("wrong", ["", "1:60", "1:60:00", "1:2:3:4", "-1:00", "1:02.", "١:٠٢", "a", None, 45, "\ud800"])
def test_anything_else_is_refused_with_an_example(wrong):
    with pytest.raises(ValidationError, match="1:02:03"):
        parse_timecode(wrong)


@quickly
@given(st.integers(0, 10**9))
def test_what_is_shown_can_be_typed_again(seconds):
    if seconds < 9999 * 3600:
        assert parse_timecode(format_ms(seconds * 1000)) == seconds * 1000


@quickly
@given(any_text)
def test_no_text_raises_anything_but_a_validation_error(text):
    with contextlib.suppress(ValidationError):
        assert parse_timecode(text) >= 0
