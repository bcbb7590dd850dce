"""Facets: what is chosen within one widens, across them narrows; and how many testimonies each value would give."""

import pytest

from archive.access.viewer import Viewer
from archive.models import MediaFile, Place, Source, Tag, TaggedTestimony
from archive.search import facets, postings
from tests import cast

pytestmark = pytest.mark.django_db

COUNTS = [
    # query, letter, counts
    ("", "c", {"accounts": 14, "letters": 1}),
    ("", "k", {"interview": 13, "letter": 1, "written": 1}),
    ("", "t", {"flight": 2, "winter night": 2}),
    ("", "e", {"fire": 1}),
    ("", "g", {"Khojaly": 2, "Yerevan": 2, "Fuzuli town": 1, "Fuzuli village": 1, "Tbilisi": 1}),
    ("", "d", {"1980": 2, "1990": 6}),
    ("", "h", {"transcript": 15}),
    ("burned", "l", {"in en": 2}),
    ("burned", "c", {"accounts": 1, "letters": 1}),
    ("burned", "g", {"Fuzuli town": 1, "Fuzuli village": 1}),
    ("burned", "t", {"flight": 1}),
    ("Khojaly", "l", {"in en": 1, "in az": 1, "in az-Cyrl": 1, "in ru": 1}),
    ("snow", "p", {"Natiq": 1, "narrator of road": 1}),
    ("xyzzy", "k", {}),
]


@pytest.mark.parametrize(("query", "letter", "expected"), COUNTS, ids=[f"{q}-{letter}" for q, letter, _ in COUNTS])
def test_counts(valley, query, letter, expected):
    assert valley.counts(letter, query) == expected


CHOSEN = [
    # query, chosen, found
    ("", [("l", "in en")], "river road mill"),
    ("", [("l", "in en"), ("l", "in az")], "river road mill az"),  # OR within
    ("", [("l", "in en"), ("k", "letter")], "mill"),  # AND across
    ("", [("l", "in az"), ("k", "letter")], ""),
    ("", [("l", "in en"), ("l", "in ru"), ("t", "winter night")], "road ru"),
    ("", [("l", "in en"), ("g", "Khojaly"), ("e", "fire")], "road"),
    ("burned", [("c", "letters")], "mill"),
    ("burned", [("d", "1980"), ("d", "1990")], "river mill"),
    ("burned", [("p", "Natiq")], ""),
    ("", [("t", "flight")], "river az"),
    ("", [("h", "transcript"), ("d", "1980")], "river hy"),
    ("", [("p", "Jafarov")], "river"),
    ("", [("g", "Nowhere")], ""),
]


@pytest.mark.parametrize(("query", "marks", "expected"), CHOSEN, ids=[str(row[1]) for row in CHOSEN])
def test_chosen(valley, query, marks, expected):
    assert valley.found(query, chosen=valley.chosen(*marks)) == set(expected.split())


def test_a_facet_is_counted_without_what_is_chosen_in_it(valley):
    chosen = valley.chosen(("l", "in en"), ("c", "letters"))
    assert valley.counts("l", chosen=chosen) == {"in en": 1}  # in the letters
    assert valley.counts("c", chosen=chosen) == {"accounts": 2, "letters": 1}  # in English
    assert valley.counts("k", chosen=chosen) == {"letter": 1}  # in both


@pytest.mark.parametrize(("query", "marks"), [("", []), ("burned", []), ("", [("l", "in en")]), ("Khojaly", [])])
def test_each_count_is_what_choosing_the_value_gives(valley, query, marks):
    for facet in valley.answer(query, chosen=valley.chosen(*marks)).facets:
        for value in facet.values:
            others = {each: kept for each, kept in valley.chosen(*marks).items() if each != facet.letter}
            chosen = others | {facet.letter: frozenset({value.mark})}
            assert valley.answer(query, chosen=chosen).total == value.count, value


def test_the_most_frequent_value_comes_first_and_a_chosen_one_is_always_shown(valley, monkeypatch):
    monkeypatch.setattr(facets, "MOST_VALUES", 1)
    chosen = valley.chosen(("k", "letter"))
    [kinds] = [facet for facet in valley.answer("", chosen=chosen).facets if facet.letter == "k"]
    assert [(value.mark, value.count, value.is_chosen) for value in kinds.values] == [
        ("@kinterview", 13, False),
        ("@kletter", 1, True),
    ]
    assert kinds.more == 1


def test_a_very_long_time_stands_under_no_decade(valley):
    cast.testimony(covers="1700/1990")
    cast.testimony(covers="1990/..")
    assert valley.counts("d") == {"1980": 2, "1990": 6}


def test_nothing_is_marked_that_neither_a_facet_nor_a_field_nor_a_name_asks_for(valley):
    MediaFile.objects.create(testimony=valley.testimonies["de"], kind="audio", rendition="access", file="de.mp3")
    without_facet = {"o", "v", "w"}  # organisations, speakers, languages of texts
    assert {term[1] for term in postings.beginning_with("@", 1000)} == {*facets.LABELS} | without_facet


# --- broader places and tags ----------------------------------------------------------------------------


def under(valley, inner, outer):
    place = valley.records[inner]
    place.parent = valley.records[outer]
    place.save()


def test_what_is_told_of_a_place_counts_under_those_it_lies_in(valley):
    under(valley, "Fuzuli village", "Tbilisi")
    under(valley, "Tbilisi", "Yerevan")
    counts = valley.counts("g")
    assert (counts["Fuzuli village"], counts["Tbilisi"], counts["Yerevan"]) == (1, 2, 4)
    for name in ("Fuzuli village", "Tbilisi", "Yerevan"):
        assert len(valley.found("", chosen=valley.chosen(("g", name)))) == counts[name]


