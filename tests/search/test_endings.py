"""Names with the endings that languages put on them, and no further."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analysis import tokens
from archive.search.endings import name_tokens
from tests.lib.properties import any_text, quickly

LARGEST = 80


def is_found(name: str, language: str, text: str) -> bool:
    """Whether the name, by its forms, stands anywhere in the text."""
    sought = name_tokens(name, language)
    words = [token.exact for token in tokens(text, language)]
    return any(
        all(word in forms for word, forms in zip(words[place:], sought, strict=False))
        for place in range(len(words) - len(sought) + 1)
    )


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Xocalı", "az", "O gecə Xocalıdan çıxdıq"),
        ("Xocalı", "", "O gecə XOCALIDAN çıxdıq"),
        ("Xocali", "", "O gecə Xocalıdan çıxdıq"),
        ("Xocalı", "az-Latn-AZ", "Xocalının küçələri"),
        ("Хоҹалы", "az-Cyrl", "Хоҹалыдан чыхдыг"),
        ("Göyçək", "az", "Göyçəyin evi"),
        ("Diyarbakır", "tr", "Diyarbakır'daki ev"),
        ("Xoʻjali", "uz", "Xo'jalidan chiqdik"),
        ("Қосимов", "uz-Cyrl", "Қосимовнинг уйи"),
        ("Натик Касымов", "ru", "рассказ Натика Касымова"),
        ("Натик Касымов", "", "рассказ Натика Касымова"),
        ("Нагорный Карабах", "ru", "в Нагорном Карабахе"),
        ("Шуша", "ru", "из Шуши"),
        ("Київ", "uk", "у Києві"),
        ("Леся Українка", "uk", "вірші Лесі Українки"),
        ("Շուշի", "hy", "Շուշիից եկան"),
        ("Նատիկ Քասիմով", "hy", "Նատիկ Քասիմովի մասին"),
        ("თბილისი", "ka", "თბილისში იყო"),
        ("მანანა", "ka", "მანანას სახლი"),
        ("خوجالی", "fa", "خوجالی‌های دیروز"),
        ("Kasimov", "en", "Kasimov’s words"),
        ("東京都", "ja", "彼は東京都に行った"),
        ("Kraków", "pl", "to jest Kraków"),
        ("İsa", "az", "İSANIN evi"),
    ],
)
def test_a_name_is_found_with_its_endings(name, language, text):
    assert is_found(name, language, text)


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Natiq Qasımov", "az", "Natiqin Qasımovu"),
        ("Касым", "ru", "Касымов"),
        ("Шуша", "ru", "шушера, шушать"),
        ("Xocalı", "az", "xoca, xocalıq, xocalaşdı"),
        ("Van", "tr", "vanilya, vantilatör"),
        ("Արամ", "hy", "արամայական"),
        ("Kraków", "pl", "w Krakowie"),
        ("A.", "az", "ada, adan, aya"),
        ("東京都", "ja", "東京に"),
    ],
)
def test_other_words_that_begin_alike_are_not_found(name, language, text):
    assert not is_found(name, language, text)


def test_only_the_last_word_of_a_turkic_name_takes_endings():
    first, last = name_tokens("Natiq Qasımov", "az")
    assert first == {"natiq"}
    assert {"qasimov", "qasimovun", "qasimova", "qasimovdan"} <= last
    assert "natiqin" in name_tokens("Natiq", "az")[0]


def test_every_word_of_a_russian_name_declines():
    first, last = name_tokens("Натик Касымов", "ru")
    assert {"natik", "natika", "natiku", "natikom", "natike"} == first
    assert {"kasymov", "kasymova", "kasymovu", "kasymovym"} <= last


LANGUAGES = ["", "und", "az", "az-Cyrl", "tr", "uz", "ru", "uk", "hy", "ka", "fa", "en", "ja", "not a tag"]
NAMES = [
    "Xocali",
    "Füzuli",
    "Göyçək",
    "Ходжалы",
    "Касымов",
    "Городец",
    "Шушинский",
    "Шуша",
    "Շուշի",
    "მანანა",
    "خوجالی",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_word_has_no_more_forms_than_can_be_asked_for(name, language):
    assert all(1 <= len(forms) <= LARGEST for forms in name_tokens(name, language))


@quickly
@given(any_text, st.sampled_from(LANGUAGES))
def test_any_name_has_forms_for_each_of_its_words(name, language):
    words = [token.exact for token in tokens(name, language)]
    forms = name_tokens(name, language)
    assert len(forms) == len(words)
    assert all(word in each for word, each in zip(words, forms, strict=True))
    assert all(len(each) <= LARGEST for each in forms)
