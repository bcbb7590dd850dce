"""A heading is read by everyone, so it is taken from no name whose source readers may not know of."""

import pytest
from django.core import serializers
from django.utils import timezone

from archive.access.levels import Status
from archive.actions.publication import PUBLISH, RESTORE, WITHDRAW, carry_out
from archive.models import Name, Person, Place, Source
from tests import cast

pytestmark = pytest.mark.django_db


def attributed(source, **columns):
    """Someone with an older, unattributed name and a preferred one after ``source``."""
    person = Person.objects.create()
    cast.also_called(person, "Aysel K.", "az")
    cast.also_called(person, "Canary Karimova", "en", preferred=True, source=source, **columns)
    return person


def heading_of(person):
    return Person.objects.values_list("heading", "sort_key").get(pk=person.pk)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_the_name_after_a_source_that_is_hidden_heads_nothing(status):
    source = cast.source(status=status, withdrawn_at=timezone.now() if status == Status.WITHDRAWN else None)
    assert heading_of(attributed(source)) == ("Aysel K.", "aysel k")


def test_the_name_after_a_published_source_is_the_heading():
    person = attributed(cast.source(), sort_as="Karimova, Canary")
    assert heading_of(person) == ("Canary Karimova", "karimova canary")


def test_a_heading_comes_and_goes_with_the_source():
    source = cast.source(status="draft", published_at=None)
    person, actor = attributed(source), cast.staff("publisher")
    for transition, heading in (
        (PUBLISH, "Canary Karimova"),
        (WITHDRAW, "Aysel K."),
        (RESTORE, "Canary Karimova"),
    ):
        carry_out(transition, source, actor, reason="A reason.")
        assert heading_of(person)[0] == heading


def test_other_headings_stay_when_a_source_changes(django_assert_num_queries):
    source = cast.source()
    cast.person("Rustam")
    # Its key, no names and the update, each step in a savepoint, and that no account has a tag of it.
    with django_assert_num_queries(10):
        Source.objects.filter(pk=source.pk).write_guarded(status="draft")
    assert Person.objects.get().heading == "Rustam"


def test_a_name_that_is_attributed_later_leaves_the_heading():
    person = cast.person("Aysel")
    name = person.names.get()
    name.source = cast.source(status="draft")
    name.save()
    assert heading_of(person) == ("", "")
    name.source = None
    Name.objects.bulk_update([name], ["source"])
    assert heading_of(person) == ("Aysel", "aysel")
    with pytest.raises(TypeError, match="stale"):
        Name.objects.update(source=cast.source())


def test_someone_named_by_a_hidden_source_only_stays_someone_with_a_name(client):
    """So that consent still decides whether a narrator may be told, once the source is published."""
    person = Person.objects.create()
    cast.also_called(person, "Canary Karimova", "en", source=cast.source(status="draft"))
    person.refresh_from_db()
    assert (person.heading, person.is_named) == ("", True)
    testimony = cast.testimony(narrator=person)
    for address in (testimony.get_absolute_url(), person.get_absolute_url(), "/people/", "/testimonies/"):
        page = client.get(address).content.decode()
        assert "Canary" not in page
    assert "without a name yet" in client.get("/people/").content.decode()


@pytest.mark.parametrize(("status", "heading"), [("published", "Canary Karimova"), ("draft", "Aysel K.")])
def test_a_fixture_may_hold_the_names_before_the_source(status, heading):
    source = cast.source(status=status)
    person = attributed(source)
    rows = serializers.serialize("json", [person, *person.names.all(), source])
    pk = person.pk
    person.delete()
    Source.objects.all()._raw_delete(Source.objects.db)
    for row in serializers.deserialize("json", rows):
        row.save()
    assert Person.objects.get(pk=pk).heading == heading


@pytest.mark.parametrize(("status", "language"), [("published", 'lang="ru"'), ("draft", "")])
def test_the_language_of_a_heading_is_that_of_a_name_that_may_be_read(client, status, language):
    place = Place.objects.create()
    cast.also_called(place, "Sarikend")
    cast.also_called(place, "Sarikend", "ru", preferred=True, source=cast.source(status=status))
    cast.testimony(recorded_at=place)
    assert ('lang="ru"' in client.get("/places/").content.decode()) == bool(language)
