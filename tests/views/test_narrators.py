"""Narrators whose names consent does not show are named on no page; their accounts are read all the same."""

import pytest

from archive.access.viewer import Viewer
from archive.models import Participation, Person, SourceContribution
from tests import cast

pytestmark = pytest.mark.django_db

NAME = "Aysel Karimova"
UNNAMED = "a narrator whose name is not shown"


@pytest.fixture
def account():
    """An account whose narrator is not to be named, told of and quoted in every way the pages know."""
    aysel = cast.person(NAME)
    testimony = cast.testimony("The river", narrator=aysel, nameable_from=None)
    passage = testimony.transcripts.get().passages.get()
    passage.reports = aysel
    passage.save()
    cast.mention(passage, "river", aysel)
    river = cast.place("The upper river")
    cast.mention(passage, "night", river)
    cast.statement(river, asserted_in=passage)
    Participation.objects.filter(testimony=testimony).update(credited_as=f"Mrs {NAME}")
    return testimony


def addresses(testimony):
    passage = testimony.transcripts.get().passages.get()
    place = passage.mentions.get(place__isnull=False).place
    return [testimony.get_absolute_url(), passage.get_absolute_url(), place.get_absolute_url(), "/testimonies/", "/"]


def test_no_page_names_the_narrator(client, account):
    for address in addresses(account):
        page = client.get(address).content.decode()
        assert "The river" in page, address
        assert "Aysel" not in page, address
        assert account.participations.get().person.public_id not in page, address


def test_the_account_says_that_the_name_is_not_shown(text_of, account):
    page = text_of(account.get_absolute_url())
    assert f"Told by {UNNAMED}, survivor" in page
    assert "Narrator’s name not shown, “The river”" in page


def test_someone_known_only_as_an_unnamed_narrator_has_no_page(client, account):
    person = account.participations.get().person
    assert not Person.objects.visible_to(Viewer()).filter(pk=person.pk).exists()
    assert client.get(person.get_absolute_url()).status_code == 404
    assert "Aysel" not in client.get("/people/").content.decode()
    asked_by_name = client.get("/testimonies/?person=Aysel+Karimova").content
    assert account.public_id not in asked_by_name.decode()
    nobody = client.get("/testimonies/?person=Nobody+Somebody").content
    assert asked_by_name.replace(b"Aysel Karimova", b"") == nobody.replace(b"Nobody Somebody", b"")


def test_another_account_that_names_the_person_does_not_lead_to_this_one(client, account):
    person = account.participations.get().person
    elsewhere = cast.testimony("A neighbour tells", text="Aysel lived by the river.")
    cast.mention(elsewhere.transcripts.get().passages.get(), "Aysel", person)
    page = client.get(person.get_absolute_url()).content.decode()
    assert "A neighbour tells" in page
    assert account.public_id not in page
    assert account.transcripts.get().passages.get().public_id not in page
    filtered = client.get(f"/testimonies/?person={person.public_id}").content.decode()
    assert elsewhere.public_id in filtered
    assert account.public_id not in filtered


def test_a_description_or_a_pseudonym_is_no_name_and_is_shown(text_of):
    mother = cast.person("A mother from the valley")
    mother.names.all().delete()
    mother.names.create(text="A mother from the valley", language="en", kind="description", preferred=True)
    testimony = cast.testimony(narrator=mother, nameable_from=None)
    assert "Told by A mother from the valley" in text_of(testimony.get_absolute_url())


def test_curators_see_the_name(curator, text_of, account):
    assert NAME in text_of(account.get_absolute_url(), curator)


def test_words_that_may_not_be_quoted_stand_in_the_account_only(client):
    place = cast.place("Sarikend")
    testimony = cast.testimony(text="She says that Sarikend burned.", quotable_from=None)
    cast.mention(testimony.transcripts.get().passages.get(), "Sarikend", place)
    page = client.get(place.get_absolute_url()).content.decode()
    assert "burned" not in page
    assert "Read these words in the account" in page
    assert "burned" in client.get(testimony.get_absolute_url()).content.decode()


def test_a_hidden_narrator_who_takes_another_part_is_not_named_by_it(client):
    aysel = cast.person(NAME)
    testimony = cast.testimony("The river", narrator=aysel, nameable_from=None)
    Participation.objects.create(testimony=testimony, person=aysel, role="translator")
    assert "Aysel" not in client.get(testimony.get_absolute_url()).content.decode()
    assert not Person.objects.visible_to(Viewer()).filter(pk=aysel.pk).exists()


def test_a_credit_is_not_printed_where_the_name_is_not_shown(client):
    mother = cast.person("A mother from the valley")
    mother.names.all().delete()
    mother.names.create(text="A mother from the valley", language="en", kind="description", preferred=True)
    testimony = cast.testimony("The river", narrator=mother, nameable_from=None)
    Participation.objects.filter(testimony=testimony).update(credited_as="Gulnara Aliyeva")
    for address in (testimony.get_absolute_url(), "/testimonies/"):
        page = client.get(address).content.decode()
        assert "Gulnara" not in page, address
        assert "A mother from the valley" in page, address


def test_a_quotation_does_not_tell_that_it_retells_the_narrator(client, curator, account):
    """Neither by a name nor by the look of it: the narrator's own words would be told from others."""
    place = account.transcripts.get().passages.get().mentions.get(place__isnull=False).place
    assert "passage-retold" not in client.get(place.get_absolute_url()).content.decode()
    assert "passage-retold" in curator.get(place.get_absolute_url()).content.decode()


# --- the source of two accounts of one narrator ---------------------------------------------------------


@pytest.fixture
def book():
    return cast.source("A book of one life")


@pytest.fixture
def two_accounts(account, book):
    """The account whose narrator is not named, and another that names him or her, both from one book."""
    account.source = book
    account.save()
    return account, cast.testimony("Another day", narrator=account.participations.get().person, source=book)


def told_beside(client, book, testimony):
    """Whether the page of the book tells of the testimony, and its page of the book."""
    pages = [client.get(each.get_absolute_url()).content.decode() for each in (book, testimony)]
    return testimony.public_id in pages[0], book.public_id in pages[1]


def test_one_source_of_two_accounts_is_told_of_beside_both(client, book, two_accounts):
    """Known, and described in docs/visibility.md: being named in the one is no tie to the other."""
    assert [told_beside(client, book, each) for each in two_accounts] == [(True, True), (True, True)]


@pytest.mark.parametrize("tie", ["described after it", "contributed to it"])
def test_a_curator_ties_the_source_to_the_narrator_and_it_is_told_of_beside_the_named_account_only(
    client, book, two_accounts, tie
):
    person = two_accounts[0].participations.get().person
    if tie == "described after it":
        person.sources.add(book)
    else:
        SourceContribution.objects.create(source=book, person=person, role="author")
    assert [told_beside(client, book, each) for each in two_accounts] == [(False, False), (True, True)]
    assert "Another day" in client.get(person.get_absolute_url()).content.decode()


def test_a_curator_takes_the_source_off_the_account(client, book, two_accounts):
    unnamed, named = two_accounts
    unnamed.source = None
    unnamed.save()
    assert told_beside(client, book, unnamed) == (False, False)
    assert told_beside(client, book, named) == (True, True)
