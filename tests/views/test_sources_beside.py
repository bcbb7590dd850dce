"""A source and a testimony lead to each other only while the source leads to no narrator whom consent hides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.access.levels import Part
from archive.models import (
    EventParticipation,
    Name,
    Note,
    Participation,
    PersonRelation,
    SourceContribution,
    Tag,
    TaggedTestimony,
    Testimony,
)
from tests import cast

pytestmark = pytest.mark.django_db

HIDDEN, SHOWN = {"nameable_from": None}, {}


def book_of(person, **columns):
    book = cast.source("A book of hers", **columns)
    SourceContribution.objects.create(source=book, person=person, role="author")
    return book


def told_by(person, source, consent):
    return cast.testimony("An account of the flood", narrator=person, source=source, **consent)


def page_of(client, record):
    answer = client.get(record.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("consent", "linked"), [(HIDDEN, False), (SHOWN, True)])
def test_who_wrote_it_does_not_tell_who_tells(client, curator, consent, linked):
    author = cast.person("Canary Author")
    book = book_of(author)
    testimony = told_by(author, book, consent)
    pages = {"testimony": page_of(client, testimony), "source": page_of(client, book)}
    assert ("A book of hers" in pages["testimony"]) == linked
    assert (testimony.title in pages["source"]) == linked
    assert ("Canary Author" in pages["testimony"]) == linked
    assert "Canary Author" in pages["source"]
    assert "A book of hers" in page_of(curator, testimony)
    assert testimony.title in page_of(curator, book)


def test_what_a_statement_about_the_narrator_cites_leads_to_no_account(client):
    narrator, book = cast.person("Canary Narrator"), cast.source("A book about her")
    testimony = told_by(narrator, book, HIDDEN)
    elsewhere = cast.testimony("Another account").transcripts.get().passages.get()
    cast.statement(narrator, "She is a teacher.", asserted_in=elsewhere, cites_source=book)
    assert "A book about her" in page_of(client, narrator)
    assert testimony.title not in page_of(client, book)


def test_the_link_comes_and_goes_with_the_consent(client):
    author = cast.person()
    testimony = told_by(author, book_of(author), HIDDEN)
    moments = {-1: True, 1: False}
    for hours, linked in moments.items():
        starts = timezone.now() + timedelta(hours=hours)
        Testimony.objects.filter(pk=testimony.pk).write_guarded(nameable_from=starts)
        assert ("A book of hers" in page_of(client, testimony)) == linked


@pytest.mark.parametrize("role", ["interviewer", "translator"])
def test_others_who_take_part_may_have_made_the_source(client, role):
    author = cast.person("Rustam Aliyev")
    testimony = told_by(cast.person("Her own name"), book_of(author), HIDDEN)
    Participation.objects.create(testimony=testimony, person=author, role=role)
    assert "A book of hers" in page_of(client, testimony)


def ties(person, source):
    """Every way in which ``source`` leads to ``person``, or the person's page to the source."""
    other = cast.person("Someone else")
    return {
        "contribution": lambda: SourceContribution.objects.create(source=source, person=person, role="editor"),
        "statement": lambda: cast.statement(person, asserted_by=source),
        "name": lambda: cast.also_called(person, "Another name", source=source),
        "relation": lambda: PersonRelation.objects.create(person=person, other=other, kind="sibling", source=source),
        "other side": lambda: PersonRelation.objects.create(person=other, other=person, kind="parent", source=source),
        "event": lambda: EventParticipation.objects.create(
            person=person, event=cast.event(), role="witness", source=source
        ),
        "description": lambda: person.sources.add(source),
    }


WAYS = ("contribution", "statement", "name", "relation", "other side", "event", "description")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("whose", ["narrator", "nobody's"])
def test_every_way_from_a_source_to_a_person_counts(client, way, whose):
    narrator, source = cast.person(), cast.source("The article")
    testimony = told_by(narrator, source, HIDDEN)
    ties(narrator if whose == "narrator" else cast.person("Who is no narrator"), source)[way]()
    linked = whose != "narrator"
    assert ("The article" in page_of(client, testimony)) == linked
    assert (testimony.title in page_of(client, source)) == linked


@pytest.mark.parametrize("tie", ["part_of", "seen_through"])
@pytest.mark.parametrize("from_whole", [True, False])
def test_what_the_page_of_a_source_leads_on_to_counts(client, tie, from_whole):
    author = cast.person()
    if from_whole:
        rested_on = cast.source("The article", **{tie: book_of(author)})
    else:
        rested_on = cast.source("The article")
        book_of(author, **{tie: rested_on})
    hidden, shown = told_by(author, rested_on, HIDDEN), told_by(cast.person("Another"), rested_on, HIDDEN)
    assert "The article" not in page_of(client, hidden)
    assert "The article" in page_of(client, shown)
    assert [*Testimony.objects.visible_to(cast.VISITOR(), Part.SOURCE).resting_on(rested_on)] == [shown]


@pytest.mark.parametrize(("consent", "linked"), [(HIDDEN, False), (SHOWN, True)])
def test_notes_citations_and_printed_tags_lead_nowhere_either(client, consent, linked):
    author = cast.person()
    book, event = book_of(author), cast.event()
    testimony = told_by(author, None, consent)
    passage = testimony.transcripts.get().passages.get()
    Note.objects.create(passage=passage, text="Canary note", source=book)
    cast.statement(event, asserted_in=passage, cites_source=book, cites="Canary citation")
    tag = Tag.objects.create(name="Canary tag")
    TaggedTestimony.objects.create(tag=tag, content_object=testimony, printed_by=book)
    on_testimony, on_source, on_event = (page_of(client, each) for each in (testimony, book, event))
    for words in ("Canary note", "Canary citation", "A book of hers", "As printed by"):
        assert (words in on_testimony) == linked, words
    assert ("Canary tag" in on_source) == linked
    assert "Canary tag" in on_testimony
    assert ("Canary citation" in on_event) == linked
    assert ("A book of hers" in on_event) == linked
    assert ("Canary note" in page_of(client, passage)) == linked


def test_what_a_source_says_itself_still_cites_another(client):
    event = cast.event()
    cast.statement(event, asserted_by=cast.source("The report"), cites_source=book_of(cast.person()))
    assert "A book of hers" in page_of(client, event)


def test_a_pseudonym_and_a_description_name_nobody(client):
    unnamed = cast.person("A mother")
    Name.objects.filter(person=unnamed).delete()
    Name.objects.create(person=unnamed, text="A mother", language="en", kind="description", preferred=True)
    testimony = told_by(unnamed, book_of(unnamed), HIDDEN)
    assert "A book of hers" in page_of(client, testimony)


def test_a_hidden_link_is_not_counted(client):
    author = cast.person()
    book = book_of(author)
    for _turn in range(3):
        told_by(author, book, HIDDEN)
    assert Testimony.objects.visible_to(cast.VISITOR()).resting_on(book).count() == 3
    assert "Testimonies that rest on it" not in page_of(client, book)
