"""Suggestions while typing: names, tags and titles in any spelling, and nothing that may not be told."""

import pytest

from archive.access.viewer import Viewer
from archive.models import Tag, TaggedTestimony
from archive.search import names, suggestions
from archive.search.parsing import parse
from archive.search.suggestions import as_query, suggest
from tests import cast

pytestmark = pytest.mark.django_db


def told_of(make, name, words="river", **testimony):
    """An authority that a testimony speaks of."""
    record = make(name)
    passage = cast.testimony(text=f"The {words} rose.", **testimony).transcripts.get().passages.get()
    cast.mention(passage, words, record)
    return record


def texts(typed, viewer=None):
    return [each.text for each in suggest(typed, viewer or Viewer())]


@pytest.fixture
def khojaly():
    place = told_of(cast.place, "Khojaly")
    for text, language in (("Xocalı", "az"), ("Ходжалы", "ru"), ("Xo'jali", "uz"), ("Խոջալու", "hy")):
        cast.also_called(place, text, language)
    return place


@pytest.mark.parametrize(
    ("typed", "met"),
    [
        ("kho", "Khojaly"),
        ("Xoc", "Xocalı"),
        ("ход", "Ходжалы"),
        ("xo’j", "Xo'jali"),
        ("Խոջ", "Խոջալու"),
        ("xoca", "Xocalı"),
    ],
)
def test_a_name_is_met_in_any_spelling_and_script(khojaly, typed, met):
    found = suggest(typed, Viewer())[0]
    assert (found.kind, found.text, found.public_id) == ("place", met, khojaly.public_id)
    assert found.heading == ("" if met == "Khojaly" else "Khojaly")


def test_an_owner_stands_once_and_words_come_in_any_order(khojaly):
    told_of(cast.person, "Notik Kasimov")
    assert len(texts("kh")) == 1
    assert texts("kasimov not") == texts("notik kas") == texts("kasi") == ["Notik Kasimov"]
    assert texts("not kasimov") == []  # only the last word may be unfinished


def test_every_kind_is_suggested():
    told_of(cast.person, "Zeynab"), told_of(cast.place, "Zarist"), told_of(cast.event, "Zenith flood")
    told_of(cast.organisation, "Zeta office")
    testimony = cast.testimony("Zest of the valley")
    tag = Tag.objects.create(name="zeal")
    TaggedTestimony.objects.create(tag=tag, content_object=testimony)
    found = suggest("ze", Viewer())
    assert [(each.kind, each.text) for each in found] == [
        ("event", "Zenith flood"),
        ("organisation", "Zeta office"),
        ("person", "Zeynab"),
        ("tag", "zeal"),
        ("testimony", "Zest of the valley"),
    ]
    assert [each.sought for each in found][-2:] == ['tag:"zeal"', 'title:"Zest of the valley"']


@pytest.mark.parametrize("typed", ["", " ", "k", "!!", "\x00", "😀", "%%", "__", "\ud800"])
def test_too_little_or_nothing_suggests_nothing(khojaly, typed):
    assert texts(typed) == []


def test_there_are_at_most_ten():
    for number in range(12):
        told_of(cast.person, f"Karim {number}")
        cast.testimony(f"Karim title {number}")
    found = suggest("kar", Viewer())
    assert len(found) == suggestions.MOST
    assert [each.kind for each in found].count("testimony") == suggestions.MOST_TITLES


@pytest.mark.parametrize("make", [cast.person, cast.place, cast.event, cast.organisation])
@pytest.mark.parametrize("state", [state for state in cast.STATES if state != "public"])
def test_who_is_known_from_hidden_accounts_only_is_not_suggested(make, state):
    told_of(make, "Khojaly", state=state)
    assert texts("kho") == []
    assert texts("kho", cast.CURATOR) == ["Khojaly"]


def test_what_is_hidden_takes_nobodys_place(monkeypatch):
    monkeypatch.setattr(names, "MOST_OWNERS", 2)
    for number in range(15):
        told_of(cast.person, f"Aydin {number}", state="draft")
    told_of(cast.person, "Aysel Karimova")
    assert texts("ay") == ["Aysel Karimova"]


