"""`manage.py loaddata`: its options, its formats, and what it prints."""

import gzip
import io
import json
import warnings

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import TestCase

from archive.models import Language, Term

pytestmark = pytest.mark.django_db

TERM = {"model": "archive.term", "fields": {"scheme": "standing", "code": "guest", "label": "Guest"}}
LANGUAGE = {"model": "archive.language", "fields": {"code": "az", "label": "Azerbaijani"}}


@pytest.fixture
def fixture(tmp_path):
    def write(text, name="some.json"):
        path = tmp_path / name
        path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return str(path)

    return write


def test_it_says_what_it_did(fixture, capsys):
    call_command("loaddata", fixture([TERM, LANGUAGE]))
    assert capsys.readouterr().out == "Installed 2 object(s): 2 new, 0 updated, 0 unchanged\n"


def test_it_can_be_silent(fixture, capsys):
    call_command("loaddata", fixture([TERM]), verbosity=0)
    assert capsys.readouterr().out == ""


def test_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps([TERM])))
    call_command("loaddata", "-", format="json")
    assert Term.objects.get().label == "Guest"


def test_a_mistake_on_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('[\n{"model": "archive.term", "fields": {}}]'))
    with pytest.raises(CommandError, match=r"standard input, line 2: archive\.term, scheme: is missing"):
        call_command("loaddata", "-", format="json")


def test_json_lines(fixture):
    path = fixture(f"{json.dumps(TERM)}\n\n{json.dumps(LANGUAGE)}\n", "some.jsonl")
    call_command("loaddata", path, verbosity=0)
    assert Language.objects.exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [("{", "some.jsonl, line 2, column 2: not JSON"), ("{} {}", "some.jsonl, line 2: there is more than one record")],
)
def test_a_mistake_in_json_lines(fixture, line, message):
    with pytest.raises(CommandError, match=message):
        call_command("loaddata", fixture(f"{json.dumps(TERM)}\n{line}\n", "some.jsonl"))


def test_xml(fixture, capsys):
    xml = """<?xml version="1.0" encoding="utf-8"?>
    <django-objects version="1.0">
      <object model="archive.place">
        <field name="public_id" type="CharField">b00000003</field>
        <field name="kind" rel="ManyToOneRel" to="archive.term">
          <natural>place_kind</natural><natural>village</natural>
        </field>
        <field name="parent" rel="ManyToOneRel" to="archive.place"><None></None></field>
        <field name="sources" rel="ManyToManyRel" to="archive.source">{sources}</field>
      </object>
      <object model="archive.term">
        <field name="scheme">place_kind</field><field name="code">village</field><field name="label">Village</field>
      </object>
    </django-objects>"""
    with pytest.raises(CommandError, match=r"some\.xml, record 1: .*public_id: .*check character"):
        call_command("loaddata", fixture(xml.format(sources=""), "some.xml"))
    xml = xml.replace("b00000003", "b0000000b")
    source = "<object><natural>b0000001k</natural></object>"
    with pytest.raises(CommandError, match=r"sources: there is no archive\.source"):
        call_command("loaddata", fixture(xml.format(sources=source), "some.xml"))
    call_command("loaddata", fixture(xml.format(sources=""), "some.xml"))
    assert "2 new" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["<django-objects>", "no XML"])
def test_a_mistake_in_xml(fixture, text):
    with pytest.raises(CommandError, match=r"some\.xml: not a fixture in XML"):
        call_command("loaddata", fixture(text, "some.xml"))


def test_compressed(tmp_path):
    path = tmp_path / "some.json.gz"
    path.write_bytes(gzip.compress(json.dumps([TERM]).encode()))
    call_command("loaddata", str(path), verbosity=0)
    assert Term.objects.exists()


def test_models_can_be_left_out(fixture, capsys):
    call_command("loaddata", fixture([TERM, LANGUAGE]), exclude=["archive.Language"])
    assert Term.objects.exists()
    assert not Language.objects.exists()


def test_what_is_not_known_can_be_ignored(fixture, capsys):
    strange = {"model": "archive.ghost", "fields": {}}
    term = {"model": TERM["model"], "fields": {**TERM["fields"], "colour": "red"}}
    call_command("loaddata", fixture([strange, term]), ignorenonexistent=True)
    assert capsys.readouterr().out.startswith("Installed 1 object(s)")


def test_an_empty_fixture_is_pointed_out(fixture):
    with pytest.warns(RuntimeWarning, match="No fixture data found"):
        call_command("loaddata", fixture("[]"))


def test_a_fixture_that_is_not_there():
    with pytest.raises(CommandError, match="No fixture named 'nowhere' found"):
        call_command("loaddata", "nowhere")


def test_the_vocabularies_load_twice(capsys):
    call_command("loaddata", "vocabularies", verbosity=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        call_command("loaddata", "vocabularies")
    assert "0 new, 0 updated" in capsys.readouterr().out


class FixturesOfTestCases(TestCase):
    """Django's and pytest's test cases load their fixtures through the same command."""

    fixtures = ("vocabularies",)

    def test_they_are_there(self):
        assert Term.objects.filter(scheme="standing", code="survivor").exists()
