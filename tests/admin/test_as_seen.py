"""A page is saved as long as its record stands as the page shows it: nothing that someone took out of sight meanwhile
comes back with it, and what was typed is not lost."""

import pytest

from archive.actions.erase import erase
from archive.actions.protect import protect
from archive.models import (
    Consent,
    EventParticipation,
    Participation,
    PersonRelation,
    Section,
    Session,
    SourceContribution,
    Statement,
    Testimony,
    Transcript,
)
from tests import cast
from tests.admin.sending import AGAIN, PROTECTED, saved, tie_on
from tests.admin.workbench import as_group, at, errors_of, form_on, row

pytestmark = pytest.mark.django_db

# --- a record that was changed meanwhile ----------------------------------------------------------------


def a_statement():
    return cast.statement(cast.event(), wording="He hid there.")


def a_section():
    return Section.objects.create(testimony=cast.testimony(), title="Rustam")


@pytest.mark.parametrize(
    ("make", "column", "typed"),
    [
        (a_statement, "wording", {"cites": "Official data"}),
        (cast.testimony, "title", {"abstract": "She tells of the flood."}),
        (cast.source, "title", {"description": "A page."}),
        (
            lambda: Section.objects.create(testimony=cast.testimony(), title="Rustam"),
            "title",
            {"synopsis": "The flood."},
        ),
        (cast.collection, "title", {"custodian": "The museum"}),
        (cast.event, "description", {"wikidata": "Q5"}),
    ],
)
def test_an_old_page_brings_nothing_back(make, column, typed):
    client, record = as_group("publisher"), make()
    page = form_on(client, at(record))
    setattr(record, column, "Corrected meanwhile")
    record.save()
    answer = client.post(at(record), page | typed)
    assert answer.status_code == 200
    said = str(errors_of(answer))
    assert AGAIN in said
    assert "differs from what stands there now" in said
    assert next(iter(typed.values())) in answer.content.decode(), "what was typed is lost"
    record.refresh_from_db()
    assert getattr(record, column) == "Corrected meanwhile"
    assert saved(client, record, form_on(client, at(record)), **typed) is True


def test_a_page_sent_without_what_it_showed_is_refused():
    client, record = as_group("publisher"), a_statement()
    page = form_on(client, at(record))
    del page["as_seen"]
    assert AGAIN in saved(client, record, page, wording="Another")


def test_a_consent_that_was_narrowed_is_not_widened_by_an_old_page():
    client, testimony = as_group("publisher"), cast.testimony()
    given = testimony.consents.get()
    page = form_on(client, at(given))
    narrower = {name: value for name, value in page.items() if name != "may_hear"}
    assert client.post(at(given), narrower).status_code == 302
    assert AGAIN in saved(client, given, page, remark="By letter")
    testimony.refresh_from_db()
    assert testimony.hearable_from is None
    assert testimony.readable_from is not None


def test_the_clock_of_a_page_counts_microseconds():
    """Two changes within one second are two changes."""
    client, record = as_group("publisher"), a_statement()
    page = form_on(client, at(record))
    later = record.updated_at.replace(microsecond=(record.updated_at.microsecond + 1) % 1_000_000)
    Statement.objects.filter(pk=record.pk).write_guarded(updated_at=later)
    assert AGAIN in saved(client, record, page)


# --- a row that was changed meanwhile -------------------------------------------------------------------


@pytest.fixture
def credited():
    testimony = cast.testimony()
    part = testimony.participations.get()
    part.credited_as = "Aysel of Sarikend"
    part.save()
    return testimony, part


def test_an_old_row_brings_nothing_back(credited):
    client, (testimony, part) = as_group("publisher"), credited
    page = form_on(client, at(testimony))
    part.credited_as = ""
    part.save()
    said = saved(client, testimony, page)
    assert AGAIN in said
    part.refresh_from_db()
    assert part.credited_as == ""


def test_a_row_that_nobody_touched_stops_nothing(credited):
    client, (testimony, part) = as_group("publisher"), credited
    page = form_on(client, at(testimony))
    part.save()
    assert saved(client, testimony, page, title="A new title") is True


