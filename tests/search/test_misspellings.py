"""“Did you mean …?”: near words as they stand in public texts, and no word of any other."""

import pytest

from archive.access.viewer import Viewer
from archive.search.misspellings import Proposal, edits_between, one_edit_from, suggest
from tests import cast

pytestmark = pytest.mark.django_db


def proposed(*words, viewer=None):
    return [each.proposed for each in suggest(words, viewer or Viewer())]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("brdge", "bridge"),
        ("bridgge", "bridge"),
        ("vridge", "bridge"),
        ("birdge", "bridge"),
        ("mountian", "mountains"),  # two edits
        ("mountaons", "mountains"),
        ("xocalu", "Xocalı"),
        ("körpi", "körpü"),
    ],
)
def test_the_nearest_word_is_proposed_as_it_is_written(typed, meant):
    cast.testimony(text="The bridge in the mountains near Xocalı, körpü.")
    assert suggest([typed], Viewer()) == [Proposal(typed, meant)]


def test_a_word_that_finds_something_and_one_near_to_nothing_have_no_proposal():
    cast.testimony(text="The bridges.")
    assert proposed("bridges", "bridge", "zzzzzzz", "The", "!!", "brid") == []


def test_a_name_that_finds_something_has_no_proposal():
    place = cast.place("Bridje")
    passage = cast.testimony(text="The bridge near home.").transcripts.get().passages.get()
    cast.mention(passage, "home", place)
    assert proposed("bridje") == []


def test_the_more_frequent_of_equally_near_words_is_proposed():
    cast.testimony(text="They cared for horses.")
    for _each in range(3):
        cast.testimony(text="They carved stones.")
    assert proposed("caryed") == ["carved"]


def test_a_stem_is_never_proposed():
    cast.testimony(text="They were hurrying.")  # its stem is hurri
    assert proposed("hurrj") == []
    assert proposed("hurryinh") == ["hurrying"]


@pytest.mark.parametrize("state", [state for state in cast.STATES if state != "public"])
def test_no_word_of_a_hidden_text_is_proposed_to_anyone(state):
    cast.testimony(text="The bridge fell.", state=state)
    assert proposed("brdge") == proposed("brdge", viewer=cast.CURATOR) == []


def test_no_word_that_may_not_be_quoted_is_proposed():
    cast.testimony(text="The bridge fell.", quotable_from=None)
    assert proposed("brdge") == []
    cast.testimony(text="A bridge stood.")
    assert proposed("brdge") == ["bridge"]


def test_a_word_of_a_text_only_some_may_read_is_known_to_them():
    cast.testimony(text="The brdge fell.", state="registered")
    cast.testimony(text="The bridge fell.")
    assert proposed("brdge") == ["bridge"]
    assert proposed("brdge", viewer=Viewer(user_id=1)) == []


def test_a_word_of_a_title_is_proposed():
    cast.testimony("Crossing the Bridge")
    assert proposed("brdge") == ["Bridge"]


@pytest.mark.parametrize("word", ["東京", "\x00", "", "a" * 500, "@p1234", "%___"])
def test_odd_words_have_no_proposal_and_break_nothing(word):
    cast.testimony(text="The bridge fell.")
    assert proposed(word) == []


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1), ("abcd", "badc", 2), ("a", "xyz", 3)],
)
def test_edits(one, other, edits):
    assert edits_between(one, other, most=2) == edits == edits_between(other, one, most=2)
    assert (other in one_edit_from(one)) == (edits == 1)
