"""What holds for every text: places, order, case, Unicode forms, threads."""

import itertools
import threading
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.search.analysis import LONGEST_TOKEN, fold_words, tokens, word_forms, words_and_stems
from tests.lib.properties import any_text, quickly

LANGUAGES = ["", "az", "az-Cyrl", "ru", "hy", "ka", "fa", "ar", "tr", "uz", "uk", "de", "en", "zh", "ja", "th", "ko"]
ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "az-Cyrl": "абвгғдеәжзиыјкҝлмноөпрстуүфхһчҹш",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "uz": "abdefghijklmnopqrstuvxyz",
    "de": "abcdefghijklmnopqrstuvwxyzäöüß",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "el": "αάβγδεζηθικλμνξοπρστυφχψω",
}
languages = st.sampled_from(LANGUAGES)


def words_in(language: str) -> st.SearchStrategy[str]:
    return st.text(ALPHABETS[language], min_size=1, max_size=20)


def upper(word: str, language: str) -> str:
    """The word in capitals, as its writers would set them."""
    if language in ("az", "tr"):
        word = word.replace("i", "İ").replace("ı", "I")
    return word.upper()


@quickly
@given(any_text, languages)
def test_forms_without_places_are_those_of_the_tokens(text, language):
    found = tokens(text, language)
    assert words_and_stems(text, language) == ([each.exact for each in found], [each.stem for each in found])


@given(any_text, languages)
def test_any_text_has_tokens_in_order(text, language):
    found = tokens(text, language)
    assert [token.position for token in found] == list(range(len(found)))
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert all(one.start <= other.start and one.end <= other.end for one, other in itertools.pairwise(found))


@quickly
@given(any_text, languages)
def test_a_form_holds_nothing_that_a_database_would_read_as_its_own(text, language):
    for token in tokens(text, language):
        for form in (token.exact, token.stem):
            assert form
            assert len(form) <= LONGEST_TOKEN
            assert not set(form) & {" ", '"', "'", "\0", "*", ":", "\\"}
            assert not any(unicodedata.category(sign) in ("Lu", "Cs", "Cc", "Zs") for sign in form)


@quickly
@given(any_text, languages)
def test_any_word_of_a_query_has_forms(text, language):
    exact, stems = word_forms(text, ["ru", language])
    assert bool(exact) == bool(stems)
    assert (exact in stems) == bool(exact)


@quickly
@given(any_text, st.sampled_from(["", "az", "tr", "ru", "fa"]))
def test_the_place_of_a_token_holds_the_word_it_was_made_from(text, language):
    for token in tokens(text, language):
        assert token.exact in [again.exact for again in tokens(text[token.start : token.end], language)]


@pytest.mark.parametrize("language", ALPHABETS)
def test_words_of_an_alphabet_fold_to_their_exact_form(language):
    @quickly
    @given(st.lists(words_in(language), max_size=6), st.sampled_from([" ", ", ", " — ", "\n", "… «"]))
    def holds(words, between):
        text = between.join(words)
        found = tokens(text, language)
        assert [text[token.start : token.end] for token in found] == [word for word in words if fold_words(word)]
        assert [[token.exact] for token in found] == [fold_words(word) for word in words if fold_words(word)]

    holds()


@pytest.mark.parametrize("language", ALPHABETS)
def test_capitals_change_neither_form_nor_stem(language):
    @quickly
    @given(words_in(language))
    def holds(word):
        assert [token[3:] for token in tokens(upper(word, language), language)] == [
            token[3:] for token in tokens(word, language)
        ]

    holds()


def test_capitals_are_read_by_language():
    assert tokens("KIZLAR", "tr")[0].stem == tokens("kızlar", "tr")[0].stem != tokens("kizlar", "tr")[0].stem


@quickly
@given(any_text, languages)
def test_composed_and_decomposed_text_give_the_same_forms(text, language):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert [token[3:] for token in tokens(composed, language)] == [token[3:] for token in tokens(decomposed, language)]


@quickly
@given(st.lists(words_in("az"), min_size=2, max_size=2), st.sampled_from("'`ʻʼ’‘"))
def test_an_apostrophe_inside_a_word_does_not_part_it(halves, apostrophe):
    assert [token.exact for token in tokens(apostrophe.join(halves), "az")] == fold_words("".join(halves))


@quickly
@given(any_text)
def test_what_is_folded_folds_to_itself(text):
    for token in tokens(text):
        assume(token.exact.isascii())
        assert [again.exact for again in tokens(token.exact)] == [token.exact]


def test_threads_stem_alike():
    words = [f"köylüler{number} evlerimizden kitaplarını" for number in range(300)]
    expected = [[token.stem for token in tokens(word, "tr-TR")] for word in words]
    wrong: list[str] = []

    def read() -> None:
        for word, stems in zip(words, expected, strict=True):
            fresh = word.replace("evler", "Evler")
            if [token.stem for token in tokens(fresh, "tr")] != stems:
                wrong.append(word)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
