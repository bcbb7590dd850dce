import pytest

from archive.models import EventParticipation, Name, PersonRelation, SourceContribution
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def aysel():
    person = cast.person(
        "Aysel Karimova",
        born="1971~",
        fate="missing",
        fate_note="Her brother reports her missing.",
        description="The article calls her a teacher.",
    )
    cast.also_called(person, "Айсел Каримова", "ru", used_by="Russian press")
    cast.testimony("Her own account", narrator=person)
    return person


def first_passage(testimony):
    return testimony.transcripts.get().passages.first()


def test_a_person_has_names_dates_fate_and_what_they_told(text_of, client, aysel):
    page = text_of(aysel.get_absolute_url())
    for words in (
        "Aysel Karimova",
        "Russian press",
        "about 1971",
        "Missing",
        "Her brother reports her missing.",
        "The article calls her a teacher.",
        "Her own account",
        "Narrator, survivor",
    ):
        assert words in page
    html = client.get(aysel.get_absolute_url()).content.decode()
    assert '<bdi lang="ru" dir="ltr">Айсел Каримова</bdi>' in html
    assert '<h1><bdi lang="en" dir="ltr">Aysel Karimova</bdi></h1>' in "".join(
        line.strip() for line in html.splitlines()
    )


def test_what_is_told_of_a_person_is_quoted_with_their_name_marked(client, aysel):
    other = cast.testimony("Another account", text="He saw Aysel on the bridge.")
    cast.mention(first_passage(other), "Aysel", aysel)
    page = client.get(aysel.get_absolute_url()).content.decode()
    assert "He saw <mark>Aysel</mark> on the bridge." in page
    assert first_passage(other).get_absolute_url() in page


def test_a_long_passage_is_quoted_around_the_name(client, aysel):
    before, after = "Before that it rained. " * 40, " Afterwards it was dry." * 40
    other = cast.testimony(text=f"{before}He saw Aysel there.{after}")
    cast.mention(first_passage(other), "Aysel", aysel)
    page = client.get(aysel.get_absolute_url()).content.decode()
    assert "He saw <mark>Aysel</mark> there." in page
    assert page.count('class="cut"') == 2
    assert page.count("Before that it rained") < 15


def test_what_a_person_is_reported_to_have_said_is_kept_apart(text_of, aysel):
    other = cast.testimony("Another account")
    cast.passage(other, "She told him to run.", reports=aysel)
    page = text_of(aysel.get_absolute_url())
    assert page.index("What Aysel Karimova is reported to have said") < page.index("She told him to run.")


def test_passages_come_in_pages(client, monkeypatch, aysel):
    monkeypatch.setattr("archive.views.authorities.RELATED_PER_PAGE", 2)
    other = cast.testimony("Another account")
    for number in range(3):
        cast.mention(cast.passage(other, f"Aysel came, day {number}."), "Aysel", aysel)
    assert "day 2" not in client.get(aysel.get_absolute_url()).content.decode()
    page = client.get(f"{aysel.get_absolute_url()}?passages=2").content.decode()
    assert "day 2" in page
    assert "day 0" not in page


def test_hidden_passages_testimonies_events_and_sources_are_not_there(client, curator, aysel):
    draft = cast.testimony("Hidden account", state="draft", narrator=aysel, text="Hidden words on Aysel.")
    cast.mention(first_passage(draft), "Aysel", aysel)
    cast.passage(draft, "Hidden advice.", reports=aysel)
    hidden_source = cast.source("Hidden report", status="draft")
    cast.statement(aysel, "Hidden statement.", asserted_by=hidden_source)
    SourceContribution.objects.create(source=hidden_source, person=aysel, role="author")
    EventParticipation.objects.create(person=aysel, event=cast.event("Hidden event"), role="witness")
    PersonRelation.objects.create(person=aysel, other=cast.person("Hidden Cousin"), kind="relative")
    cousin = cast.person("Visible Cousin")
    cast.testimony(narrator=cousin)
    PersonRelation.objects.create(person=aysel, other=cousin, kind="relative", source=hidden_source)
    attributed = Name.objects.get(person=aysel, language="ru")
    attributed.source = hidden_source
    attributed.save()
    aysel.sources.add(hidden_source)
    page = client.get(aysel.get_absolute_url()).content.decode().replace("visually-hidden", "")
    assert "Visible Cousin" not in page
    assert "Hidden" not in page
    assert "hidden" not in page
    seen = curator.get(aysel.get_absolute_url()).content.decode()
    for words in ("Hidden account", "Hidden words on", "Hidden advice.", "Hidden statement.", "Hidden event"):
        assert words in seen


