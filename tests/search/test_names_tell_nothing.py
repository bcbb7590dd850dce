"""Neither how often the database is asked nor what tells that a word stands in a name of someone hidden."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.access.levels import Status
from archive.access.viewer import Viewer
from archive.lib import public_ids
from archive.models import Language, Person, Place, Testimony, TestimonyLanguage
from archive.search import names
from archive.search.misspellings import suggest
from archive.search.shown import to
from tests import cast

pytestmark = pytest.mark.django_db

HIDDEN, ABSENT = "Zulfiyya Qorxmazova", "Zulfiyyb Qorxmazovb"
PAGES = ("search", "search-feed", "search-hits", "concordance", "concordance-csv")
QUERIES = (
    "{0}",
    "{0} {1}",
    '"{0} {1}"',
    "{0} OR {1}",
    "rose -{0}",
    "rose {0}",
    "person:{0}",
    "speaker:{1}",
    'person:"{0} {1}"',
    "person:{0} OR person:{0} OR place:{0}",
    "person:{0}*",
    "place:{0}*",
    "{0} OR {2} OR {3} OR {1}",
)
SUGGESTED = (
    ("Zulfiyya", "Zulfiyyb"),
    ("zu", "zo"),
    ("qorx", "qurx"),
    ("Zulfiyya Qorx", "Zulfiyyb Qorx"),
    ("Qorxmazova zul", "Qorxmazovb zul"),
)
"""Beginnings of a hidden name and of none."""


@pytest.fixture
def river():
    """What anyone may read, of someone with a name of many."""
    for number in range(3):
        narrator = cast.person(f"Aysel Karimova {number}")
        told = cast.testimony(f"River {number}", narrator=narrator, text="It rose.", covers="1950")
        cast.mention(told.transcripts.get().passages.get(), "It", cast.place(f"Sarikend {number}"))


def of_a_draft(name):
    cast.testimony(narrator=cast.person(name), state="draft", text="Nobody reads it.")


def of_an_unnamed_narrator(name):
    cast.testimony(narrator=cast.person(name), nameable_from=None, text="The water fell.")


def of_a_closed_place(name):
    passage = cast.testimony(state="closed", text="Nobody reads it.").transcripts.get().passages.get()
    cast.mention(passage, "Nobody", cast.place(name))


def of_a_hidden_source(name):
    draft = cast.source("A secret file", status=Status.DRAFT, published_at=None)
    cast.also_called(cast.testimony(narrator=cast.person("Leyla")).participations.get().person, name, source=draft)


def of_many(name):
    for _number in range(12):
        of_a_draft(name)
        of_a_closed_place(name)


HIDDEN_BEARERS = (of_a_draft, of_an_unnamed_narrator, of_a_closed_place, of_a_hidden_source, of_many)


def shapes(ask, *arguments):
    """The statements that ``ask`` made, without the values in them."""
    with CaptureQueriesContext(connection) as captured:
        ask(*arguments)
    bare = (re.sub(r"'[^']*'|\b\d+\b", "?", each["sql"]) for each in captured.captured_queries)
    return [re.sub(r"\?(, \?)+", "?", each) for each in bare]


def spelled(query, name):
    """``query`` with the words of ``name``, and with the first of them in other cases."""
    first, last = name.split()
    return query.format(first, last, first.swapcase(), first.lower())


def ask(client, page, query):
    answer = client.get(reverse(f"archive:{page}"), {"q": query})
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


@pytest.mark.parametrize("bear", HIDDEN_BEARERS)
@pytest.mark.parametrize("reader", ["visitor", "registered"])
def test_a_query_costs_the_same_for_a_hidden_name_as_for_none(client, river, bear, reader):
    bear(HIDDEN)
    if reader == "registered":
        client.force_login(cast.user("reader"))
    for page in PAGES:
        ask(client, page, "warm")
        for query in QUERIES:
            hidden, absent = (shapes(ask, client, page, spelled(query, name)) for name in (HIDDEN, ABSENT))
            assert hidden == absent, f"{page}: {query}"


@pytest.mark.parametrize("bear", HIDDEN_BEARERS)
def test_so_does_a_suggestion(client, river, bear):
    bear(HIDDEN)
    ask(client, "suggestions", "warm")
    for hidden, absent in SUGGESTED:
        asked = [shapes(ask, client, "suggestions", typed) for typed in (hidden, absent)]
        assert asked[0] == asked[1], hidden


@pytest.mark.parametrize("hidden", ["tly", "Talysh"])
def test_a_language_of_hidden_accounts_alone_is_like_none(client, river, hidden):
    draft = cast.testimony(state="draft", text="Nobody reads it.")
    language = Language.objects.create(code="tly", label="Talysh")
    TestimonyLanguage.objects.create(testimony=draft, language=language)
    for page in PAGES:
        for query in ("lang:{0}", "river -lang:{0}", "lang:{0} OR year:1900..2000", "lang:{0} OR rose"):
            ask(client, page, "warm")
            asked = [shapes(ask, client, page, query.format(each)) for each in (hidden, "tlz")]
            assert asked[0] == asked[1], f"{page}: {query}"
    assert ordered(client, f"lang:{hidden} OR rose") == ordered(client, "lang:tlz OR rose")
    assert ordered(client, f"lang:{hidden} OR year:1900..2000") == ordered(client, "lang:tlz OR year:1900..2000")
    TestimonyLanguage.objects.create(testimony=Testimony.objects.get(title="River 1"), language=language)
    assert ordered(client, f"lang:{hidden}") == ["River 1"]


@pytest.mark.parametrize("nothing", ["lang:xx", "kind:letter", "person:nobody", "tag:nothing", "title:nothing"])
def test_what_is_found_nowhere_orders_nothing(client, river, nothing):
    assert ordered(client, f"{nothing} OR year:1900..2000") == ["River 2", "River 1", "River 0"]


def ordered(client, query):
    """The titles of what is found, in order."""
    return re.findall(
        r"River \d", "\n".join(re.findall(r"<h[23].*?</h[23]>", ask(client, "search", query).decode(), re.S))
    )


def test_an_identifier_costs_the_same(client, river):
    hidden = cast.person(HIDDEN)
    cast.testimony(narrator=hidden, state="draft")
    ask(client, "search", "warm")
    asked = [shapes(ask, client, "search", f"person:{each}") for each in (hidden.public_id, public_ids.mint())]
    assert asked[0] == asked[1]


@pytest.mark.parametrize("viewer", [Viewer(), Viewer(user_id=1)])
def test_so_does_the_question_what_was_meant_however_many_words_there_are(river, viewer):
    of_a_draft(HIDDEN)
    costs = set()
    for words in (("zulfiyya",), ("zulfiyyb",), ("zulfiyya", "zuLfiyya", "ZULFIYYA", "Zulfiyya")):
        costs.add(tuple(shapes(suggest, words, viewer)))
    spelled = {tuple(shapes(suggest, [word, "qorxmazova"], viewer)) for word in ("zulfiyya", "zulfiyyb")}
    assert len(costs) == len(spelled) == 1


def test_the_hidden_and_nobody_are_asked_for_by_one_statement(river):
    of_many(HIDDEN)
    [person, *_], [place, *_] = (model.objects.filter(names__text=HIDDEN) for model in (Person, Place))
    hidden = [f"@p{person.pk}", f"@g{place.pk}"]
    asked = [shapes(names.known, marks, to(Viewer())) for marks in (hidden, [])]
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1


def test_a_name_that_may_be_told_is_found_beside_them(client, river):
    of_many("Aysel Hidden")
    found = client.get(reverse("archive:suggestions"), {"q": "aysel"}).json()["suggestions"]
    assert [each["text"] for each in found] == [f"Aysel Karimova {number}" for number in range(3)]
    assert b"River 1" in ask(client, "search", "person:aysel")
