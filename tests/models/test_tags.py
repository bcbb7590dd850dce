"""Tags: one tag for all spellings of case and apostrophe, forms and broader tags, ASCII slugs."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from archive.models import Tag, TaggedTestimony
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "spellings",
    [
        ["Əsgəran", "əsgəran", "ƏSGƏRAN"],
        ["Xocalı", "XOCALI", "xocalı"],
        ["İstanbul", "istanbul", "ISTANBUL"],
        ["Xo'jali", "Xo‘jali", "Xoʻjali", "XO’JALI"],
        ["Ходжалы", "ХОДЖАЛЫ"],
    ],
)
def test_spellings_are_one_tag(spellings):
    testimony = cast.testimony()
    testimony.tags.add(*spellings)
    for spelling in spellings:
        testimony.tags.add(spelling)
    assert Tag.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name=spellings[-1])


def test_tags_can_be_set_removed_and_prefetched():
    testimony = cast.testimony()
    testimony.tags.set(["flood", "river"])
    testimony.tags.remove("flood")
    [found] = type(testimony).objects.prefetch_related("tags")
    assert [tag.name for tag in found.tags.all()] == ["river"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Xocalı", "xocali"), ("Əsgəran", "esgeran"), ("Ходжалы", "khodzhaly"), ("26 fevral'", "26-fevral")],
)
def test_slugs_are_ascii(name, slug):
    assert Tag.objects.create(name=name).slug == slug


@pytest.mark.parametrize("name", ["!!!", "***"])
def test_a_tag_of_signs_still_has_a_slug(name):
    assert Tag.objects.create(name=name).slug.startswith("tag")


def test_two_tags_with_one_ascii_spelling_keep_apart():
    first, second = Tag.objects.create(name="Şuşa"), Tag.objects.create(name="Susa")
    assert first.slug != second.slug


def test_a_tag_is_the_form_of_a_preferred_one_and_has_broader_ones():
    place = Tag.objects.create(name="places", language="en")
    preferred = Tag.objects.create(name="Khojaly", language="en")
    preferred.broader.add(place)
    form = Tag.objects.create(name="Xo'jali", language="uz", preferred=preferred)
    assert list(preferred.forms.all()) == [form]
    assert list(place.narrower.all()) == [preferred]
    testimony = cast.testimony()
    testimony.tags.add(form)
    assert list(type(testimony).objects.tagged_with(preferred, TaggedTestimony.objects.all())) == [testimony]


def test_a_form_of_a_form_is_refused_with_the_way_out():
    preferred = Tag.objects.create(name="Khojaly")
    form = Tag.objects.create(name="Xo'jali", preferred=preferred)
    with pytest.raises(ValidationError, match="choose that"):
        Tag(name="Hocalı", preferred=form).full_clean(exclude=["public_id"])


def test_a_double_is_named_in_the_form():
    Tag.objects.create(name="Əsgəran")
    with pytest.raises(ValidationError, match="“Əsgəran” is already there"):
        Tag(name="ƏSGƏRAN").full_clean(exclude=["public_id"])


def test_a_tag_in_use_cannot_be_deleted():
    cast.testimony().tags.add("river")
    with pytest.raises(ProtectedError):
        Tag.objects.all().delete()
