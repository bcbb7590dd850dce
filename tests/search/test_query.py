"""The query as a value: its normal form, its text, and what a hit can be found by."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.parsing import Parsed, parse
from archive.search.query import (
    FIELD_NAMES,
    FIELDS,
    All,
    Any,
    Field,
    Near,
    Not,
    Phrase,
    Prefix,
    Word,
    YearRange,
    all_of,
    any_of,
    describe,
    is_only_negative,
    lacking,
    leaves,
    within_field,
)
from tests.lib.properties import quickly

A, B, C = Word("a"), Word("b"), Word("c")
PLACE = Field("place", Word("Xocalı"))

words = st.sampled_from(
    ["Xocalı", "Xo'jali", "Ходжалы", "well-known", "12:30", "or", "霍贾利", "köylüler", "https://a.org/b"]
)
prefixes = st.sampled_from(["Qas", "well-kno", "Хо", "12"])
several = st.lists(words, min_size=2, max_size=4).map(tuple)
year = st.integers(1, 9999)
years = st.one_of(
    st.builds(YearRange, year, st.none()),
    st.builds(YearRange, st.none(), year),
    st.tuples(year, year).map(lambda pair: YearRange(min(pair), max(pair))),
)
texts = st.one_of(
    st.builds(Word, words),
    st.builds(Prefix, prefixes),
    st.builds(Phrase, st.lists(words, min_size=1, max_size=4).map(tuple)),
    st.builds(Near, several, st.integers(3, 100)),
)


def combined(single):
    """Queries in normal form over ``single`` ones."""
    return st.recursive(
        single,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(all_of),
            st.lists(inner, min_size=1, max_size=3).map(any_of),
            inner.map(lacking),
        ),
        max_leaves=6,
    )


fields = st.one_of(
    st.builds(within_field, st.sampled_from([name for name in FIELDS if name != "year"]), combined(texts)),
    st.builds(within_field, st.just("year"), combined(years)),
)
queries = combined(st.one_of(texts, fields))


@quickly
@given(queries)
def test_a_query_described_is_parsed_to_the_same_query(query):
    text = describe(query)
    if len(text) <= 1000:
        assert parse(text) == Parsed(query, ())


@quickly
@given(queries)
def test_a_query_can_be_hashed_and_not_changed(query):
    assert hash(query) == hash(dataclasses.replace(query))
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
        query.text = "other"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (All((A, Any((B, C)))), "a (b OR c)"),
        (Any((All((A, B)), C)), "a b OR c"),
        (Not(All((A, B))), "-(a b)"),
        (Not(PLACE), "-place:Xocalı"),
        (Field("place", Any((A, Phrase(("b", "c"))))), 'place:(a OR "b c")'),
        (Field("year", YearRange(1988, 1988)), "year:1988"),
        (Field("year", YearRange(1988, None)), "year:1988.."),
        (Field("year", YearRange(None, 1994)), "year:..1994"),
        (Near(("a", "b"), 5), '"a b"~5'),
        (Prefix("Qas"), "Qas*"),
    ],
)
def test_a_query_is_described_as_a_reader_would_write_it(query, text):
    assert describe(query) == text


def test_parts_within_parts_of_the_same_kind_are_one_list():
    assert all_of([A, All((B, C))]) == All((A, B, C))
    assert any_of([Any((A, B)), C]) == Any((A, B, C))
    assert all_of([A, Any((B, C))]) == All((A, Any((B, C))))


def test_one_part_stands_for_itself_and_no_part_is_no_query():
    assert all_of([A]) == any_of([A]) == A
    assert all_of([]) is None
    assert any_of([]) is None


def test_lacking_what_is_lacking_is_having_it():
    assert lacking(A) == Not(A)
    assert lacking(Not(A)) == A


def test_what_a_field_lacks_is_lacking_in_the_record():
    assert within_field("place", Not(A)) == Not(Field("place", A))


@pytest.mark.parametrize(
    ("query", "found_by"),
    [
        (A, [A]),
        (All((A, Any((B, Prefix("ab"))))), [A, B, Prefix("ab")]),
        (All((A, Not(B))), [A]),
        (Not(A), []),
        (Not(Any((A, Not(B)))), [B]),
        (All((A, PLACE)), [A, PLACE]),
        (All((Near(("a", "b"), 3), Not(PLACE))), [Near(("a", "b"), 3)]),
    ],
)
def test_a_hit_is_found_by_what_is_wanted_and_not_by_what_must_be_absent(query, found_by):
    assert list(leaves(query)) == found_by


@pytest.mark.parametrize(
    ("query", "negative"),
    [
        (A, False),
        (Not(A), True),
        (All((Not(A), Not(B))), True),
        (All((Not(A), B)), False),
        (Any((Not(A), B)), True),
        (Any((A, B)), False),
        (Not(All((A, Not(B)))), True),
        (Not(Any((A, Not(B)))), False),
        (PLACE, False),
        (Not(PLACE), True),
        (Field("place", All((Not(A), Not(B)))), True),
    ],
)
def test_a_query_is_only_negative_if_a_record_without_words_matches(query, negative):
    assert is_only_negative(query) is negative


def test_every_field_is_found_by_its_name_and_by_what_else_may_be_written():
    assert {name: FIELD_NAMES[name] for name in FIELDS} == {name: name for name in FIELDS}
    assert FIELD_NAMES["language"] == "lang"


def test_names_of_fields_are_lower_case_letters_as_they_are_read():
    assert all(name.isalpha() and name == name.casefold() and len(name) > 1 for name in FIELD_NAMES)


def test_no_two_fields_share_a_spelling():
    assert len(FIELD_NAMES) == sum(1 + len(others) for others in FIELDS.values())
