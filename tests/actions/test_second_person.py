"""Actions that take two: one asks, another confirms, never the same."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from archive.access.levels import Status
from archive.actions import erase, identity, second_person
from archive.actions.known_only_from import known_only_from
from archive.actions.lifting import lift, unseal
from archive.actions.protect import protect
from archive.actions.publication import PUBLISH, SUBMIT, carry_out
from archive.actions.redact import redact
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.models import LedgerEntry, LedgerReason, Passage, Person, ProposedAction, Testimony
from tests import cast

pytestmark = pytest.mark.django_db

WHY = "The family asked for it."


@pytest.fixture(autouse=True)
def it_takes_two(settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish", "erase", "unseal"]


def asked_to_publish(first):
    testimony = cast.testimony(state="draft")
    entry = carry_out(PUBLISH, testimony, first)
    assert entry.action == "proposed"
    return testimony, ProposedAction.objects.get()


def status_of(testimony):
    return Testimony.objects.get(pk=testimony.pk).status


def test_asking_changes_nothing_and_confirming_publishes(first, second):
    testimony, proposal = asked_to_publish(first)
    assert status_of(testimony) == Status.DRAFT
    second_person.confirm(proposal, second)
    assert status_of(testimony) == Status.PUBLISHED
    entries = LedgerEntry.objects.order_by("sequence")
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("proposed", first.pk),
        ("confirmed", second.pk),
        ("published", second.pk),
    ]
    assert entries[0].codes == {"of": "publish", "status_before": "draft"}


def test_without_the_setting_one_person_is_enough(first, settings):
    settings.ARCHIVE_SECOND_PERSON = []
    testimony = cast.testimony(state="draft")
    assert carry_out(PUBLISH, testimony, first).action == "published"
    assert not ProposedAction.objects.exists()


@pytest.mark.parametrize("made", [cast.source, cast.testimony], ids=["source", "testimony"])
def test_what_was_deleted_since_is_not_confirmed_but_declined(first, second, made):
    record = made(status="draft", published_at=None) if made is cast.source else made(state="draft")
    carry_out(PUBLISH, record, first)
    proposal = ProposedAction.objects.get()
    record.delete()
    with pytest.raises(NotPermitted):
        second_person.confirm(proposal, cast.staff("cataloguer"))
    with pytest.raises(ActionRefused, match="was deleted after it was asked for"):
        second_person.confirm(proposal, second)
    assert [entry.action for entry in LedgerEntry.objects.all()] == ["proposed"]
    second_person.decline(ProposedAction.objects.get(), second)
    assert ProposedAction.objects.get().decision == "declined"


def test_nobody_confirms_what_they_asked_for(first):
    testimony, proposal = asked_to_publish(first)
    with pytest.raises(NotPermitted, match="another person"):
        second_person.confirm(proposal, first)
    assert status_of(testimony) == Status.DRAFT
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedAction.objects.update(decision="confirmed", decided_by=first)


def test_asking_twice_does_not_help(first, second):
    testimony, _proposal = asked_to_publish(first)
    for person in (first, second):
        with pytest.raises(ActionRefused, match="asked for already"):
            carry_out(PUBLISH, Testimony.objects.get(pk=testimony.pk), person)
    assert status_of(testimony) == Status.DRAFT


def test_a_proposal_made_up_or_not_yet_decided_opens_nothing(first, second):
    testimony, proposal = asked_to_publish(first)
    with pytest.raises(ActionRefused, match="asked for already"):
        carry_out(PUBLISH, testimony, second, confirmed=proposal)
    with pytest.raises(ActionRefused, match="asked for already"):
        carry_out(PUBLISH, testimony, second, confirmed=ProposedAction(pk=proposal.pk, decision="confirmed"))
    assert status_of(testimony) == Status.DRAFT


def test_whoever_lacks_the_permission_neither_confirms_nor_declines(first):
    _testimony, proposal = asked_to_publish(first)
    reviewer = cast.staff("reviewer")
    for answer in (second_person.confirm, second_person.decline):
        with pytest.raises(NotPermitted):
            answer(proposal, reviewer)
    assert ProposedAction.objects.get().decision == "open"


def test_a_lost_race_is_told_and_leaves_it_open(first, second):
    testimony, proposal = asked_to_publish(first)
    carry_out(SUBMIT, Testimony.objects.get(pk=testimony.pk), first)
    with pytest.raises(LostRace):
        second_person.confirm(proposal, second)
    assert status_of(testimony) == Status.IN_REVIEW
    assert ProposedAction.objects.get().decision == "open"
    second_person.decline(ProposedAction.objects.get(), second)
    with pytest.raises(LostRace, match="decided meanwhile"):
        second_person.confirm(proposal, second)


def test_declining_lets_it_be_asked_for_again(first, second):
    testimony, proposal = asked_to_publish(first)
    second_person.decline(proposal, second, reason="Not yet")
    assert LedgerReason.objects.get().text == "Not yet"
    assert carry_out(PUBLISH, Testimony.objects.get(pk=testimony.pk), first).action == "proposed"


def test_one_may_take_back_what_one_asked_for(first):
    _testimony, proposal = asked_to_publish(first)
    second_person.decline(proposal, first)
    assert ProposedAction.objects.get().decision == "declined"


def test_what_waited_too_long_cannot_be_confirmed(first, second):
    testimony, proposal = asked_to_publish(first)
    ProposedAction.objects.update(expires_at=timezone.now())
    with pytest.raises(LostRace, match="too old"):
        second_person.confirm(proposal, second)
    assert second_person.expire() == 1
    assert ProposedAction.objects.get().decision == "expired"
    assert carry_out(PUBLISH, Testimony.objects.get(pk=testimony.pk), first).action == "proposed"


def test_erasing_takes_two_and_the_reason_is_not_kept_twice(first, second):
    testimony = cast.testimony(state="withdrawn")
    [known] = known_only_from(testimony)
    assert erase.erase(testimony, first, reason=WHY, people=[known.public_id]).action == "proposed"
    assert Passage.objects.exists()
    proposal = ProposedAction.objects.get()
    assert (proposal.reason, proposal.details["people"]) == (WHY, [known.public_id])
    with pytest.raises(NotPermitted):
        second_person.confirm(proposal, cast.staff("publisher"))
    second_person.confirm(proposal, second)
    assert status_of(testimony) == Status.ERASED
    assert not Passage.objects.exists()
    assert ProposedAction.objects.get().reason == ""
    assert LedgerReason.objects.get().text == WHY


def look(record, actor):
    """As the action that shows a sealed original asks."""
    with transaction.atomic():
        return second_person.require_or_propose(
            "unseal", record, actor, permission="archive.erase_testimony", state_seen="sealed"
        )


def test_a_look_is_taken_once_by_the_person_who_asked(first, second):
    record = cast.testimony().transcripts.get().passages.get()
    assert look(record, first).action == "proposed"
    second_person.confirm(ProposedAction.objects.get(), second)
    other = cast.passage(cast.testimony(), "Another one.")
    assert look(other, first).action == "proposed", "of another record"
    assert look(record, second).action == "proposed", "the second person has to ask, too"
    ProposedAction.objects.filter(record=record.public_id, decision="open").update(decision="declined")
    assert look(record, first) is None
    assert look(record, first).action == "proposed", "it is used up"


def test_a_second_look_at_the_same_record_waits_for_the_first_to_be_decided(first, second, settings):
    passage = cast.testimony(text="Rustam saw Murad.").transcripts.get().passages.get()
    marks = [
        redact(passage, first, start=start, end=end, reason_code="safety", seen_text=passage.text)
        for start, end in ((11, 16), (0, 6))
    ]
    unseal(marks[0], first, reason="A court asks")
    with pytest.raises(ActionRefused, match="asked for already"):
        unseal(marks[1], first, reason="A court asks")
    second_person.confirm(ProposedAction.objects.get(), second)
    assert isinstance(unseal(marks[1], first, reason="A court asks"), LedgerEntry)


# --- looks at what is sealed ----------------------------------------------------------------------------


def test_withheld_words_are_shown_once_after_a_second_person_agreed(first, second, settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    passage = cast.testimony(text="She says that Rustam hid.").transcripts.get().passages.get()
    mark = redact(passage, first, start=14, end=20, reason_code="safety", seen_text=passage.text)
    assert isinstance(unseal(mark, first, reason="A court asks"), LedgerEntry)
    second_person.confirm(ProposedAction.objects.get(), second)
    assert unseal(mark, first, reason="A court asks") == "Rustam"
    assert isinstance(unseal(mark, first, reason="A court asks"), LedgerEntry), "a confirmation is used once"


def test_a_sealed_identity_is_shown_once_after_a_second_person_agreed(first, second, settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    person = cast.person("Rustam Karimov")
    protect(person, first, pseudonym="A miller")
    assert isinstance(identity.look(person, first, reason="A court asks"), LedgerEntry)
    second_person.confirm(ProposedAction.objects.get(), second)
    assert identity.look(person, first, reason="A court asks")["names"][0]["text"] == "Rustam Karimov"


@pytest.mark.parametrize("two", [True, False], ids=["two people", "one"])
@pytest.mark.parametrize("do", ["lift", "unseal", "reveal", "look"])
def test_a_reason_that_repeats_what_is_sealed_is_stored_nowhere(first, settings, do, two):
    """The attack: the reason stood in the proposal and in the ledger, for curators who may not open what is sealed."""
    settings.ARCHIVE_SECOND_PERSON = ["unseal"] if two else []
    passage = cast.testimony(text="He hid where the river bends.").transcripts.get().passages.get()
    mark = redact(passage, first, start=13, end=22, reason_code="safety", seen_text=passage.text)
    person = cast.person("Rustam Karimov")
    protect(person, first, pseudonym="A miller")
    act = {
        "lift": lambda reason: lift(mark, first, reason=reason),
        "unseal": lambda reason: unseal(mark, first, reason=reason),
        "reveal": lambda reason: identity.reveal(person, first, reason=reason),
        "look": lambda reason: identity.look(person, first, reason=reason),
    }[do]
    entries = LedgerEntry.objects.count()
    with pytest.raises(ActionRefused, match="kept in the ledger"):
        act("Is Rustam by the river still in danger?")
    assert (ProposedAction.objects.count(), LedgerReason.objects.count()) == (0, 0)
    assert LedgerEntry.objects.count() == entries + 1
    assert (LedgerEntry.objects.first().action, LedgerEntry.objects.first().reason_digest) == ("reason_refused", "")
    assert Person.objects.get(pk=person.pk).identity_protected
    assert "the river" not in Passage.objects.get(pk=passage.pk).text
    act("A court asks.")
    assert ProposedAction.objects.count() == int(two)


def test_a_confirmed_look_opens_that_redaction_and_no_other(first, second, settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    passage = cast.testimony(text="Rustam saw Murad.").transcripts.get().passages.get()
    marks = [
        redact(passage, first, start=start, end=end, reason_code="safety", seen_text=passage.text)
        for start, end in ((11, 16), (0, 6))
    ]
    unseal(marks[0], first, reason="A court asks")
    second_person.confirm(ProposedAction.objects.get(), second)
    assert isinstance(unseal(marks[1], first, reason="A court asks"), LedgerEntry)
    assert unseal(marks[0], first, reason="A court asks") == "Murad"


def test_lifting_takes_two_where_looking_does(first, second, settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    passage = cast.testimony(text="Rustam went.").transcripts.get().passages.get()
    mark = redact(passage, first, start=0, end=6, reason_code="safety", seen_text=passage.text)
    lift(mark, first, reason="He agreed")
    assert "Rustam" not in Passage.objects.get(pk=passage.pk).text
    second_person.confirm(ProposedAction.objects.get(), second)
    lift(mark, first, reason="He agreed")
    assert Passage.objects.get(pk=passage.pk).text == "Rustam went."


def test_revealing_takes_two_where_looking_does(first, second, settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    person = cast.person("Rustam Karimov")
    protect(person, first, pseudonym="A miller")
    identity.reveal(person, first, reason="He agreed")
    person.refresh_from_db()
    assert person.identity_protected
    second_person.confirm(ProposedAction.objects.get(), second)
    identity.reveal(person, first, reason="He agreed")
    assert not person.identity_protected
