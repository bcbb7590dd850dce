"""Pages of actions, and what was asked for on them, that are older than a colleague's decision about the account."""

import pytest
from django.test import Client

from archive.access.levels import Access, Status
from archive.actions.access import set_access, set_part_access
from archive.actions.consent import revoke
from archive.actions.decisions import ASKED_BEFORE, JUDGED_BEFORE
from archive.actions.protect import protect
from archive.actions.publication import PUBLISH, RESTORE, RETURN, SUBMIT, WITHDRAW, carry_out
from archive.actions.redact import redact
from archive.models import MediaFile, Participation, ProposedAction, Testimony
from tests import cast
from tests.actions.test_entered_meanwhile import before_commit
from tests.admin.workbench import as_group, at, form_on, logged_in, messages_of
from tests.files import corpus
from tests.files.house import address, media_file

pytestmark = pytest.mark.django_db

WHY = "It names a child"


@pytest.fixture
def boss():
    return cast.staff("administrator")


@pytest.fixture
def account():
    return cast.testimony("The flood", text="Zabit came home with Gulnara.")


def passage_of(account):
    return account.transcripts.get().passages.get()


def withhold(account, boss, word):
    passage = passage_of(account)
    start = passage.text.index(word)
    redact(passage, boss, start=start, end=start + len(word), reason_code="privacy", seen_text=passage.text)


def go(transition, record, actor, reason=""):
    record.refresh_from_db()
    carry_out(transition, record, actor, reason=reason)


def sent(client, url, page, **changes):
    """What the page sent back answers: "done", or why it was refused."""
    answer = client.post(url, page | changes, follow=True)
    if answer.redirect_chain:
        return "asked for" if "asked for" in messages_of(answer)[0] else "done"
    assert answer.status_code == 409
    return answer.context["refusal"]


def status_of(record):
    return type(record).objects.values_list("status", flat=True).get(pk=record.pk)


@pytest.fixture
def copy(account, boss):
    """A redacted copy, closed by the withholding of the first name."""
    withhold(account, boss, "Zabit")
    made = media_file(account, corpus.png(), kind="image", rendition="redacted", media_type="image/png")
    MediaFile.objects.filter(pk=made.pk).write_guarded(access=Access.CLOSED)
    made.refresh_from_db()
    return made


# --- what was decided in between ------------------------------------------------------------------------


def withheld(account, boss):
    withhold(account, boss, "Gulnara")


def closed_and_opened(account, boss):
    account.refresh_from_db()
    before = account.access
    for level in ("closed", before):
        set_access(account, boss, access=level, embargo_until=None)


def a_part_closed(account, boss):
    set_part_access(passage_of(account), boss, access="closed")


def taken_back(account, boss):
    revoke(account.consents.get(), boss, scopes=["may_download"])


def protected(account, boss):
    protect(account.participations.get().person, boss, pseudonym="The teacher")


def joined_by_someone_protected(account, boss):
    who = cast.person("Ruslan Mammadov")
    cast.testimony(narrator=who)
    protect(who, boss, pseudonym="The miller")
    Participation.objects.create(testimony=account, person=who, role=Participation.Role.RECORDER)


DECIDED = [withheld, closed_and_opened, a_part_closed, taken_back, protected, joined_by_someone_protected]


def nothing(account, boss):
    cast.testimony("Another account")
    Testimony.objects.filter(pk=account.pk).update(abstract="Corrected.")


@pytest.mark.parametrize("decide", [*DECIDED, nothing])
def test_restoring(account, boss, decide):
    go(WITHDRAW, account, boss, WHY)
    client, url = as_group("publisher"), at(account, "restore")
    page = form_on(client, url)
    decide(account, boss)
    refused = decide is not nothing
    assert sent(client, url, page, reason="It is right now") == (JUDGED_BEFORE if refused else "done")
    assert status_of(account) == (Status.WITHDRAWN if refused else Status.PUBLISHED)
    if refused:
        assert sent(client, url, form_on(client, url), reason="It is right now") == "done"


@pytest.mark.parametrize("decide", [withheld, protected, joined_by_someone_protected, nothing])
def test_opening_a_redacted_copy(account, copy, boss, decide):
    client, url = as_group("publisher"), at(copy, "set_access")
    page = form_on(client, url)
    decide(account, boss)
    refused = decide is not nothing
    assert sent(client, url, page, access="") == (JUDGED_BEFORE if refused else "done")
    assert Client().get(address(copy)).status_code == (404 if refused else 200)
    if refused:
        assert sent(client, url, form_on(client, url), access="") == "done"
        assert Client().get(address(copy)).status_code == 200


@pytest.mark.parametrize("decide", [*DECIDED, nothing])
def test_opening_an_account(account, boss, decide):
    set_access(account, boss, access="registered", embargo_until=None)
    client, url = as_group("publisher"), at(account, "set_access")
    page = form_on(client, url)
    decide(account, boss)
    refused = decide is not nothing
    assert sent(client, url, page, access="public") == (JUDGED_BEFORE if refused else "done")
    account.refresh_from_db()
    assert account.access == ("registered" if refused else "public")


def test_an_account_withdrawn_once_more_stays_so(account, boss):
    go(WITHDRAW, account, boss, "A wrong date")
    client, url = as_group("publisher"), at(account, "restore")
    page = form_on(client, url)
    go(RESTORE, account, boss, "The date is right")
    go(WITHDRAW, account, boss, "The narrator asked for it")
    assert sent(client, url, page, reason="The date is right") == JUDGED_BEFORE
    assert status_of(account) == Status.WITHDRAWN