def test_rows_are_added_and_changed_as_before(credited):
    client, (testimony, _part) = as_group("publisher"), credited
    page = form_on(client, at(testimony)) | row("sessions", 0, 1, position="1", held_on="1992")
    assert saved(client, testimony, page) is True
    page = form_on(client, at(testimony))
    assert saved(client, testimony, page, **{"sessions-0-held_on": "1993"}) is True
    assert str(Session.objects.get().held_on) == "1993"


# --- someone who was protected meanwhile ----------------------------------------------------------------


@pytest.fixture
def veiled():
    person = cast.person("Aysel Karimova")
    protect(person, cast.staff("administrator"), pseudonym="A teacher")
    return person


def test_a_relation_to_someone_protected_is_refused_from_the_other_end(veiled):
    client, other = as_group("publisher"), cast.person("Bahram")
    assert PROTECTED in saved(client, other, tie_on(client, other, veiled))
    assert not PersonRelation.objects.exists()
    assert saved(client, other, tie_on(client, other, cast.person("Dilara"))) is True


def test_a_relation_that_stays_stops_nothing_and_is_not_rewritten():
    client, other, person = as_group("publisher"), cast.person("Bahram"), cast.person("Aysel Karimova")
    stays = PersonRelation.objects.create(person=other, other=person, kind="neighbour")
    protect(person, cast.staff("administrator"), pseudonym="A teacher", staying=[f"personrelation:{stays.pk}"])
    assert saved(client, other, form_on(client, at(other)), fate_note="His niece says so.") is True
    assert PROTECTED in saved(client, other, form_on(client, at(other)), **{"relations-0-note": "Karimova"})
    stays.refresh_from_db()
    assert stays.note == ""


def test_parts_in_events_statements_and_contributions_are_refused_too(veiled):
    client, event, source = as_group("publisher"), cast.event(), cast.source()
    part = row("participations", 0, 1, person=str(veiled.pk), role="witness")
    assert PROTECTED in saved(client, event, form_on(client, at(event)) | part)
    made = row("contributions", 0, 1, person=str(veiled.pk), role="author", position="0")
    assert PROTECTED in saved(client, source, form_on(client, at(source)) | made)
    says = {"person": str(veiled.pk), "asserted_by": str(source.pk), "wording": "Born in 1950.", "position": "0"}
    answer = client.post(at(Statement, "add"), form_on(client, at(Statement, "add")) | says)
    assert PROTECTED in str(errors_of(answer))
    for model in (SourceContribution, Statement, EventParticipation):
        assert not model.objects.exists()


# --- a testimony that was erased meanwhile --------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Transcript, {"kind": "verbatim", "language": "en", "made_by": "Canary", "position": "0"}),
        (Section, {"title": "Canary", "position": "0"}),
        (Consent, {"basis": "oral", "may_read": "on", "remark": "Canary"}),
    ],
)
def test_a_page_opened_before_an_erasure_adds_nothing(model, fields):
    client, testimony = as_group("publisher"), cast.testimony(state="withdrawn")
    page = form_on(client, at(model, "add")) | {"testimony": str(testimony.pk)} | fields
    erase(Testimony.objects.get(pk=testimony.pk), cast.staff("administrator"), reason="Asked for.")
    answer = client.post(at(model, "add"), page)
    assert answer.status_code == 200
    assert "was erased" in str(errors_of(answer))
    assert not model.objects.filter(testimony=testimony.pk).exists()


def test_a_row_that_was_changed_meanwhile_is_not_deleted_by_an_old_page():
    client, testimony = as_group("publisher"), cast.testimony()
    part = Participation.objects.create(testimony=testimony, person=cast.person("Rauf"), role="interviewer", position=2)
    page = form_on(client, at(testimony))
    number = next(name.split("-")[1] for name, value in page.items() if name.endswith("-id") and value == str(part.pk))
    part.credited_as = "A man from the valley"
    part.save()
    deleting = {f"participations-{number}-DELETE": "on"}
    answer = client.post(at(testimony), page | deleting)
    assert answer.status_code == 200
    assert AGAIN in str(errors_of(answer))
    part.refresh_from_db()
    assert part.credited_as == "A man from the valley"
    assert saved(client, testimony, form_on(client, at(testimony)), **deleting) is True
    assert not Participation.objects.filter(pk=part.pk).exists()
