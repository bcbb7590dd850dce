"""Names: one owner, one preferred name a language, keys that any spelling finds, headings that follow."""

import pytest
from django.db import IntegrityError, transaction

from archive.lib.scripts import script_of
from archive.models import Name, Person, Place
from tests import cast

pytestmark = pytest.mark.django_db


def test_the_heading_is_the_preferred_english_name():
    person = Person.objects.create()
    cast.also_called(person, "Notiq Qosimov", "uz", preferred=True)
    person.refresh_from_db()
    assert str(person) == "Notiq Qosimov"
    cast.also_called(person, "Notik Kasimov", "en", preferred=True, sort_as="Kasimov, Notik")
    person.refresh_from_db()
    assert (person.heading, person.sort_key) == ("Notik Kasimov", "kasimov notik")


def test_the_heading_follows_corrections_and_deletions():
    person = cast.person("Aysel")
    name = person.names.get()
    name.text = "Ayselle"
    name.save()
    person.refresh_from_db()
    assert person.heading == "Ayselle"
    name.delete()
    person.refresh_from_db()
    assert person.heading == ""
    assert person.public_id in str(person)


def test_the_heading_follows_bulk_writes_and_moves_between_owners():
    first, second = Person.objects.create(), Person.objects.create()
    [name] = Name.objects.bulk_create([Name(person=first, text="Nergiz", language="az")])
    name.person = second
    name.save()
    assert list(Person.objects.order_by("pk").values_list("heading", flat=True)) == ["", "Nergiz"]
    name.text = "Nərgiz"
    Name.objects.bulk_update([name], ["text"])
    second.refresh_from_db()
    assert (second.heading, Name.objects.get().folded) == ("Nərgiz", "nergiz")


def test_a_stale_form_does_not_bring_the_old_heading_back():
    open_in_a_form = cast.person("Aysel")
    name = open_in_a_form.names.get()
    name.text = "Aysel Karimova"
    name.save()
    open_in_a_form.description = "Corrected."
    open_in_a_form.save()
    assert Person.objects.get().heading == "Aysel Karimova"


@pytest.mark.parametrize("spelling", ["Xocalı", "XOCALI", "xocali", "Xo'cali", "Xoʻcalı"])
def test_any_spelling_of_one_script_finds_the_place(spelling):
    place = cast.place("Xocalı", heading="")
    assert Place.objects.get(names__in=Name.objects.called(spelling)) == place


def test_variants_of_other_scripts_are_rows_of_their_own():
    place = cast.place("Khojaly")
    cast.also_called(place, "Ходжалы", "ru", used_by="Russian usage")
    cast.also_called(place, "Խոջալու", "hy")
    assert {name.script for name in place.names.all()} == {"Latn", "Cyrl", "Armn"}
    assert Name.objects.called("ходжалы").get().place == place


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Agdam", "Latn"),
        ("Ağdam", "Latn"),
        ("Агдам", "Cyrl"),
        ("Ակնա", "Armn"),
        ("აგდამი", "Geor"),
        ("آغدام", "Arab"),
        ("1992", "Zyyy"),
    ],
)
def test_the_script_is_read_off_the_name(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize("owners", [(), ("person", "place")])
def test_a_name_has_exactly_one_owner(owners):
    build = {"person": cast.person, "place": cast.place}
    with pytest.raises(IntegrityError), transaction.atomic():
        Name.objects.create(text="Somebody", **{owner: build[owner]("Old name") for owner in owners})


def test_one_preferred_name_per_language():
    person = cast.person("Aysel")
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.also_called(person, "Another", "en", preferred=True)
    cast.also_called(person, "Айсель", "ru", preferred=True)


def test_a_name_cannot_be_updated_past_its_key():
    cast.person("Aysel")
    with pytest.raises(TypeError, match="stale"):
        Name.objects.update(text="Other")
