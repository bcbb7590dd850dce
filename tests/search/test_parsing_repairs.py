"""What a broken query is understood as, and what the reader is told."""

import pytest

from archive.search.parsing import DEEPEST, LONGEST, TooLong, parse
from archive.search.query import All, Any, Field, Near, Not, Phrase, Prefix, Word, YearRange, describe
from archive.search.repairs import SENTENCES
from archive.search.terms import MOST_WORDS

A, B, C = Word("a"), Word("b"), Word("c")

REPAIRED = {
    '"a b': (Phrase(("a", "b")), "unclosed_quotation"),
    'a "': (A, "unclosed_quotation", "empty_quotation"),
    "„a «b» c": (Phrase(("a", "b", "c")), "unclosed_quotation"),
    'a ""': (A, "empty_quotation"),
    'a " ! "': (A, "empty_quotation"),
    "(a b": (All((A, B)), "unclosed_bracket"),
    "((a OR b": (Any((A, B)), "unclosed_bracket"),
    "a) b": (All((A, B)), "stray_bracket"),
    "a ()": (A, "empty_brackets"),
    "()": (None, "empty_brackets"),
    "a OR": (A, "lonely_or"),
    "OR a": (A, "lonely_or"),
    "a OR OR b": (Any((A, B)), "lonely_or"),
    "(OR) a": (A, "lonely_or", "empty_brackets"),
    "a || b": (Any((A, B)), "lonely_or"),
    "a NOT": (A, "lonely_not"),
    "NOT OR a": (A, "lonely_not", "lonely_or"),
    "NOT": (None, "lonely_not"),
    "place:-a": (Not(Field("place", A)), "inner_not"),
    "year:-1988": (Not(Field("year", YearRange(1988, 1988))), "inner_not"),
    "foo:bar": (All((Word("foo"), Word("bar"))), "unknown_field"),
    "-foo:bar": (All((Not(Word("foo")), Not(Word("bar")))), "unknown_field"),
    'foo:"a b"': (All((Word("foo"), Phrase(("a", "b")))), "unknown_field"),
    "foo:(a OR b)": (All((Word("foo"), Any((A, B)))), "unknown_field"),
    "foo:place:a": (All((Word("foo"), Field("place", A))), "unknown_field"),
    "tag:(place:a)": (Field("tag", All((Word("place"), A))), "inner_field"),
    "tag:place:a": (All((Word("place"), Field("tag", A))), "inner_field"),
    "place: a": (Field("place", A), "space_in_field"),
    "place: (a OR b)": (Field("place", Any((A, B))), "space_in_field"),
    "a place:": (All((A, Word("place"))), "empty_field"),
    "(place:) a": (All((Word("place"), A)), "empty_field"),
    "place:!": (Word("place"), "empty_field"),
    "year:soon": (All((Word("year"), Word("soon"))), "no_year"),
    "-year:soon": (All((Not(Word("year")), Not(Word("soon")))), "no_year"),
    "year:19881": (All((Word("year"), Word("19881"))), "no_year"),
    "year:0": (All((Word("year"), Word("0"))), "no_year"),
    "year:..": (Word("year"), "no_year"),
    'year:"a b"': (All((Word("year"), Phrase(("a", "b")))), "no_year"),
    "year:(1988 OR soon)": (Field("year", YearRange(1988, 1988)), "no_year_left_out", "lonely_or"),
    "year:1994..1988": (Field("year", YearRange(1988, 1994)), "years_swapped"),
    "*jaly": (Word("jaly"), "star_before"),
    "*jal*": (Prefix("jal"), "star_before"),
    "Kas*mov": (Prefix("Kas"), "star_inside"),
    "K*": (Word("K"), "star_too_early"),
    "K*mov": (Word("K"), "star_too_early"),
    "a *": (A, "star_alone"),
    "*": (None, "star_alone"),
    '"a Kas*"': (Phrase(("a", "Kas")), "star_quoted"),
    "Kasimov~": (Word("Kasimov"), "tilde_after_word"),
    "Kasimov~2": (Word("Kasimov"), "tilde_after_word"),
    '"a"~5': (Phrase(("a",)), "near_one_word"),
    '"a b"~': (Phrase(("a", "b")), "near_no_distance"),
    '"a b"~0': (Phrase(("a", "b")), "near_no_distance"),
    '"a b c"~1': (Near(("a", "b", "c"), 2), "near_distance"),
    '"a b"~99999': (Near(("a", "b"), 100), "near_distance"),
    "a ☹": (A, "no_letters"),
    "☹": (None, "no_letters"),
    "?!": (None, "nothing_to_find"),
    "AND": (None, "nothing_to_find"),
}


