"""Whatever changes, the index follows in the same transaction: it is always what it would be if written anew."""

from contextlib import suppress

import pytest
from django.db import transaction

from archive.models import (
    IndexedText,
    Passage,
    Person,
    Testimony,
)
from archive.search import index, postings
from archive.search.shown import keys
from tests import cast
from tests.search.index_changes import CHANGES, bulk_updated, saved
from tests.search.whole_index import assert_it_follows, held

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def untouched(built, django_db_blocker):
    """What the index holds of the valley as it was built."""
    with django_db_blocker.unblock():
        return held()


@pytest.fixture
def before(valley, untouched, monkeypatch):
    """What the index holds; and the records of the valley again from the database: what a test does to one stays with
    it."""
    for kept in (valley.testimonies, valley.passages, valley.records):
        for name, record in list(kept.items()):
            monkeypatch.setitem(kept, name, type(record)._default_manager.get(pk=record.pk))
    return untouched


class Undone(Exception):
    pass


@pytest.mark.parametrize("change", CHANGES)
def test_the_index_follows_and_goes_back_when_it_is_rolled_back(valley, before, change):
    with suppress(Undone), transaction.atomic():
        CHANGES[change](valley)
        assert_it_follows()
        raise Undone
    assert held() == before


@pytest.mark.parametrize("change", ["title", "text", "a passage moves", "a tag", "a renamed person", "name hidden"])
def test_each_of_them_is_seen_in_the_index(valley, before, change):
    CHANGES[change](valley)
    assert held() != before


def test_what_is_saved_unchanged_is_not_written(valley, before):
    keys = list(IndexedText.objects.order_by("pk").values_list("pk", flat=True))
    saved(valley.testimonies["mill"])
    saved(valley.passages["mill", 1])
    index.refresh([valley.testimonies["mill"].pk])
    assert list(IndexedText.objects.order_by("pk").values_list("pk", flat=True)) == keys
    assert held() == before


def test_what_fails_while_it_is_collected_leaves_nothing(valley, before):
    with suppress(Undone), index.collecting():
        saved(valley.passages["mill", 1], text="Gooseberry.")
        raise Undone
    assert Passage.objects.get(pk=valley.passages["mill", 1].pk).text != "Gooseberry."
    assert held() == before
    saved(valley.passages["mill", 1], text="Gooseberry.")  # and collects no more
    assert postings.read(["gooseberry"]) == {"gooseberry": {valley.testimonies["mill"].pk: 1}}


def test_a_record_whose_index_cannot_be_written_is_not_saved(valley, before, monkeypatch):
    def refuse(*args):
        raise Undone

    monkeypatch.setattr(index, "_describe", refuse)
    for record, columns in (
        (valley.testimonies["mill"], {"title": "Gooseberry"}),
        (valley.passages["mill", 1], {"text": "Gooseberry."}),
    ):
        with pytest.raises(Undone), transaction.atomic():
            saved(record, **columns)
    assert not Testimony.objects.filter(title="Gooseberry").exists()
    assert held() == before


@pytest.mark.parametrize(("testimonies", "passages"), [(2, 100), (100, 3)])
def test_many_rows_are_written_in_rounds(valley, before, monkeypatch, testimonies, passages):
    monkeypatch.setattr(index, "MOST_TESTIMONIES", testimonies)
    monkeypatch.setattr(index, "MOST_PASSAGES", passages)
    rounds = list(index._rounds(keys(Testimony.objects.all())))
    assert len(rounds) > 1
    assert sorted(key for each in rounds for key in each) == sorted(keys(Testimony.objects.all()))
    monkeypatch.setattr(index, "BATCH", 3)
    monkeypatch.setattr(postings, "BATCH", 5)
    bulk_updated(Testimony.objects.all(), title="Gooseberry")
    bulk_updated(Passage.objects.all(), text="Gooseberry jam and bread.")
    assert_it_follows()


def test_testimonies_of_different_blocks(valley, before, monkeypatch):
    monkeypatch.setattr(postings, "BLOCK", 4)
    list(index.rebuild())
    assert valley.found("burned") == {"river", "mill"}
    saved(valley.passages["river", 1], text="Burned gooseberry.")
    saved(valley.passages["de", 1], text="Burned gooseberry.")
    assert valley.found("gooseberry") == {"river", "de"}
    assert valley.found("burned") == {"de", "river", "mill"}
    assert_it_follows()


def test_a_person_without_testimonies_is_no_work(valley, before, django_assert_max_num_queries):
    person = cast.person("Nobody Here")
    with django_assert_max_num_queries(8):
        Person.objects.filter(pk=person.pk).update(description="Nothing is known.")
    assert held()["texts"] == before["texts"]
