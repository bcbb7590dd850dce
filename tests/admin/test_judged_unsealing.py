"""Pages that reveal an identity or lift a redaction, and what was asked for on them, that are older than a decision."""

import pytest
from django.test import Client

from archive.access.levels import Access
from archive.actions.access import set_access
from archive.actions.consent import revoke
from archive.actions.decisions import ASKED_BEFORE, JUDGED_BEFORE
from archive.actions.identity import reveal
from archive.actions.protect import protect
from archive.actions.redact import redact
from archive.models import LedgerEntry, Participation, ProposedAction
from tests import cast
from tests.actions.test_entered_meanwhile import before_commit
from tests.admin.workbench import as_group, at, fields_of_page, form_on, logged_in, send

pytestmark = pytest.mark.django_db

WHY = "The danger is over"


@pytest.fixture
def boss():
    return cast.staff("administrator")


@pytest.fixture
def who(boss):
    """Someone protected, who told an account."""
    person = cast.person("Zulfiyya Qorxmazova")
    cast.testimony("Hers", narrator=person)
    protect(person, boss, pseudonym="The teacher")
    return person


@pytest.fixture
def account():
    """An account with a name in it, told by somebody else."""
    return cast.testimony("The flood", text="Then Sevda came home with Rustam.")


def withhold(account, boss, word):
    passage = account.transcripts.get().passages.get()
    start = passage.text.index(word)
    return redact(passage, boss, start=start, end=start + len(word), reason_code="safety", seen_text=passage.text)


@pytest.fixture
def mark(account, boss):
    return withhold(account, boss, "Sevda")


def account_of(person):
    return person.participations.get().testimony


# --- what was decided in between ------------------------------------------------------------------------


def protected_anew(person, boss):
    """The same state, by another decision."""
    reveal(person, boss, reason=WHY)
    person.refresh_from_db()
    protect(person, boss, pseudonym="Aunt G.")


def her_consent_taken_back(person, boss):
    revoke(account_of(person).consents.get(), boss, scopes=["may_show_name"])


def her_words_withheld(person, boss):
    passage = account_of(person).transcripts.get().passages.get()
    redact(passage, boss, start=0, end=3, reason_code="safety", seen_text=passage.text)


def another_withheld(account, boss):
    withhold(account, boss, "Rustam")


def closed_and_opened(account, boss):
    for level in (Access.CLOSED, Access.PUBLIC):
        set_access(account, boss, access=level, embargo_until=None)


def taken_back(account, boss):
    revoke(account.consents.get(), boss, scopes=["may_download"])


def joined_by_someone_protected(account, boss):
    person = cast.person("Ruslan Mammadov")
    cast.testimony(narrator=person)
    protect(person, boss, pseudonym="The miller")
    Participation.objects.create(testimony=account, person=person, role=Participation.Role.RECORDER)


def nothing(_record, boss):
    other = cast.testimony("Another account", text="Then Rustam came.")
    withhold(other, boss, "Rustam")


OF_HERS = [protected_anew, her_consent_taken_back, her_words_withheld, nothing]
OF_ACCOUNT = [another_withheld, closed_and_opened, taken_back, joined_by_someone_protected, nothing]


def lift_page(mark):
    return at(mark.passage, "change").replace("change/", f"redactions/{mark.pk}/lift/")


def is_told(account):
    return "Sevda" in Client().get(account.get_absolute_url()).content.decode()


def is_protected(person):
    person.refresh_from_db()
    return person.identity_protected


def refused_and_shown_anew(answer, page):
    """Whether ``answer`` is the page once more with why it was refused, what was typed, and another token."""
    assert answer.status_code == 409
    assert answer.context["refusal"] == JUDGED_BEFORE
    anew = fields_of_page(answer)
    assert anew["reason"] == page["reason"]
    return anew["judged_by"] != page["judged_by"]


@pytest.mark.parametrize("decide", OF_HERS)
def test_revealing(who, boss, decide):
    client, url = as_group("administrator"), at(who, "reveal")
    page = form_on(client, url) | {"reason": WHY}
    decide(who, boss)
    answer = client.post(url, page)
    if decide is not nothing:
        assert refused_and_shown_anew(answer, page)
        assert is_protected(who)
        assert client.post(url, page).status_code == 409  # the older page, once more
        assert is_protected(who)
        answer = client.post(url, fields_of_page(answer))
    assert answer.status_code == 302
    assert not is_protected(who)


@pytest.mark.parametrize("decide", OF_ACCOUNT)
def test_lifting(account, mark, boss, decide):
    client, url = as_group("administrator"), lift_page(mark)
    page = form_on(client, url) | {"reason": WHY}
    decide(account, boss)
    answer = client.post(url, page)
    if decide is not nothing:
        assert refused_and_shown_anew(answer, page)
        assert not is_told(account)
        assert client.post(url, page).status_code == 409  # the older page, once more
        assert not is_told(account)
        answer = client.post(url, fields_of_page(answer))
    assert answer.status_code == 302
    assert is_told(account)