@pytest.mark.parametrize(("text", "expected"), REPAIRED.items(), ids=map(ascii, REPAIRED))
def test_a_broken_query_is_repaired_and_the_reader_told(text, expected):
    query, *codes = expected
    parsed = parse(text)
    assert (parsed.query, [repair.code for repair in parsed.repairs]) == (query, codes)


def test_every_kind_of_repair_is_tried_here():
    tried = {code for _query, *codes in REPAIRED.values() for code in codes}
    assert tried | {"too_deep", "too_many_words"} == set(SENTENCES)


def test_a_sentence_quotes_what_was_typed():
    assert parse("Kas*mov").repairs[0].message == (
        "A star can only end a word: “Kas*mov” was read as “Kas*”."  # the word as typed, then as understood
    )
    assert parse('"a b').repairs[0].message == (
        "The quotation mark was never closed: it was taken to end with the query."
    )


def test_what_was_typed_may_hold_signs_of_formatting():
    assert "“100%s*%d” was read as “100%s*”" in parse("100%s*%d").repairs[0].message


def test_the_same_repair_is_told_once():
    assert len(parse("a () () ()").repairs) == 1


def test_brackets_within_the_limit_are_kept():
    deep = "-(a " * DEEPEST + "b" + ")" * DEEPEST
    assert parse(deep).repairs == ()
    assert describe(parse(deep).query).count("(") == DEEPEST


def test_deeper_brackets_are_left_out_and_their_words_kept():
    deep = "-(a " * (DEEPEST + 5) + "b" + ")" * (DEEPEST + 5) + " c"
    parsed = parse(deep)
    assert [repair.code for repair in parsed.repairs] == ["too_deep"]
    assert parsed.query.parts[-1] == C
    assert describe(parsed.query).count("(") == DEEPEST


def test_words_within_the_limit_are_kept():
    assert parse("a " * MOST_WORDS) == (All((A,) * MOST_WORDS), ())


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a " * MOST_WORDS + "b OR (c", All((A,) * MOST_WORDS)),
        (f'"{"a " * 100}"', Phrase(("a",) * MOST_WORDS)),
        (f'a "{"a " * 100}"~5', All((A, Near(("a",) * (MOST_WORDS - 1), MOST_WORDS - 2)))),
        ("a " * (MOST_WORDS - 1) + '"b c"~5', All((*(A,) * (MOST_WORDS - 1), Phrase(("b",))))),
    ],
)
def test_more_words_are_cut(text, query):
    parsed = parse(text)
    assert parsed.query == query
    assert [repair.code for repair in parsed.repairs] == ["too_many_words"]


def test_a_query_as_long_as_it_may_be_is_read():
    assert parse("a" * LONGEST).query == Word("a" * LONGEST)


@pytest.mark.parametrize("text", ["a" * (LONGEST + 1), " " * (LONGEST + 1), ("a" * 19 + "|") * 50])
def test_a_longer_query_is_refused_with_a_sentence(text):
    with pytest.raises(TooLong) as refused:
        parse(text)
    assert refused.value.limit == LONGEST
    assert str(refused.value) == "A query can be at most 1000 characters long."
