import pytest

from archive.models import EventParticipation
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def flood():
    event = cast.event("The flood", date="1992-03", description="The article says that the river rose.")
    article, report = cast.source("The article"), cast.source("The report")
    cast.statement(
        event, "The article says that 1,275 fled.", figure="1275", unit="people who fled", asserted_by=article,
        cites="official data", cites_source=report,
    )  # fmt: skip
    cast.statement(event, "The report says that 900 fled.", figure="900.5", unit="people who fled", asserted_by=report)
    cast.statement(event, "The article says that it rained.", asserted_by=article)
    return event


def test_figures_stand_side_by_side_each_with_who_says_it_and_whom_it_cites(text_of, flood):
    page = text_of(flood.get_absolute_url())
    for words in (
        "March 1992",
        "As the sources describe it",
        "According to The article",
        "1,275 people who fled",
        "Cites The report: official data",
        "According to The report",
        "900.5 people who fled",
        "The article says that it rained.",
    ):
        assert words in page


def test_a_statement_of_a_hidden_source_is_not_there(client, curator, flood):
    cast.statement(
        flood, "Hidden figure.", figure="7", unit="bridges", asserted_by=cast.source("Hidden", status="draft")
    )
    assert "idden" not in client.get(flood.get_absolute_url()).content.decode().replace("visually-hidden", "")
    assert "Hidden figure." in curator.get(flood.get_absolute_url()).content.decode()


def test_participants_stand_by_role_with_the_source_and_hidden_ones_not_at_all(text_of, flood):
    aysel, bahram = cast.person("Aysel Karimova"), cast.person("Bahram Huseynov")
    cast.testimony(narrator=aysel)
    cast.testimony(narrator=bahram, state="draft")
    for person in (aysel, bahram):
        EventParticipation.objects.create(person=person, event=flood, role="survivor", source=cast.source("A list"))
    page = text_of(flood.get_absolute_url())
    assert "Survivor" in page
    assert "Aysel Karimova according to A list" in page
    assert "Bahram" not in page


def test_places_and_the_larger_event_are_linked_where_they_have_a_page(client, flood):
    sarikend, hidden = cast.place("Sarikend"), cast.place("Hidden village")
    cast.statement(sarikend)
    flood.places.add(sarikend, hidden)
    war = cast.event("The hidden war")
    flood.parent = war
    flood.save()
    page = client.get(flood.get_absolute_url()).content.decode().replace("visually-hidden", "")
    assert sarikend.get_absolute_url() in page
    assert "idden" not in page
    cast.statement(war)
    assert war.get_absolute_url() in client.get(flood.get_absolute_url()).content.decode()


def test_events_are_listed_by_date_and_undated_ones_apart(text_of, flood):
    for name, date in (("The drought", "1988"), ("The feast", ""), ("The fair", "2001-05")):
        cast.statement(cast.event(name, date=date))
    page = text_of("/events/")
    assert page.index("The drought") < page.index("The flood") < page.index("The fair")
    assert "The feast" not in page
    assert "The feast" in text_of("/events/?date=unknown")


def test_an_event_that_nothing_readable_speaks_of_has_no_page(client):
    event = cast.event("Hidden event", date="1992")
    assert client.get(event.get_absolute_url()).status_code == 404
    assert "Hidden event" not in client.get("/events/").content.decode()


def test_an_event_asks_few_questions(client, curator, flood, django_assert_max_num_queries):
    for reader, most in ((client, 16), (curator, 20)):
        with django_assert_max_num_queries(most):
            reader.get(flood.get_absolute_url())
