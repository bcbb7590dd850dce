"""replay_ledger: what was withheld or protected since the backup was made is sealed again, and told by nothing else."""

import pytest
from django.db import transaction

from archive.actions import ledger
from archive.actions.leads import leads_of
from archive.actions.ledger_check import faults
from archive.actions.lifting import lift
from archive.actions.protect import protect
from archive.actions.redact import Place, redact
from archive.actions.replay import replay
from archive.models import LedgerEntry, Mention, Passage, Statement
from tests import cast
from tests.commands.restoring import a_day_after_the_backup, readable

pytestmark = pytest.mark.django_db


def test_withheld_words_are_withheld_again_and_the_rest_stays_open(file, someone):
    testimony = cast.testimony(text="She says that Rustam hid in the mill.")
    passage = testimony.transcripts.get().passages.get()
    with a_day_after_the_backup(file):
        redact(passage, someone, start=14, end=20, reason_code="safety", seen_text=passage.text)
    assert "Rustam" in Passage.objects.get(pk=passage.pk).text, "the control: the backup holds the words"
    done = replay(file)
    assert "Rustam" not in Passage.objects.get(pk=passage.pk).text
    assert (done.closed, testimony.public_id in readable()) == ([], True)
    assert list(faults()) == []
    again = replay(file)
    assert again.entries == 0


def test_where_the_withheld_words_are_not_found_the_account_is_closed(file, someone):
    testimony = cast.testimony(text="She says that Rustam hid in the mill.")
    passage = testimony.transcripts.get().passages.get()
    with a_day_after_the_backup(file):
        passage.text = "She says that Murad hid in the mill."
        passage.save()
        redact(passage, someone, start=14, end=19, reason_code="safety", seen_text=passage.text)
    replay(file)
    assert testimony.public_id not in readable()


def test_a_protected_identity_is_sealed_again_under_a_stand_in(file, someone):
    person = cast.person("Rustam Karimov")
    testimony = cast.testimony(narrator=person)
    with a_day_after_the_backup(file):
        protect(person, someone, pseudonym="A miller")
    replay(file)
    person.refresh_from_db()
    assert person.identity_protected
    assert person.heading == "A protected narrator"
    assert testimony.public_id not in readable()
    assert list(faults()) == []


def test_the_same_words_withheld_in_two_places_are_withheld_again_in_both(file, someone):
    passage = cast.testimony(text="Rustam went. Rustam stayed.").transcripts.get().passages.get()
    with a_day_after_the_backup(file):
        for start in (13, 0):
            redact(passage, someone, start=start, end=start + 6, reason_code="safety", seen_text=passage.text)
    assert replay(file).closed == []
    assert "Rustam" not in Passage.objects.get(pk=passage.pk).text


def test_where_it_cannot_be_told_which_words_were_meant_the_account_is_closed(file, someone):
    testimony = cast.testimony(text="Rustam went. Rustam stayed.")
    passage = testimony.transcripts.get().passages.get()
    with a_day_after_the_backup(file):
        passage.text = "She says: Rustam went. Rustam stayed."
        passage.save()
        redact(passage, someone, start=10, end=16, reason_code="safety", seen_text=passage.text)
    replay(file)
    assert testimony.public_id not in readable()


TEXT = "In the evening Natiq came."


@pytest.fixture
def natiq():
    return cast.person("Natiq Qasimov")


@pytest.fixture
def told(natiq):
    """A passage of which everything leads to whom its words name."""
    passage = cast.testimony(text=TEXT, narrator=cast.person("Bahram")).transcripts.get().passages.get()
    passage.reports = natiq
    passage.save()
    Mention.objects.create(passage=passage, person=natiq)
    Statement.objects.create(person=natiq, wording="The narrator says that he left.", asserted_in=passage)
    return passage


def withhold(passage, someone, words="Natiq", leading=None, also=()):
    passage = Passage.objects.get(pk=passage.pk)
    start = passage.text.index(words)
    chosen = leads_of(passage, (start, start + len(words))) if leading is None else leading
    columns = {"reason_code": "privacy", "seen_text": passage.text, "also": also}
    return redact(passage, someone, start=start, end=start + len(words), leading=[x.code for x in chosen], **columns)


