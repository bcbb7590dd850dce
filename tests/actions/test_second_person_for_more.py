"""Where publishing takes two people, so does what gives readers more of what is published: a broader consent, words
that are no longer withheld. What gives them less waits for nobody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.actions import consent, identity, second_person
from archive.actions.lifting import lift
from archive.actions.protect import protect
from archive.actions.publication import PUBLISH, carry_out
from archive.actions.redact import redact
from archive.actions.refusals import ActionRefused, LostRace
from archive.models import Consent, LedgerEntry, Participation, Passage, ProposedAction, Testimony
from tests import cast
from tests.admin.workbench import as_group, at, errors_of, form_on, logged_in, messages_of, send

pytestmark = pytest.mark.django_db

NARROW = {"may_show_name": False, "may_hear": False}


@pytest.fixture(autouse=True)
def publishing_takes_two(settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]


@pytest.fixture
def narrow():
    """The consent to a published testimony, which shows no name and lets nothing be heard."""
    given = cast.testimony().consents.get()
    for scope, allowed in NARROW.items():
        setattr(given, scope, allowed)
    given.save()
    consent.fold(given.testimony)
    return given


def is_named():
    return Participation.objects.visible_to(Viewer(), Part.NAME).narrating().exists()


def broadened(given, actor, **columns):
    for column, value in columns.items():
        setattr(given, column, value)
    return consent.record(given, actor)


# --- a broader consent ----------------------------------------------------------------------------------


def test_a_broader_consent_waits_and_is_in_force_once_confirmed(narrow, first, second):
    assert broadened(narrow, first, may_show_name=True, remark="By letter").action == "proposed"
    assert not is_named()
    narrow.refresh_from_db()
    assert (narrow.may_show_name, narrow.remark) == (False, "By letter")
    entry = second_person.confirm(ProposedAction.objects.get(), second)
    assert (entry.action, entry.actor_id) == ("consent_recorded", second.pk)
    assert is_named()


def test_what_allows_less_does_not_wait_with_it(narrow, first):
    assert broadened(narrow, first, may_show_name=True, may_quote=False).action == "proposed"
    assert not Testimony.objects.visible_to(Viewer(), Part.QUOTATION).exists()
    assert not is_named()


def test_what_allows_less_alone_waits_for_nobody(narrow, first):
    assert broadened(narrow, first, may_quote=False).action == "consent_recorded"
    assert not ProposedAction.objects.exists()


def test_a_new_consent_waits_as_well_and_takes_nothing_away(narrow, first, second):
    now = timezone.now()
    given = Consent(testimony=narrow.testimony, narrator=narrow.narrator, basis="oral", may_hear=True, valid_from=now)
    assert consent.record(given, first).action == "proposed"
    testimony = Testimony.objects.visible_to(Viewer()).get()
    assert testimony.hearable_from is None
    second_person.confirm(ProposedAction.objects.get(), second)
    testimony.refresh_from_db()
    assert testimony.hearable_from is not None


def test_a_consent_that_lasts_longer_waits(first):
    given = cast.testimony().consents.get()
    soon = timezone.now() + timedelta(days=2)
    Consent.objects.filter(pk=given.pk).update(valid_until=soon)
    given.refresh_from_db()
    consent.fold(given.testimony)
    assert broadened(given, first, valid_until=None).action == "proposed"
    assert given.testimony.readable_until == soon


def test_one_at_a_time(narrow, first, second):
    broadened(narrow, first, may_show_name=True)
    with pytest.raises(ActionRefused, match="asked for already"):
        broadened(Consent.objects.get(), second, may_show_name=True)
    assert not is_named()


def test_what_was_taken_back_meanwhile_is_not_confirmed(narrow, first, second):
    broadened(narrow, first, may_show_name=True)
    consent.revoke(Consent.objects.get(), first, scopes=["may_quote"])
    with pytest.raises(LostRace):
        second_person.confirm(ProposedAction.objects.get(), second)
    assert not is_named()


def test_of_a_draft_it_waits_only_while_its_publication_does(first):
    given = cast.testimony(state="draft").consents.get()
    broadened(given, first, may_show_name=False)
    assert broadened(given, first, may_show_name=True).action == "consent_recorded"
    broadened(given, first, may_show_name=False)
    carry_out(PUBLISH, Testimony.objects.get(), first)
    assert broadened(given, first, may_show_name=True).action == "proposed"


@pytest.mark.parametrize("setting", [[], ["unseal", "erase"]])
def test_without_the_setting_one_person_is_enough(narrow, first, settings, setting):
    settings.ARCHIVE_SECOND_PERSON = setting
    assert broadened(narrow, first, may_show_name=True).action == "consent_recorded"
    assert is_named()


def test_in_the_workbench(narrow, second):
    client = as_group("administrator")
    said = messages_of(send(client, at(narrow), may_show_name="on"))
    assert any("waits for another person" in each for each in said)
    again = client.post(at(narrow), form_on(client, at(narrow)) | {"may_hear": "on"})
    assert "asked for already" in str(errors_of(again))
    proposal = ProposedAction.objects.get()
    page = logged_in(second).get(at(proposal, "confirm")).content.decode()
    assert "name shown" in page
    send(logged_in(second), at(proposal, "confirm"))
    assert is_named()


# --- what is no longer withheld -------------------------------------------------------------------------


def withheld(first, state):
    passage = cast.testimony(text="Rustam went.", state=state).transcripts.get().passages.get()
    return passage, redact(passage, first, start=0, end=6, reason_code="safety", seen_text=passage.text)


def test_lifting_a_redaction_of_what_is_published(first, second):
    passage, mark = withheld(first, "public")
    assert lift(mark, first, reason="He agreed").action == "proposed"
    assert "Rustam" not in Passage.objects.get(pk=passage.pk).text
    second_person.confirm(ProposedAction.objects.get(), second)
    assert lift(mark, first, reason="He agreed").action == "redaction_lifted"
    assert Passage.objects.get(pk=passage.pk).text == "Rustam went."


def test_lifting_one_of_a_draft_takes_one_person(first):
    _passage, mark = withheld(first, "draft")
    assert lift(mark, first, reason="He agreed").action == "redaction_lifted"


def test_the_workbench_says_that_it_was_only_asked_for(first):
    passage, mark = withheld(first, "public")
    client = as_group("administrator")
    page = reverse("admin:archive_passage_lift", args=[passage.pk, mark.pk])
    said = messages_of(send(client, page, reason="He agreed"))
    assert any("Nothing has changed yet" in each and "once more" in each for each in said)


def test_revealing_an_identity(first, second):
    person = cast.person("Rustam Karimov")
    protect(person, first, pseudonym="A miller")
    assert identity.reveal(person, first, reason="He agreed").action == "proposed"
    second_person.confirm(ProposedAction.objects.get(), second)
    assert isinstance(identity.reveal(person, first, reason="He agreed"), LedgerEntry)
    person.refresh_from_db()
    assert not person.identity_protected
