import sys
import unicodedata

import pytest
from hypothesis import given

from archive.lib.text import SLUG_LENGTH, as_seen, ascii_fold, ascii_slug, fold_key, nfc
from tests.lib.properties import any_text, quickly

APOSTROPHES = "'`´ʻʼ’‘ʹ′՚＇"


@pytest.mark.parametrize("spelling", ["Əsgəran", "əsgəran", "ƏSGƏRAN", " əsgəran\u200d ", "\ufeffƏsgəran\x00"])
def test_spellings_of_one_word_meet(spelling):
    assert fold_key(spelling) == "əsgəran"


@pytest.mark.parametrize("spelling", ["İlham", "Ilham", "ılham", "ilham", "I\u0307lham", "i\u0307LHAM"])
def test_the_turkic_i_family_is_one_letter(spelling):
    assert fold_key(spelling) == "ilham"


def test_no_dot_is_left_over_an_i_with_another_mark():
    assert "\u0307" not in unicodedata.normalize("NFD", fold_key("I\u0323\u0307 İ\u0301 į\u0307"))


@pytest.mark.parametrize("mark", APOSTROPHES)
def test_every_apostrophe_is_one(mark):
    assert fold_key(f"Xo{mark}jali") == "xo'jali"
    assert ascii_fold(f"Xo{mark}jali") == "xojali"


def test_a_word_keeps_its_script():
    assert fold_key("ХОДЖАЛЫ") == "ходжалы"
    assert fold_key("Խոջալու") == "խոջալու"


def test_white_space_is_collapsed_and_what_cannot_be_seen_removed():
    assert fold_key(" Kərkicahan\t\n\xa0 kəndi\u2028") == "kərkicahan kəndi"
    assert fold_key("\u202eab\u2066c\xad\x07") == "abc"


def test_no_control_or_format_character_survives():
    invisible = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) in ("Cc", "Cf", "Cs")]
    assert len(invisible) > 2000
    assert fold_key("".join(invisible)) == ""


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Xocalı", "xocali"),
        ("Xo'jali", "xojali"),
        ("Ходжалы", "khodzhaly"),
        ("Խոջալու", "khojalow"),
        ("Natiq Qasımov", "natiq qasimov"),
        ("Рамиль Гейдаров", "ramil geydarov"),
        ("Ağdam–Əsgəran  (yol)", "agdam esgeran yol"),
        ("e\u0301", "e"),
        ("“Qan yaddaşı”, 1992", "qan yaddasi 1992"),
        ("!!!", ""),
    ],
)
def test_names_can_be_typed_on_any_keyboard(text, folded):
    assert ascii_fold(text) == folded


def test_slugs_are_words_joined_with_hyphens():
    assert ascii_slug("Xocalı soyqırımı", "tag") == "xocali-soyqirimi"
    assert ascii_slug("!!!", "tag") == "tag"
    assert ascii_slug("!!!", "")


def test_a_long_slug_ends_with_a_whole_word():
    slug = ascii_slug("word " * 40, "tag")
    assert len(slug) <= SLUG_LENGTH
    assert slug.endswith("word")
    assert len(ascii_slug("x" * 500, "tag")) == SLUG_LENGTH


def test_composed_and_decomposed_text_are_stored_alike():
    assert nfc("s\u0327") == nfc("ş") == "ş"


@quickly
@given(any_text)
def test_folding_twice_changes_nothing_and_nothing_raises(text):
    key, plain = fold_key(text), ascii_fold(text)
    assert fold_key(key) == key
    assert ascii_fold(plain) == plain
    assert ascii_fold(key) == plain
    assert plain.isascii()
    assert key.encode() or not key
    assert ascii_slug(text, "tag")
    assert isinstance(nfc(text), str)


def test_every_letter_and_mark_folds_for_good():
    for code_point in (*range(0x3100), *range(0xA000, 0xAC00), *range(0xF900, 0x11000), *range(0x1D400, 0x1F300)):
        key = fold_key("i" + chr(code_point) + "İ")
        assert fold_key(key) == key
        plain = ascii_fold(chr(code_point))
        assert ascii_fold(plain) == plain


@quickly
@given(any_text)
def test_what_is_seen_stands_where_it_stood(text):
    seen, places = as_seen(text)
    assert "".join(text[place] for place in places) == seen
    assert as_seen(seen)[0] == seen
    assert fold_key(seen) == fold_key("".join(each for each in text if as_seen(each)[0]))


def test_a_text_without_unseen_characters_is_as_seen():
    assert as_seen("soft\u00adly") == ("softly", [0, 1, 2, 3, 5, 6])
    assert as_seen("Şuşa\n") == ("Şuşa\n", range(5))
