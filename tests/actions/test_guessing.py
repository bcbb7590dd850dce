"""What is sealed is not found out by reasons that are refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from archive.actions import identity, second_person
from archive.actions.guessing import AT_MOST, IN_ALL
from archive.actions.ledger_check import faults
from archive.actions.lifting import lift, unseal
from archive.actions.protect import protect
from archive.actions.redact import redact
from archive.actions.refusals import ActionRefused, NotPermitted
from archive.models import LedgerEntry, LedgerReason, ProposedAction
from tests import cast
from tests.admin.workbench import form_on, logged_in

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "Rustam, by the river", "Murad"
"""A reason that repeats what is sealed in each case, and one that does not."""


@pytest.fixture(autouse=True)
def it_takes_two(settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]


@pytest.fixture
def mark(first):
    passage = cast.testimony(text="He hid where the river bends.").transcripts.get().passages.get()
    return redact(passage, first, start=13, end=22, reason_code="safety", seen_text=passage.text)


@pytest.fixture
def person(first):
    person = cast.person("Rustam Karimov")
    protect(person, first, pseudonym="A miller")
    return person


@pytest.fixture(params=["lift", "look", "reveal", "look at a person"])
def act(request, mark, person):
    """An action that opens what is sealed: ``act(actor, reason)``."""
    do, sealed = {
        "lift": (lift, mark),
        "look": (unseal, mark),
        "reveal": (identity.reveal, person),
        "look at a person": (identity.look, person),
    }[request.param]
    return lambda actor, reason: do(sealed, actor, reason=reason)


def answer(act, actor, reason):
    """What the action says against ``reason``; empty where it was asked for."""
    try:
        act(actor, reason)
    except ActionRefused as refusal:
        return str(refusal)
    return ""


def take_back(actor):
    second_person.decline(ProposedAction.objects.get(decision="open"), actor)


def test_a_refused_reason_is_entered_without_its_words(act, first):
    LedgerReason.objects.all().delete()
    assert "kept in the ledger" in answer(act, first, RIGHT)
    entry = LedgerEntry.objects.first()
    assert (entry.action, entry.actor_id, entry.reason_digest) == ("reason_refused", first.pk, "")
    assert entry.codes.keys() <= {"to", "redaction", "identity"}
    assert not LedgerReason.objects.exists()
    assert list(faults()) == []


def test_no_other_refusal_is_entered(act, first):
    act(first, WRONG)
    entries = LedgerEntry.objects.count()
    assert "asked for already" in answer(act, first, WRONG)
    assert "Say why" in answer(act, first, " ")
    with pytest.raises(NotPermitted):
        act(cast.staff("cataloguer"), RIGHT)
    assert LedgerEntry.objects.count() == entries


def test_while_something_waits_every_reason_gets_the_same_answer(act, first):
    act(first, WRONG)
    entries = LedgerEntry.objects.count()
    assert answer(act, first, RIGHT) == answer(act, first, WRONG)
    assert LedgerEntry.objects.count() == entries


def test_after_a_few_refusals_every_reason_gets_the_same_answer(act, first, second, clock):
    said = [answer(act, first, RIGHT) for _ in range(AT_MOST)]
    assert all("kept in the ledger" in each for each in said)
    entries = LedgerEntry.objects.count()
    assert answer(act, first, RIGHT) == answer(act, first, WRONG)
    assert "Too many" in answer(act, first, WRONG)
    assert (LedgerEntry.objects.count(), ProposedAction.objects.count()) == (entries, 0)
    assert "kept in the ledger" in answer(act, second, RIGHT)
    clock.shift(timedelta(days=1, seconds=1))
    assert answer(act, first, WRONG) == ""


def test_what_was_taken_back_counts_as_a_guess(act, first):
    for _ in range(AT_MOST):
        assert answer(act, first, WRONG) == ""
        take_back(first)
    assert answer(act, first, RIGHT) == answer(act, first, WRONG)
    assert "Too many" in answer(act, first, WRONG)


def test_what_another_person_declined_does_not(act, first, second):
    for _ in range(AT_MOST + 1):
        assert answer(act, first, WRONG) == ""
        take_back(second)


def test_whoever_a_second_person_agreed_with_goes_on(act, first, second):
    for _ in range(AT_MOST - 1):
        answer(act, first, RIGHT)
    act(first, WRONG)
    second_person.confirm(ProposedAction.objects.get(), second)
    assert "kept in the ledger" in answer(act, first, RIGHT)
    assert answer(act, first, WRONG) == ""


def test_where_one_person_looks_alone_nobody_is_stopped(act, first, settings):
    settings.ARCHIVE_SECOND_PERSON = []
    for _ in range(AT_MOST + 1):
        assert "kept in the ledger" in answer(act, first, RIGHT)
    assert LedgerEntry.objects.filter(action="reason_refused").count() == AT_MOST + 1
    assert answer(act, first, WRONG) == ""


def test_the_pages_enter_it_too(mark, person, first, settings):
    settings.ARCHIVE_STAFF_SECOND_FACTOR = False
    client = logged_in(first)
    page = f"/admin/archive/passage/{mark.passage_id}/redactions/{mark.pk}"
    addresses = [f"{page}/lift/", f"{page}/original/"]
    addresses += [reverse(f"admin:archive_person_{code}", args=[person.pk]) for code in ("reveal", "identity")]
    for number, address in enumerate(addresses, start=1):
        assert client.post(address, form_on(client, address) | {"reason": RIGHT}).status_code == 409
        assert LedgerEntry.objects.filter(action="reason_refused").count() == number


def marks_on(first, number):
    """The same name withheld in so many passages, each a record of its own."""
    testimony = cast.testimony(text="She says that Rustam hid.")
    passages = [cast.passage(testimony, "She says that Rustam hid.") for _ in range(number)]
    return [redact(each, first, start=14, end=20, reason_code="safety", seen_text=each.text) for each in passages]


def said(mark, actor, reason):
    return answer(lambda who, why: unseal(mark, who, reason=why), actor, reason)


def test_words_withheld_in_many_passages_are_not_found_out_by_asking_on_each(first, second, clock):
    """The attack: half of the names that were left in the reason, on one passage after the other."""
    *marks, another = marks_on(first, IN_ALL + 2)
    answers = [said(mark, first, RIGHT if place % 2 else WRONG) for place, mark in enumerate(marks)]
    assert ["Too many" in each for each in answers] == [False] * IN_ALL + [True]
    assert said(another, first, RIGHT) == said(another, first, WRONG) == answers[-1]
    assert "kept in the ledger" in said(another, second, RIGHT), "each person is counted for themselves"
    clock.shift(timedelta(days=1, seconds=1))
    assert said(another, first, WRONG) == ""


def test_what_was_confirmed_counts_no_longer(first, second):
    *marks, another = marks_on(first, IN_ALL + 1)
    for mark in marks:
        assert said(mark, first, WRONG) == ""
    assert "Too many" in said(another, first, WRONG)
    second_person.confirm(ProposedAction.objects.first(), second)
    assert said(another, first, WRONG) == ""


def test_a_confirmed_look_at_an_identity_opens_only_what_was_asked_about(person, first, second, settings):
    """The attack: the person is revealed, given a new name and protected anew while the confirmation waits."""
    identity.look(person, first, reason=WRONG)
    second_person.confirm(ProposedAction.objects.get(), second)
    settings.ARCHIVE_SECOND_PERSON = []
    identity.reveal(person, second, reason="He wants to be known.")
    cast.also_called(person, "Qxnewname")
    protect(person, second, pseudonym="A nurse")
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    assert identity.look(person, first, reason=WRONG).action == "proposed"
    second_person.confirm(ProposedAction.objects.get(decision="open"), second)
    assert "Qxnewname" in str(identity.look(person, first, reason=WRONG))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_entry_outlives_the_refusal(first, mark):
    with pytest.raises(ActionRefused):
        unseal(mark, first, reason=RIGHT)
    assert LedgerEntry.objects.first().action == "reason_refused"
