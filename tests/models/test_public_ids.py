"""Identifiers are minted once, entered in the register, and never given to something else."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from archive.lib import public_ids
from archive.models import Person, Place, PublicId, Source
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_new_record_gets_one_and_keeps_it():
    person = Person.objects.create()
    minted = person.public_id
    assert public_ids.is_valid(minted)
    person.description = "More is known now."
    person.save()
    assert Person.objects.get().public_id == minted
    assert PublicId.objects.get(value=minted).names == "archive.person"


def test_a_bulk_insert_mints_and_enters_too():
    people = Person.objects.bulk_create([Person() for _ in range(30)])
    assert len({person.public_id for person in people}) == 30
    assert PublicId.objects.filter(names="archive.person").count() == 30


def test_the_register_outlives_the_row_and_refuses_another_kind():
    value = Person.objects.create().public_id
    Person.objects.all().delete()
    assert PublicId.objects.filter(value=value).exists()
    with pytest.raises(ValidationError, match=r"already names a record of archive\.person"):
        Place.objects.create(public_id=value)


def test_the_identifier_of_an_erased_record_is_never_used_again():
    value = Person.objects.create().public_id
    Person.objects.all().delete()
    PublicId.objects.filter(value=value).update(erased_at=timezone.now())
    with pytest.raises(ValidationError, match="was erased"):
        Person.objects.create(public_id=value)


def test_minting_avoids_what_the_register_holds(monkeypatch):
    taken = Person.objects.create().public_id
    fresh = public_ids.mint()
    batches = iter([[taken], [fresh]])
    monkeypatch.setattr(public_ids, "mint_many", lambda count: next(batches))
    assert PublicId.objects.mint(1) == [fresh]


def test_the_address_of_a_page_holds_the_identifier_and_nothing_else():
    source = cast.source("Fear")
    assert source.get_absolute_url() == f"/sources/{source.public_id}/"
    assert Source.objects.get_by_natural_key(*source.natural_key()) == source
