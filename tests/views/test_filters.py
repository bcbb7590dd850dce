"""The filters of the list of testimonies."""

import pytest

from archive.models import Language, Participation, Tag, TaggedTestimony, TestimonyLanguage
from tests import cast

pytestmark = pytest.mark.django_db


def tagged(testimony, name, **columns):
    tag = Tag.objects.filter(name=name).first() or Tag.objects.create(name=name, **columns)
    TaggedTestimony.objects.create(tag=tag, content_object=testimony)
    return tag


def language(testimony, code, label):
    found, _new = Language.objects.get_or_create(code=code, defaults={"label": label})
    TestimonyLanguage.objects.create(testimony=testimony, language=found)


@pytest.fixture
def river():
    """One testimony that every filter can find, and another that none does."""
    narrator = cast.person("Aysel Karimova")
    cast.also_called(narrator, "Айсел Каримова", "ru")
    testimony = cast.testimony("The river", narrator=narrator, text="She fled Sarikend in the flood.", kind="letter")
    passage = testimony.transcripts.get().passages.get()
    place = cast.place("Sarikend")
    cast.also_called(place, "Сарыкенд", "ru")
    cast.mention(passage, "Sarikend", place)
    cast.mention(passage, "flood", cast.event("The flood"))
    tag = tagged(testimony, "Flood")
    form = Tag.objects.create(name="Sel", language="az", preferred=tag)
    TaggedTestimony.objects.create(tag=form, content_object=testimony)
    language(testimony, "az", "Azerbaijani")
    other = cast.testimony("The mountain", collection=cast.collection("Other accounts"))
    other.participations.update(standing=cast.term("standing", "witness"))
    language(other, "ru", "Russian")
    return testimony


@pytest.mark.parametrize(
    "query",
    [
        {"person": "Aysel Karimova"},
        {"person": "aysel  KARIMOVA"},
        {"person": "Айсел Каримова"},
        {"place": "sarikend"},
        {"place": "Сарыкенд"},
        {"event": "the Flood"},
        {"tag": "flood"},
        {"tag": "SEL"},
        {"language": "az"},
        {"standing": "survivor"},
        {"kind": "letter"},
        {"person": "Aysel Karimova", "place": "Sarikend", "event": "The flood", "tag": "Flood", "language": "az"},
    ],
)
def test_a_filter_finds_what_it_names(text_of, client, river, query):
    page = client.get("/testimonies/", query).content.decode()
    assert "The river" in page
    assert "The mountain" not in page


def test_a_filter_by_collection(client, river):
    page = client.get("/testimonies/", {"collection": river.collection.public_id}).content.decode()
    assert "The river" in page
    assert "The mountain" not in page


def test_a_person_is_found_by_identifier_as_their_page_links_to_it(client, river):
    person = river.participations.get().person
    address = f"/testimonies/?person={person.public_id}"
    assert address in client.get(person.get_absolute_url()).content.decode()
    assert "The river" in client.get(address).content.decode()


def test_a_person_is_found_where_they_are_spoken_of_and_where_their_words_are_retold(client):
    rustam = cast.person("Rustam Aliyev")
    spoken_of = cast.testimony("Spoken of", text="She saw Rustam.")
    cast.mention(spoken_of.transcripts.get().passages.get(), "Rustam", rustam)
    retold = cast.testimony("Retold")
    cast.passage(retold, "He said: run.", reports=rustam)
    translated = cast.testimony("Translated by him")
    Participation.objects.create(testimony=translated, person=rustam, role="translator")
    cast.testimony("About someone else")
    page = client.get("/testimonies/", {"person": "Rustam Aliyev"}).content.decode()
    for title in ("Spoken of", "Retold", "Translated by him"):
        assert title in page
    assert "About someone else" not in page


def test_a_mention_in_a_closed_passage_finds_nothing(client, curator):
    rustam = cast.person("Rustam Aliyev")
    cast.testimony("His own", narrator=rustam)
    testimony = cast.testimony("Partly closed")
    passage = cast.passage(testimony, "She saw Rustam.")
    type(passage).objects.filter(pk=passage.pk).write_guarded(access="closed")
    cast.mention(passage, "Rustam", rustam)
    query = {"person": "Rustam Aliyev"}
    assert "Partly closed" not in client.get("/testimonies/", query).content.decode()
    assert "Partly closed" in curator.get("/testimonies/", query).content.decode()


def test_a_place_is_found_where_a_testimony_was_recorded(client):
    cast.testimony("Told there", recorded_at=cast.place("Sarikend"))
    assert "Told there" in client.get("/testimonies/", {"place": "Sarikend"}).content.decode()


def test_a_name_of_two_places_offers_them_apart(client, text_of):
    testimony = cast.testimony("The road", text="From Fuzuli to Fuzuli district.")
    passage = testimony.transcripts.get().passages.get()
    town = cast.place("Fuzuli", kind=cast.term("place_kind", "town"))
    district = cast.place("Fuzuli", kind=cast.term("place_kind", "district"))
    cast.mention(passage, "Fuzuli", town)
    cast.mention(passage, "Fuzuli district", district)
    page = text_of("/testimonies/?place=fuzuli&kind=interview")
    assert "Two places are called “fuzuli”" in page
    assert "Town" in page
    assert "No testimonies" in page
    html = client.get("/testimonies/?place=fuzuli&kind=interview").content.decode()
    for place in (town, district):
        assert f'href="/testimonies/?kind=interview&amp;place={place.public_id}"' in html


