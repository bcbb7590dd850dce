"""Names in the workbench: found in any spelling, one preferred in each language, with readable refusals."""

import pytest
from django.urls import reverse

from archive.models import Name, Person, Place, Testimony
from tests import cast
from tests.admin.workbench import as_group, as_superuser, at, errors_of, messages_of, row, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return as_group("cataloguer")


@pytest.fixture
def khojaly():
    place = cast.place("Khojaly")
    for text, language in (("Xocalı", "az"), ("Ходжалы", "ru"), ("Xo'jali", "uz"), ("Խոջալու", "hy")):
        cast.also_called(place, text, language, preferred=True)
    return place


def found(client, model, words: str) -> list:
    return list(client.get(at(model, "changelist"), {"q": words}).context["cl"].queryset)


@pytest.mark.parametrize(
    "words", ["Khojaly", "khoj", "Xocalı", "XOCALI", "xocali", "Ходжалы", "Xo‘jali", "xojali", "Խոջալու"]
)
def test_any_spelling_finds_the_place_once(client, khojaly, words):
    cast.place("Sarikend")
    assert found(client, Place, words) == [khojaly]


def test_all_words_must_be_found(client):
    notik = cast.person("Notik Kasimov")
    cast.also_called(notik, "Натиг Касымов", "ru")
    cast.person("Notik Another")
    assert found(client, Person, "kasimov notik") == [notik]
    assert found(client, Person, "касымов") == [notik]
    assert found(client, Person, notik.public_id) == [notik]
    assert found(client, Person, "!!!") == []


def test_a_testimony_is_found_by_its_narrators_name_in_any_spelling(client):
    aysel = cast.person("Aysel Kərimova")
    testimony = cast.testimony("The flood", narrator=aysel, accession_number="TA-2024/7")
    cast.testimony("Another")
    for words in ("kerimova", "Flood aysel", "ta-2024/7", testimony.public_id):
        assert found(client, Testimony, words) == [testimony], words


def test_autocompletes_find_other_spellings_too(client, khojaly):
    response = client.get(
        reverse("admin:autocomplete"),
        {"term": "xocalı", "app_label": "archive", "model_name": "mention", "field_name": "place"},
    )
    assert response.json()["results"] == [{"id": str(khojaly.pk), "text": f"Khojaly ({khojaly.public_id})"}]


def test_autocompletes_tell_two_of_one_name_apart(client, khojaly):
    hills = cast.place("The hills")
    first, second = cast.place("Sarikend", parent=hills), cast.place("Sarikend")
    response = client.get(
        reverse("admin:autocomplete"),
        {"term": "sarikend", "app_label": "archive", "model_name": "mention", "field_name": "place"},
    )
    assert {each["text"] for each in response.json()["results"]} == {
        f"Sarikend, The hills ({first.public_id})",
        f"Sarikend ({second.public_id})",
    }


def test_a_name_is_added_on_the_page_and_the_heading_follows(client):
    person = cast.person("Aysel")
    new = row(
        "names", 1, 2, text="Aysel Karimova", language="ru", kind="usual", preferred="on", sort_as="Karimova, Aysel"
    )
    response = send(client, at(person), **new, **{"names-0-preferred": ""})
    assert response.redirect_chain, errors_of(response)
    person.refresh_from_db()
    assert (person.heading, person.sort_key) == ("Aysel Karimova", "karimova aysel")


def test_two_preferred_names_in_a_language_are_refused_at_the_field(client):
    person = cast.person("Aysel")
    new = row("names", 1, 2, text="Aysel K.", language="en", kind="usual", preferred="on")
    errors = errors_of(send(client, at(person), **new))
    assert errors == {
        "names-1-preferred": [
            "Only one name can be preferred in a language, and in “en” it is already “Aysel”. Untick one of them."
        ]
    }


def test_another_name_becomes_preferred_in_one_step(client):
    person = cast.person("Aysel")
    other = cast.also_called(person, "Aysel Karimova", "en")
    first = person.names.get(text="Aysel")
    response = send(client, at(person), **{"names-0-preferred": "", "names-1-preferred": "on"})
    assert response.redirect_chain, errors_of(response)
    assert list(person.names.filter(preferred=True)) == [other]
    # and back again: the row that is now preferred comes first on the page
    send(client, at(person), **{"names-0-preferred": "", "names-1-preferred": "on"})
    assert list(person.names.filter(preferred=True)) == [first]


def test_the_same_name_twice_is_refused_at_the_field(client):
    person = cast.person("Aysel")
    new = row("names", 1, 2, text="Aysel ", language="en", kind="variant")
    errors = errors_of(send(client, at(person), **new))
    assert errors == {"names-1-text": ["“Aysel” is already there in this language."]}


def test_a_person_without_a_name_can_be_added(client):
    response = send(client, at(Person, "add"), description="A woman whom the source does not name.")
    assert response.redirect_chain, errors_of(response)
    assert "without a name yet" in str(Person.objects.get())


def test_a_date_that_is_no_date_is_refused_with_help(client):
    errors = errors_of(send(client, at(cast.person()), born="the winter of 1992"))
    assert list(errors) == ["born"]


def test_a_date_not_fully_understood_is_kept_and_told(client):
    person = cast.person()
    response = send(client, at(person), born="{1950/1951}", died="1992?")
    assert response.redirect_chain, errors_of(response)
    person.refresh_from_db()
    assert (str(person.born), person.born_earliest, str(person.died)) == ("{1950/1951}", None, "1992?")
    [warning, _saved] = messages_of(response)
    assert warning.startswith("Born: “{1950/1951}” is kept as you wrote it")
    assert "an interval inside a set" in warning


def test_the_list_of_names_shows_whose_they_are(khojaly):
    client = as_superuser()
    assert {name.text for name in found(client, Name, "xocali")} == {"Xocalı"}
    page = client.get(at(Name, "changelist"), {"owner": "place"})
    assert set(page.context["cl"].queryset.values_list("place", flat=True)) == {khojaly.pk}
    errors = errors_of(send(client, at(Name, "add"), text="Nobody", language="en", kind="usual"))
    assert errors == {"__all__": ["A name belongs to exactly one person, organisation, place or event."]}