def test_a_narrator_whose_name_is_not_shown_is_not_suggested():
    cast.testimony(narrator=cast.person("Aysel Karimova"), nameable_from=None)
    assert texts("aysel") == []
    assert texts("aysel", cast.CURATOR) == ["Aysel Karimova"]


def test_hidden_tags_and_titles_are_not_suggested():
    testimony = cast.testimony("Secret of the valley", state="on_request")
    TaggedTestimony.objects.create(tag=Tag.objects.create(name="secrets"), content_object=testimony)
    assert texts("secr") == []
    assert texts("secr", cast.CURATOR) == ["secrets", "Secret of the valley"]
    assert texts("secr", Viewer(user_id=1, grants=frozenset({testimony.pk}))) == ["secrets", "Secret of the valley"]


def below(place, name, **testimony):
    """Have ``place`` lie in a place of that ``name``, of which a testimony speaks."""
    place.parent = told_of(cast.place, name, **testimony)
    place.save()


def test_two_places_of_one_name_are_told_apart_by_where_they_lie_and_each_is_meant_alone():
    one, other, third = (told_of(cast.place, name) for name in ("Fuzuli", "Fuzuli", "Fuzuliler"))
    below(one, "Karabakh")
    below(third, "Elsewhere")
    found = {each.public_id: each for each in suggest("fuzu", Viewer())}
    assert (found[one.public_id].heading, found[one.public_id].sought) == ("Karabakh", f"place:{one.public_id}")
    assert (found[other.public_id].heading, found[other.public_id].sought) == (
        other.public_id,
        f"place:{other.public_id}",
    )
    assert (found[third.public_id].heading, found[third.public_id].sought) == ("", "Fuzuliler")


def test_two_people_of_one_name_are_told_apart_and_a_place_of_it_is_no_namesake():
    one, other = told_of(cast.person, "Fuzuli"), told_of(cast.person, "Fuzuli")
    place = told_of(cast.place, "Fuzuli")
    found = {each.public_id: each for each in suggest("fuzuli", Viewer())}
    assert [found[each.public_id].sought for each in (one, other)] == [
        f"person:{each.public_id}" for each in (one, other)
    ]
    assert found[place.public_id].sought == "Fuzuli"


def test_a_place_above_that_is_hidden_tells_nothing_apart():
    one = told_of(cast.place, "Fuzuli")
    told_of(cast.place, "Fuzuli")
    below(one, "Karabakh", state="draft")
    told = {each.public_id: each.heading for each in suggest("fuzuli", Viewer())}
    assert told[one.public_id] == one.public_id
    told = {each.public_id: each.heading for each in suggest("fuzuli", cast.CURATOR)}
    assert told[one.public_id] == "Karabakh"


def test_a_namesake_that_is_hidden_changes_nothing():
    one = told_of(cast.place, "Fuzuli")
    told_of(cast.place, "Fuzuli", state="draft")
    [found] = suggest("fuzuli", Viewer())
    assert (found.public_id, found.heading, found.sought) == (one.public_id, "", "Fuzuli")


@pytest.mark.parametrize(
    "name", ["Xo'jali", "A OR B", "place: here", "-minus", 'The "old" town', "(x)", "Notik Kasimov"]
)
def test_a_name_becomes_a_query_for_its_words(name):
    parsed = parse(as_query(name))
    assert parsed.query is not None
    assert parsed.repairs == ()
    assert "OR" not in name or as_query(name).startswith('"')


def test_a_name_of_plain_words_stays_as_it_is():
    assert as_query("Notik Kasimov") == "Notik Kasimov"


def test_the_page_answers_json_with_the_address(client, khojaly):
    answer = client.get("/suggestions/", {"q": "xoc"})
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "suggestions": [
            {
                "kind": "place",
                "text": "Xocalı",
                "language": "az",
                "heading": "Khojaly",
                "sought": "Xocalı",
                "address": khojaly.get_absolute_url(),
            }
        ]
    }
    assert client.get("/suggestions/").json() == {"suggestions": []}
