"""A relation or a part in an event does not lead from a narrator to the account that is not told of as theirs."""

from types import SimpleNamespace

import pytest

from archive.models import EventParticipation, Participation, PersonRelation
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Aysel, known from a neighbour's account, and her own, in which she is not named and tells of Leyla and the
    flood, whom nothing else speaks of; with the ties that the archive holds between them."""
    here = SimpleNamespace(
        aysel=cast.person("Aysel Karimova"), leyla=cast.person("Leyla"), flood=cast.event("The flood")
    )
    here.elsewhere = cast.testimony("A neighbour tells", text="Aysel lived by the river. Nobody else did.")
    cast.mention(words_of(here.elsewhere), "Aysel", here.aysel)
    here.own = cast.testimony("The river", narrator=here.aysel, text="Leyla saw the flood.", nameable_from=None)
    cast.mention(words_of(here.own), "Leyla", here.leyla)
    cast.mention(words_of(here.own), "flood", here.flood)
    here.relation = PersonRelation.objects.create(person=here.aysel, other=here.leyla, kind="sibling")
    here.part = EventParticipation.objects.create(person=here.aysel, event=here.flood, role="witness")
    return here


def words_of(testimony):
    return testimony.transcripts.get().passages.get()


def leads(client, start, to):
    return to.get_absolute_url() in client.get(start.get_absolute_url()).content.decode()


def ways(told):
    return [
        (told.aysel, told.leyla),
        (told.leyla, told.aysel),
        (told.aysel, told.flood),
        (told.flood, told.aysel),
    ]


def test_no_tie_leads_from_the_narrator_to_the_account(client, told):
    assert leads(client, told.leyla, told.own)
    assert leads(client, told.flood, told.own)
    assert [leads(client, *way) for way in ways(told)] == [False] * 4


def test_nor_a_tie_that_was_entered_from_the_other_end(client, told):
    told.relation.delete()
    PersonRelation.objects.create(person=told.leyla, other=told.aysel, kind="parent")
    assert not leads(client, told.aysel, told.leyla)
    assert not leads(client, told.leyla, told.aysel)


@pytest.mark.parametrize("how", ["takes part", "is quoted", "is said something of"])
def test_nor_to_someone_to_whom_the_account_leads_in_another_way(client, told, how):
    words = words_of(told.own)
    words.mentions.filter(person=told.leyla).delete()
    if how == "takes part":
        Participation.objects.create(testimony=told.own, person=told.leyla, role="translator")
    elif how == "is quoted":
        words.reports = told.leyla
        words.save()
    else:
        cast.statement(told.leyla, asserted_in=words)
    assert not leads(client, told.aysel, told.leyla)


def test_curators_see_every_tie(curator, told):
    assert [leads(curator, *way) for way in ways(told)] == [True] * 4


def test_a_narrator_who_is_named_keeps_the_ties(client, told):
    named = cast.testimony("The orchard", text="Leyla saw the flood.")
    cast.mention(words_of(named), "Leyla", told.leyla)
    narrator = named.participations.get().person
    PersonRelation.objects.create(person=narrator, other=told.leyla, kind="neighbour")
    assert leads(client, narrator, told.leyla)


def test_a_source_that_has_the_tie_leads_there_itself(client, told):
    for tie in (told.relation, told.part):
        tie.source = cast.source()
        tie.save()
    assert [leads(client, *way) for way in ways(told)] == [True] * 4


@pytest.mark.parametrize("state", ["public", "draft"])
def test_another_account_that_speaks_of_both_leads_there_if_it_may_be_read(client, told, state):
    other = words_of(cast.testimony("A cousin tells", text="Aysel and Leyla saw the flood.", state=state))
    for words, target in (("Aysel", told.aysel), ("Leyla", told.leyla), ("flood", told.flood)):
        cast.mention(other, words, target)
    assert [leads(client, *way) for way in ways(told)] == [state == "public"] * 4


@pytest.mark.parametrize("status", ["published", "draft"])
def test_so_does_a_source_that_speaks_of_both(client, told, status):
    source = cast.source(status=status)
    for subject in (told.aysel, told.leyla, told.flood):
        cast.statement(subject, asserted_by=source)
    assert [leads(client, *way) for way in ways(told)] == [status == "published"] * 4


def test_two_that_speak_of_one_each_do_not(client, told):
    cast.mention(words_of(cast.testimony(text="Leyla sang.")), "Leyla", told.leyla)
    assert not leads(client, told.aysel, told.leyla)


def test_an_account_of_which_readers_see_nothing_changes_nothing(client, told):
    """What is hidden is not told by what is left out either."""
    type(told.own).objects.filter(pk=told.own.pk).write_guarded(access="closed")
    cast.mention(words_of(cast.testimony(text="Leyla sang.")), "Leyla", told.leyla)
    assert leads(client, told.aysel, told.leyla)
