"""A broken fixture names file, line, record and field, and nothing of it is loaded."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.importers.fixtures.rows import NEVER_FROM_A_FIXTURE
from archive.models import Collection, Language, Person, PublicId, Term
from archive.models.base import Record
from tests.importers.conftest import COLLECTION, PASSAGE, PERSON, PLACE, SOURCE, TESTIMONY, entry, pid

pytestmark = pytest.mark.django_db


@pytest.fixture
def refusal_of_text(tmp_path):
    def refusal(text):
        path = tmp_path / "broken.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(CommandError) as caught:
            call_command("loaddata", str(path))
        return str(caught.value)

    return refusal


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('[\n{"model": "archive.term"\n', "line 3, column 1", "not JSON: Expecting ',' delimiter"),
        ("{}", "line 1", "a fixture is a list of records"),
        ("", "line 1", "a fixture is a list of records"),
        ('[\n{"model": "archive.term", "fields": {}}\n{}]', "line 3", "a comma or ] is missing"),
        ('[\n{"model": "archive.term", "fields": {}},\n]', "line 3", "a comma too many"),
        ("[] []", "line 1", "more after the closing ]"),
        ("[\n\n7]", "line 3", "an object in braces"),
        ('[{"fields": {}}]', "line 1", "which model"),
        ('[\n{"model": "archive.term"}]', "line 2", "no “fields”"),
        ('[\n{"model": "archive.term", "fields": {}, "title": "x"}]', "line 2", "unknown part “title”"),
        ('[\n{"model": "archive.term", "fields": {"code": "a", "code": "b"}}]', "line 2", "“code” stands twice"),
        ('[\n{"model": "archive.term", "fields": {"position": NaN}}]', "line 2", "NaN"),
        (b'[\n{"model": "archive.term", "fields": {"label": "\xff"}}]', "line 2", "not in UTF-8"),
        ("[" * 100_000, "line 1", "too deeply nested"),
    ],
)
def test_what_is_no_fixture(refusal_of_text, text, place, message):
    said = refusal_of_text(text)
    assert f"broken.json, {place}" in said
    assert message in said


TERM = {"scheme": "standing", "code": "survivor", "label": "Survivor"}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (entry("persn"), ["archive.persn", "there is no model", "is “archive.person” meant?"]),
        (entry("person", public_id=PERSON, borm="1960"), [f"archive.person {PERSON}, borm", "is “born” meant?"]),
        (entry("person", public_id=PERSON, participations=[]), ["participations", "no such field"]),
        (entry("term", scheme="standing", code="x"), ["archive.term standing x, label: is missing"]),
        (entry("term", **TERM | {"label": None}), ["archive.term standing survivor, label: cannot be null"]),
        (entry("term", **TERM | {"label": ""}), ["label: This field cannot be blank"]),
        (entry("term", **TERM | {"label": ["Survivor"]}), ["label: a text is needed"]),
        (entry("term", **TERM | {"label": "a\x00b"}), ["label: holds the character NUL"]),
        (entry("term", **TERM | {"label": "a\ud800b"}), ["label: holds half a character"]),
        (entry("term", **TERM | {"label": "x" * 101}), ["label: Ensure this value has at most 100"]),
        (entry("term", **TERM | {"position": "first"}), ["position:", "must be an integer"]),
        (entry("term", **TERM | {"position": 10**30}), ["position: Ensure this value is less"]),
        (entry("term", **TERM | {"scheme": "colour"}), ["archive.term colour survivor, scheme:", "not a valid choice"]),
        (entry("person", public_id=PERSON, born="the war"), [f"archive.person {PERSON}, born:"]),
        (entry("person", public_id=PERSON, fate="gone"), ["fate:", "not a valid choice"]),
        (entry("place", public_id=PLACE, latitude="north"), ["latitude:", "decimal number"]),
        (entry("place", public_id=PLACE, latitude="91", longitude="0", precision="site"), ["latitude:", "less than"]),
        (entry("person", public_id="b00000001"), ["public_id:", "check character"]),
        (entry("person", born="1960"), ["archive.person, public_id: is missing; a new one would be"]),
        (
            entry("collection", public_id=COLLECTION, title="A", status="finished"),
            ["status:", "not one of its choices"],
        ),
        (
            entry("collection", public_id=COLLECTION, title="A", parent=PERSON),
            ["parent: a natural key", f'["{PERSON}"]'],
        ),
        (entry("collection", public_id=COLLECTION, title="A", parent=["a", "b"]), ["parent:", "is not a natural key"]),
        (
            entry("collection", public_id=COLLECTION, title="A", parent=[pid(99)]),
            [f"parent: there is no archive.collection ['{pid(99)}'], neither in the archive nor in these fixtures"],
        ),
        (entry("collection", public_id=COLLECTION, title="A", parent=["b0"]), ["parent:", "mistyped"]),
        (
            entry("collection", public_id=COLLECTION, title="A", parent=12345),
            ["parent: there is no archive.collection 12345"],
        ),
        (entry("event", public_id=pid(98), places=[[PLACE]]), ["places: there is no archive.place"]),
        (entry("event", public_id=pid(98), places=PLACE), ["places: a list of natural keys is needed"]),
        (entry("testimony", public_id=TESTIMONY, title="A", kind="letter"), ["collection: is missing"]),
        (
            entry("testimony", public_id=TESTIMONY, title="A", kind="letter", collection=None),
            ["collection: cannot be null"],
        ),
        (
            entry("testimony", public_id=TESTIMONY, title="A", kind="letter", collection=[COLLECTION], tags=["x"]),
            ["tags: is not loaded here but as records of archive.taggedtestimony"],
        ),
        (entry("ledgerentry", sequence=1), ["archive.ledgerentry", "the archive keeps this itself"]),
        (entry("publicid", value=PERSON, names="archive.person"), ["the archive keeps this itself"]),
    ],
)
def test_what_is_wrong_in_a_record(refusal, record, words):
    good = entry("language", code="az", label="Azerbaijani")
    said = refusal([good, record])
    assert "some.json, line 3: " in said
    for word in words:
        assert word in said
    assert not Language.objects.exists()


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (
            [entry("place", public_id=PLACE, latitude="40")],
            [f"archive.place {PLACE}: Give latitude, longitude and a precision together"],
        ),
        ([entry("collection", public_id=COLLECTION, title="  ")], ["collection_has_a_title"]),
        ([entry("person", public_id=PERSON, born="1960", died="1950")], ["The date of death lies before"]),
        (
            [
                entry("person", public_id=PERSON),
                entry("personrelation", person=[PERSON], other=[PERSON], kind="sibling"),
            ],
            [f"line 3: archive.personrelation {PERSON} {PERSON} sibling: A relation joins two different people."],
        ),
        (
            [entry("person", public_id=PERSON, viaf="123"), entry("person", public_id=pid(90), viaf="123")],
            [f"line 3: archive.person {pid(90)}", "viaf"],
        ),
        (
            [
                entry("person", public_id=PERSON),
                entry("name", person=[PERSON], text="A", language="en", preferred=True),
                entry("name", person=[PERSON], text="B", language="en", preferred=True),
            ],
            [f"line 4: archive.name {PERSON} en B: Another name in this language is already preferred."],
        ),
        (
            [entry("tag", public_id=pid(91), name="War"), entry("tag", public_id=pid(92), name="WAR")],
            [f"line 3: archive.tag {pid(92)}, name: The tag “War” is already there"],
        ),
        ([entry("name", text="Nobody", language="en")], ["A name belongs to exactly one"]),
        (
            [entry("person", public_id=PERSON, born="1960"), entry("person", public_id=PERSON, born="1961")],
            [f"line 3: archive.person {PERSON}: stands there twice, with other words in", "some.json, line 2"],
        ),
        (
            [entry("person", public_id=PERSON), entry("place", public_id=PERSON)],
            ["line 3: ", "several records in these fixtures have this identifier"],
        ),
        (
            [
                entry("term", scheme="rights", code="free", label="Free"),
                entry("place", public_id=PLACE, kind=["rights", "free"]),
            ],
            [
                f"archive.place {PLACE}, kind: archive.term rights free may not stand here",
                "scheme “place_kind” is needed",
            ],
        ),
    ],
)
def test_what_the_archive_does_not_hold_true(refusal, records, words):
    said = refusal(records)
    for word in words:
        assert word in said
    assert not Collection.objects.exists()
    assert not Person.objects.exists()
    assert not PublicId.objects.exists()


def test_a_term_of_another_vocabulary_that_is_already_there(load, refusal):
    load([entry("term", scheme="rights", code="free", label="Free")])
    said = refusal([entry("place", public_id=PLACE, kind=["rights", "free"])])
    assert "kind: archive.term ['rights', 'free'] may not stand here: scheme “place_kind” is needed" in said


def test_places_that_lie_in_each_other(refusal):
    said = refusal(
        [entry("place", public_id=PLACE, parent=[pid(97)]), entry("place", public_id=pid(97), parent=[PLACE])]
    )
    assert f"archive.place {PLACE}, parent:" in said
    assert "already lie" in said


def test_all_problems_are_told_at_once(refusal):
    said = refusal(
        [
            entry("person", public_id=PERSON, born="the war", fate="gone"),
            entry("source", public_id=SOURCE, title="T", kind="poem"),
        ]
    )
    assert said.startswith("Nothing was loaded: 3 problems.")
    assert "born:" in said
    assert "fate:" in said
    assert "line 3" in said


def test_many_problems_are_counted(refusal):
    said = refusal([entry("person", public_id=pid(number), fate="gone") for number in range(60)])
    assert "Nothing was loaded: 60 problems." in said
    assert "… and 10 more" in said


def test_a_reference_to_an_older_record_with_a_mistake_of_its_own(load, refusal, small):
    load(small)
    said = refusal([entry("mention", passage=[PASSAGE], person=[PERSON], start=5, end=2)])
    assert f"archive.mention {PASSAGE} {PERSON} 5: Give both start and end, the end after the start" in said


def test_records_written_before_the_mistake_are_gone(refusal):
    refusal([entry("term", **TERM), entry("collection", public_id=COLLECTION, title=" ")])
    assert not Term.objects.exists()
    assert not PublicId.objects.exists()


def test_a_primary_key_that_is_another_record(load, refusal):
    load([entry("person", public_id=PERSON)])
    there = Person.objects.get()
    said = refusal([{"model": "archive.person", "pk": there.pk, "fields": {"public_id": pid(95)}}])
    assert f"pk {there.pk} is another record here" in said
    said = refusal([{"model": "archive.person", "pk": there.pk + 1, "fields": {"public_id": PERSON}}])
    assert f"has the pk {there.pk} here, not {there.pk + 1}" in said


# --- what no fixture writes -----------------------------------------------------------------------------


@pytest.mark.parametrize("model", sorted(NEVER_FROM_A_FIXTURE))
def test_what_actions_decide_never_comes_from_a_fixture(refusal, model):
    said = refusal([entry("language", code="az", label="Azerbaijani"), entry(model) | {"pk": 7}])
    assert "1 problem." in said
    assert f"some.json, line 3: archive.{model} pk 7: a record of archive.{model} never comes from a fixture" in said
    assert not Language.objects.exists()


@pytest.mark.parametrize("model", ["ledgerentry", "ledgerhead", "ledgerreason", "publicid", "loadedrecord"])
def test_what_the_archive_keeps_itself_is_refused_too(refusal, model):
    assert "no fixture writes it" in refusal([entry(model)])


def test_every_sealed_model_is_refused():
    models = {model._meta.model_name for model in apps.get_models() if model.__module__ == "archive.models.sealed"}
    assert models <= NEVER_FROM_A_FIXTURE


def test_whatever_a_fixture_may_write_has_a_key_by_which_it_is_known_the_next_time():
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    keyless = {model._meta.model_name for model in models if not model.NATURAL_KEY}
    assert keyless == NEVER_FROM_A_FIXTURE


def test_an_error_in_another_applications_key_is_not_swallowed(load, monkeypatch):
    def broken(user):
        raise RuntimeError("a fault of its own")

    monkeypatch.setattr(User, "natural_key", broken)
    with pytest.raises(RuntimeError):
        load([{"model": "auth.user", "fields": {"username": "aysel", "password": "!"}}])
