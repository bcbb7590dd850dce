"""Tokens: in any script, at the right place, and the same however the text was typed."""

import pytest

from archive.search.analysis import LONGEST_TOKEN, Forms, tokens, word_forms


def exacts(text: str, language: str = "") -> list[str]:
    return [token.exact for token in tokens(text, language)]


def stems(text: str, language: str = "") -> list[str]:
    return [token.stem for token in tokens(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Xocalıda qar yağırdı.", "az", ["xocalida", "qar", "yagirdi"]),
        ("Xo'jali, Xoʻjali, Xo’jali, Xo`jali, Xo‘jali", "uz", ["xojali"] * 5),
        ("Хоҹалыда ҝеҹә", "az-Cyrl", ["khocalyda", "geca"]),
        ("Ходжалы, зимой 1992-го", "ru", ["khodzhaly", "zimoy", "1992", "go"]),
        ("Խոջալու՝ ինչո՞ւ", "hy", ["khojalow", "inchow"]),
        ("ხოჯალი და თბილისი", "ka", ["khojali", "da", "tbilisi"]),
        ("خوجالی می‌رویم", "fa", ["khwjly", "myrwym"]),
        ("الكِتَابُ كـتـاب", "ar", ["lktb", "ktb"]),
        ("Diyarbakır'da IĞDIR", "tr", ["diyarbakirda", "igdir"]),
        ("Oʻzbekiston togʻi", "uz", ["ozbekiston", "togi"]),
        ("Об'єкт у Києві", "uk", ["obiekt", "u", "kiievi"]),
        ("Die Straße, DIE STRASSE", "de", ["die", "strasse", "die", "strasse"]),
        ("東京都に、京", "ja", ["東京", "京都", "都に", "京"]),
        ("中文", "zh", ["中文"]),
        ("สวัสดี", "th", ["สวั", "วัส", "สดี"]),
        ("ｶﾞｶﾞ ガガ", "ja", ["ガガ", "ガガ"]),
        ("서울에서 왔다", "ko", ["seouleseo", "wassda"]),
        ("שָׁלוֹם צה״ל א", "he", ["slvm", "tshl", "א"]),
        ("हिन्दी में", "hi", ["hindi", "mem"]),
        ("25.02.1992", "ru", ["25", "02", "1992"]),
        ("２０２０年 ۱۹۹۲ ٣", "", ["2020", "年", "1992", "3"]),
        ("m² and 1½", "en", ["m", "2", "and", "1", "1", "2"]),
        ("\ufb01n of\ufb01ce", "en", ["fin", "office"]),
        ("so\u00adft wo\u200brd \ufeffbegins", "en", ["soft", "word", "begins"]),
        ("no\u202dbo\u2064dy se\u061ce\u2066s\u2069 the\U000e0061m", "en", ["nobody", "sees", "them"]),
        ("👨\u200d👩\u200d👧 1\ufe0f\u20e3 — … « » _x_", "en", ["1", "x"]),
        ("a\x00b c\ud800d", "", ["a", "b", "c", "d"]),
        ("\u0301\u0301 ' ʻ \u0640 \u200d", "", []),
        ("", "az", []),
    ],
)
def test_words_become_folded_tokens(text, language, expected):
    assert exacts(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("köylüler", "tr", "koylu"),
        ("KÖYLÜLER", "tr", "koylu"),
        ("Bakı’dan", "tr", "bak"),
        ("людей", "ru", "lyud"),
        ("villages", "en", "villag"),
        ("Kasimov’s", "en-GB", "kasimov"),
        ("Häuser", "de", "haus"),
        ("l’homme", "fr", "homm"),
        ("քաղաքում", "hy", "kagha"),
        ("کتاب‌های", "fa", "ktb"),
        ("الكِتَاب", "ar", "ktb"),
        ("куће", "sr", "kuc"),
        ("kuće", "hr", "kuc"),
        ("мәсәлән", "az", "meselen"),
        ("Ҹаваншир", "az-Cyrl", "cavansir"),
        ("məsələn", "az", "meselen"),
        ("Ўзбекистон", "uz", "ozbekiston"),
        ("Европа", "uz-Cyrl", "yevropa"),
        ("дарё", "uz", "daryo"),
    ],
)
def test_the_stem_is_taken_before_marks_are_stripped(text, language, expected):
    assert stems(text, language) == [expected]


