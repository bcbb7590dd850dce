"""Names in search: found in every spelling, and the page says whose they are."""

import pytest
from django.urls import reverse

from tests import cast
from tests.views.test_search import ask, titles

pytestmark = pytest.mark.django_db

SEARCH = reverse("archive:search")


@pytest.fixture
def khojaly():
    place = cast.place("Khojaly")
    cast.also_called(place, "Xocalı", "az")
    cast.also_called(place, "Ходжалы", "ru")
    spoken_of = cast.testimony("The plain", text="Nothing grew there.")
    cast.mention(spoken_of.transcripts.get().passages.get(), "there", place)
    record = cast.testimony("The road", text="They left Xocalıdan at dawn.")
    record.transcripts.update(language="az")
    record.transcripts.get().passages.get().save()
    return place, record


def test_a_name_is_found_in_every_spelling_and_the_page_says_whose_it_is(text_of, client, khojaly):
    place, _record = khojaly
    page = text_of(f"{SEARCH}?q=Ходжалы")
    assert "“Ходжалы” is a name of Khojaly. Also searching: Xocalı" in page.replace(" .", ".")
    assert "The road" in page
    assert "“Xocalıdan” as a name of Khojaly" in page
    assert "“there”, understood as Khojaly" in page
    assert "“there” as a name of" not in page
    assert place.get_absolute_url() in ask(client, "Ходжалы").content.decode()


def test_a_mention_in_doubt_keeps_its_doubt_and_makes_no_name_of_the_words(text_of):
    person = cast.person("Rustam Petrov")
    doubted = cast.testimony("The yard", text="Then the old man came.")
    cast.mention(doubted.transcripts.get().passages.get(), "old man", person, certainty="possible")
    named = cast.testimony("The lane", text="Pyotr came.")
    cast.also_called(person, "Pyotr", "ru")
    cast.mention(named.transcripts.get().passages.get(), "Pyotr", person, certainty="probable")
    page = text_of(f"{SEARCH}?q=%22Rustam+Petrov%22")
    assert "“old man”, understood as Rustam Petrov (possible)" in page
    assert "“Pyotr”, understood as Rustam Petrov (probable)" in page
    assert "as a name of Rustam" not in page


def test_a_spelling_that_no_mention_doubts_is_a_name(text_of):
    person = cast.person("Rustam Petrov")
    cast.also_called(person, "Pyotr", "ru")
    cast.testimony("The lane", text="Pyotr came.")
    sure = cast.testimony("The mill", text="The miller, it was he.")
    cast.mention(sure.transcripts.get().passages.get(), "The miller", person)
    cast.mention(cast.testimony(text="Rustam Petrov sang.").transcripts.get().passages.get(), "Rustam Petrov", person)
    page = text_of(f"{SEARCH}?q=%22Rustam+Petrov%22")
    assert "“Pyotr” as a name of Rustam Petrov" in page
    assert "“The miller”, understood as Rustam Petrov" in page
    assert "understood as Rustam Petrov (" not in page


def test_what_was_typed_needs_no_explanation(text_of, khojaly):
    page = text_of(f"{SEARCH}?q=Xocalıdan")
    assert "The road" in page
    assert "as a name of" not in page


def test_widening_can_be_switched_off_and_on(client, text_of, khojaly):
    page = text_of(f"{SEARCH}?q=Ходжалы&widen=0")
    assert "No testimonies" in page
    assert "Only the spellings typed were searched for." in page
    assert "is a name of" not in page
    off = ask(client, "Ходжалы", widen="0").content.decode()
    assert f'href="{SEARCH}?q=%D0%A5%D0%BE%D0%B4%D0%B6%D0%B0%D0%BB%D1%8B"' in off
    on = ask(client, "Ходжалы").content.decode()
    assert "widen=0" in on


def test_two_places_of_one_name_are_told_apart_each_with_a_search_of_its_own(client, text_of):
    upper, lower = cast.place("Sarikend"), cast.place("Sarikend")
    high = cast.testimony("In the hills", text="Sarikend lay above us.")
    cast.mention(high.transcripts.get().passages.get(), "Sarikend", upper)
    low = cast.testimony("In the plain", text="Sarikend lay below us.")
    cast.mention(low.transcripts.get().passages.get(), "Sarikend", lower)
    page = ask(client, "Sarikend us")
    assert set(titles(page)) == {"In the hills", "In the plain"}
    assert "is a name of 2" in page.content.decode().replace("</bdi>", "")
    narrowed = f"{SEARCH}?q=place%3A{lower.public_id}+us"
    assert f'href="{narrowed}"' in page.content.decode()
    only = client.get(narrowed)
    assert titles(only) == ["In the plain"]
    assert f"place:{lower.public_id} is Sarikend." in text_of(narrowed).replace(" .", ".")


def test_a_name_known_only_from_what_is_hidden_widens_nothing(text_of):
    cast.testimony("The river at night", text="She says that the bridge was burning.")
    hidden = cast.place("Hidden hamlet")
    cast.also_called(hidden, "Bridge", "en")
    draft = cast.testimony("A draft", text="The hamlet.", state="draft")
    cast.mention(draft.transcripts.get().passages.get(), "hamlet", hidden)
    page = text_of(f"{SEARCH}?q=bridge")
    assert "is a name of" not in page
    assert "Hidden hamlet" not in page
    assert "1 testimony" in page
    by_identifier = text_of(f"{SEARCH}?q=place:{hidden.public_id}")
    assert "No testimonies" in by_identifier
    assert "Hidden hamlet" not in by_identifier


@pytest.mark.parametrize("state", ["registered", "public"])
def test_a_mention_is_found_in_its_passage_in_what_only_some_may_read_too(registered, client, state):
    place = cast.place("Sarikend")
    record = cast.testimony("In the hills", text="We lived up there.", state=state)
    cast.mention(record.transcripts.get().passages.get(), "up there", place)
    answer = ask(registered, "Sarikend")
    assert titles(answer) == ["In the hills"]
    assert "<mark>up there</mark>" in answer.content.decode()
    assert titles(ask(client, "Sarikend")) == ([] if state == "registered" else ["In the hills"])
