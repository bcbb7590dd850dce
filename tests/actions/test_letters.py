"""Letters about requests: who is told what, and what is never in them."""

import pytest
from django.core import mail
from django.utils import timezone

from archive.actions import requests
from archive.actions.refusals import ActionRefused
from archive.models import AccessGrant, AccessRequest, Collection, Testimony
from tests import cast
from tests.actions.asking import ORIGIN, PURPOSE, ask, grant, in_days, reads, revoke

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(kept, researcher, publisher, django_capture_on_commit_callbacks):
    """What is posted while a request is asked, granted and taken back, and another is declined."""
    with django_capture_on_commit_callbacks(execute=True):
        grant(ask(kept, researcher), publisher)
        given = AccessGrant.objects.get()
        requests.set_end(given, publisher, reason="Canary reason", valid_until=in_days(5), origin=ORIGIN)
        revoke(given, publisher, "Canary reason")
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


@pytest.mark.parametrize("columns", [{"access": "closed"}, {"status": "withdrawn"}, {"knowable_from": None}])
def test_a_letter_names_a_testimony_that_was_hidden_meanwhile_by_its_identifier(
    kept, researcher, publisher, django_capture_on_commit_callbacks, columns
):
    """Its kind, year and collection, which may have been corrected since, are not for who asked before."""
    asked = ask(kept, researcher)
    if "status" in columns:
        columns = columns | {"withdrawn_at": timezone.now()}
    Testimony.objects.write_guarded(**columns)
    with django_capture_on_commit_callbacks(execute=True):
        requests.decline(AccessRequest.objects.get(pk=asked.pk), publisher, reason="Hidden", origin=ORIGIN)
    told = mail.outbox[-1].body
    assert mail.outbox[-1].to == [researcher.email]
    assert kept.public_id in told
    assert "Interview" not in told
    assert "valley" not in told


def test_letters_are_not_posted_for_what_did_not_happen(kept, researcher, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ActionRefused):
        grant(ask(kept, researcher), cast.staff("reviewer"))
    assert len(callbacks) <= 1  # the one of the request, which stands
    assert mail.outbox == []


def test_an_unpublished_collection_is_not_named_in_a_letter(kept, researcher, django_capture_on_commit_callbacks):
    cast.staff("publisher")
    Collection.objects.write_guarded(status="draft", published_at=None)
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
