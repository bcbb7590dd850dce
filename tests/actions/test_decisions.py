"""The token of the decisions about a record: another one after each decision, the same after everything else."""

import pytest

from archive.actions import previews, requests, second_person
from archive.actions.access import set_access, set_part_access
from archive.actions.consent import record, revoke
from archive.actions.decisions import newest
from archive.actions.identity import look as look_at_identity
from archive.actions.identity import reveal
from archive.actions.lifting import lift, unseal
from archive.actions.protect import protect
from archive.actions.publication import PUBLISH, WITHDRAW, carry_out
from archive.actions.redact import redact
from archive.models import ProposedAction
from archive.models.sealed import Redaction
from tests import cast
from tests.actions.asking import ORIGIN, ask, in_days
from tests.files.house import media_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return cast.testimony(text="Zabit came home.", state="on_request")


@pytest.fixture
def passage(account):
    return account.transcripts.get().passages.get()


def changes(record, decide):
    before = newest(record)
    decide()
    return newest(record) != before


def withhold(passage, actor):
    return redact(passage, actor, start=0, end=5, reason_code="privacy", seen_text=passage.text)


def test_what_is_decided_about_an_account_or_its_parts_counts_for_all_of_it(account, passage, administrator):
    file, transcript = media_file(account), account.transcripts.get()
    decisions = [
        lambda: set_access(account, administrator, access="registered", embargo_until=None),
        *(
            lambda part=part: set_part_access(part, administrator, access="closed")
            for part in (passage, file, transcript)
        ),
        lambda: withhold(passage, administrator),
        lambda: lift(Redaction.objects.get(), administrator, reason="Agreed"),
        lambda: record(account.consents.get(), administrator),
        lambda: revoke(account.consents.get(), administrator, scopes=["may_quote"]),
        lambda: carry_out(WITHDRAW, account, administrator, reason="Asked for"),
    ]
    for number, decide in enumerate(decisions):
        before = {each: newest(each) for each in (account, passage, file, transcript, account.consents.get())}
        decide()
        assert len(set(before.values())) == 1
        assert all(newest(each) != token for each, token in before.items()), number


def test_who_takes_part_or_consented_counts(account, administrator):
    narrator, translator, giver = account.participations.get().person, cast.person("Bahram"), cast.person("Cavid")
    account.participations.create(person=translator, role="translator")
    cast.consent(account, narrator=giver)
    for person in (narrator, translator, giver):
        assert changes(account, lambda person=person: protect(person, administrator, pseudonym="A miller"))
        assert changes(account, lambda person=person: reveal(person, administrator, reason="Agreed"))


def test_someone_who_was_protected_before_counts_once_entered(account, administrator):
    other = cast.person("Bahram")
    protect(other, administrator, pseudonym="A miller")
    assert not changes(account, lambda: account.participations.create(person=cast.person(), role="recorder"))
    assert changes(account, lambda: account.participations.create(person=other, role="recorder"))
    assert changes(account, lambda: account.participations.get(person=other).delete())


def test_what_is_decided_elsewhere_does_not_count(account, administrator):
    other = cast.testimony(text="Zabit came home.", narrator=cast.person("Bahram"))

    def decide():
        withhold(other.transcripts.get().passages.get(), administrator)
        protect(other.participations.get().person, administrator, pseudonym="A miller")
        set_access(other, administrator, access="closed", embargo_until=None)

    assert not changes(account, decide)
    assert newest(other) != newest(cast.testimony())


def test_looks_grants_and_requests_decide_nothing(account, passage, administrator, researcher, settings):
    mark, narrator = withhold(passage, administrator), account.participations.get().person
    protect(narrator, administrator, pseudonym="A miller")
    asked = ask(account, researcher)

    def others():
        unseal(mark, administrator, reason="To compare")
        look_at_identity(narrator, administrator, reason="To compare")
        requests.grant(asked, administrator, reason="A plan", valid_until=in_days(3), origin=ORIGIN)
        settings.ARCHIVE_SECOND_PERSON = ["publish"]
        set_access(account, administrator, access="public", embargo_until=None)
        second_person.decline(ProposedAction.objects.get(), cast.staff("administrator"))

    assert not changes(account, others)


def test_a_preview_of_a_draft_decides_nothing_and_publishing_does(administrator):
    draft = cast.testimony(state="draft")
    assert not changes(draft, lambda: previews.give_preview(draft, administrator, for_whom="Her daughter", days=3))
    assert changes(draft, lambda: carry_out(PUBLISH, draft, administrator))
