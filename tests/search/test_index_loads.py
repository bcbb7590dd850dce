"""A load of many records is indexed once, at its end, in its transaction."""

import json

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models.signals import post_migrate

from archive.access.viewer import Viewer
from archive.importers.synthetic.generate import generate
from archive.importers.synthetic.sizes import Size
from archive.models import IndexedName, IndexedTestimony, IndexedText, IndexState, Posting
from archive.search import checking, engine, index, parsing
from tests import cast
from tests.search.whole_index import assert_it_follows, held

pytestmark = pytest.mark.django_db

IDENTIFIERS = ("s454ztrsk", "gkdgzgdpz", "qtmwsskmm")


@pytest.fixture
def writes(monkeypatch):
    counted, write = [], index._write

    def counting(touched):
        counted.append(len(touched))
        write(touched)

    monkeypatch.setattr(index, "_write", counting)
    return counted


def migrated():
    post_migrate.send(sender=apps.get_app_config("archive"), app_config=apps.get_app_config("archive"), using="default")


def test_an_index_of_another_version_is_written_from_the_start():
    cast.testimony("The lantern", text="Snow fell that year.")
    before = held()
    Posting.objects.filter(term="lantern").delete()  # counted otherwise then
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": index.VERSION - 1})
    migrated()
    assert held() == before
    assert index.is_current()


def test_an_index_that_was_interrupted_is_gone_on_with():
    kept, lost = cast.testimony("The lantern"), cast.testimony("The candle")
    before = held()
    [row] = IndexedText.objects.filter(testimony=kept.pk, part="title").values_list("pk", flat=True)
    for model in (IndexedText, IndexedTestimony):
        model.objects.filter(testimony=lost.pk).delete()
    IndexState.objects.all().delete()
    Posting.objects.filter(term="candle").delete()
    migrated()
    assert {each[:-1] for each in held()["texts"]} == {each[:-1] for each in before["texts"]}
    assert IndexedText.objects.filter(pk=row).exists(), "what is right is not written again"
    assert index.is_current()


@pytest.fixture
def fixture(tmp_path):
    """Three texts for a testimony that is there, and a last row that may be broken."""
    transcript = cast.testimony("Loaded into").transcripts.get()

    def write(*more):
        rows = [
            {
                "model": "archive.passage",
                "fields": {
                    "public_id": identifier,
                    "transcript": [transcript.public_id],
                    "position": number,
                    "text": f"Gooseberry {number}.",
                },
            }
            for number, identifier in enumerate(IDENTIFIERS, start=10)
        ]
        path = tmp_path / "passages.json"
        path.write_text(json.dumps([*rows, *more]), encoding="utf-8")
        return str(path)

    return write


def test_loaddata_writes_the_index_once(fixture, writes):
    path = fixture()
    writes.clear()
    call_command("loaddata", path, verbosity=0)
    assert writes == [1]
    [hit] = engine.search(engine.Asked(parsing.parse("gooseberry").query), Viewer()).hits
    assert len(hit.passages) == 3
    assert_it_follows()


def test_a_load_that_is_refused_leaves_the_index_as_it_was(fixture):
    place = cast.place()
    backwards = {"passage": [IDENTIFIERS[0]], "place": [place.public_id], "start": 5, "end": 2}
    path = fixture({"model": "archive.mention", "fields": backwards})
    before = held()
    with pytest.raises(CommandError, match="after the start"):
        call_command("loaddata", path, verbosity=0)
    assert held() == before


def test_the_demo_collection(writes):
    call_command("loaddata", "vocabularies", "demo", verbosity=0)
    assert len(writes) <= 2
    assert {fault.kind for fault in checking.faults()} <= {"version"}
    assert IndexedText.objects.count() > 15
    assert IndexedName.objects.exists()
    assert IndexedTestimony.objects.filter(is_public=True).exists()
    assert_it_follows()


def test_each_batch_of_the_generator_writes_the_index_once(writes):
    call_command("loaddata", "vocabularies", verbosity=0)
    writes.clear()
    generate(Size(testimonies=6, passages=4), seed=1, progress=False)
    assert [count for count in writes if count] == [6]
    assert_it_follows()
