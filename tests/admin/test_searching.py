"""The search boxes of the workbench: people, places and tags by any of their names, spellings, alphabets and forms."""

import pytest

from archive.models import Person, Place, Tag
from tests import cast
from tests.admin.workbench import as_group, at

pytestmark = [pytest.mark.django_db, pytest.mark.searches]


@pytest.fixture
def client():
    return as_group("cataloguer")


def found(client, model, words: str) -> list:
    return list(client.get(at(model, "changelist"), {"q": words}).context["cl"].queryset)


@pytest.fixture
def natiq():
    person = cast.person("Notik Kasimov")
    cast.also_called(person, "Natiq Qasımov", "az")
    cast.also_called(person, "Натиг Касымов", "ru")
    cast.person("Notik Another")
    return person


@pytest.mark.parametrize(
    "words",
    [
        "Qasimov",
        "Qasımov",
        "QASIMOV",
        "kasimov",
        "Касымов",
        "natiq kasimov",
        "Notik Qasimov",
        "Гасымов",  # the Azerbaijani name in Cyrillic letters, which no name of his is written in
        "Kasimov's",
    ],
)
def test_a_person_is_found_by_any_name_in_any_spelling_and_alphabet(client, natiq, words):
    assert found(client, Person, words) == [natiq]


@pytest.mark.parametrize("words", ["Qasimli", "Гасанов", "Notik Qasimli", "!!!", "Qasimov Another"])
def test_what_fits_no_name_finds_nobody(client, natiq, words):
    assert found(client, Person, words) == []


def test_a_place_is_found_in_the_other_alphabet_of_its_language(client):
    place = cast.place("Şuşa")
    cast.also_called(place, "Xocalı", "az")
    cast.place("Sarikend")
    assert found(client, Place, "Хоҹалы") == [place]


def test_a_tag_is_found_by_its_words_and_by_those_of_its_preferred_form(client):
    river = Tag.objects.create(name="River crossings", language="en")
    form = Tag.objects.create(name="Çay keçidləri", language="az", preferred=river)
    Tag.objects.create(name="Mountains")
    assert found(client, Tag, "crossings river") == [river, form]
    assert found(client, Tag, "cay kecid") == [form]
    assert found(client, Tag, "Çay") == [form]
    assert found(client, Tag, river.public_id) == [river]
    assert found(client, Tag, "???") == []
