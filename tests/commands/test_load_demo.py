"""`manage.py load_demo`: the first start fills the archive, no later one touches it."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.models import Person, Term, Testimony
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(capsys):
    def said():
        call_command("load_demo")
        return capsys.readouterr().out

    return said


@pytest.fixture
def small_demo(settings, tmp_path):
    """A demo collection of one person, and one term, in place of the real ones."""

    def write(name, *records):
        entries = [{"model": f"archive.{model}", "fields": fields} for model, fields in records]
        (tmp_path / f"{name}.json").write_text(json.dumps(entries))

    write("vocabularies", ("term", {"scheme": "standing", "code": "guest", "label": "Guest"}))
    write("demo", ("person", {"public_id": "b0000001m", "fate": "unknown"}))
    settings.FIXTURE_DIRS = [tmp_path]
    return tmp_path


def test_the_first_time_everything_is_loaded(said, small_demo):
    said()
    assert Term.objects.get().label == "Guest"
    assert Person.objects.exists()


def test_an_archive_with_testimonies_is_left_alone(said, small_demo):
    cast.testimony()
    people, terms = Person.objects.count(), Term.objects.count()
    assert "has testimonies: the demo collection is not loaded" in said()
    assert (Person.objects.count(), Term.objects.count()) == (people, terms)


def test_an_archive_with_terms_keeps_them_as_they_are(said, small_demo):
    Term.objects.create(scheme="standing", code="guest", label="Our own word")
    said()
    assert Term.objects.get().label == "Our own word"
    assert Person.objects.exists()


def test_a_demo_that_was_changed_or_taken_out_does_not_come_back(said, small_demo):
    said()
    Person.objects.get().delete()
    assert "changed or taken out here: it is not loaded again" in said()
    assert not Person.objects.exists()


def test_a_broken_demo_is_an_error(said, small_demo):
    (small_demo / "demo.json").write_text("{")
    with pytest.raises(CommandError, match=r"demo\.json"):
        said()


@pytest.mark.slow
def test_the_demo_collection_itself(said, django_assert_max_num_queries):
    assert "0 updated" in said()
    assert Testimony.objects.count() >= 2
    with django_assert_max_num_queries(2):
        said()
