"""A testimony's page: what belongs to it as rows and panels, its list and its filters."""

import pytest

from archive.models import Language, MediaFile, Section, Tag, Term, Testimony, Transcript
from tests import cast
from tests.admin.house import furnish
from tests.admin.workbench import as_group, at, errors_of, row, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return as_group("cataloguer")


def titles(client, **filters) -> set[str]:
    return {testimony.title for testimony in client.get(at(Testimony, "changelist"), filters).context["cl"].queryset}


def test_a_tag_is_chosen_in_a_row(client):
    testimony, tag = cast.testimony(), Tag.objects.create(name="Flood")
    response = send(client, at(testimony), **row("tagged", 0, 1, tag=tag.pk))
    assert response.redirect_chain, errors_of(response)
    assert list(testimony.tags.all()) == [tag]
    twice = row("tagged", 1, 2, tag=tag.pk)
    refused = errors_of(send(client, at(testimony), **twice))
    assert any(where.startswith("tagged") for where in refused)  # of the rows together, or of the row: as Django checks


def test_a_narrator_needs_a_standing(client):
    testimony = cast.testimony()
    new = row("participations", 1, 2, person=cast.person().pk, role="narrator", position=2)
    errors = errors_of(send(client, at(testimony), **new))
    assert errors == {
        "participations-1-__all__": ["A narrator needs a standing (survivor, witness …); other roles have none."]
    }
    witness = cast.term(Term.Scheme.STANDING, "witness").pk
    response = send(client, at(testimony), **new, **{"participations-1-standing": witness})
    assert response.redirect_chain, errors_of(response)
    assert testimony.participations.count() == 2


def test_a_row_offers_standings_and_no_other_terms(client):
    cast.term(Term.Scheme.STANDING, "witness")
    cast.term(Term.Scheme.RIGHTS, "in-copyright")
    page = client.get(at(cast.testimony())).content.decode()
    rows = page[page.index('id="participations-group"') : page.index('id="testimony_languages-group"')]
    assert "Witness" in rows
    assert "In copyright" not in rows


def test_a_sitting_is_timed_in_hours_and_minutes(client):
    testimony = cast.testimony()
    send(client, at(testimony), **row("sessions", 0, 1, position=1, duration_ms="1:30:00"))
    assert testimony.sessions.get().duration_ms == 5_400_000
    errors = errors_of(send(client, at(testimony), **{"sessions-0-duration_ms": "an hour"}))
    assert list(errors) == ["sessions-0-duration_ms"]


def test_a_speaker_is_not_taken_out_of_the_testimony(client):
    testimony = cast.testimony()
    assert testimony.transcripts.get().passages.get().speaker is not None
    response = send(client, at(testimony), **{"participations-0-DELETE": "on"})
    assert "protected" in response.content.decode()
    assert testimony.participations.count() == 1


def test_an_accession_number_is_given_once_in_a_collection(client):
    cast.testimony(accession_number="2026-001")
    errors = errors_of(send(client, at(cast.testimony()), accession_number="2026-001"))
    assert errors == {"__all__": ["This collection already has a testimony with this accession number."]}


def test_the_page_leads_to_every_part_and_adds_to_each(client):
    testimony = furnish()["testimony"]
    page = client.get(at(testimony)).content.decode()
    parts = [
        testimony.transcripts.get(),
        testimony.sections.get(),
        testimony.media_files.get(),
        testimony.consents.get(),
    ]
    for part in parts:
        assert f'href="{at(part)}"' in page
    for model in (Transcript, Section, MediaFile):
        assert f'href="{at(model, "add")}?testimony={testimony.pk}"' in page
    assert f'href="{testimony.get_absolute_url()}"' in page


def test_the_list_is_narrowed_by_what_decides_about_reading(client):
    states = ("public", "draft", "embargoed", "no_consent")
    for state in states:
        cast.testimony(state, state=state)
    assert titles(client) == set(states)
    assert titles(client, status__exact="draft") == {"draft"}
    assert titles(client, embargo="yes") == {"embargoed"}
    assert titles(client, embargo="no") == set(states) - {"embargoed"}
    assert titles(client, consent="no") == {"no_consent"}
    assert titles(client, consent="yes") == set(states) - {"no_consent"}


def test_the_filter_offers_only_languages_in_use(client):
    testimony = cast.testimony()
    for code, label in (("az", "Azerbaijani"), ("ka", "Georgian")):
        Language.objects.create(code=code, label=label)
    testimony.testimony_languages.create(language=Language.objects.get(code="az"))
    page = client.get(at(Testimony, "changelist")).content.decode()
    assert "Azerbaijani" in page
    assert "Georgian" not in page


def test_the_list_tells_who_told_it_and_how_it_stands(client):
    cast.testimony("The flood", narrator=cast.person("Aysel Karimova"), state="withdrawn")
    page = client.get(at(Testimony, "changelist")).content.decode()
    for words in ("The flood", "Aysel Karimova", "Withdrawn", "Public"):
        assert words in page


def test_a_transcript_stays_with_its_testimony(client):
    testimony, other = cast.testimony(), cast.testimony()
    transcript = testimony.transcripts.get()
    send(client, at(transcript), testimony=other.pk, made_by="The archive")
    transcript.refresh_from_db()
    assert (transcript.testimony, transcript.made_by) == (testimony, "The archive")


def test_a_transcript_translates_one_of_the_same_testimony(client):
    testimony, other = cast.testimony(), cast.testimony()
    original = testimony.transcripts.get()
    add = f"{at(Transcript, 'add')}?testimony={testimony.pk}"
    fields = {"language": "az", "kind": "translation"}
    assert "renders" in errors_of(send(client, add, **fields, renders=other.transcripts.get().pk))
    response = send(client, add, **fields, renders=original.pk)
    assert response.redirect_chain, errors_of(response)
    assert testimony.transcripts.get(language="az").renders == original


def test_the_same_tag_in_other_letters_is_refused_at_the_field(client):
    Tag.objects.create(name="Əsgəran")
    assert errors_of(send(client, at(Tag, "add"), name="ƏSGƏRAN")) == {
        "name": ["The tag “Əsgəran” is already there (case and apostrophes make no difference)."]
    }


def test_dates_from_long_ago_open_their_list(client):
    for date in ("-0044-03-15", "Y-12000", "0079", "../1992"):
        cast.event(f"Event of {date}", date=date)
    response = client.get(at(type(cast.event()), "changelist"))
    assert response.status_code == 200
    assert "Event of Y-12000" in response.content.decode()
