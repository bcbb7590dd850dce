import dataclasses
import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from archive.lib.fuzzy_dates import MAX_LENGTH, FuzzyDate
from tests.lib.properties import any_text, quickly

edtf_like = st.text("0123456789XYESTZ-/.,?~%[]{}+: ", max_size=40)


def test_a_date_is_kept_as_written_with_its_bounds():
    when = FuzzyDate.parse(" 1992-02-25/1992-02-26 ")
    assert str(when) == when.text == "1992-02-25/1992-02-26"
    assert (when.earliest, when.latest) == (date(1992, 2, 25), date(1992, 2, 26))
    assert (when.level, when.not_understood, when.uncertain, when.approximate) == (0, "", False, False)


@pytest.mark.parametrize(
    ("text", "uncertain", "approximate"), [("1992?", True, False), ("1970~", False, True), ("1970-05%", True, True)]
)
def test_qualifiers_are_flags(text, uncertain, approximate):
    when = FuzzyDate.parse(text)
    assert (when.uncertain, when.approximate) == (uncertain, approximate)


@pytest.mark.parametrize("text", ["1992/..", "1992/"])
def test_an_end_that_is_open_or_unknown_has_no_date(text):
    assert (FuzzyDate.parse(text).earliest, FuzzyDate.parse(text).latest) == (date(1992, 1, 1), None)


def test_it_is_a_value():
    assert FuzzyDate.parse("1992") == FuzzyDate.parse("1992 ")
    assert len({FuzzyDate.parse("1992"), FuzzyDate.parse("1992")}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        FuzzyDate.parse("1992").text = "1993"


@pytest.mark.parametrize(
    "wrong",
    [
        *(None, 1992, 1992.5, b"1992", ["1992"], date(1992, 2, 26), object()),
        *(
            "",
            " ",
            "\x00",
            "1992\x00",
            "\ud800",
            "1992-02-26\ud800",
            "１９９２",
            "١٩٩٢",
            "1" * 1_000_000,
            "/",
            "[",
            "{}",
            "[]",
        ),
    ],
    ids=lambda wrong: ascii(wrong)[:20],
)
def test_anything_else_is_a_validation_error_that_can_be_shown(wrong):
    with pytest.raises(ValidationError) as refusal:
        FuzzyDate.parse(wrong)
    assert " ".join(refusal.value.messages).encode()
    kept = FuzzyDate.stored(wrong)
    assert kept.not_understood
    assert kept.level == 2
    assert isinstance(kept.human(), str)


def test_a_date_is_at_most_64_characters_long():
    longest = "[" + ",".join(["1992"] * 12) + ",]"
    assert FuzzyDate.parse(longest.replace(",]", "]")).level == 2
    with pytest.raises(ValidationError, match="at most 64 characters"):
        FuzzyDate.parse("[" + ",".join(["1992"] * (MAX_LENGTH // 4)) + "]")


def test_a_safe_string_from_a_template_becomes_plain_text():
    assert type(FuzzyDate.parse(mark_safe("1992")).text) is str


@quickly
@given(st.one_of(any_text, edtf_like))
def test_no_text_raises_anything_but_a_validation_error(text):
    stored = FuzzyDate.stored(text)
    try:
        when = FuzzyDate.parse(text)
    except ValidationError:
        assert stored.text == text
        assert stored.not_understood.encode()
        return
    assert stored == when
    assert when.text == text.strip()
    assert when.human()
    assert when.earliest is None or when.latest is None or when.earliest <= when.latest


@quickly
@given(st.dates(), st.dates())
def test_every_day_and_every_forward_interval_is_read(one, other):
    first, last = sorted([one, other])
    assert FuzzyDate.parse(first.isoformat()).earliest == FuzzyDate.parse(first.isoformat()).latest == first
    span = FuzzyDate.parse(f"{first}/{last}")
    assert (span.earliest, span.latest) == (first, last)


@pytest.mark.bench
def test_at_least_20_000_strings_a_second():
    shapes = [
        "1992-02-{:02}",
        "1992-{:02}",
        "19{:02}",
        "19{:02}?",
        "19{:02}~",
        "19{:02}/..",
        "1992-01-{:02}/1993",
        "19{:02}-XX",
    ]
    texts = [shape.format(number) for number in range(1, 13) for shape in shapes] * 100
    fastest = 0.0
    for _turn in range(5):
        before = time.process_time()
        for text in texts:
            FuzzyDate.parse(text)
        fastest = max(fastest, len(texts) / (time.process_time() - before))
    print(f"{fastest:,.0f} fuzzy dates a second")
    assert fastest >= 20_000
