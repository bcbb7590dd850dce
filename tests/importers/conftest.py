"""A small collection as fixtures have it, and the means to load it."""

import copy
import json

import pytest
from django.core.management import CommandError, call_command

from archive.lib.public_ids import check_character


def pid(number):
    """The public identifier with this number, check character and all."""
    body = f"b{number:07d}"
    return body + check_character(body)


def entry(model, **fields):
    return {"model": f"archive.{model}", "fields": fields}


COLLECTION, PERSON, PLACE, SOURCE, TESTIMONY, TRANSCRIPT, PASSAGE, CONSENT, EVENT, TAG = map(pid, range(10))

SMALL_COLLECTION = [
    # Children stand before their parents on purpose: the order of a file means nothing.
    entry("mention", passage=[PASSAGE], place=[PLACE], start=10, end=15),
    entry("taggedtestimony", tag=[TAG], content_object=[TESTIMONY]),
    entry("testimonylanguage", testimony=[TESTIMONY], language=["az"]),
    entry(
        "passage",
        public_id=PASSAGE,
        transcript=[TRANSCRIPT],
        position=1,
        speaker=[TESTIMONY, PERSON, "narrator"],
        text="They left Agdam on foot.",
    ),
    entry("transcript", public_id=TRANSCRIPT, testimony=[TESTIMONY], language="en", kind="summary"),
    entry(
        "consent",
        public_id=CONSENT,
        testimony=[TESTIMONY],
        narrator=[PERSON],
        basis="published",
        may_read=True,
        valid_from="2020-01-01T00:00:00Z",
    ),
    entry("participation", testimony=[TESTIMONY], person=[PERSON], role="narrator", standing=["standing", "survivor"]),
    entry(
        "testimony",
        public_id=TESTIMONY,
        title="Account of leaving",
        kind="published",
        collection=[COLLECTION],
        source=[SOURCE],
        recorded_on="1992-03",
        status="published",
        access="public",
        content_warnings=[["content_warning", "violence"]],
    ),
    entry("name", person=[PERSON], text="Elnar\u0259 S\u0131naq", language="az", preferred=True),
    entry("name", place=[PLACE], text="Agdam", language="en", preferred=True),
    entry("event", public_id=EVENT, date="1992-02-25/1992-02-26", places=[[PLACE]], sources=[[SOURCE]]),
    entry("person", public_id=PERSON, born="1960~", sources=[[SOURCE]]),
    entry("place", public_id=PLACE, latitude="39.99", longitude="46.93", precision="settlement"),
    entry("source", public_id=SOURCE, title="An article", kind="article", issued="2024-02", status="published"),
    entry("collection", public_id=COLLECTION, title="A collection", default_access="public", status="published"),
    entry("tag", public_id=TAG, name="\u018fsg\u0259ran", language="az"),
    entry("language", code="az", label="Azerbaijani"),
    entry("term", scheme="standing", code="survivor", label="Survivor"),
    entry("term", scheme="content_warning", code="violence", label="Violence"),
]


def correct(model, **columns):
    """What a curator does in the workbench: changes a record and saves it."""
    record = model.objects.get()
    for column, value in columns.items():
        setattr(record, column, value)
    record.save()
    return record


@pytest.fixture
def small():
    """The small collection, for a test to change before loading it."""
    return copy.deepcopy(SMALL_COLLECTION)


@pytest.fixture
def fields_of(small):
    """`fields_of("person")["born"] = "1961"` changes the small collection's first record of that model."""

    def find(model):
        return next(record["fields"] for record in small if record["model"] == f"archive.{model}")

    return find


@pytest.fixture
def write(tmp_path):
    """Writes records to a fixture file, one record a line after the opening bracket; returns its path."""

    def write(records, name="some.json"):
        path = tmp_path / name
        lines = ",\n".join(json.dumps(record) for record in records)
        path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def load(write, capsys):
    """Loads records as `manage.py loaddata` would and returns what it prints."""

    def load(records, **options):
        capsys.readouterr()
        call_command("loaddata", write(records), **options)
        return capsys.readouterr().out.strip()

    return load


@pytest.fixture
def refusal(load):
    """What `loaddata` says against these records."""

    def refusal(records, **options):
        with pytest.raises(CommandError) as caught:
            load(records, **options)
        return str(caught.value)

    return refusal


@pytest.fixture
def loaded(load, small):
    load(small)
    return small
