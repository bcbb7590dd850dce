"""Loading a fixture never undoes what an action decided: not consent, not access, and nothing that was sealed."""

import pytest
from django.utils import timezone

from archive.access.levels import Access, Status
from archive.actions import leads, publication
from archive.actions.lifting import lift
from archive.actions.redact import redact
from archive.models import (
    Consent,
    LoadedRecord,
    Mention,
    Note,
    Passage,
    Person,
    Statement,
    Testimony,
)
from archive.models.sealed import Redaction
from tests import cast
from tests.importers.conftest import EVENT, PASSAGE, PERSON, PLACE, SOURCE, TESTIMONY, correct, entry, pid

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_withdrawn_testimony_stays_withdrawn(loaded, load, overwrite):
    testimony = Testimony.objects.get()
    publication.carry_out(publication.WITHDRAW, testimony, cast.staff("publisher"), reason="Asked to.")
    assert "0 updated" in load(loaded, overwrite=overwrite)
    testimony.refresh_from_db()
    assert testimony.status == Status.WITHDRAWN


def test_access_and_embargo_stay_as_they_were_set(loaded, load, fields_of):
    Testimony.objects.write_guarded(access=Access.CLOSED, embargo_until=timezone.now())
    fields_of("testimony").update(title="New title", access="public", embargo_until=None)
    assert "1 updated" in load(loaded, overwrite=True)
    testimony = Testimony.objects.get()
    assert testimony.title == "New title"
    assert testimony.access == Access.CLOSED
    assert testimony.embargo_until is not None


def test_a_consent_taken_back_stays_taken_back(loaded, load, fields_of):
    Consent.objects.write_guarded(revoked_at=timezone.now())
    fields_of("consent").update(remark="Said again.", revoked_at=None)
    load(loaded, overwrite=True)
    assert Consent.objects.get().revoked_at is not None
    assert Testimony.objects.get().readable_from is None


def test_words_behind_a_redaction_stay_behind_it(loaded, load):
    passage = correct(Passage, text="They left \u2588\u2588\u2588\u2588\u2588 on foot.")
    Redaction.objects.create(passage=passage, start=10, end=15, reason="safety")
    load([record for record in loaded if record["model"] == "archive.passage"], overwrite=True)
    assert "Agdam" not in Passage.objects.get().text


def test_words_behind_a_redaction_stay_behind_it_where_a_reference_is_filled_in_later(loaded, load, monkeypatch):
    monkeypatch.setattr(Passage, "HIERARCHIES", ())  # no circle of passages is valid today
    passage = correct(Passage, text="They left \u2588\u2588\u2588\u2588\u2588 on foot.")
    Redaction.objects.create(passage=passage, start=10, end=15, reason="safety")
    first = next(record for record in loaded if record["model"] == "archive.passage")
    first["fields"]["renders"] = [pid(41)]
    transcript = entry("transcript", public_id=pid(42), testimony=[TESTIMONY], language="az", kind="translation")
    other = entry("passage", public_id=pid(41), transcript=[pid(42)], position=1, text="On.", renders=[PASSAGE])
    load([first, transcript, other], overwrite=True)
    passage.refresh_from_db()
    assert passage.renders.public_id == pid(41)
    assert "Agdam" not in passage.text


@pytest.mark.parametrize(
    "record",
    [
        entry("name", person=[PERSON], text="Her real name", language="az"),
        entry("person", public_id=PERSON, description="Her real name"),
        entry(
            "participation",
            testimony=[TESTIMONY],
            person=[PERSON],
            role="narrator",
            standing=["standing", "survivor"],
            credited_as="Her real name",
        ),
        entry("statement", public_id=pid(47), person=[PERSON], wording="She was a nurse.", asserted_by=[SOURCE]),
        entry("sourcecontribution", source=[SOURCE], person=[PERSON], role="author"),
        entry("eventparticipation", event=[EVENT], person=[PERSON], role="witness"),
    ],
)
def test_a_protected_person_is_not_named(loaded, refusal, record):
    Person.objects.write_guarded(identity_protected=True)
    assert "the identity of this person is protected" in refusal([record], overwrite=True)


@pytest.mark.parametrize("span", [{"start": 10, "end": 15}, {}])
def test_nothing_is_pinned_to_withheld_words(loaded, refusal, span):
    """What was pinned in the workbench and sealed with the words is new for a fixture, and comes back with none."""
    Mention.objects.all().delete()
    LoadedRecord.objects.filter(label="archive.mention").delete()
    passage = correct(Passage, text="They left \u2588\u2588\u2588\u2588\u2588 on foot.")
    mention = entry("mention", passage=[PASSAGE], person=[PERSON], certainty="certain", **span)
    note = entry("note", public_id=pid(45), passage=[PASSAGE], text="She means her son.", **span)
    Redaction.objects.create(passage=passage, start=10, end=15, reason="safety")
    for record in (mention, note):
        assert "words of this passage are withheld" in refusal([record], overwrite=True)
    assert not Mention.objects.exists()
    assert not Note.objects.exists()


