"""Pages that reveal an identity or lift a redaction, and what was asked for on them, that are older than a decision."""

import pytest
from django.test import Client

from archive.access.levels import Access
from archive.actions.access import set_access
from archive.actions.consent import revoke
from archive.actions.decisions import JUDGED_BEFORE
from archive.actions.identity import reveal
from archive.actions.protect import protect
from archive.actions.redact import redact
from archive.models import LedgerEntry, Participation
from tests import cast
from tests.actions.test_entered_meanwhile import before_commit
from tests.admin.workbench import as_group, at, fields_of_page, form_on

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
    return cast.testimony("The flood", text="Then Zulfiyya came home with Rustam.")


def withhold(account, boss, word):
    passage = account.transcripts.get().passages.get()
    start = passage.text.index(word)
    return redact(passage, boss, start=start, end=start + len(word), reason_code="safety", seen_text=passage.text)


@pytest.fixture
def mark(account, boss):
    return withhold(account, boss, "Zulfiyya")


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
    return "Zulfiyya" in Client().get(account.get_absolute_url()).content.decode()


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
    said = {client.post(url, page | {"reason": reason}).context["refusal"] for reason in ("Zulfiyya", "Murad")}
    assert said == {JUDGED_BEFORE}
    assert LedgerEntry.objects.count() == entries


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_protects_at_the_same_moment_is_waited_for(account, mark, boss):
    client, url = as_group("administrator"), lift_page(mark)
    page, answers = form_on(client, url) | {"reason": WHY}, []
    narrator = account.participations.get().person
    waited = before_commit(
        lambda: protect(narrator, boss, pseudonym="The baker"), lambda: answers.append(client.post(url, page))
    )
    assert waited
    assert refused_and_shown_anew(answers[0], page)
    assert not is_told(account)
