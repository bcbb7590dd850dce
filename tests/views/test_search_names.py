"""Names in search: found in every spelling, and the page says whose they are."""

import pytest
from django.urls import reverse

from archive.models import Tag, TaggedTestimony
from tests import cast
from tests.views.test_search import ask, titles

pytestmark = [pytest.mark.django_db, pytest.mark.searches]

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
    hills = cast.place("The heights")
    cast.mention(cast.testimony("Above", text="Up there.").transcripts.get().passages.get(), "there", hills)
    upper, lower = cast.place("Sarikend", parent=hills), cast.place("Sarikend")
    high = cast.testimony("In the hills", text="Sarikend lay above us.")
    cast.mention(high.transcripts.get().passages.get(), "Sarikend", upper)
    low = cast.testimony("In the plain", text="Sarikend lay below us.")
    cast.mention(low.transcripts.get().passages.get(), "Sarikend", lower)
    page = ask(client, "Sarikend us")
    assert set(titles(page)) == {"In the hills", "In the plain"}
    assert "is a name of 2" in page.content.decode().replace("</bdi>", "")
    told = text_of(f"{SEARCH}?q=Sarikend us").replace(" ,", ",")
    assert "Sarikend, The heights" in told
    assert f"Sarikend, {lower.public_id}" in told
    for each in (upper, lower):
        cast.also_called(each, "Сарыкенд", "ru")
    told = text_of(f"{SEARCH}?q=Сарыкенд").replace(" ,", ",")
    assert f"“Sarikend” as a name of Sarikend, The heights or Sarikend, {lower.public_id}" in told
    narrowed = f"{SEARCH}?q=place%3A{lower.public_id}+us"
    assert f'href="{narrowed}"' in page.content.decode()
    only = client.get(narrowed)
    assert titles(only) == ["In the plain"]
    assert f"place:{lower.public_id} is Sarikend." in text_of(narrowed).replace(" .", ".")


def test_words_of_a_description_are_no_names(client, text_of):
    mother = cast.person("Husband of the mother who fled", name_kind="description")
    record = cast.testimony("In the hills", text="My neighbour went back.")
    cast.mention(record.transcripts.get().passages.get(), "neighbour", mother)
    spoken = cast.testimony("In the plain", text="The mother was ill.")
    page = ask(client, "mother")
    assert titles(page) == [spoken.title]
    assert "is a name of" not in page.content.decode()
    cast.also_called(mother, "Mother Maria", "en")
    assert set(titles(ask(client, "mother"))) == {spoken.title, record.title}


@pytest.mark.parametrize("field", ["person:Nobody", "place:Nowhere", "kind:Foo", "lang:xx", "tag:none", "place:Nowh*"])
def test_a_field_that_stands_for_nothing_is_said(client, text_of, field):
    cast.testimony("In the hills", text="The bridge burned.")
    for address in (
        f"{SEARCH}?q=bridge {field}",
        f"{SEARCH}?q=bridge OR {field}",
        f"/concordance/?q=bridge OR {field}",
    ):
        assert f"{field} stands for nothing that is known here." in text_of(address)
    assert "stands for nothing" not in text_of(f"{SEARCH}?q=bridge kind:interview")


def test_no_search_of_its_own_is_offered_that_would_be_too_long_to_ask(client):
    place = cast.place("Sarikend")
    record = cast.testimony("In the hills", text="Sarikend lay above us.")
    cast.mention(record.transcripts.get().passages.get(), "Sarikend", place)
    for query, offered in (("Sarikend", True), ("Sarikend OR " + "x" * 985, False)):
        page = ask(client, query).content.decode()
        assert "is a name of" in " ".join(page.replace("</bdi>”", "").split())
        assert (f"q=place%3A{place.public_id}" in page) == offered


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


# --- tags -----------------------------------------------------------------------------------------------


@pytest.fixture
def flight():
    """A tag with another form, each on an account that does not have the word."""
    tag = Tag.objects.create(name="Flight")
    form = Tag.objects.create(name="Qaçqınlıq", language="az", preferred=tag)
    for title, each in (("Over the hills", tag), ("Dağlar", form)):
        TaggedTestimony.objects.create(content_object=cast.testimony(title, text="We went."), tag=each)
    return tag


@pytest.mark.parametrize(("query", "other"), [("Flight", "Qaçqınlıq"), ("qacqinliq", "Qaçqınlıq")])
def test_a_word_that_is_a_tag_finds_what_has_it_and_the_page_says_so(client, text_of, flight, query, other):
    answer = ask(client, query)
    assert set(titles(answer)) == {"Over the hills", "Dağlar"}
    assert f'href="{SEARCH}?q=tag%3A{flight.public_id}"' in answer.content.decode()
    page = text_of(f"{SEARCH}?q={query}").replace(" .", ".")
    assert f"“{query}” is a tag, and testimonies that have it were searched for, too: Flight." in page
    assert f"Also searching: {other}" in page
    assert "as a name of" not in page
    assert titles(ask(client, query, widen="0")) == []


def test_the_words_of_a_tag_are_marked_as_words_and_not_as_its_name(client, text_of, flight):
    cast.testimony("The flights", text="There were flights.")
    page = text_of(f"{SEARCH}?q=flight")
    assert "The flights" in page
    assert "as a name of" not in page


def test_a_tag_and_a_place_of_one_name_stand_apart(client, text_of, flight):
    place = cast.place("Flight")
    cast.mention(cast.testimony("There", text="We lived there.").transcripts.get().passages.get(), "there", place)
    assert set(titles(ask(client, "flight"))) == {"Over the hills", "Dağlar", "There"}
    assert "“flight” is a name of 2, and all of them were searched for:" in text_of(f"{SEARCH}?q=flight")
    assert titles(client.get(f"{SEARCH}?q=place:{place.public_id}")) == ["There"]
    assert set(titles(client.get(f"{SEARCH}?q=tag:{flight.public_id}"))) == {"Over the hills", "Dağlar"}
