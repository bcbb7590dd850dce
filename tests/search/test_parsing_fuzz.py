"""Any text at all is a query: no error, and what was understood can be written down."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.lexing import ordinary
from archive.search.parsing import LONGEST, Parsed, TooLong, parse
from archive.search.query import describe
from tests.lib.properties import any_text, quickly

SIGNS = [
    *"\"“”„«»「」『』()|-~*:.,!_&'ʻ’",
    *["OR", "AND", "NOT", "||", "--", "..", "…", "~5", "~", '"~3', "((((", "))))", "-(", ':"', ":(", "://"],
    *["place:", "person:", "year:", "LANG:", "foo:", "tag:(", "year:(", "year:1988..1994", "year:1994..", "1988", "0"],
    *[
        "Xocalı",
        "Ходжалы",
        "霍贾利",
        "צה",
        "می\u200cروم",
        "a",
        "bb",
        "Xo'jali",
        "12:30",
        "☹",
        "ﷺ",
        "İ",
        "e\u0301",
        "\u0301",
    ],
    *[
        "\x00",
        "\ud800",
        "\udfff",
        "\u200b",
        "\u200f",
        "\ufeff",
        "\u2028",
        "\xad",
        "\U000e0001",
        "：",
        "（",
        "）",
        "＊",
        "－",
        "ＯＲ",
    ],
    *[" ", "  ", "\u00a0", "\u3000", "\t", "\n"],
]


def sound(text: str) -> bool:
    """Parse ``text``, prove what `parse` promises, and return whether it was short enough."""
    try:
        parsed = parse(text)
    except TooLong:
        return False
    if parsed.query is None:
        assert parsed.repairs or not ordinary(text).strip(), ascii(text)
    else:
        assert parse(describe(parsed.query)) == Parsed(parsed.query, ()), ascii(text)
    for repair in parsed.repairs:
        repair.message.encode()  # no lone surrogate reaches a page
        assert "\x00" not in repair.message
    return True


@pytest.mark.parametrize("rounds", [2_000, pytest.param(50_000, marks=pytest.mark.soak)])
def test_strings_of_signs_are_all_read(rounds):
    source = random.Random(1988)
    read = 0
    for _round in range(rounds):
        spaced = " " if source.random() < 0.3 else ""
        read += sound(spaced.join(source.choices(SIGNS, k=source.choice((1, 2, 3, 5, 8, 13, 30, 100)))))
    assert read > rounds * 0.9


signs_among_any_characters = st.lists(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=40).map("".join)


@settings(quickly, max_examples=400)
@given(signs_among_any_characters)
def test_signs_among_any_characters_are_read(text):
    assert sound(text)


@pytest.mark.soak
@settings(quickly, max_examples=10_000)
@given(signs_among_any_characters)
def test_signs_among_any_characters_are_read_many_times(text):
    assert sound(text)


@quickly
@given(any_text)
def test_any_text_is_read(text):
    sound(text)


@quickly
@given(st.text(min_size=LONGEST + 1, max_size=LONGEST + 50))
def test_what_is_too_long_is_refused_and_nothing_else(text):
    with pytest.raises(TooLong):
        parse(text)


@pytest.mark.parametrize("sign", [*SIGNS, "aa:", "-aa:", "a~", "a*", '"a" ', "(a) ", "a,", "-(", "place:("], ids=ascii)
def test_the_worst_of_the_longest_queries_take_little_time(sign):
    text = (sign * LONGEST)[:LONGEST]
    began = time.process_time()
    sound(text)
    assert time.process_time() - began < 0.25