@pytest.mark.parametrize(("field", "make"), [("place", cast.place), ("event", cast.event)])
def test_namesakes_are_told_apart_by_what_the_viewer_may_see_and_nothing_else(
    client, curator, django_assert_max_num_queries, field, make
):
    testimony = cast.testimony("The road", text="From Alpha to Beta, past Gamma.")
    passage = testimony.transcripts.get().passages.get()
    shown, hidden = make("Wide plain"), make("Secret base")
    cast.mention(passage, "Gamma", shown)
    for words, parent in (("Alpha", shown), ("Beta", hidden)):
        kind = cast.term(f"{field}_kind", f"kind-{words.lower()}")
        cast.mention(passage, words, make("Fuzuli", parent=parent, kind=kind))
    for reader in (client, curator):
        with django_assert_max_num_queries(16):
            page = reader.get("/testimonies/", {field: "Fuzuli"}).content.decode()
        assert f"Two {field}s are called" in page
        listed = page[page.index(f"Two {field}s are called") :]
        assert "in Wide plain" in listed
        assert ("in Secret base" in listed) is (reader is curator)
        assert ("Secret base" in page) is (reader is curator)


def test_a_name_known_only_from_a_hidden_testimony_answers_as_one_that_never_was(client):
    bahram = cast.person("Bahram Huseynov")
    cast.testimony("A draft", narrator=bahram, state="draft")
    cast.testimony("Open")
    hidden = client.get("/testimonies/?person=Bahram+Huseynov").content.decode()
    nobody = client.get("/testimonies/?person=Nobody+Whatever").content.decode()
    assert "The archive knows no person called" in hidden
    assert hidden.replace("Bahram Huseynov", "…") == nobody.replace("Nobody Whatever", "…").replace("+", "+")
    by_id = client.get(f"/testimonies/?person={bahram.public_id}").content.decode()
    assert "The archive knows no person called" in by_id


def test_a_tag_known_only_from_a_hidden_testimony_is_unknown(text_of):
    tagged(cast.testimony(state="draft"), "Secret")
    assert "The archive knows no tag called “Secret”" in text_of("/testimonies/?tag=Secret")


def test_another_spelling_says_whom_it_means(text_of, river):
    assert "“Айсел Каримова” is a name of Aysel Karimova." in text_of("/testimonies/?person=Айсел Каримова")


def test_a_filter_that_is_set_can_be_taken_out_again(client, river):
    page = client.get("/testimonies/?person=Aysel+Karimova&kind=letter&page=1").content.decode()
    assert 'href="/testimonies/?kind=letter"' in page
    assert 'href="/testimonies/?person=Aysel+Karimova"' in page


@pytest.mark.parametrize(
    "query",
    [
        {"language": "xx"},
        {"standing": "ghost"},
        {"collection": "000000000"},
        {"kind": "opera"},
        {"person": "x" * 300},
        {"tag": "\x00"},
        {"place": "'; DROP TABLE"},
        {"event": "﷽" * 50},
        {"person": "   "},
    ],
)
def test_a_value_that_makes_no_sense_gets_an_answer(client, river, query):
    assert client.get("/testimonies/", query).status_code == 200


def test_a_choice_that_is_not_there_is_named(text_of, river):
    page = text_of("/testimonies/?language=xx")
    assert "“xx” is not in it" in page
    assert "No testimonies" in page


def test_choices_hold_only_what_the_viewer_may_see(client, curator, river):
    hidden = cast.testimony("A draft", state="draft", collection=cast.collection("Hidden drawer", status="draft"))
    language(hidden, "hy", "Armenian")
    page = client.get("/testimonies/").content.decode()
    assert "Hidden drawer" not in page
    assert "Armenian" not in page
    assert "Hidden drawer" in curator.get("/testimonies/").content.decode()


def test_a_small_archive_suggests_its_names_and_only_visible_ones(client, river):
    cast.testimony("A draft", narrator=cast.person("Bahram Huseynov"), state="draft")
    page = client.get("/testimonies/").content.decode()
    assert '<option value="Aysel Karimova">' in page
    assert "Bahram Huseynov" not in page


def test_what_was_typed_is_text_and_nothing_else(client):
    page = client.get("/testimonies/", {"person": "<script>alert(1)</script>"}).content.decode()
    assert "<script>" not in page


def test_all_filters_together_ask_at_most_sixteen_questions(curator, registered, river, django_assert_max_num_queries):
    query = {
        "person": "Aysel Karimova",
        "place": "Sarikend",
        "event": "The flood",
        "tag": "Flood",
        "language": "az",
        "standing": "survivor",
        "collection": river.collection.public_id,
        "kind": "letter",
    }
    for leave_out in (None, *query):
        chosen = {field: value for field, value in query.items() if field != leave_out}
        for reader in (curator, registered):
            with django_assert_max_num_queries(16):
                assert "The river" in reader.get("/testimonies/", chosen).content.decode()
    with django_assert_max_num_queries(16):
        curator.get("/testimonies/")


def test_a_name_from_a_hidden_source_finds_nothing(client):
    person = cast.testimony(state="public").participations.get().person
    cast.also_called(person, "Whispered", source=cast.source(status="draft", published_at=None))
    cast.also_called(person, "Printed", source=cast.source("Another article"))
    hidden = client.get("/testimonies/", {"person": "Whispered"}).content.decode()
    unknown = client.get("/testimonies/", {"person": "Nobodyy!"}).content.decode()
    assert hidden.replace("Whispered", "") == unknown.replace("Nobodyy!", "")
    assert "1 testimony" in client.get("/testimonies/", {"person": "Printed"}).content.decode()
