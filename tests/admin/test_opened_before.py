"""A page of the workbench that was opened before words of its account were withheld, or someone in it was protected,
and is sent after it: it is refused once, in plain words, and nothing that was typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive.actions.protect import protect
from archive.forms.as_seen import CHANGED, OUT_OF_SIGHT_SINCE
from archive.models import (
    Consent,
    MediaFile,
    Mention,
    Note,
    Participation,
    Passage,
    Section,
    Session,
    Statement,
    Transcript,
)
from tests import cast
from tests.actions.test_entered_meanwhile import before_commit
from tests.actions.withholding import cut
from tests.admin.workbench import as_group, at, errors_of, fields_of_page, form_on, row, send
from tests.files import corpus

pytestmark = pytest.mark.django_db

NAME = "Ruslan Mammadov"
TEXT = f"Then {NAME} came home."
TYPED = f"It was {NAME}, she says."


@pytest.fixture
def ruslan():
    """Known from another account, too."""
    who = cast.person(NAME)
    cast.mention(cast.testimony("Another", text=f"{NAME} was there.").transcripts.get().passages.get(), NAME, who)
    return who


def account_of(who, title="Open account"):
    passage = cast.testimony(title, text=TEXT).transcripts.get().passages.get()
    cast.mention(passage, NAME, who)
    return passage


@pytest.fixture
def passage(ruslan):
    return account_of(ruslan)


@pytest.fixture
def colleague():
    return as_group("cataloguer")


def withhold(passage):
    passage.refresh_from_db()
    cut(passage, NAME, cast.staff("publisher"))


# --- pages, each with what is typed on it and what it would enter ---------------------------------------


def a_statement(passage, who):
    return at(Statement, "add"), {"person": who.pk, "asserted_in": passage.pk, "wording": TYPED}


def a_passage(passage, _who):
    return f"{at(Passage, 'add')}?transcript={passage.transcript_id}", {"text": TYPED}


def a_passage_with_its_text_chosen(passage, _who):
    return at(Passage, "add"), {"transcript": passage.transcript_id, "position": 2, "text": TYPED}


def a_section(passage, _who):
    return at(Section, "add"), {"testimony": passage.transcript.testimony_id, "title": TYPED, "position": 1}


def a_text(passage, _who):
    typed = {"testimony": passage.transcript.testimony_id, "kind": "summary", "language": "en", "made_by": TYPED}
    return at(Transcript, "add"), typed


def a_file(passage, _who):
    return f"{at(MediaFile, 'add')}?testimony={passage.transcript.testimony_id}", {"kind": "audio", "alt_text": TYPED}


def a_consent(passage, _who):
    return f"{at(Consent, 'add')}?testimony={passage.transcript.testimony_id}", {"basis": "oral", "remark": TYPED}


def a_title(passage, _who):
    return at(passage.transcript.testimony), {"title": TYPED}


def someone_present(passage, who):
    fields = {"person": who.pk, "role": "present", "credited_as": TYPED, "position": 1}
    return at(passage.transcript.testimony), row("participations", 1, 2, **fields)


def a_sitting(passage, _who):
    return at(passage.transcript.testimony), row("sessions", 0, 1, position=1, held_on="1993")


def a_note(passage, _who):
    second = Passage.objects.create(transcript=passage.transcript, position=2, text="The mill burned.")
    return at(second), row("notes", 0, 1, words="", text=TYPED)


def a_mention(passage, who):
    second = Passage.objects.create(transcript=passage.transcript, position=2, text="The mill burned.")
    return at(second), row("mentions", 0, 1, words="mill", person=who.pk, certainty="certain")


def a_change_of_a_statement(passage, _who):
    said = Statement.objects.create(place=cast.place(), asserted_in=passage, wording="She came from there.")
    return at(said), {"wording": TYPED}


def a_change_of_a_section(passage, _who):
    section = Section.objects.create(testimony=passage.transcript.testimony, title="The mill", position=1)
    return at(section), {"synopsis": TYPED}


PAGES = [
    a_statement,
    a_passage,
    a_passage_with_its_text_chosen,
    a_section,
    a_text,
    a_file,
    a_consent,
    a_title,
    someone_present,
    a_sitting,
    a_note,
    a_mention,
    a_change_of_a_statement,
    a_change_of_a_section,
]
ENTERED = (Statement, Passage, Section, Transcript, MediaFile, Consent, Participation, Session, Note, Mention)


def entered(passage):
    title = type(passage.transcript.testimony).objects.values_list("title").get(pk=passage.transcript.testimony_id)
    columns = [*Statement.objects.values_list("wording"), *Section.objects.values_list("synopsis")]
    return [title, columns, *(model.objects.count() for model in ENTERED)]


def post(client, url, page):
    upload = {"file": SimpleUploadedFile("sound.wav", corpus.wav(1))} if "/mediafile/add" in url else {}
    return client.post(url, page | upload)


@pytest.mark.parametrize("page_of", PAGES)
def test_a_page_opened_before_a_withholding_is_refused_once(colleague, ruslan, passage, page_of):
    url, typed = page_of(passage, ruslan)
    page = form_on(colleague, url) | typed
    withhold(passage)
    before = entered(passage)
    refused = post(colleague, url, page)
    assert OUT_OF_SIGHT_SINCE in errors_of(refused)["__all__"]
    assert entered(passage) == before
    shown = fields_of_page(refused)
    assert {name: shown[name] for name in typed} == {name: str(value) for name, value in typed.items()}
    assert post(colleague, url, page).status_code == 200, "the old page stays refused"
    assert post(colleague, url, shown).status_code == 302
    assert entered(passage) != before


@pytest.mark.parametrize("page_of", PAGES)
def test_a_page_opened_after_it_is_saved(colleague, ruslan, passage, page_of):
    url, typed = page_of(passage, ruslan)
    withhold(passage)
    before = entered(passage)
    assert post(colleague, url, form_on(colleague, url) | typed).status_code == 302
    assert entered(passage) != before


@pytest.mark.parametrize("page_of", PAGES)
def test_a_withholding_in_another_account_stops_nothing(colleague, ruslan, passage, page_of):
    other = account_of(ruslan, "Another one")
    url, typed = page_of(passage, ruslan)
    page = form_on(colleague, url) | typed
    withhold(other)
    assert post(colleague, url, page).status_code == 302


@pytest.mark.parametrize("page_of", [a_statement, a_passage, a_title])
def test_readers_are_told_nothing_by_it(colleague, ruslan, passage, page_of):
    url, typed = page_of(passage, ruslan)
    page = form_on(colleague, url) | typed
    withhold(passage)
    post(colleague, url, page)
    testimony = passage.transcript.testimony
    assert NAME not in Client().get(testimony.get_absolute_url()).content.decode()
    assert testimony.title not in Client().get(ruslan.get_absolute_url()).content.decode()


# --- protected meanwhile --------------------------------------------------------------------------------


@pytest.mark.parametrize("tie", ["takes part", "is mentioned", "is retold"])
def test_someone_in_the_account_was_protected(colleague, tie):
    who = cast.person(NAME)
    testimony = cast.testimony(text="He came home.", narrator=who if tie == "takes part" else None)
    passage = testimony.transcripts.get().passages.get()
    if tie == "is mentioned":
        cast.mention(passage, "He", who)
    elif tie == "is retold":
        passage.reports = who
        passage.save()
    url = f"{at(Passage, 'add')}?transcript={passage.transcript_id}"
    page = form_on(colleague, url) | {"text": TYPED}
    protect(who, cast.staff("publisher"), pseudonym="The teacher")
    refused = colleague.post(url, page)
    assert OUT_OF_SIGHT_SINCE in errors_of(refused)["__all__"]
    assert colleague.post(url, fields_of_page(refused)).status_code == 302


def test_someone_elsewhere_was_protected(colleague, passage):
    stranger = cast.person("Dilara")
    cast.testimony("Hers", narrator=stranger)
    url, typed = a_passage(passage, None)
    page = form_on(colleague, url) | typed
    protect(stranger, cast.staff("publisher"), pseudonym="The teacher")
    assert colleague.post(url, page).status_code == 302


# --- told once, of one account --------------------------------------------------------------------------


def test_what_is_withheld_after_it_was_told_is_told_again(colleague, ruslan, passage):
    url, typed = a_statement(passage, ruslan)
    page = form_on(colleague, url) | typed
    withhold(passage)
    shown = fields_of_page(colleague.post(url, page))
    cut(passage, "home", cast.staff("publisher"))
    refused = colleague.post(url, shown)
    assert OUT_OF_SIGHT_SINCE in errors_of(refused)["__all__"]
    assert colleague.post(url, fields_of_page(refused)).status_code == 302


def test_another_account_chosen_then_is_told_as_well(colleague, ruslan, passage):
    other = account_of(ruslan, "Another one")
    url, typed = a_statement(passage, ruslan)
    page = form_on(colleague, url) | typed
    withhold(other)
    withhold(passage)
    shown = fields_of_page(colleague.post(url, page))
    refused = colleague.post(url, shown | {"asserted_in": other.pk})
    assert OUT_OF_SIGHT_SINCE in errors_of(refused)["__all__"]
    assert not Statement.objects.exists()


@pytest.mark.parametrize("sent", ["", "nonsense", "-1", "1 2 3", "9" * 30, "\u0663", "0\x00"])
def test_a_page_that_does_not_say_when_it_was_opened_is_refused(colleague, ruslan, passage, sent):
    withhold(passage)
    url, typed = a_statement(passage, ruslan)
    page = form_on(colleague, url) | typed
    refused = colleague.post(url, page | {"opened_after": sent})
    assert OUT_OF_SIGHT_SINCE in errors_of(refused)["__all__"]
    assert colleague.post(url, page).status_code == 302


def test_the_page_of_the_passage_itself_is_to_be_opened_again(colleague, passage):
    page = form_on(colleague, at(passage)) | {"text": f"{TEXT} He stayed."}
    withhold(passage)
    said = " ".join(errors_of(colleague.post(at(passage), page))["__all__"])
    assert CHANGED in said
    assert OUT_OF_SIGHT_SINCE not in said, "sending it once more would not help"


def test_no_page_of_what_belongs_to_no_account_is_stopped(colleague, ruslan, passage):
    url = at(Statement, "add")
    page = form_on(colleague, url) | {"person": ruslan.pk, "asserted_by": cast.source().pk, "wording": "He taught."}
    new = form_on(colleague, at(type(passage.transcript.testimony), "add"))
    withhold(passage)
    assert colleague.post(url, page).status_code == 302
    assert "__all__" not in errors_of(colleague.post(at(type(passage.transcript.testimony), "add"), new))
    assert send(colleague, at(ruslan), fate_note="His niece says so.").redirect_chain


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("page_of", [a_statement, a_passage, a_title])
def test_a_withholding_that_is_being_written_is_waited_for(page_of):
    ruslan = cast.person(NAME)
    passage, colleague, publisher, answers = account_of(ruslan), as_group("cataloguer"), cast.staff("publisher"), []
    url, typed = page_of(passage, ruslan)
    page = form_on(colleague, url) | typed
    waited = before_commit(
        lambda: cut(passage, NAME, publisher), lambda: answers.append(colleague.post(url, page).status_code)
    )
    assert waited
    assert answers == [200]
