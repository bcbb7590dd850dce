"""The reading view of one testimony."""

import re

import pytest

from archive.access.levels import Status
from archive.actions.access import set_access
from archive.models import Mention, Note, Statement, Tag, TaggedTestimony, Transcript
from archive.views import paging
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def river():
    return cast.testimony(
        "The river at night",
        narrator=cast.person("Aysel Karimova"),
        text="She says that Rustam crossed the river at Sarikend.",
        recorded_on="1999-05-03",
        covers="1992-03",
        provenance="Told to the archive.",
    )


def first_passage(testimony):
    return testimony.transcripts.get().passages.first()


def test_the_page_says_who_told_it_what_it_is_and_what_it_rests_on(text_of, river):
    page = text_of(river.get_absolute_url())
    for words in (
        "The river at night",
        "Told by Aysel Karimova, survivor",
        "3 May 1999",
        "March 1992",
        "Summary, not verbatim",
        "Told to the archive.",
        "signed release (read, hear, quote, download, machine use, name shown and existence known)",
        "She says that Rustam crossed the river at Sarikend.",
    ):
        assert words in page


def test_the_citation_names_narrator_title_date_archive_and_address(text_of, river):
    page = text_of(river.get_absolute_url())
    address = f"http://testserver{river.get_absolute_url()}"
    assert "Aysel Karimova, “The river at night”, interview, 3 May 1999. Testimony Archive" in page
    assert f"{river.public_id}. {address}" in page


def test_warnings_stand_before_the_text(text_of, river):
    river.content_warnings.add(cast.term("content_warning", "violence"))
    page = text_of(river.get_absolute_url())
    assert page.index("This account speaks of violence.") < page.index("She says that Rustam")


@pytest.mark.parametrize(
    "state", ["registered", "on_request", "closed", "embargoed", "draft", "in_review", "no_consent"]
)
def test_what_may_not_be_read_answers_like_what_never_was(client, curator, state):
    testimony = cast.testimony("Behind a door", state=state, knowable_from=None)
    hidden = client.get(testimony.get_absolute_url())
    nothing = client.get("/testimonies/nothing-of-the-kind/")
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content
    assert "Behind a door" in curator.get(testimony.get_absolute_url()).content.decode()


