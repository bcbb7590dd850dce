"""Plain `loaddata` leaves nothing to do, whatever the order of the records."""

import random

import pytest
from django.core.management import call_command
from django.utils import timezone

from archive.access.viewer import visitor
from archive.models import (
    Collection,
    Consent,
    Event,
    LoadedRecord,
    Mention,
    Passage,
    Person,
    Place,
    PublicId,
    Source,
    Tag,
    Testimony,
)
from tests.importers.conftest import COLLECTION, EVENT, PERSON, PLACE, SOURCE, TAG, TESTIMONY, entry, pid

pytestmark = pytest.mark.django_db


def everything():
    """All rows the small collection made, with their keys and times."""
    models = (
        Collection,
        Consent,
        Event,
        Mention,
        Passage,
        Person,
        Place,
        Source,
        Tag,
        Testimony,
        PublicId,
        LoadedRecord,
    )
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def test_everything_derived_is_there(load, small):
    assert load(small) == "Installed 19 object(s): 19 new, 0 updated, 0 unchanged"

    testimony = Testimony.objects.get(public_id=TESTIMONY)
    assert testimony.sort_key == "account of leaving"
    assert str(testimony.recorded_on_earliest) == "1992-03-01"
    assert str(testimony.recorded_on_latest) == "1992-03-31"
    assert testimony.published_at is not None
    assert testimony.readable_from is not None
    assert testimony.readable_until is None
    assert Testimony.objects.visible_to(visitor()).get() == testimony
    assert Person.objects.get().heading == "Elnar\u0259 S\u0131naq"
    assert Place.objects.get().sort_key == "agdam"
    assert Mention.objects.get().surface == "Agdam"
    assert Tag.objects.get().slug == "esgeran"
    assert Event.objects.get().places.get().public_id == PLACE
    assert set(PublicId.objects.values_list("value", flat=True)) >= {TESTIMONY, PERSON, PLACE, SOURCE, EVENT, TAG}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_records_means_nothing(load, small, seed):
    random.Random(seed).shuffle(small)
    load(small)
    assert Testimony.objects.visible_to(visitor()).get().participations.get().person.public_id == PERSON


def test_records_refer_to_each_other_across_files(write):
    parents = [entry("collection", public_id=COLLECTION, title="Whole")]
    children = [entry("collection", public_id=pid(50), title="Part", parent=[COLLECTION])]
    call_command("loaddata", write(children, "children.json"), write(parents, "parents.json"), verbosity=0)
    assert Collection.objects.get(title="Part").parent.title == "Whole"


def test_loading_again_changes_nothing(load, small):
    load(small)
    before = everything()
    assert load(small) == "Installed 19 object(s): 0 new, 0 updated, 19 unchanged"
    assert everything() == before


def test_a_name_in_another_normal_form_is_the_same_name(load):
    decomposed = "S\u0131g\u0306naq"
    records = [entry("person", public_id=PERSON), entry("name", person=[PERSON], text=decomposed, language="az")]
    load(records)
    assert load(records) == "Installed 2 object(s): 0 new, 0 updated, 2 unchanged"
    assert Person.objects.get().heading == "S\u0131\u011fnaq"


def test_a_newer_fixture_brings_its_records_up_to_date(load, small, fields_of):
    load(small)
    entered, changed = Person.objects.values_list("created_at", "updated_at").get()
    fields_of("person").update(born="1961", sources=[])
    fields_of("event")["viaf"] = "123"  # a field that the older fixture did not fill

    assert load(small) == "Installed 19 object(s): 0 new, 2 updated, 17 unchanged"

    person = Person.objects.get()
    assert str(person.born_earliest) == "1961-01-01"
    assert not person.sources.exists()
    assert person.created_at == entered
    assert changed < person.updated_at <= timezone.now()
    assert Event.objects.get().viaf == "123"


def test_fields_that_a_fixture_leaves_out_stay(load, small, fields_of):
    load(small)
    del fields_of("person")["born"]
    fields_of("person")["died"] = "2001"
    load(small)
    assert str(Person.objects.get().born) == "1960~"


def test_the_same_record_twice_in_the_same_words_is_one(load):
    record = entry("person", public_id=PERSON)
    assert load([record, record]) == "Installed 1 object(s): 1 new, 0 updated, 0 unchanged"


def test_two_records_may_refer_to_each_other(load):
    one = entry("source", public_id=pid(61), title="Quoting", kind="book", part_of=[pid(62)])
    two = entry("source", public_id=pid(62), title="Quoted", kind="book", seen_through=[pid(61)])
    load([one, two])
    assert Source.objects.get(public_id=pid(61)).part_of.public_id == pid(62)
    assert Source.objects.get(public_id=pid(62)).seen_through.public_id == pid(61)
    assert load([two, one]) == "Installed 2 object(s): 0 new, 0 updated, 2 unchanged"


def test_tags_may_be_broader_than_each_other_in_any_order(load):
    narrow = entry("tag", public_id=pid(71), name="flight", broader=[[pid(72)]])
    broad = entry("tag", public_id=pid(72), name="war", broader=[[pid(71)]])
    load([narrow, broad])
    assert Tag.objects.get(name="flight").broader.get().name == "war"
    assert Tag.objects.get(name="war").broader.get().name == "flight"
    assert load([narrow, broad]) == "Installed 2 object(s): 0 new, 0 updated, 2 unchanged"


def test_a_primary_key_can_stand_in_for_an_identifier(load):
    record = {"model": "archive.person", "pk": 77, "fields": {"born": "1950"}}
    load([record])
    person = Person.objects.get(pk=77)
    assert PublicId.objects.get(value=person.public_id).names == "archive.person"
    assert load([record]) == "Installed 1 object(s): 0 new, 0 updated, 1 unchanged"


def test_what_dumpdata_writes_can_be_loaded(load, small, tmp_path, capsys):
    load(small)
    dump = tmp_path / "dump.json"
    labels = ["archive.person", "archive.place", "archive.event", "archive.source", "archive.name", "archive.tag"]
    call_command("dumpdata", *labels, natural_foreign=True, natural_primary=True, output=str(dump), verbosity=0)
    call_command("loaddata", str(dump))
    assert "0 new, 0 updated" in capsys.readouterr().out