STATED = entry("statement", public_id=pid(48), place=[PLACE], wording="Agdam was left on foot.", asserted_in=[PASSAGE])


def withhold_the_place(*leading):
    """Withholds the place's name in the passage, with what ``leading`` holds of what leads to it."""
    passage = Passage.objects.get(public_id=PASSAGE)
    codes = [lead.code for lead in leads.leads_of(passage, (10, 15)) if lead.kind in leading]
    admin = cast.staff("administrator")
    return redact(passage, admin, start=10, end=15, reason_code="safety", seen_text=passage.text, leading=codes)


@pytest.mark.parametrize("entered", ["in the workbench", "by the fixture"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_statement_sealed_with_withheld_words_stays_sealed(loaded, load, refusal, entered, overwrite):
    load([STATED])
    if entered == "in the workbench":
        LoadedRecord.objects.filter(label="archive.statement").delete()
    mark = withhold_the_place("statement")
    assert not Statement.objects.exists()
    said = refusal([STATED], overwrite=overwrite)
    assert "words of this passage are withheld" in said or "was deleted" in said
    assert "--overwrite" not in said
    assert not Statement.objects.exists()
    lift(mark, cast.staff("administrator"), reason="Safe by now.")
    assert "1 unchanged" in load([STATED])


def test_no_other_statement_comes_into_a_passage_with_withheld_words(loaded, load, refusal):
    load([STATED])
    withhold_the_place("statement")
    again = entry("statement", **STATED["fields"] | {"public_id": pid(49)})
    assert "words of this passage are withheld" in refusal([again], overwrite=True)
    from_a_source = entry("statement", **again["fields"] | {"asserted_in": None, "asserted_by": [SOURCE]})
    assert "1 new" in load([from_a_source])


@pytest.mark.parametrize("change", [{"wording": "They fled Agdam."}, {"asserted_in": None, "asserted_by": [SOURCE]}])
def test_a_statement_beside_withheld_words_is_not_changed_back(loaded, load, refusal, change):
    """It stayed when the words were withheld, and a curator has neutralised it since."""
    load([STATED])
    withhold_the_place()
    assert "1 unchanged" in load([STATED])
    correct(Statement, wording="They left a town.")
    changed = entry("statement", **STATED["fields"] | change)
    for record in (STATED, changed):
        assert "words of this passage are withheld" in refusal([record], overwrite=True)
    assert Statement.objects.get().wording == "They left a town."


def test_a_statement_comes_in_and_is_changed_where_no_words_are_withheld(loaded, load):
    assert "1 new" in load([STATED])
    assert "1 updated" in load([entry("statement", **STATED["fields"] | {"wording": "They left Agdam."})])
    assert Statement.objects.get().wording == "They left Agdam."


def test_a_statement_comes_in_with_its_passage(load, small):
    load([STATED, *small])
    assert Statement.objects.get().asserted_in.public_id == PASSAGE


def test_a_fixture_does_not_say_whose_words_a_redacted_passage_retells(loaded, load, fields_of):
    passage = correct(Passage, text="They left \u2588\u2588\u2588\u2588\u2588 on foot.", speaker=None)
    Redaction.objects.create(passage=passage, start=10, end=15, reason="safety")
    fields_of("passage")["reports"] = [PERSON]
    load([record for record in loaded if record["model"] == "archive.passage"], overwrite=True)
    passage.refresh_from_db()
    assert (passage.reports, passage.speaker) == (None, None)


def test_a_mention_comes_in_where_no_words_are_withheld(loaded, load):
    Mention.objects.all().delete()
    LoadedRecord.objects.filter(label="archive.mention").delete()
    load([entry("mention", passage=[PASSAGE], person=[PERSON], start=10, end=15)])
    assert Mention.objects.get().person.public_id == PERSON


def test_when_and_where_a_protected_narrator_was_recorded_stays_coarse(loaded, load, refusal, fields_of):
    testimony = correct(Testimony, recorded_on="1993", recorded_at=None)
    Person.objects.write_guarded(identity_protected=True)
    fields_of("testimony").update(title="New title", recorded_on="1993-05-17")
    load([record for record in loaded if record["model"] == "archive.testimony"], overwrite=True)
    testimony.refresh_from_db()
    assert (testimony.title, str(testimony.recorded_on)) == ("New title", "1993")
    sitting = entry("session", public_id=pid(46), testimony=[TESTIMONY], position=1, held_on="1993-05-17")
    assert "the identity of this person is protected" in refusal([sitting], overwrite=True)


def test_a_protected_person_can_come_in_with_the_names_that_stand_for_her(load):
    records = [
        entry("person", public_id=PERSON, identity_protected=True),
        entry("name", person=[PERSON], text="A mother", language="en", kind="pseudonym"),
    ]
    load(records)
    assert Person.objects.get().heading == "A mother"
    assert "2 unchanged" in load(records)