@pytest.mark.parametrize("language", ["", "az", "uz", "ka", "und", "x-made-up", "not a tag"])
def test_without_a_stemmer_the_stem_is_the_word(language):
    assert stems("villages köylüler", language) == exacts("villages köylüler") == ["villages", "koyluler"]


def test_places_are_those_of_the_text_with_all_marks_and_apostrophes():
    text = "Е\u0301сли Xo'jali, of\ufb01ce ½ ინჩო՞ა"
    found = tokens(text, "ru")
    assert [text[token.start : token.end] for token in found] == [
        *("Е\u0301сли", "Xo'jali", "of\ufb01ce", "½", "½", "ინჩო՞ა")
    ]
    assert [token.position for token in found] == [0, 1, 2, 3, 4, 5]


def test_pairs_of_characters_overlap_and_are_placed():
    assert [(token.position, token.start, token.end, token.exact) for token in tokens("a 東京都b", "ja")] == [
        *((0, 0, 1, "a"), (1, 2, 4, "東京"), (2, 3, 5, "京都"), (3, 5, 6, "b"))
    ]


@pytest.mark.parametrize("character", "東京都")
def test_a_prefix_of_one_character_finds_it_wherever_it_stands(character):
    found = [form for token in tokens("東京都", "ja") for form in (token.exact, token.stem)]
    assert any(form.startswith(character) for form in found)
    assert not any(form.startswith("大") for form in found)


def test_a_pair_of_a_query_is_not_found_by_its_last_character_alone():
    (pair,) = tokens("京都", "ja")
    assert pair.stem == "都"
    assert word_forms("京都", ["ja"]) == Forms("京都", frozenset({"京都"}))


def test_a_long_word_is_cut_and_keeps_its_place():
    (token,) = tokens("ж" * 1000, "ru")
    assert (len(token.exact), token.start, token.end) == (LONGEST_TOKEN, 0, 1000)


@pytest.mark.parametrize(
    "text",
    [
        *("a" * 10**6, "a" + "\u0301\u0323" * 500_000, "a'" * 500_000, "a" + "'" * 10**6, "\u0301" * 10**6),
        *("\u200d" * 10**6, "' " * 500_000, "\x00" * 10**6),
    ],
    ids=["word", "marks", "apostrophes", "end", "lone marks", "joiners", "quotes", "nul"],
)
def test_a_million_characters_are_read_in_one_go(text):
    assert len(tokens(text, "tr")) <= 1


@pytest.mark.parametrize(
    ("word", "languages", "expected"),
    [
        ("köylüler", ["tr", "de"], Forms("koyluler", frozenset({"koyluler", "koylu", "koylul"}))),
        ("köylüler", [], Forms("koyluler", frozenset({"koyluler"}))),
        ("Мәсәлән", ["az", "en"], Forms("masalan", frozenset({"masalan", "meselen"}))),
        ("IĞDIR", ["az"], Forms("igdir", frozenset({"igdir"}))),
        ("'", ["az"], Forms("", frozenset())),
        ("ʻ", ["az"], Forms("", frozenset())),
        ("", [], Forms("", frozenset())),
        ("25.02", ["ru"], Forms("25", frozenset({"25"}))),
    ],
)
def test_a_word_of_a_query_has_its_stems_in_every_language(word, languages, expected):
    assert word_forms(word, languages) == expected


def test_one_text_in_two_alphabets_meets_by_the_stem():
    (cyrillic,), (latin,) = tokens("Мәсәлән", "az-Cyrl"), tokens("Məsələn", "az")
    assert cyrillic.exact != latin.exact
    assert {cyrillic.stem} == {latin.stem} <= word_forms("мәсәлән", ["ru", "az"]).stems