def test_an_older_page_finds_out_nothing_by_its_reason(account, mark, boss):
    """It is refused in the same words whether or not the reason repeats what is withheld, and nothing is entered."""
    client, url = as_group("administrator"), lift_page(mark)
    page = form_on(client, url)
    another_withheld(account, boss)
    entries = LedgerEntry.objects.count()
    said = {client.post(url, page | {"reason": reason}).context["refusal"] for reason in ("Sevda", "Murad")}
    assert said == {JUDGED_BEFORE}
    assert LedgerEntry.objects.count() == entries


# --- what waits for a second person ---------------------------------------------------------------------


@pytest.fixture
def it_takes_two(settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]


def confirmed(proposal, answer="confirm"):
    """What a second person's answer comes to: "done", or why it was refused."""
    client = as_group("administrator")
    answered = client.post(at(proposal, answer), form_on(client, at(proposal, answer)))
    return "done" if answered.status_code == 302 else answered.context["refusal"]


def latest():
    return ProposedAction.objects.latest("pk")


def asked_and_carried_out(client, url, is_done):
    """Ask for it by its page, let it be confirmed, and do it; whether it came to pass."""
    send(client, url, reason=WHY)
    assert not is_done()
    assert confirmed(latest()) == "done"
    send(client, url, reason=WHY)
    return is_done()


@pytest.fixture(params=["reveal", "lift"])
def opening(request, who, account, mark, it_takes_two):
    """Address of the page that asks, the record it is about, and whether it was carried out."""
    if request.param == "reveal":
        return at(who, "reveal"), who, lambda: not is_protected(who)
    return lift_page(mark), account, lambda: is_told(account)


def decided_about(record, boss):
    (her_words_withheld if record._meta.model_name == "person" else another_withheld)(record, boss)


@pytest.mark.parametrize("decide", [decided_about, nothing])
def test_what_was_asked_for_before_is_not_confirmed(opening, boss, decide):
    url, record, is_done = opening
    client = logged_in(boss)
    send(client, url, reason=WHY)
    proposal = latest()
    decide(record, boss)
    if decide is nothing:
        assert confirmed(proposal) == "done"
        send(client, url, reason=WHY)
        assert is_done()
        return
    assert confirmed(proposal) == ASKED_BEFORE
    send(client, url, reason=WHY)
    assert not is_done()
    assert confirmed(proposal, "decline") == "done"  # and the way on is open
    assert asked_and_carried_out(client, url, is_done)


@pytest.mark.parametrize("decide", [decided_about, nothing])
def test_what_was_confirmed_before_is_asked_for_again(opening, boss, decide):
    url, record, is_done = opening
    client = logged_in(boss)
    send(client, url, reason=WHY)
    assert confirmed(latest()) == "done"
    decide(record, boss)
    if decide is nothing:
        send(client, url, reason=WHY)
        assert is_done()
    else:
        assert asked_and_carried_out(client, url, is_done)
    assert ProposedAction.objects.count() == (1 if decide is nothing else 2)


def test_someone_protected_who_was_entered_since_is_not_named_by_what_waits(account, mark, who, boss, it_takes_two):
    client = logged_in(boss)
    send(client, lift_page(mark), reason=WHY)
    Participation.objects.create(testimony=account, person=who, role=Participation.Role.RECORDER)
    assert confirmed(latest()) == ASKED_BEFORE
    assert not is_told(account)


def test_a_look_is_judged_by_nothing_but_what_is_sealed(account, mark, boss, it_takes_two):
    client, url = logged_in(boss), lift_page(mark).replace("/lift/", "/original/")
    send(client, url, reason=WHY)
    another_withheld(account, boss)
    assert confirmed(latest()) == "done"
    assert "Sevda" in send(client, url, reason=WHY).content.decode()


def test_what_it_was_asked_for_by_stands_on_no_page_and_not_in_the_ledger(opening, boss):
    url, _record, _is_done = opening
    client = logged_in(boss)
    page = form_on(client, url)
    client.post(url, page | {"reason": WHY})
    assert page["judged_by"] not in client.get(at(latest())).content.decode()
    assert not any("judged_by" in entry.codes for entry in LedgerEntry.objects.all())


# --- at the same moment ---------------------------------------------------------------------------------


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_protects_at_the_same_moment_is_waited_for(account, mark, boss):
    client, url = as_group("administrator"), lift_page(mark)
    page, answers = form_on(client, url) | {"reason": WHY}, []
    narrator = account.participations.get().person
    waited = before_commit(
        lambda: protect(narrator, boss, pseudonym="The baker"), lambda: answers.append(client.post(url, page))
    )
    assert (waited, answers[0].context["refusal"]) == (True, JUDGED_BEFORE)
    assert not is_told(account)
