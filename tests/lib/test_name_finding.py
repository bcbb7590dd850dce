"""Names are found as a reader sees them, whatever unseen characters stand in them."""

import pytest

from archive.lib.name_finding import NameFinder

UNSEEN = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff", "\u202a\u202c", "\ufe0f", "\u034f"]


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("form", ["Zulfiya Qarabagli", "Зульфия", "李明"])
def test_an_unseen_character_hides_no_name(form, unseen):
    name = f"{form[0]}{unseen}{form[1:]}"
    text = f"Then {name}, {unseen}she said."
    [found] = NameFinder([form]).find(text)
    assert (text[found.start : found.end], found.whole) == (name, True)


@pytest.mark.parametrize("unseen", UNSEEN)
def test_an_unseen_character_in_a_form_hides_no_name(unseen):
    assert NameFinder([f"Zul{unseen}fiya"]).find("old Zulfiya") == [(4, 11, True)]


def test_a_part_of_a_name_is_found_across_a_soft_hyphen():
    text = "old Qara\u00adbagli came"
    [found] = NameFinder(["Zulfiya Qarabagli"]).find(text)
    assert (text[found.start : found.end], found.whole) == ("Qara\u00adbagli", False)


def test_unseen_characters_alone_are_no_name():
    assert NameFinder(["\u200b", " "]).find("a\u200bb") == []