def test_connections_say_which_source_has_them(text_of, aysel):
    article = cast.source("The article")
    flood = cast.event("The flood", date="1992-03")
    cast.statement(flood, asserted_by=article)
    EventParticipation.objects.create(person=aysel, event=flood, role="witness", source=article)
    cousin = cast.person("Rustam Aliyev")
    cast.testimony(narrator=cousin)
    PersonRelation.objects.create(person=cousin, other=aysel, kind="parent", source=article)
    SourceContribution.objects.create(source=article, person=aysel, role="author")
    cast.statement(aysel, "The article says that she taught.", asserted_by=article)
    page = text_of(aysel.get_absolute_url())
    for words in (
        "Witness, March 1992, according to The article",
        "Child of Rustam Aliyev",
        "According to The article",
        "The article says that she taught.",
        "Author",
    ):
        assert words in page


def test_someone_known_only_from_hidden_accounts_has_no_page_and_is_in_no_list(client, curator, aysel):
    bahram = cast.person("Bahram Huseynov")
    cast.testimony(narrator=bahram, state="draft")
    assert client.get(bahram.get_absolute_url()).status_code == 404
    assert "Bahram" not in client.get("/people/").content.decode()
    assert "Bahram" in curator.get("/people/").content.decode()


def test_people_are_listed_by_letter_whatever_the_script(text_of, aysel):
    for name in ("Зейнаб", "Zahra", "Əli", "100 unnamed men"):
        cast.testimony(narrator=cast.person(name))
    assert "Aysel Karimova" in text_of("/people/?letter=a")
    under_z = text_of("/people/?letter=z")
    assert "Зейнаб" in under_z
    assert "Zahra" in under_z
    assert "Aysel" not in under_z
    assert "100 unnamed men" in text_of("/people/?letter=0")
    everyone = text_of("/people/")
    assert everyone.index("Aysel Karimova") < everyone.index("Zahra")


@pytest.mark.parametrize("letter", ["aa", "é", "%", "*"])
def test_a_letter_that_is_none_is_not_found(client, letter):
    assert client.get("/people/", {"letter": letter}).status_code == 404


def test_lists_and_pages_ask_the_same_number_of_questions_for_ten_and_for_sixty(
    client, django_assert_max_num_queries, aysel
):
    def questions(address):
        with django_assert_max_num_queries(16) as asked:
            assert client.get(address).status_code == 200
        return len(asked.captured_queries)

    def grow(number):
        for each in range(number):
            other = cast.testimony(narrator=cast.person(f"Person {each}"), text="He saw Aysel.")
            cast.mention(first_passage(other), "Aysel", aysel)
            cast.passage(other, "She told him.", reports=aysel)
            event = cast.event(f"Flood {each}")
            EventParticipation.objects.create(person=aysel, event=event, role="witness", source=cast.source())
            cast.statement(event)
            cast.statement(aysel)

    grow(5)
    addresses = ("/people/", "/people/?letter=p", aysel.get_absolute_url(), "/testimonies/", "/events/", "/sources/")
    few = [questions(address) for address in addresses]
    grow(30)
    assert [questions(address) for address in addresses] == few


@pytest.mark.parametrize(("statuses", "shown"), [([], True), (["draft"], False), (["draft", "published"], True)])
def test_what_only_hidden_sources_describe_is_not_the_archives_own(client, curator, statuses, shown):
    leyla = cast.person("Leyla", description="A nurse.", fate="missing", fate_note="The paper says so.")
    cast.mention(cast.testimony(text="Leyla sang.").transcripts.get().passages.get(), "Leyla", leyla)
    leyla.sources.set([cast.source(f"Source {status}", status=status) for status in statuses])
    for text in ("A nurse.", "The paper says so."):
        assert (text in client.get(leyla.get_absolute_url()).content.decode()) == shown
        assert text in curator.get(leyla.get_absolute_url()).content.decode()
