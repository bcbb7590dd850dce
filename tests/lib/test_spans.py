import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lib.spans import remap, segments
from tests.lib.properties import quickly

words = st.lists(st.sampled_from(["Ali", "came", "to", "Xocalı", "a", "ал", "😀", "in"]), max_size=12).map(" ".join)
spans = st.lists(st.tuples(st.integers(-2, 60), st.integers(-2, 60)), max_size=8)


def test_pieces_carry_the_payloads_of_all_spans_over_them():
    pieces = list(segments("hello world", [(0, 5, "a"), (3, 8, "b")]))
    assert pieces == [("hel", ("a",)), ("lo", ("a", "b")), (" wo", ("b",)), ("rld", ())]


def test_spans_that_are_empty_or_outside_are_ignored():
    assert list(segments("hello", [(2, 2, "a"), (-1, 3, "b"), (3, 9, "c"), (4, 1, "d")])) == [("hello", ())]
    assert list(segments("", [(0, 0, "a")])) == []


def test_equal_spans_keep_the_order_they_came_in():
    assert list(segments("ab", [(0, 2, "second"), (0, 2, "first")])) == [("ab", ("second", "first"))]


@quickly
@given(st.text(max_size=40), spans)
def test_the_pieces_are_the_text_and_every_character_has_its_spans(text, pairs):
    given_spans = [(start, end, number) for number, (start, end) in enumerate(pairs)]
    place = 0
    for piece, payloads in segments(text, given_spans):
        assert piece
        for offset in range(place, place + len(piece)):
            fitting = [n for s, e, n in given_spans if 0 <= s < e <= len(text) and s <= offset < e]
            assert list(payloads) == fitting
        place += len(piece)
    assert "".join(piece for piece, _payloads in segments(text, given_spans)) == text


OLD = "Ali came to Xocalı in February."


def where(words_in_old, new, old=OLD):
    start = old.index(words_in_old)
    (found,) = remap(old, new, [(start, start + len(words_in_old))])
    return None if found is None else new[found[0] : found[1]]


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("Xocalı", "On that day Ali came to Xocalı in February."),
        ("Xocalı", "Ali came to Xocalı, in the cold, in February 1992."),
        ("Xocalı", "Vali went there, to Xocalı in March."),
        ("Ali came", "Ali came from Xocalı in February."),
        ("Ali", "Ali! came to Xocalı in February."),
        ("February", "In February"),
    ],
)
def test_words_that_stayed_are_found_again(name, new):
    assert where(name, new) == name


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("Xocalı", "Ali came to Ağdam in February."),
        ("Xocalı", "Ali came in February."),
        ("Xocalı", "Ali came to Xocalıda in February."),
        ("Ali", "Alice came to Xocalı in February."),
        ("Ali came", "Ali Abbasov came to Xocalı in February."),
        ("February", ""),
    ],
)
def test_words_that_were_changed_or_removed_are_not(name, new):
    assert where(name, new) is None


def test_the_right_one_of_two_equal_names_is_kept():
    old, new = "Ali and Vali and Ali.", "Vali and Ali."
    assert remap(old, new, [(0, 3), (17, 20)]) == [None, (9, 12)]


def test_part_of_a_word_may_be_followed_into_a_changed_word():
    assert where("Xocalı", "We were in Xocalıdan", old="We were in Xocalıda") == "Xocalı"


def test_spans_that_are_empty_or_outside_are_lost():
    assert remap("ab", "ab", [(0, 0), (-1, 1), (0, 3), (0, 2)]) == [None, None, None, (0, 2)]
    assert remap("ab", "abc", [(1, 1), (0, 3)]) == [None, None]


def test_offsets_count_code_points():
    assert remap("😀 Ali", "😀😀 Ali", [(2, 5)]) == [(3, 6)]


@quickly
@given(words, words, spans)
def test_what_is_found_is_the_same_words(old, new, pairs):
    moved = remap(old, new, pairs)
    assert len(moved) == len(pairs)
    for (start, end), span in zip(pairs, moved, strict=True):
        if span is not None:
            assert 0 <= start < end <= len(old)
            assert 0 <= span[0] < span[1] <= len(new)
            assert new[span[0] : span[1]] == old[start:end]


@quickly
@given(words, words, words)
def test_an_insertion_loses_no_word(before, inserted, after):
    old, new = f"{before} | {after}", f"{before} | {inserted} ‖ {after}"
    whole = [(0, len(before)), (len(before) + 3, len(old))]
    for (start, end), span in zip(whole, remap(old, new, whole), strict=True):
        assert start == end or span is not None


def test_long_texts_with_many_changes_take_little_time():
    chance = random.Random(1)
    old = " ".join(f"w{chance.randrange(50)}" for _ in range(20_000)) + " Xocalı"
    new = "Xocalı " + " ".join(f"w{chance.randrange(50)}" for _ in range(20_000))
    before = time.process_time()
    assert remap(old, new, [(len(old) - 6, len(old))]) == [(0, 6)]
    assert time.process_time() - before < 2