def test_a_withdrawn_testimony_leaves_its_identifier_and_the_date(client, curator):
    testimony = cast.testimony("Taken back", state="withdrawn")
    answer = client.get(testimony.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 410
    assert testimony.public_id in page
    assert f"{testimony.withdrawn_at.day} {testimony.withdrawn_at:%B %Y}" in page
    assert "Taken back" not in page
    assert "Taken back" in curator.get(testimony.get_absolute_url()).content.decode()


def test_a_closed_testimony_that_was_withdrawn_never_was(client):
    testimony = cast.testimony(state="withdrawn", access="closed", leaves_tombstone=False)
    assert client.get(testimony.get_absolute_url()).status_code == 404


def test_one_that_is_closed_after_it_was_withdrawn_never_was_either(client):
    testimony = cast.testimony(state="withdrawn")
    set_access(testimony, cast.staff("publisher"), access="closed", embargo_until=None)
    assert client.get(testimony.get_absolute_url()).status_code == 404
    assert client.get(testimony.transcripts.get().passages.get().get_absolute_url()).status_code == 404


def test_a_curator_is_told_that_a_draft_is_one_and_where_to_edit_it(curator, text_of):
    testimony = cast.testimony(state="draft")
    assert "Draft: only curators see this" in text_of(testimony.get_absolute_url(), curator)
    page = curator.get(testimony.get_absolute_url()).content.decode()
    assert f'href="/admin/archive/testimony/{testimony.pk}/change/"' in page


def test_a_reader_sees_nothing_of_the_workbench(client, river):
    page = client.get(river.get_absolute_url()).content.decode()
    assert "/admin/" not in page
    assert "For curators" not in page


def test_mentions_are_links_that_say_what_they_lead_to(client, river):
    passage = first_passage(river)
    rustam, sarikend = cast.person("Rustam Aliyev"), cast.place("Sarikend")
    cast.mention(passage, "Rustam", rustam)
    cast.mention(passage, "Sarikend", sarikend, certainty="probable")
    page = client.get(river.get_absolute_url()).content.decode()
    assert (
        f'<a class="mention mention-person" href="{rustam.get_absolute_url()}" title="Person: Rustam Aliyev">Rustam</a>'
        in page
    )
    assert 'title="Place, probable: Sarikend">Sarikend</a>' in page


def test_of_two_overlapping_mentions_the_closer_one_is_the_link(client):
    testimony = cast.testimony(text="The mayor of Sarikend came.")
    passage = first_passage(testimony)
    mayor, sarikend = cast.person("The mayor"), cast.place("Sarikend")
    cast.mention(passage, "mayor of Sarikend", mayor)
    cast.mention(passage, "Sarikend", sarikend)
    page = client.get(testimony.get_absolute_url()).content.decode()
    assert f'href="{sarikend.get_absolute_url()}" title="Place: Sarikend">Sarikend</a>' in page
    assert "mayor of <a" in page
    assert f'href="{mayor.get_absolute_url()}"' in page, "in the margin"


def test_words_of_any_script_are_cut_where_they_end(client):
    testimony = cast.testimony(text="𝔸 Она сказала: Xocalı 🕊 yandı.")
    passage = first_passage(testimony)
    cast.mention(passage, "Xocalı", cast.place("Xocalı"))
    assert ">Xocalı</a> 🕊 yandı." in client.get(testimony.get_absolute_url()).content.decode()


def test_the_margin_lists_whom_and_what_the_account_names(text_of, client, river):
    passage = first_passage(river)
    Mention.objects.create(passage=passage, event=cast.event("The flood"))
    cast.passage(river, "He told her to run.", reports=cast.person("Rustam Aliyev"))
    page = client.get(river.get_absolute_url()).content.decode()
    margin = page[page.index('class="margin"') :]
    for name in ("The flood", "Rustam Aliyev", "Aysel Karimova"):
        assert name in margin
    assert "Retells the words of Rustam Aliyev" in text_of(river.get_absolute_url())
    assert "The passage as a whole speaks of The flood." in text_of(river.get_absolute_url())


def test_what_a_closed_passage_names_is_not_in_the_margin(client, curator, river):
    passage = cast.passage(river, "Bahram hid her.")
    type(passage).objects.filter(pk=passage.pk).write_guarded(access="closed")
    cast.mention(passage, "Bahram", cast.person("Bahram Huseynov"))
    assert "Bahram" not in client.get(river.get_absolute_url()).content.decode()
    assert "Bahram Huseynov" in curator.get(river.get_absolute_url()).content.decode()


def test_notes_are_footnotes_with_a_way_back(client, river):
    passage = first_passage(river)
    note = Note.objects.create(passage=passage, text="A tributary.", start=36, end=41, source=cast.source("A map"))
    page = client.get(river.get_absolute_url()).content.decode()
    assert f'href="#note-{note.public_id}" aria-label="Note 1">1</a>' in page
    assert f'href="#noted-{note.public_id}"' in page
    assert "A map" in page


def test_hidden_sources_are_named_nowhere(client, curator):
    hidden = cast.source("A hidden report", status=Status.DRAFT, published_at=None)
    drawer = cast.collection("A hidden drawer", status=Status.DRAFT, published_at=None)
    testimony = cast.testimony(source=hidden, collection=drawer)
    passage = first_passage(testimony)
    Note.objects.create(passage=passage, text="A remark.", source=hidden)
    Statement.objects.create(
        event=cast.event(), wording="It rained.", asserted_in=passage, cites="a neighbour", cites_source=hidden
    )
    tag = Tag.objects.create(name="Flood")
    TaggedTestimony.objects.create(tag=tag, content_object=testimony, printed_by=hidden)
    page = client.get(testimony.get_absolute_url()).content.decode()
    assert "A remark." not in page  # without its source it would be the archive's own claim
    assert "It rained." in page
    assert "hidden" not in page.replace("visually-hidden", "").replace("aria-hidden", "")
    assert "A hidden report" in curator.get(testimony.get_absolute_url()).content.decode()


def test_statements_are_the_accounts_and_not_the_archives(text_of, river):
    Statement.objects.create(event=cast.event(), wording="The river rose.", asserted_in=first_passage(river))
    page = text_of(river.get_absolute_url())
    assert "What this account states" in page
    assert "On The flood" in page
    assert f"Passage {first_passage(river).public_id}" in page


def test_one_of_several_texts_is_chosen_by_its_identifier(text_of, client, river):
    other = Transcript.objects.create(testimony=river, language="az", kind="verbatim", position=5)
    other.passages.create(position=1, text="Çay gecə qalxdı.")
    assert "Çay gecə" not in text_of(river.get_absolute_url())
    page = client.get(f"{river.get_absolute_url()}?transcript={other.public_id}").content.decode()
    assert "Çay gecə qalxdı." in page
    assert re.search(r'lang="az"\s+dir="ltr">Çay', page)
    assert "Verbatim transcript" in page
    assert client.get(f"{river.get_absolute_url()}?transcript=000000000").status_code == 404


def test_a_closed_transcript_is_not_there(text_of, client, river):
    closed = Transcript.objects.create(testimony=river, language="az", kind="verbatim")
    Transcript.objects.filter(pk=closed.pk).write_guarded(access="closed")
    assert "Verbatim" not in text_of(river.get_absolute_url())
    assert client.get(f"{river.get_absolute_url()}?transcript={closed.public_id}").status_code == 404


def test_writing_from_right_to_left_says_so(client, river):
    other = Transcript.objects.create(testimony=river, language="fa", kind="verbatim", position=5)
    other.passages.create(position=1, text="رود شب بالا آمد")
    page = client.get(f"{river.get_absolute_url()}?transcript={other.public_id}").content.decode()
    assert re.search(r'lang="fa"\s+dir="rtl"', page)


def test_a_long_text_comes_in_pages(client, monkeypatch, river):
    monkeypatch.setattr("archive.views.testimonies.PASSAGES_PER_PAGE", 2)
    for number in range(3):
        cast.passage(river, f"Then it was day {number}.")
    page = client.get(river.get_absolute_url()).content.decode()
    assert "day 0" in page
    assert "day 1" not in page
    assert "day 1" in client.get(f"{river.get_absolute_url()}?page=2").content.decode()
    assert client.get(f"{river.get_absolute_url()}?page=9").status_code == 404


def test_everything_written_is_text_and_nothing_else(client):
    evil = "<script>alert(1)</script>"
    testimony = cast.testimony(
        evil, narrator=cast.person(evil), text=f"She said {evil}.", abstract=evil, provenance=evil
    )
    passage = first_passage(testimony)
    cast.mention(passage, evil, cast.place(evil))
    Note.objects.create(passage=passage, text=evil)
    for address in (testimony.get_absolute_url(), passage.get_absolute_url()):
        assert "<script" not in client.get(address).content.decode()


def test_the_page_asks_at_most_seventeen_questions_however_long_the_text(
    client, curator, django_assert_num_queries, django_assert_max_num_queries, river
):
    def lengthen(passages):
        for number in range(passages):
            passage = cast.passage(river, f"Rustam saw Sarikend {number}.", speaker=river.participations.get())
            cast.mention(passage, "Rustam", cast.person(f"Rustam {number}"))
            cast.mention(passage, "Sarikend", cast.place(f"Sarikend {number}"))
            Note.objects.create(passage=passage, text="A remark.", source=cast.source())
            cast.statement(cast.event(f"Flood {number}"), asserted_in=passage)
            TaggedTestimony.objects.create(
                tag=Tag.objects.create(name=f"Tag {passage.pk}"), content_object=river, printed_by=cast.source()
            )

    def questions(reader):
        with django_assert_max_num_queries(17) as asked:
            assert reader.get(river.get_absolute_url()).status_code == 200
        return len(asked.captured_queries)

    lengthen(2)
    few = questions(client), questions(curator)
    lengthen(60)
    assert (questions(client), questions(curator)) == few
    assert paging.PASSAGES_PER_PAGE >= 60
