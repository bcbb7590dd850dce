"""What the words of a query may be names of: tags, names of very many, and how often the database is asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.access.viewer import Viewer
from archive.models import IndexedName, Posting, Tag, TaggedTestimony
from archive.search import backends, names, parsing
from archive.search.expansion import Planner
from tests import cast

pytestmark = pytest.mark.django_db


# --- tags -----------------------------------------------------------------------------------------------

TAGGED = [
    # query, found with widening, found without
    ("flight", "river az", ""),
    ("FLIGHT", "river az", ""),
    ("Qaçqınlıq", "river az", ""),
    ("qacqinliq", "river az", ""),
    ("winter night", "road ru", ""),
    ('"winter night"', "road ru", ""),
    ("winter", "", ""),  # a part of a tag
    ("night winter", "", ""),
    ("flights", "", ""),
    ("winter night snow", "road", ""),
    ("flight miller", "river", ""),
    ("winter night OR flight", "road ru river az", ""),
    ("(mill OR river) -flight", "mill road", "mill road river"),
]


@pytest.mark.parametrize(("query", "widened", "narrow"), TAGGED, ids=[row[0] for row in TAGGED])
def test_words_that_are_a_tag_find_what_has_it(valley, query, widened, narrow):
    assert valley.found(query) == set(widened.split())
    assert valley.found(query, widened=False) == set(narrow.split())


def test_the_answer_says_which_tag(valley):
    [expansion] = valley.answer("qacqinliq").expansions
    assert (expansion.typed, expansion.bearer.subject, expansion.bearer.heading) == ("qacqinliq", "tag", "Flight")
    assert expansion.bearer.public_id == valley.records["flight"].public_id
    assert expansion.spellings == ("Flight", "Qaçqınlıq")
    assert valley.answer("qacqinliq", widened=False).expansions == []


@pytest.mark.parametrize("name", ["Հայր", "村の人", "C++", "Xo'jali yo'li", "well-known"])
def test_a_tag_in_any_script_is_named_by_its_own_words(valley, name):
    tag = Tag.objects.create(name=name)
    TaggedTestimony.objects.create(content_object=valley.testimonies["de"], tag=tag)
    assert "de" in valley.found(name)


@pytest.mark.parametrize("state", cast.STATES[1:])
def test_a_tag_that_only_hidden_testimonies_have_widens_nothing(valley, state):
    tag = Tag.objects.create(name="Gooseberries")
    form = Tag.objects.create(name="Stachelbeeren", language="de", preferred=tag)
    for each in (tag, form):
        TaggedTestimony.objects.create(content_object=valley.testimonies[state], tag=each)
    for query in ("gooseberries", "Stachelbeeren"):
        answer = valley.answer(query)
        assert (answer.total, answer.expansions) == (0, [])
        assert valley.found(query, cast.CURATOR) == {state}


def test_nor_is_a_form_told_that_only_hidden_testimonies_have(valley):
    form = Tag.objects.create(name="Bégin", language="fr", preferred=valley.records["flight"])
    TaggedTestimony.objects.create(content_object=valley.testimonies["draft"], tag=form)
    assert valley.answer("Bégin").expansions == []
    assert valley.answer("flight").expansions[0].spellings == ("Flight", "Qaçqınlıq")
    assert valley.answer("flight", cast.CURATOR).expansions[0].spellings == ("Bégin", "Flight", "Qaçqınlıq")
    assert valley.found("flight", cast.CURATOR) == {"river", "az", "draft"}


def test_a_tag_on_what_only_some_may_read_finds_it_for_them(valley):
    TaggedTestimony.objects.create(content_object=valley.testimonies["registered"], tag=valley.records["flight"])
    assert valley.found("flight") == {"river", "az"}
    assert valley.found("flight", Viewer(user_id=5)) == {"river", "az", "registered"}


# --- how often the database is asked --------------------------------------------------------------------


def asked(query, **options):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        Planner(Viewer(), **options).plan(parsing.parse(query).query)
    return len(captured)


@pytest.mark.parametrize("word", ["xyzzy{}", "Khojaly Kasimov{}", "flight Yerevan Tbilisi{} Kasimov Xocalı Fuzuli"])
def test_the_number_of_words_does_not_matter(valley, word):
    few = asked(word.format(1))
    assert few <= 10
    for count in (8, 60):
        words = " ".join(word.format(number) for number in range(count)).split()[:60]
        assert asked(" ".join(words)) <= max(few, 10)
    assert asked(word.format(1), widened=False) == 1  # the languages


@pytest.mark.parametrize("word", ["xyzzy{}", "Khojaly", "flight burned{} river"])
def test_nor_for_the_whole_answer(valley, word):
    counts = []
    for count in (1, 20, 60):
        words = " ".join(word.format(number) for number in range(count)).split()[:60]
        with CaptureQueriesContext(connection) as captured:
            valley.answer(" ".join(words))
        counts.append(len(captured))
    assert max(counts) <= counts[0] + 2  # many words are more than one lot


# --- names of very many ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "found"), [("Namesake", 2), ("place:Namesake", 2), ("place:Names*", 2)])
def test_a_name_of_more_than_are_taken_makes_the_answer_capped(valley, monkeypatch, query, found):
    for _number in range(3):
        place = cast.place("Namesake")
        cast.mention(cast.testimony(text="There.").transcripts.get().passages.get(), "There", place)
        cast.mention(valley.passages["draft", 1], "Lantern", cast.place("Namesake"))  # known to curators only
    answer = valley.answer(query)
    assert (answer.total, answer.capped) == (3, False)
    monkeypatch.setattr(names, "MOST_OWNERS", 3)
    assert (valley.answer(query).total, valley.answer(query).capped) == (3, False)
    assert valley.answer(query, cast.CURATOR).capped
    monkeypatch.setattr(names, "MOST_OWNERS", found)
    answer = valley.answer(query)
    assert (answer.total, answer.capped) == (found, True)


def test_a_surname_of_many_hidden_people_is_still_a_name(valley, monkeypatch):
    monkeypatch.setattr("archive.search.expansion.MOST_BEARERS", 1)
    monkeypatch.setattr(names, "MOST_OWNERS", 2)
    draft = valley.passages["draft", 1]
    for number in range(5):
        cast.mention(draft, "Lantern", cast.person(f"{number} Barleycorn"))
    cast.mention(valley.passages["mill", 2], "Nobody", cast.person("John Barleycorn"))
    assert valley.found("Barleycorn") == {"mill"}
    assert valley.answer("Barleycorn", cast.CURATOR).expansions == []


# --- beginnings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "column"), [(Posting, "term"), (IndexedName, "word")])
def test_beginnings_are_read_from_an_index(valley, model, column):
    rows = backends.current().beginning(model.objects.all(), column, "kha")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert ("~>=~" if connection.vendor == "postgresql" else f"{column}>?") in plan, plan
    assert set(rows.values_list(column, flat=True)) == {
        each for each in model.objects.values_list(column, flat=True) if each.startswith("kha")
    }
