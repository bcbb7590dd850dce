"""Loading a fixture undoes nobody's work."""

import pytest
from django.utils import timezone

from archive.models import (
    Mention,
    Name,
    Passage,
    Person,
    PublicId,
    Term,
    Testimony,
)
from tests.importers.conftest import PASSAGE, PERSON, SOURCE, TESTIMONY, correct, entry, pid

pytestmark = pytest.mark.django_db


# --- what somebody changed ------------------------------------------------------------------------------


def test_a_record_changed_since_it_was_loaded_is_refused_and_named(loaded, refusal):
    correct(Person, fate="known", fate_note="Says a neighbour.")
    correct(Testimony, title="A better title")
    loaded[0]["fields"]["certainty"] = "probable"
    fields = next(record["fields"] for record in loaded if record["model"] == "archive.person")
    fields |= {"fate": "missing", "fate_note": ""}

    said = refusal(loaded)

    assert "2 problems" in said
    assert f"archive.person {PERSON}, fate, fate_note: was changed since it was loaded" in said
    assert f"archive.testimony {TESTIMONY}, title: was changed since it was loaded" in said
    assert "--overwrite" in said
    assert Person.objects.get().fate == "known"
    assert Testimony.objects.get().title == "A better title"
    assert Mention.objects.get().certainty == "certain"  # nothing at all was loaded


def test_overwriting_brings_the_fixture_back(loaded, load):
    correct(Testimony, title="A better title")
    assert "1 updated" in load(loaded, overwrite=True)
    assert Testimony.objects.get().title == "Account of leaving"
    assert Testimony.objects.get().sort_key == "account of leaving"
    assert "0 updated" in load(loaded)


def test_related_records_count_as_well(loaded, refusal, load):
    Testimony.objects.get().content_warnings.clear()
    assert f"archive.testimony {TESTIMONY}, content_warnings: was changed" in refusal(loaded)
    load(loaded, overwrite=True)
    assert Testimony.objects.get().content_warnings.get().code == "violence"


def test_a_change_that_the_fixture_does_not_speak_of_is_no_difference(loaded, load, fields_of):
    correct(Person, viaf="123")
    assert "0 updated" in load(loaded)
    fields_of("person")["born"] = "1961"
    assert "1 updated" in load(loaded)
    assert Person.objects.get().viaf == "123"


def test_a_fixture_that_says_more_takes_care_of_what_was_filled_in(loaded, refusal, fields_of):
    correct(Person, viaf="123")
    fields_of("person")["viaf"] = "456"
    assert f"archive.person {PERSON}, viaf: was changed" in refusal(loaded)


def test_what_was_changed_and_changed_back_is_loaded(loaded, load, fields_of):
    correct(Person, born="1970")
    correct(Person, born="1960~")
    fields_of("person")["born"] = "1961"
    assert "1 updated" in load(loaded)


def test_a_fixture_that_takes_over_a_correction_is_followed_from_then_on(loaded, load, fields_of):
    correct(Person, born="1961")
    fields_of("person")["born"] = "1961"
    assert "0 updated" in load(loaded)
    fields_of("person")["born"] = "1962"
    assert "1 updated" in load(loaded)


def test_a_record_that_no_fixture_brought_is_refused_where_it_differs(load, refusal):
    Term.objects.create(scheme="standing", code="guest", label="Guest")
    assert "0 new, 0 updated" in load([entry("term", scheme="standing", code="guest", label="Guest")])
    Term.objects.create(scheme="standing", code="host", label="Host")
    said = refusal([entry("term", scheme="standing", code="host", label="The host")])
    assert "archive.term standing host, label: was changed since it was loaded, or never loaded" in said


def test_what_somebody_deleted_does_not_come_back(loaded, refusal, load):
    Mention.objects.get().delete()
    assert "was deleted, renamed or moved since it was loaded" in refusal(loaded)
    load(loaded, overwrite=True)
    assert Mention.objects.exists()


def test_a_corrected_name_is_not_added_again_beside_the_correction(loaded, refusal):
    name = Name.objects.get(person__isnull=False)
    name.text = "Elnara S\u0131naq"
    name.save()
    assert "was deleted, renamed or moved since it was loaded" in refusal(loaded)


# --- identifiers that outlive their records -------------------------------------------------------------


def test_an_identifier_of_an_erased_record_is_refused(load, refusal):
    PublicId.objects.create(value=PERSON, names="archive.person", erased_at=timezone.now())
    said = refusal([entry("person", public_id=PERSON)], overwrite=True)
    assert f"archive.person {PERSON}, public_id: The identifier {PERSON} named a record that was erased." in said


def test_an_identifier_of_a_merged_record_is_refused(load, refusal):
    load([entry("person", public_id=pid(31))])
    PublicId.objects.create(value=PERSON, names="archive.person", successor=PublicId.objects.get(value=pid(31)))
    assert f"was merged into {pid(31)}" in refusal([entry("person", public_id=PERSON)], overwrite=True)


def test_an_identifier_of_another_kind_of_record_is_refused(loaded, refusal):
    said = refusal([entry("person", public_id=SOURCE)])
    assert "already names a record of archive.source" in said


def test_mentions_follow_a_passage_that_is_brought_back(loaded, load):
    correct(Passage, text="In the morning they left Agdam on foot.")
    assert Mention.objects.get().start == 25
    load(loaded, overwrite=True)
    assert Mention.objects.get().start == 10
    assert Passage.objects.get(public_id=PASSAGE).text == "They left Agdam on foot."
