"""Facets of search: chosen by address, several of one widen, several facets narrow, and none tells what is hidden."""

import re
from html import unescape

import pytest
from django.urls import reverse

from archive.lib import public_ids
from archive.models import Language, MediaFile, Tag, TaggedTestimony
from tests import cast
from tests.views.test_search import ask, titles

pytestmark = [pytest.mark.django_db, pytest.mark.searches]

SEARCH = reverse("archive:search")


@pytest.fixture
def house():
    """Three accounts of a well that differ in everything facets know."""
    archive, chest = cast.collection("The archive"), cast.collection("The chest")
    place, event, person = cast.place("Sarikend"), cast.event("The flood"), cast.person("Aysel Karimova")
    azerbaijani = Language.objects.get_or_create(code="az", defaults={"label": "Azerbaijani"})[0]
    letter = cast.testimony(
        "A letter", text="A well.", kind="letter", collection=archive, covers="1988", narrator=person
    )
    letter.languages.add(azerbaijani)
    speech = cast.testimony(
        "A speech", text="The well at Sarikend.", kind="speech", collection=chest, covers="1992/1993"
    )
    passage = speech.transcripts.get().passages.get()
    cast.mention(passage, "Sarikend", place)
    cast.mention(passage, "well", event)
    tag = Tag.objects.create(name="Water", language="en")
    TaggedTestimony.objects.create(tag=tag, content_object=speech)
    cast.testimony("An interview", text="A well.", collection=chest)
    return {
        "collection": (archive.public_id, ["A letter"]),
        "kind": ("letter", ["A letter"]),
        "standing": ("survivor", ["A letter", "A speech", "An interview"]),
        "lang": ("az", ["A letter"]),
        "person": (person.public_id, ["A letter"]),
        "place": (place.public_id, ["A speech"]),
        "event": (event.public_id, ["A speech"]),
        "tag": (tag.public_id, ["A speech"]),
        "decade": ("1990", ["A speech"]),
        "has": ("transcript", ["A letter", "A speech", "An interview"]),
    }


FACETS = ["collection", "kind", "standing", "lang", "person", "place", "event", "tag", "decade", "has"]


def links(answer):
    """The addresses that the page leads to."""
    return [unescape(each) for each in re.findall(r'href="([^"]+)"', answer.content.decode())]


@pytest.mark.parametrize("facet", FACETS)
def test_a_value_is_offered_and_narrows_the_list(client, house, facet):
    code, expected = house[facet]
    everything = ask(client, "well", sort="title")
    [link] = [each for each in links(everything) if f"{facet}={code}" in each]
    narrowed = client.get(link)
    assert sorted(titles(narrowed)) == expected
    assert "remove this filter" in narrowed.content.decode()
    assert "not known here" not in narrowed.content.decode()


def test_links_of_facets_are_not_for_robots(client, house):
    page = ask(client, "well").content.decode()
    facets = page[page.index('id="narrow"') : page.index("</aside>")]
    assert len(re.findall(r"<a\s[^>]*href", facets)) == len(re.findall(r'rel="nofollow"', facets)) > 5


def test_several_values_of_one_facet_find_any_and_several_facets_all(client, house):
    assert sorted(titles(client.get(f"{SEARCH}?q=well&kind=letter&kind=speech"))) == ["A letter", "A speech"]
    both = client.get(f"{SEARCH}?q=well&kind=letter&kind=speech&decade=1990")
    assert titles(both) == ["A speech"]


def test_a_chosen_value_leads_back_and_the_others_keep_their_counts(client, text_of, house):
    address = f"{SEARCH}?q=well&kind=letter"
    answer = client.get(address)
    assert f"{SEARCH}?q=well" in links(answer)
    assert f"{SEARCH}?q=well&kind=letter&kind=speech" in links(answer)
    page = text_of(address)
    assert "Kind: Letter" in page
    assert re.search(r"Speech 1 testimony", page)


def test_a_new_query_keeps_what_is_chosen(client, house):
    page = client.get(f"{SEARCH}?q=well&kind=letter&sort=title&widen=0").content.decode()
    for name, value in (("kind", "letter"), ("sort", "title"), ("widen", "0")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_what_has_a_recording_is_found_by_it(client, house, text_of):
    assert "Sound recording" not in text_of(f"{SEARCH}?q=well")
    record = cast.testimony("On tape", text="A well.")
    MediaFile.objects.create(
        testimony=record, kind="audio", rendition="access", file="a.mp3", media_type="audio/mpeg", sha256="0" * 64
    )
    assert titles(client.get(f"{SEARCH}?q=well&has=audio")) == ["On tape"]


# --- what is not known ----------------------------------------------------------------------------------


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("value", ["no-such", "%00", "7", "x" * 300, "'"])
def test_an_unknown_value_is_left_out_with_a_sentence(text_of, house, facet, value):
    page = text_of(f"{SEARCH}?q=well&{facet}={value}")
    assert "a value that was chosen is not known here and was left out" in page
    assert "3 testimonies" in page


def hidden_records():
    draft = cast.testimony("A draft", text="A well.", state="draft", collection=cast.collection("Kept", status="draft"))
    person, place, event = cast.person("Bahram Huseynov"), cast.place("Hidden hamlet"), cast.event("Hidden event")
    passage = draft.transcripts.get().passages.get()
    for record in (person, place, event):
        cast.mention(passage, "well", record)
    tag = Tag.objects.create(name="Hidden tag")
    TaggedTestimony.objects.create(tag=tag, content_object=draft)
    return {"person": person, "place": place, "event": event, "tag": tag, "collection": draft.collection}


@pytest.mark.parametrize("facet", ["person", "place", "event", "tag", "collection"])
def test_a_hidden_value_is_as_unknown_as_one_that_never_was(client, curator, house, facet):
    record = hidden_records()[facet]
    never = public_ids.mint()
    hidden = client.get(f"{SEARCH}?q=well&{facet}={record.public_id}")
    unknown = client.get(f"{SEARCH}?q=well&{facet}={never}")
    assert hidden.content == unknown.content
    assert str(record) not in hidden.content.decode()
    shown = curator.get(f"{SEARCH}?q=well&{facet}={record.public_id}")
    assert str(record) in shown.content.decode()
    assert titles(shown) == ["A draft"]


def test_facets_count_nothing_that_is_hidden(client, curator, house):
    before = ask(client, "well").content
    hidden_records()
    assert ask(client, "well").content == before
    assert "Bahram Huseynov" in ask(curator, "well").content.decode()


def test_a_narrator_who_is_not_named_is_no_value(client, house):
    narrator = cast.person("Leyla Aliyeva")
    cast.testimony("She is named", text="A spring.", narrator=narrator)
    cast.testimony("She is not", text="A well and a spring.", narrator=narrator, nameable_from=None)
    assert "Leyla Aliyeva" not in ask(client, "well").content.decode()
    assert titles(client.get(f"{SEARCH}?q=spring&person={narrator.public_id}")) == ["She is named"]
    assert "Leyla Aliyeva" in ask(client, "spring").content.decode()
