"""Pages that erase, and what was asked for on them, that are older than a decision or than what was entered since."""

import pytest

from archive.access.levels import Access, Status
from archive.actions.access import set_access
from archive.actions.as_listed import ASKED_OTHERWISE, CHANGED
from archive.actions.consent import revoke
from archive.actions.decisions import ASKED_BEFORE, JUDGED_BEFORE
from archive.actions.destroyed import DESTROYED
from archive.actions.publication import RESTORE, WITHDRAW, carry_out
from archive.models import Note, Passage, Person, ProposedAction, Testimony
from tests import cast
from tests.actions.test_entered_meanwhile import before_commit
from tests.admin.workbench import as_group, at, fields_of_page, form_on

pytestmark = pytest.mark.django_db

WHY = "The family asked for it"


@pytest.fixture
def boss():
    return cast.staff("administrator")


@pytest.fixture
def account():
    return cast.testimony("The flood", narrator=cast.person("Aysel Karimova"), state="withdrawn")


def go(transition, record, actor, reason):
    record.refresh_from_db()
    carry_out(transition, record, actor, reason=reason)


def restored_and_withdrawn(account, boss):
    """The same status, by another decision."""
    go(RESTORE, account, boss, "They want it kept after all")
    go(WITHDRAW, account, boss, "One name is to be corrected")


def closed(account, boss):
    set_access(account, boss, access=Access.CLOSED, embargo_until=None)


def taken_back(account, boss):
    revoke(account.consents.get(), boss, scopes=["may_hear"])


def passage_entered(account, _boss):
    cast.passage(account, "A text that a colleague entered since.")


def note_deleted(account, _boss):
    Note.objects.filter(passage__transcript__testimony=account).delete()


def nothing(_account, boss):
    other = cast.testimony("Another account", state="withdrawn")
    cast.passage(other, "More of it.")
    go(RESTORE, other, boss, WHY)


LISTED_OTHERWISE = CHANGED.format(DESTROYED)
DECIDED = [(each, JUDGED_BEFORE) for each in (restored_and_withdrawn, closed, taken_back)]
ENTERED = [(each, LISTED_OTHERWISE) for each in (passage_entered, note_deleted)]
ASKED = {JUDGED_BEFORE: ASKED_BEFORE, LISTED_OTHERWISE: ASKED_OTHERWISE.format(DESTROYED), "": ""}


@pytest.fixture(autouse=True)
def noted(account):
    passage = account.transcripts.get().passages.get()
    Note.objects.create(passage=passage, start=0, end=3, text="The well is meant.")


def filled(client, account, **changes):
    return form_on(client, at(account, "erase")) | {"identifier": account.public_id, "reason": WHY} | changes


def is_erased(account):
    return Testimony.objects.get(pk=account.pk).status == Status.ERASED


@pytest.mark.parametrize(("meanwhile", "said"), [*DECIDED, *ENTERED, (nothing, "")])
def test_an_older_page_erases_only_after_another_look(account, boss, meanwhile, said):
    client, url = as_group("administrator"), at(account, "erase")
    page = filled(client, account)
    meanwhile(account, boss)
    answer = client.post(url, page)
    if said:
        assert (answer.status_code, answer.context["refusal"]) == (409, said)
        assert client.post(url, page).status_code == 409  # the older page, once more
        assert not is_erased(account)
        anew = fields_of_page(answer)
        assert (anew["identifier"], anew["reason"]) == (account.public_id, WHY)
        answer = client.post(url, anew)
    assert answer.status_code == 302
    assert is_erased(account)


def test_the_page_shown_anew_has_the_numbers_of_now(account, boss):
    client, url = as_group("administrator"), at(account, "erase")
    page = filled(client, account)
    passage_entered(account, boss)
    assert "2 passages" in client.post(url, page).content.decode()


def test_whom_the_curator_left_out_stays_so_where_the_page_is_shown_anew(account, boss):
    client, url = as_group("administrator"), at(account, "erase")
    page = filled(client, account)
    assert page.pop("people")
    passage_entered(account, boss)
    anew = fields_of_page(client.post(url, page))
    assert "people" not in anew
    assert client.post(url, anew).status_code == 302
    assert Person.objects.filter(sort_key__contains="aysel").exists()


# --- what waits for a second person ---------------------------------------------------------------------


def answered(proposal, code="confirm"):
    """What a second person's answer comes to: empty where it is done, or why it was refused."""
    client = as_group("administrator")
    answer = client.post(at(proposal, code), form_on(client, at(proposal, code)))
    return "" if answer.status_code == 302 else answer.context["refusal"]


@pytest.mark.parametrize(("meanwhile", "said"), [*DECIDED, *ENTERED, (nothing, "")])
def test_what_was_asked_for_before_is_not_confirmed(account, boss, meanwhile, said, settings):
    settings.ARCHIVE_SECOND_PERSON = ["erase"]
    client, url = as_group("administrator"), at(account, "erase")
    client.post(url, filled(client, account))
    meanwhile(account, boss)
    proposal = ProposedAction.objects.get()
    assert answered(proposal) == ASKED[said]
    assert is_erased(account) is not bool(said)
    if said:  # and the way on is open
        assert answered(proposal, "decline") == ""
        client.post(url, filled(client, account))
        assert answered(ProposedAction.objects.latest("pk")) == ""
        assert is_erased(account)


def test_nor_is_it_asked_for_by_an_older_page(account, boss, settings):
    settings.ARCHIVE_SECOND_PERSON = ["erase"]
    client = as_group("administrator")
    page = filled(client, account)
    restored_and_withdrawn(account, boss)
    assert client.post(at(account, "erase"), page).context["refusal"] == JUDGED_BEFORE
    assert not ProposedAction.objects.exists()


def test_what_was_asked_for_by_an_older_archive_is_asked_for_again(account, settings):
    settings.ARCHIVE_SECOND_PERSON = ["erase"]
    client = as_group("administrator")
    client.post(at(account, "erase"), filled(client, account))
    ProposedAction.objects.update(details={"people": []})
    assert answered(ProposedAction.objects.get()) == ASKED_BEFORE
    assert Passage.objects.exists()


# --- at the same moment ---------------------------------------------------------------------------------


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_decides_at_the_same_moment_is_waited_for(account, boss):
    client = as_group("administrator")
    page, answers = filled(client, account), []
    waited = before_commit(
        lambda: restored_and_withdrawn(account, boss),
        lambda: answers.append(client.post(at(account, "erase"), page)),
    )
    assert (waited, answers[0].context["refusal"]) == (True, JUDGED_BEFORE)
    assert not is_erased(account)