def test_a_testimony_counts_once_under_a_place_that_it_leads_to_twice(valley):
    under(valley, "Fuzuli village", "Fuzuli town")
    told = valley.found("", chosen=valley.chosen(("g", "Fuzuli town")))
    assert valley.counts("g")["Fuzuli town"] == len(told)


def test_a_place_that_nothing_leads_to_is_not_counted_for_what_lies_in_it(valley):
    under(valley, "Tbilisi", "Nowhere")
    assert "Nowhere" not in valley.counts("g")


def test_places_that_lie_in_one_another_end(valley):
    for inner, outer in (("Tbilisi", "Yerevan"), ("Yerevan", "Tbilisi")):
        Place.objects.filter(pk=valley.records[inner].pk).update(parent=valley.records[outer])
    assert valley.counts("g")["Tbilisi"] == valley.counts("g")["Yerevan"] == 3


def test_what_has_a_tag_counts_under_the_broader_one(valley):
    valley.records["winter night"].broader.add(valley.records["flight"])
    assert valley.counts("t") == {"flight": 4, "winter night": 2}
    assert len(valley.found("", chosen=valley.chosen(("t", "flight")))) == 4


def test_a_broader_tag_named_by_another_form_of_it_is_the_preferred_one(valley):
    form = Tag.objects.get(preferred=valley.records["flight"])
    valley.records["winter night"].broader.add(form)
    assert valley.counts("t") == {"flight": 4, "winter night": 2}
    assert len(valley.found("", chosen=valley.chosen(("t", "flight")))) == 4


# --- under access ---------------------------------------------------------------------------------------

READERS = [
    # who, of which states something is counted
    ("visitor", Viewer(), 0),
    ("registered", Viewer(user_id=5), 1),
    ("curator", Viewer(user_id=6, is_curator=True), len(cast.STATES) - 1),
]


@pytest.mark.parametrize(("viewer", "more"), [row[1:] for row in READERS], ids=[row[0] for row in READERS])
def test_counts_are_of_what_the_viewer_may_read(valley, viewer, more):
    for state in cast.STATES[1:]:
        hidden = valley.testimonies[state]
        TaggedTestimony.objects.create(content_object=hidden, tag=valley.records["flight"])
        cast.mention(valley.passages[state, 1], "Lantern", valley.records["Khojaly"])
    assert valley.counts("t", viewer=viewer)["flight"] == 2 + more
    assert valley.counts("g", viewer=viewer)["Khojaly"] == 2 + more
    assert sum(valley.counts("k", viewer=viewer).values()) == 15 + more


def test_a_grant_counts_for_who_has_it(valley):
    granted = Viewer(user_id=5, grants=frozenset({valley.testimonies["on_request"].pk}))
    TaggedTestimony.objects.create(content_object=valley.testimonies["on_request"], tag=valley.records["flight"])
    assert valley.counts("t", viewer=granted)["flight"] == 3
    assert valley.counts("t", viewer=Viewer(user_id=5))["flight"] == 2


def test_a_value_that_only_hidden_testimonies_have_is_not_there(valley):
    cast.mention(valley.passages["draft", 1], "Lantern", valley.records["Nowhere"])
    assert "Nowhere" not in valley.counts("g")
    assert valley.counts("g", viewer=Viewer(user_id=6, is_curator=True))["Nowhere"] == 1
    assert valley.found("", chosen=valley.chosen(("g", "Nowhere"))) == set()


def test_a_closed_passage_gives_no_value(valley):
    closed = cast.passage(valley.testimonies["mill"], "There was Nowhereville.", access="closed")
    cast.mention(closed, "Nowhereville", valley.records["Nowhere"])
    assert "Nowhere" not in valley.counts("g")
    assert valley.counts("g", viewer=Viewer(user_id=6, is_curator=True))["Nowhere"] == 1


def test_a_tag_that_only_a_hidden_source_prints_is_not_counted(valley):
    draft = cast.source(status="draft", published_at=None)
    testimony = valley.testimonies["mill"]
    TaggedTestimony.objects.create(content_object=testimony, tag=valley.records["flight"], printed_by=draft)
    assert valley.counts("t")["flight"] == 2
    Source.objects.filter(pk=draft.pk).write_guarded(status="published", published_at=draft.created_at)
    assert valley.counts("t")["flight"] == 3
    Source.objects.filter(pk=draft.pk).write_guarded(status="withdrawn", withdrawn_at=draft.created_at)
    assert valley.counts("t")["flight"] == 2


@pytest.mark.parametrize(("access", "rendition", "visitor", "registered"), [
    ("", "access", 1, 1),
    ("registered", "access", 0, 1),
    ("closed", "access", 0, 0),
    ("", "master", 0, 0),
])  # fmt: skip
def test_recordings_count_for_who_may_hear_them(valley, access, rendition, visitor, registered):
    MediaFile.objects.create(
        testimony=valley.testimonies["de"], kind="audio", rendition=rendition, file="de.mp3", access=access
    )
    assert valley.counts("h").get("audio", 0) == visitor
    assert valley.counts("h", viewer=Viewer(user_id=5)).get("audio", 0) == registered


def test_a_collection_that_is_not_published_is_no_value(valley):
    hidden = cast.collection("In preparation", status="draft", published_at=None)
    valley.records["hidden collection"] = hidden
    cast.testimony(collection=hidden)
    assert valley.counts("c") == {"accounts": 14, "letters": 1}
    curator = Viewer(user_id=6, is_curator=True)
    assert valley.counts("c", viewer=curator)["hidden collection"] == 1
