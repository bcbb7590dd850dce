"""Erasing and confirming in the workbench."""

import pytest
from django.contrib.admin.models import LogEntry

from archive.access.levels import Status
from archive.models import LedgerEntry, Passage, Person, ProposedAction, Residue, Testimony
from tests import cast
from tests.admin.workbench import as_group, as_superuser, at, fields_of_page, form_on, messages_of, send

pytestmark = pytest.mark.django_db

WHY = "The family asked for it."


@pytest.fixture
def testimony():
    return cast.testimony("The flood", narrator=cast.person("Aysel Karimova"), state="withdrawn")


def test_the_page_lists_with_numbers_what_is_destroyed_and_what_can_still_exist(testimony):
    page = as_group("administrator").get(at(testimony, "erase")).content.decode()
    for words in ("1 passages", "1 consents", "Aysel Karimova", "Every backup made up to", testimony.public_id):
        assert words in page


def test_it_needs_the_identifier_and_a_reason(testimony):
    client = as_group("administrator")
    send(client, at(testimony, "erase"), identifier="b00000000", reason=WHY)
    send(client, at(testimony, "erase"), identifier=testimony.public_id, reason=" ")
    assert Passage.objects.exists()
    response = send(client, at(testimony, "erase"), identifier=testimony.public_id, reason=WHY)
    assert Testimony.objects.get().status == Status.ERASED
    assert "Erase for good: done" in messages_of(response)[0]
    assert "The flood" not in response.content.decode()
    assert not LogEntry.objects.filter(object_repr__contains="flood").exists()


def test_afterwards_the_ledger_says_whether_it_is_clean(testimony):
    client = as_group("administrator")
    response = send(client, at(testimony, "erase"), identifier=testimony.public_id, reason=WHY)
    assert "Residue pending" in response.content.decode(), "the tests' own transaction keeps it from being cleaned"
    assert "Residue pending" in client.get(at(Residue, "changelist")).content.decode()
    Residue.objects.update(cleaned_at="2026-02-03T10:00Z")
    assert "Cleaned 3 Feb 2026" in client.get(at(LedgerEntry.objects.get(action="erased"))).content.decode()
    assert client.get(at(testimony)).status_code in (302, 404)


@pytest.mark.parametrize("group", ["cataloguer", "reviewer", "publisher"])
def test_others_have_neither_the_button_nor_the_page(testimony, group):
    client = as_group(group)
    assert at(testimony, "erase") not in client.get(at(testimony)).content.decode()
    assert client.get(at(testimony, "erase")).status_code == 403
    assert client.post(at(testimony, "erase"), {"identifier": testimony.public_id, "reason": WHY}).status_code == 403
    assert Passage.objects.exists()


@pytest.mark.parametrize(("state", "shown"), [("withdrawn", True), ("draft", True), ("public", False)])
def test_the_button_stands_on_what_can_be_erased(state, shown):
    record = cast.testimony(state=state)
    assert (at(record, "erase") in as_group("administrator").get(at(record)).content.decode()) is shown


def test_what_is_published_meanwhile_is_refused(testimony):
    client = as_group("administrator")
    page = form_on(client, at(testimony, "erase")) | {"identifier": testimony.public_id, "reason": WHY}
    Testimony.objects.filter(pk=testimony.pk).write_guarded(status="published", withdrawn_at=None)
    assert client.post(at(testimony, "erase"), page).status_code == 409
    assert Passage.objects.exists()


def test_a_second_person_confirms_in_the_workbench(testimony, settings):
    settings.ARCHIVE_SECOND_PERSON = ["erase"]
    first, second = as_group("administrator"), as_group("administrator")
    response = send(first, at(testimony, "erase"), identifier=testimony.public_id, reason=WHY)
    assert "another person has to confirm" in messages_of(response)[0]
    proposal = ProposedAction.objects.get()
    assert at(proposal, "confirm") not in first.get(at(proposal)).content.decode()
    assert first.post(at(proposal, "confirm")).status_code == 403
    assert as_group("publisher").post(at(proposal, "confirm")).status_code == 403
    assert Passage.objects.exists()
    assert at(proposal, "confirm") in second.get(at(proposal)).content.decode()
    assert testimony.public_id in second.get(at(proposal, "confirm")).content.decode()
    second.post(at(proposal, "confirm"))
    assert Testimony.objects.get().status == Status.ERASED


def test_a_second_person_declines(testimony, settings):
    settings.ARCHIVE_SECOND_PERSON = ["erase"]
    send(as_group("administrator"), at(testimony, "erase"), identifier=testimony.public_id, reason=WHY)
    proposal = ProposedAction.objects.get()
    send(as_group("administrator"), at(proposal, "decline"), reason="Ask the sister first.")
    assert ProposedAction.objects.get().decision == "declined"
    assert as_group("administrator").get(at(ProposedAction, "changelist")).status_code == 200


@pytest.mark.parametrize("model", [ProposedAction, Residue])
def test_no_one_writes_these_by_hand(model):
    assert as_superuser().get(at(model, "add")).status_code == 403


def new_in(testimony, name):
    person = cast.person(name)
    passage = testimony.transcripts.get().passages.get()
    cast.mention(passage, passage.text[:4], person)
    return person


def test_who_becomes_known_only_from_it_meanwhile_is_not_left_behind(testimony):
    """The page offered nobody but the narrator; someone new would have kept a page to which nothing leads."""
    client = as_group("administrator")
    page = form_on(client, at(testimony, "erase")) | {"identifier": testimony.public_id, "reason": WHY}
    new_in(testimony, "Bahram Qxnew")
    refused = client.post(at(testimony, "erase"), page)
    assert refused.status_code == 409
    assert "who is known only from it" in refused.context["refusal"]
    assert Passage.objects.exists()
    anew = fields_of_page(refused)
    assert len(anew["people"]) == 2
    assert client.post(at(testimony, "erase"), anew).status_code == 302
    assert not Person.objects.exists()


def test_nor_while_it_waits_for_a_second_person(testimony, settings):
    settings.ARCHIVE_SECOND_PERSON = ["erase"]
    first, second = as_group("administrator"), as_group("administrator")
    send(first, at(testimony, "erase"), identifier=testimony.public_id, reason=WHY)
    proposal = ProposedAction.objects.get()
    person = new_in(testimony, "Bahram Qxnew")
    confirm = form_on(second, at(proposal, "confirm"))
    assert second.post(at(proposal, "confirm"), confirm).status_code == 409
    assert Passage.objects.exists()
    person.mentions.all().delete()
    person.delete()
    assert second.post(at(proposal, "confirm"), confirm).status_code == 302
    assert not Passage.objects.exists()


def test_what_waits_does_not_print_what_is_compared(testimony, settings):
    settings.ARCHIVE_SECOND_PERSON = ["erase"]
    client = as_group("administrator")
    send(client, at(testimony, "erase"), identifier=testimony.public_id, reason=WHY)
    html = client.get(at(ProposedAction.objects.get())).content.decode()
    assert "People: " in html
    assert "known only from it" not in html
