"""The ledger and the list of what waits for a second person say things in words, never in codes."""

import pytest

from archive.actions.access import set_access
from archive.actions.publication import PUBLISH, carry_out
from archive.admin.codes import in_words
from archive.models import LedgerEntry, ProposedAction
from tests import cast
from tests.admin.workbench import as_group, at, form_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def it_takes_two(settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]


def test_what_waits_tells_the_second_person_what_readers_would_get():
    set_access(cast.testimony(state="closed"), cast.staff("publisher"), access="registered", embargo_until=None)
    client, proposal = as_group("publisher"), ProposedAction.objects.get()
    for page in (at(proposal), at(proposal, "confirm")):
        shown = client.get(page).content.decode()
        assert "Give readers more access" in shown
        assert "Access: Registered: people with an account" in shown
        assert "Access before: Closed: curators only" in shown
        assert "loosen" not in shown


def test_the_list_of_proposals_is_filtered_by_words():
    carry_out(PUBLISH, cast.testimony(state="draft"), cast.staff("publisher"))
    page = as_group("publisher").get(at(ProposedAction, "changelist")).content.decode()
    assert ">Publish</a>" in page
    assert "publish: " not in page


def test_the_state_seen_is_named():
    carry_out(PUBLISH, cast.testimony(state="draft"), cast.staff("publisher"))
    page = as_group("publisher").get(at(ProposedAction.objects.get(), "confirm")).content.decode()
    assert "Draft" in page
    assert "draft" not in page


def test_the_ledger_says_what_changed_in_words():
    carry_out(PUBLISH, cast.testimony(state="draft"), cast.staff("publisher"))
    client = as_group("publisher")
    page = client.get(at(LedgerEntry.objects.get())).content.decode()
    assert "Of: Publish" in page
    assert "Status before: Draft" in page
    listed = client.get(at(LedgerEntry, "changelist")).content.decode()
    assert ">testimony</a>" in listed
    assert ">archive.testimony</a>" not in listed


def test_what_was_sealed_with_words_is_counted():
    assert "Leads: 2 sealed with the words" in in_words({"leads": "0a1b 2c3d"})
    assert "Leads" not in in_words({"leads": "", "start": 1})


def test_what_recognises_withheld_words_and_how_long_they_are_is_not_shown():
    shown = in_words({"start": 4, "end": 19, "length": 15, "digest": "96fd", "salt": "0a1b"})
    assert shown == "<div>Start: 4</div>"


def test_of_what_was_deleted_meanwhile_the_page_says_so_and_it_is_declined():
    draft = cast.source("A draft source", status="draft", published_at=None)
    carry_out(PUBLISH, draft, cast.staff("publisher"))
    client, proposal = as_group("publisher"), ProposedAction.objects.get()
    draft.delete()
    refused = client.post(at(proposal, "confirm"), form_on(client, at(proposal, "confirm")))
    assert (refused.status_code, "was deleted after it was asked for" in refused.content.decode()) == (409, True)
    assert ProposedAction.objects.get().decision == "open"
    client.post(at(proposal, "decline"), form_on(client, at(proposal, "decline")) | {"reason": "It is gone."})
    assert ProposedAction.objects.get().decision == "declined"
