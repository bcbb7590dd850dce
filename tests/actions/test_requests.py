"""Asking for access and deciding on it: who may, what is refused, what a grant opens and until when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.actions import requests
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.actions.requests import AlreadyAsked, AlreadyGranted
from archive.models import AccessGrant, AccessRequest, LedgerEntry, LedgerReason, Testimony
from tests import cast

pytestmark = pytest.mark.django_db

ORIGIN = "https://archive.example.org/"
PURPOSE = "A thesis on floods"


@pytest.fixture
def researcher():
    return cast.user("researcher", first_name="Rena", last_name="Mammadova")


@pytest.fixture
def publisher():
    return cast.staff("publisher")


@pytest.fixture
def clock(time_machine):
    """A clock that stands, and is moved by hand."""
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


@pytest.fixture
def kept():
    """A testimony kept on request."""
    return cast.testimony("Canary title", state="on_request")


def looking(user, testimony=None):
    """The viewer that the middleware makes of ``user``."""
    grants = AccessGrant.objects.to(user).in_force(timezone.now()).values_list("testimony", flat=True)
    return Viewer(user_id=user.pk, grants=frozenset(grants))


def ask(testimony, researcher, **changes):
    words = {
        "purpose": PURPOSE,
        "affiliation": "University of the valley",
        "terms_version": requests.TERMS_VERSION,
        "origin": ORIGIN,
    }
    return requests.ask(testimony, looking(researcher), **words | changes)


def in_days(days):
    return timezone.now() + timedelta(days=days)


def grant(asked, actor, *, days=30, reason="A thesis with a plan"):
    return requests.grant(asked, actor, reason=reason, valid_until=in_days(days), origin=ORIGIN)


def reads(user, testimony):
    return Testimony.objects.visible_to(looking(user)).filter(pk=testimony.pk).exists()


# --- asking ---


def test_a_request_holds_what_was_asked_and_which_terms_were_agreed_to(kept, researcher):
    asked = ask(kept, researcher, purpose="  A thesis on floods ")
    assert (asked.purpose, asked.affiliation, asked.decision) == (PURPOSE, "University of the valley", "open")
    assert (asked.terms_version, asked.researcher) == (requests.TERMS_VERSION, researcher)
    assert not reads(researcher, kept)


@pytest.mark.parametrize(
    "state", ["public", "registered", "closed", "embargoed", "draft", "in_review", "withdrawn", "no_consent"]
)
def test_only_what_is_kept_on_request_can_be_asked_for(state, researcher):
    with pytest.raises(ActionRefused, match="nothing here"):
        ask(cast.testimony(state=state), researcher)
    assert not AccessRequest.objects.exists()


def test_what_may_not_be_known_cannot_be_asked_for(researcher):
    unknown = cast.testimony(state="on_request", knowable_from=None)
    with pytest.raises(ActionRefused, match="nothing here"):
        ask(unknown, researcher)


def test_one_open_request_for_each_testimony(kept, researcher):
    ask(kept, researcher)
    with pytest.raises(AlreadyAsked):
        ask(kept, researcher)
    ask(cast.testimony(state="on_request"), researcher)
    ask(kept, cast.user("another"))
    assert AccessRequest.objects.count() == 3


def test_who_has_access_does_not_ask(kept, researcher, publisher):
    grant(ask(kept, researcher), publisher)
    with pytest.raises(AlreadyGranted):
        ask(kept, researcher)


def test_after_the_end_one_may_ask_again(clock, kept, researcher, publisher):
    grant(ask(kept, researcher), publisher, days=30)
    clock.shift(timedelta(days=31))
    assert ask(kept, researcher).decision == "open"


def test_a_visitor_and_a_login_that_is_switched_off_do_not_ask(kept, researcher):
    researcher.is_active = False
    researcher.save()
    for viewer in (Viewer(), looking(researcher)):
        with pytest.raises(ActionRefused, match="logged in"):
            requests.ask(kept, viewer, purpose=PURPOSE, affiliation="", terms_version="1", origin=ORIGIN)


def test_a_purpose_and_the_present_terms_are_needed(kept, researcher):
    with pytest.raises(ActionRefused, match="for what"):
        ask(kept, researcher, purpose="  ")
    with pytest.raises(ActionRefused, match="terms have changed"):
        ask(kept, researcher, terms_version="0")


def test_open_requests_are_limited(researcher, publisher, settings):
    settings.ARCHIVE_OPEN_REQUESTS = 2
    first, second, third = (cast.testimony(state="on_request") for _each in range(3))
    asked = ask(first, researcher)
    ask(second, researcher)
    with pytest.raises(ActionRefused, match="2 open requests"):
        ask(third, researcher)
    grant(asked, publisher)
    assert ask(third, researcher).decision == "open"


def test_a_request_is_taken_back_once_and_by_nobody_else(kept, researcher):
    asked = ask(kept, researcher)
    with pytest.raises(ActionRefused, match="not your request"):
        requests.cancel(asked, cast.user("another"))
    requests.cancel(asked, researcher)
    assert AccessRequest.objects.get().decision == "cancelled"
    with pytest.raises(LostRace):
        requests.cancel(asked, researcher)
    assert ask(kept, researcher).decision == "open"


# --- deciding ---


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
        "researcher": researcher.pk,
        "until": given.valid_until.isoformat(),
    }
    assert LedgerReason.objects.get().text == "A thesis with a plan"
    requests.revoke(given, publisher, reason="The plan changed", origin=ORIGIN)
    taken_back = LedgerEntry.objects.first()
    assert (taken_back.action, taken_back.codes["grant"]) == ("grant_revoked", given.pk)


def test_a_declined_request_opens_nothing(kept, researcher, publisher):
    asked = ask(kept, researcher)
    entry = requests.decline(asked, publisher, reason="No plan was given", origin=ORIGIN).entry
    assert (asked.decision, asked.decision_reason, asked.decided_by) == ("declined", "No plan was given", publisher)
    assert entry.codes == {"request": asked.pk, "researcher": researcher.pk}
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
        requests.revoke(given, publisher, reason="", origin=ORIGIN)
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


# --- taking back, ending, giving ---


def test_a_grant_taken_back_opens_nothing_and_is_taken_back_once(kept, researcher, publisher):
    grant(ask(kept, researcher), publisher)
    given = AccessGrant.objects.get()
    requests.revoke(given, publisher, reason="The plan changed", origin=ORIGIN)
    assert not reads(researcher, kept)
    with pytest.raises(LostRace):
        requests.revoke(given, publisher, reason="Again", origin=ORIGIN)
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


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_double_click_makes_one_request_and_the_limit_is_exact(researcher, settings):
    settings.ARCHIVE_OPEN_REQUESTS = 2
    wanted = [cast.testimony(state="on_request") for _each in range(3)]
    all_begun = Barrier(6, timeout=20)

    def try_to_ask(testimony):
        all_begun.wait()
        try:
            ask(testimony, researcher)
        except ActionRefused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(6) as threads:
        made = sum(threads.map(try_to_ask, wanted * 2))
    assert made == AccessRequest.objects.count() == 2


# --- letters ---


@pytest.fixture
def letters(kept, researcher, publisher, django_capture_on_commit_callbacks):
    """What is posted while a request is asked, granted and taken back, and another is declined."""
    with django_capture_on_commit_callbacks(execute=True):
        grant(ask(kept, researcher), publisher)
        given = AccessGrant.objects.get()
        requests.set_end(given, publisher, reason="Canary reason", valid_until=in_days(5), origin=ORIGIN)
        requests.revoke(given, publisher, reason="Canary reason", origin=ORIGIN)
        requests.decline(ask(kept, researcher), publisher, reason="Canary reason", origin=ORIGIN)
        requests.give(kept, researcher, publisher, reason="Canary reason", valid_until=in_days(5), origin=ORIGIN)
    return mail.outbox


def test_the_researcher_is_told_of_every_decision_and_curators_of_every_request(letters, researcher, publisher):
    to_researcher = [letter.subject for letter in letters if letter.to == [researcher.email]]
    assert [subject.partition(" · ")[0] for subject in to_researcher] == [
        "Your request was granted",
        "Your access ends on another day",
        "Your access was taken back",
        "Your request was declined",
        "You were given access",
    ]
    assert [letter.subject.partition(" · ")[0] for letter in letters if letter.to == [publisher.email]] == [
        "A request for access",
        "A request for access",
    ]
    assert len(letters) == 7


def test_letters_tell_the_state_and_an_address_and_nothing_that_is_kept_back(letters, kept, researcher):
    narrator = kept.participations.get().person
    for letter in letters:
        told = f"{letter.subject} {letter.body}"
        assert "Interview, from “Accounts from the valley”" in told
        assert "https://archive.example.org/" in told
        for kept_back in ("Canary", PURPOSE, "University", str(narrator), "Mammadova", researcher.username):
            assert kept_back not in told


def test_letters_are_not_posted_for_what_did_not_happen(kept, researcher, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ActionRefused):
        grant(ask(kept, researcher), cast.staff("reviewer"))
    assert len(callbacks) <= 1  # the one of the request, which stands
    assert mail.outbox == []


def test_an_unpublished_collection_is_not_named_in_a_letter(kept, researcher, django_capture_on_commit_callbacks):
    cast.staff("publisher")
    kept.collection.__class__.objects.write_guarded(status="draft", published_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        ask(kept, researcher)
    assert "valley" not in mail.outbox[0].body


class BrokenBackend:
    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError(f"{messages[0].to}")


def test_a_letter_that_cannot_be_posted_undoes_nothing_and_is_told(
    kept, researcher, publisher, settings, django_capture_on_commit_callbacks, caplog
):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    with django_capture_on_commit_callbacks(execute=True):
        decided = grant(ask(kept, researcher), publisher)
    assert "ConnectionRefusedError" in decided.letter.fault
    assert reads(researcher, kept)
    assert kept.public_id in caplog.text
    assert researcher.email not in caplog.text


def test_the_terms_in_force_are_those_that_their_version_names():
    """A changed text needs a new version, or a request would say that someone agreed to what they never read."""
    from hashlib import sha256

    from django.template.loader import get_template

    text = get_template(f"archive/requests/terms/{requests.TERMS_VERSION}.html").template.source
    assert requests.TERMS_VERSION in TERMS
    assert sha256(text.encode()).hexdigest()[:16] == TERMS[requests.TERMS_VERSION]


TERMS = {"1": "19a9a38ad8836831"}


def test_existence_is_what_one_asks_about(kept, researcher):
    assert kept in Testimony.objects.visible_to(looking(researcher), Part.EXISTENCE)