def test_what_was_sealed_with_the_words_is_sealed_again(file, someone, client, told, natiq):
    with a_day_after_the_backup(file):
        withhold(told, someone)
    assert told.public_id in client.get(natiq.get_absolute_url()).content.decode(), "the control"
    done = replay(file)
    assert (done.closed, done.listed) == ([], [])
    told.refresh_from_db()
    assert (told.reports, Mention.objects.count(), Statement.objects.count()) == (None, 0, 0)
    assert "withheld" in client.get(told.get_absolute_url()).content.decode()
    assert client.get(natiq.get_absolute_url()).status_code == 404


def test_only_what_was_chosen_then_is_sealed_again(file, someone, told, natiq):
    """A lead to somebody else that the curator ticked, and one to another that was left."""
    other, third = cast.person("Murad"), cast.place("Sarikend")
    with transaction.atomic():
        Mention.objects.create(passage=told, person=other)
        Mention.objects.create(passage=told, place=third)
    with a_day_after_the_backup(file):
        leads = leads_of(told, (15, 20))
        withhold(told, someone, leading=[lead for lead in leads if lead.same or lead.target == other])
    replay(file)
    assert [mention.target for mention in Mention.objects.all()] == [third]


def test_in_another_passage_it_is_sealed_again_with_the_words_there(file, someone, told, natiq):
    other = cast.passage(told.transcript.testimony, "Natiq slept.", reports=natiq)
    with a_day_after_the_backup(file):
        chosen = leads_of(told, (15, 20), [other])
        withhold(told, someone, leading=chosen, also=[Place(other.public_id, 0, 5, "Natiq")])
    done = replay(file)
    other.refresh_from_db()
    assert (other.reports, other.text, done.closed) == (None, "[words withheld] slept.", [])


def test_an_entry_that_does_not_say_what_was_sealed_seals_whatever_leads_to_whom_was_named(file, someone, told):
    place = cast.place("Sarikend")
    Mention.objects.create(passage=told, place=place)
    mark = withhold(told, someone, leading=())
    old = {code: value for code, value in LedgerEntry.objects.get().codes.items() if code != "leads"}
    lift(mark, someone, reason="He agreed.")
    with a_day_after_the_backup(file), transaction.atomic():
        ledger.append("redacted", told, someone, **old)
    assert replay(file).closed == []
    assert [mention.target for mention in Mention.objects.all()] == [place]


def test_what_a_curator_took_out_by_hand_closes_the_account_and_is_listed(file, someone, told, natiq):
    testimony = told.transcript.testimony
    testimony.abstract = "How Natiq Qasimov hid."
    testimony.save()
    with a_day_after_the_backup(file):
        withhold(told, someone)
        testimony.abstract = "How a man hid."
        testimony.save()
    done = replay(file)
    assert testimony.public_id not in readable()
    [line] = done.listed
    assert f"testimony {testimony.public_id} (abstract)" in line
    assert "Natiq" not in line


@pytest.mark.parametrize("besides", ["lead", "mention", "translation", "another form of the name"])
def test_whatever_else_may_tell_the_words_closes_the_account(file, someone, told, natiq, besides):
    testimony = told.transcript.testimony
    with a_day_after_the_backup(file):
        withhold(told, someone, leading=() if besides == "lead" else None)
    if besides == "mention":
        cast.mention(told, "evening", natiq)
    elif besides == "translation":
        cast.passage(testimony, "O axşam gəldi.", renders=told)
    elif besides == "another form of the name":
        cast.passage(testimony, "Then Qasimovun brother came.")
    done = replay(file)
    assert testimony.public_id not in readable(), besides
    assert len(done.listed) == 1


def test_words_withheld_in_a_translation_as_well_leave_the_account_open(file, someone, told):
    rendering = cast.passage(told.transcript.testimony, "Axşam Natiq gəldi.", renders=told)
    with a_day_after_the_backup(file):
        withhold(told, someone)
        withhold(rendering, someone)
    assert replay(file).closed == []
    assert told.transcript.testimony.public_id in readable()