@pytest.mark.parametrize("code", ["publish", "submit"])
def test_a_draft_that_was_returned_meanwhile(boss, code):
    draft = cast.testimony(state="draft")
    client, url = as_group("publisher"), at(draft, code)
    page = form_on(client, url)
    go(SUBMIT, draft, boss)
    go(RETURN, draft, boss, WHY)
    assert sent(client, url, page) == JUDGED_BEFORE
    assert status_of(draft) == Status.DRAFT
    assert sent(client, url, form_on(client, url)) == "done"


def test_what_was_submitted_anew_is_not_returned_by_an_older_page(boss):
    draft = cast.testimony(state="in_review")
    client, url = as_group("publisher"), at(draft, "return")
    page = form_on(client, url)
    go(RETURN, draft, boss, WHY)
    go(SUBMIT, draft, boss)
    assert sent(client, url, page, reason=WHY) == JUDGED_BEFORE
    assert status_of(draft) == Status.IN_REVIEW


@pytest.mark.parametrize("model", ["source", "collection"])
def test_sources_and_collections(boss, model):
    record = getattr(cast, model)()
    go(WITHDRAW, record, boss, "A wrong date")
    client, url = as_group("publisher"), at(record, "restore")
    page = form_on(client, url)
    go(RESTORE, record, boss, "It is right")
    go(WITHDRAW, record, boss, WHY)
    assert sent(client, url, page, reason="It is right") == JUDGED_BEFORE
    assert status_of(record) == Status.WITHDRAWN
    assert sent(client, url, form_on(client, url), reason="It is right") == "done"


# --- what hides is never too late -----------------------------------------------------------------------


@pytest.mark.parametrize("decide", DECIDED)
def test_an_older_page_still_withdraws(account, boss, decide):
    client, url = as_group("publisher"), at(account, "withdraw")
    page = form_on(client, url)
    decide(account, boss)
    assert sent(client, url, page, reason=WHY) == "done"
    assert status_of(account) == Status.WITHDRAWN


@pytest.mark.parametrize("decide", [withheld, a_part_closed, taken_back, protected])
def test_an_older_page_still_closes(account, boss, decide):
    client = as_group("publisher")
    part = account.transcripts.get()
    pages = {each: form_on(client, at(each, "set_access")) for each in (account, part)}
    decide(account, boss)
    for record, page in pages.items():
        assert sent(client, at(record, "set_access"), page, access="closed") == "done"
        record.refresh_from_db()
        assert record.access == "closed"


# --- what waits for a second person ---------------------------------------------------------------------


def answered(proposal, code="confirm"):
    client = logged_in(cast.staff("publisher"))
    url = at(proposal, code)
    return sent(client, url, form_on(client, url))


@pytest.mark.parametrize("decide", [withheld, protected, joined_by_someone_protected, nothing])
def test_a_redacted_copy_is_not_opened_on_what_was_asked_for_before(account, copy, boss, decide, settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]
    client, url = as_group("publisher"), at(copy, "set_access")
    assert sent(client, url, form_on(client, url), access="") == "asked for"
    decide(account, boss)
    refused = decide is not nothing
    proposal = ProposedAction.objects.get()
    assert answered(proposal) == (ASKED_BEFORE if refused else "done")
    assert Client().get(address(copy)).status_code == (404 if refused else 200)
    if refused:  # and the way on is open
        assert answered(proposal, "decline") == "done"
        assert sent(client, url, form_on(client, url), access="") == "asked for"
        assert answered(ProposedAction.objects.latest("pk")) == "done"
        assert Client().get(address(copy)).status_code == 200


def returned(draft, boss):
    go(SUBMIT, draft, boss)
    go(RETURN, draft, boss, WHY)


def closed(draft, boss):
    set_access(draft, boss, access="closed", embargo_until=None)


@pytest.mark.parametrize("decide", [returned, closed, withheld, protected, taken_back, nothing])
def test_a_draft_is_not_published_on_what_was_asked_for_before(boss, decide, settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]
    draft = cast.testimony(state="draft", text="Zabit came home with Gulnara.")
    carry_out(PUBLISH, draft, cast.staff("publisher"))
    decide(draft, boss)
    refused = decide is not nothing
    assert answered(ProposedAction.objects.get()) == (ASKED_BEFORE if refused else "done")
    assert status_of(draft) == (Status.DRAFT if refused else Status.PUBLISHED)


def test_what_was_asked_for_by_an_older_archive_is_asked_for_again(account, copy, settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]
    client, url = as_group("publisher"), at(copy, "set_access")
    sent(client, url, form_on(client, url), access="")
    proposal = ProposedAction.objects.get()
    ProposedAction.objects.update(details={"access": "", "access_before": "closed"})
    assert answered(proposal) == ASKED_BEFORE


def test_the_second_person_is_not_shown_what_is_only_compared(account, copy, settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]
    client, url = as_group("publisher"), at(copy, "set_access")
    page = form_on(client, url)
    sent(client, url, page, access="")
    body = as_group("publisher").get(at(ProposedAction.objects.get())).content.decode()
    assert page["judged_by"] not in body
    assert "Access before" in body


# --- at the same moment ---------------------------------------------------------------------------------


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_withholds_at_the_same_moment_is_waited_for(account, boss):
    go(WITHDRAW, account, boss, "A wrong date")
    client, url = as_group("publisher"), at(account, "restore")
    page, answers = form_on(client, url), []
    waited = before_commit(
        lambda: withhold(account, boss, "Gulnara"),
        lambda: answers.append(sent(client, url, page, reason="It is right")),
    )
    assert (waited, answers) == (True, [JUDGED_BEFORE])
    assert status_of(account) == Status.WITHDRAWN
