"""Deciding on requests: who may, what is refused, what a grant opens and until when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from archive.actions import requests
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.actions.requests import AlreadyAsked, AlreadyGranted
from archive.models import AccessGrant, AccessRequest, LedgerEntry, LedgerReason, Testimony
from tests import cast
from tests.actions.asking import ORIGIN, PURPOSE, ask, grant, in_days, reads, revoke

pytestmark = pytest.mark.django_db


def test_a_grant_opens_the_testimony_until_its_end_and_no_other(clock, kept, researcher, publisher):
    other = cast.testimony(state="on_request")
    grant(ask(kept, researcher), publisher, days=30)
    assert reads(researcher, kept)
    assert not reads(researcher, other)
    clock.shift(timedelta(days=29, hours=23))
    assert reads(researcher, kept)
    clock.shift(timedelta(hours=1))
    assert not reads(researcher, kept)


def test_the_ledger_names_what_was_decided_by_keys_only(kept, researcher, publisher):
    asked = ask(kept, researcher)
    entry = grant(asked, publisher).entry
    given = AccessGrant.objects.get()
    assert (entry.action, entry.subject, entry.actor) == ("granted", kept.public_id, publisher)
    assert entry.codes == {
        "grant": given.pk,
        "request": asked.pk,
        "valid_from": given.valid_from.isoformat(),
        "until": given.valid_until.isoformat(),
    }
    assert LedgerReason.objects.get().text == "A thesis with a plan"
    revoke(given, publisher, "The plan changed")
    taken_back = LedgerEntry.objects.first()
    assert (taken_back.action, taken_back.codes["grant"]) == ("grant_revoked", given.pk)


def test_a_declined_request_opens_nothing(kept, researcher, publisher):
    asked = ask(kept, researcher)
    entry = requests.decline(asked, publisher, reason="No plan was given", origin=ORIGIN).entry
    assert (asked.decision, asked.decision_reason, asked.decided_by) == ("declined", "No plan was given", publisher)
    assert entry.codes == {"request": asked.pk}
    assert not AccessGrant.objects.exists()
    assert not reads(researcher, kept)


@pytest.mark.parametrize("days", [0, -1, 11 * 366])
def test_the_end_lies_in_the_future_and_not_too_far(kept, researcher, publisher, days):
    asked = ask(kept, researcher)
    with pytest.raises(ActionRefused, match=r"future|ten years"):
        grant(asked, publisher, days=days)
    asked.refresh_from_db()
    assert asked.decision == "open"
    assert not AccessGrant.objects.exists()


def test_every_decision_needs_a_reason(kept, researcher, publisher):
    asked = ask(kept, researcher)
    with pytest.raises(ActionRefused, match="reason"):
        grant(asked, publisher, reason="  ")
    with pytest.raises(ActionRefused, match="reason"):
        requests.decline(asked, publisher, reason="", origin=ORIGIN)
    grant(asked, publisher)
    given = AccessGrant.objects.get()
    with pytest.raises(ActionRefused, match="reason"):
        revoke(given, publisher, "")
    with pytest.raises(ActionRefused, match="reason"):
        requests.set_end(given, publisher, reason="", valid_until=in_days(2), origin=ORIGIN)


@pytest.mark.parametrize("group", ["cataloguer", "reviewer"])
def test_others_decide_nothing(kept, researcher, publisher, group):
    asked, other = ask(kept, researcher), cast.staff(group)
    with pytest.raises(NotPermitted):
        grant(asked, other)
    with pytest.raises(NotPermitted):
        requests.decline(asked, other, reason="No", origin=ORIGIN)
    grant(asked, publisher)
    given = AccessGrant.objects.get()
    with pytest.raises(NotPermitted):
        requests.revoke(given, other, reason="No", origin=ORIGIN)
    with pytest.raises(NotPermitted):
        requests.set_end(given, other, reason="No", valid_until=in_days(2), origin=ORIGIN)
    with pytest.raises(NotPermitted):
        requests.give(kept, researcher, other, reason="No", valid_until=in_days(2), origin=ORIGIN)


@pytest.mark.parametrize("only", ["change_accessrequest", "add_accessgrant"])
def test_to_grant_takes_the_permission_to_decide_and_the_one_to_give(kept, researcher, only):
    helper = cast.user("helper", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename=only))
    with pytest.raises(NotPermitted):
        grant(ask(kept, researcher), helper)
    assert not AccessGrant.objects.exists()


def test_nobody_decides_on_a_request_of_their_own(kept, publisher):
    asked = AccessRequest.objects.create(
        testimony=kept, researcher=publisher, purpose=PURPOSE, agreed_to_terms_at=timezone.now()
    )
    with pytest.raises(ActionRefused, match="your own"):
        requests.decline(asked, publisher, reason="Mine", origin=ORIGIN)


def test_the_second_of_two_decisions_is_told_that_it_lost(kept, researcher, publisher):
    asked = ask(kept, researcher)
    stale = AccessRequest.objects.get()
    requests.decline(asked, publisher, reason="No plan was given", origin=ORIGIN)
    with pytest.raises(LostRace):
        grant(stale, cast.staff("administrator"))
    assert not AccessGrant.objects.exists()
    assert LedgerEntry.objects.count() == 1


def test_what_the_researcher_took_back_is_not_granted(kept, researcher, publisher):
    asked = ask(kept, researcher)
    stale = AccessRequest.objects.get()
    requests.cancel(asked, researcher)
    with pytest.raises(LostRace):
        grant(stale, publisher)
    with pytest.raises(ActionRefused, match="not open any more"):
        grant(asked, publisher)


@pytest.mark.parametrize("access", ["public", "registered", "closed"])
def test_nothing_is_granted_that_is_not_kept_on_request(kept, researcher, publisher, access):
    ask(kept, researcher)
    Testimony.objects.write_guarded(access=access)
    with pytest.raises(ActionRefused, match="would open nothing"):
        grant(AccessRequest.objects.get(), publisher)


@pytest.mark.parametrize(("access", "opens"), [("public", True), ("registered", True), ("closed", False)])
def test_a_grant_changes_nothing_once_the_access_is_another(kept, researcher, publisher, access, opens):
    grant(ask(kept, researcher), publisher)
    Testimony.objects.write_guarded(access=access)
    assert reads(researcher, kept) is opens
    assert reads(cast.user("another"), kept) is opens


def test_a_grant_does_not_beat_an_embargo_nor_consent(kept, researcher, publisher):
    grant(ask(kept, researcher), publisher)
    Testimony.objects.write_guarded(embargo_until=in_days(3))
    assert not reads(researcher, kept)
    Testimony.objects.write_guarded(embargo_until=None, readable_from=None)
    assert not reads(researcher, kept)


def test_a_switched_off_login_is_granted_nothing(kept, researcher, publisher):
    asked = ask(kept, researcher)
    researcher.is_active = False
    researcher.save()
    asked.refresh_from_db()
    with pytest.raises(ActionRefused, match="switched off"):
        grant(asked, publisher)
    assert requests.decline(asked, publisher, reason="The login is off", origin=ORIGIN).letter.fault


def test_a_grant_taken_back_opens_nothing_and_is_taken_back_once(kept, researcher, publisher):
    grant(ask(kept, researcher), publisher)
    given = AccessGrant.objects.get()
    revoke(given, publisher, "The plan changed")
    assert not reads(researcher, kept)
    with pytest.raises(LostRace):
        revoke(given, publisher, "Again")
    with pytest.raises(LostRace):
        requests.set_end(given, publisher, reason="Longer", valid_until=in_days(90), origin=ORIGIN)
    assert not reads(researcher, kept)


def test_the_end_of_a_grant_is_set_as_it_was_seen(clock, kept, researcher, publisher):
    grant(ask(kept, researcher), publisher, days=30)
    given, stale = AccessGrant.objects.get(), AccessGrant.objects.get()
    entry = requests.set_end(given, publisher, reason="Done sooner", valid_until=in_days(5), origin=ORIGIN).entry
    assert (entry.action, entry.codes["until"]) == ("grant_end_set", given.valid_until.isoformat())
    with pytest.raises(LostRace):
        requests.set_end(stale, publisher, reason="Longer", valid_until=in_days(90), origin=ORIGIN)
    clock.shift(timedelta(days=6))
    assert not reads(researcher, kept)
    with pytest.raises(LostRace):
        requests.set_end(given, publisher, reason="Longer", valid_until=in_days(90), origin=ORIGIN)


def test_access_is_given_without_a_request(kept, researcher, publisher):
    given, decided = requests.give(
        kept, researcher, publisher, reason="The narrator's family", valid_until=in_days(9), origin=ORIGIN
    )
    assert reads(researcher, kept)
    assert (decided.entry.codes["request"], decided.entry.codes["grant"]) == (None, given.pk)
    with pytest.raises(AlreadyGranted):
        requests.give(kept, researcher, publisher, reason="Twice", valid_until=in_days(9), origin=ORIGIN)


def test_an_open_request_is_decided_on_and_not_passed_by(kept, researcher, publisher):
    ask(kept, researcher)
    with pytest.raises(AlreadyAsked):
        requests.give(kept, researcher, publisher, reason="Passing by", valid_until=in_days(9), origin=ORIGIN)
    with pytest.raises(ActionRefused, match="curator"):
        requests.give(kept, cast.staff("reviewer"), publisher, reason="Why", valid_until=in_days(9), origin=ORIGIN)


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_curators_who_decide_at_once_one_wins(kept, researcher):
    ask(kept, researcher)
    curators = [cast.staff("publisher"), cast.staff("administrator")]
    both_begun = Barrier(2, timeout=20)

    def decide(curator):
        seen = AccessRequest.objects.select_related("testimony", "researcher").get()
        both_begun.wait()
        try:
            grant(seen, curator)
        except LostRace:
            return "lost"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(decide, curators))
    assert sorted(outcomes) == ["lost", "won"]
    assert AccessGrant.objects.count() == LedgerEntry.objects.filter(action="granted").count() == 1
