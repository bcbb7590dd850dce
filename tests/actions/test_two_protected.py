"""One account, several people who are protected: what tells of the others stays sealed when one of them is revealed."""

import pytest

from archive.actions.erase import erase
from archive.actions.identity import reveal
from archive.actions.protect import Coarser, protect
from archive.actions.sealing import identity_of
from archive.models import Participation, Session
from tests import cast
from tests.admin.workbench import at, logged_in

pytestmark = pytest.mark.django_db

EXACT = "1992-03-04"
WHY = "It is wished."


@pytest.fixture
def administrator():
    return cast.staff("administrator")


@pytest.fixture
def house():
    return cast.place("Khan street 5")


@pytest.fixture
def couple():
    return [cast.person("Zulfiyya Qorxmazova"), cast.person("Ruslan Mammadov")]


@pytest.fixture
def account(couple, house):
    testimony = cast.testimony("What we saw", narrator=couple[0], recorded_on=EXACT, recorded_at=house)
    takes_part(testimony, couple[1])
    Session.objects.create(testimony=testimony, position=1, held_on=EXACT, place=house)
    return testimony


def takes_part(testimony, person, role="narrator"):
    standing = cast.term("standing", "survivor") if role == "narrator" else None
    Participation.objects.create(testimony=testimony, person=person, role=role, standing=standing)


def told(testimony):
    testimony.refresh_from_db()
    sitting = Session.objects.get(testimony=testimony)
    return str(testimony.recorded_on or ""), testimony.recorded_at, str(sitting.held_on or ""), sitting.place


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("left", [("1992", "1992"), ("1992", "199X"), ("1992", "")])
def test_the_day_and_place_come_back_with_the_last_who_is_revealed(account, couple, administrator, house, first, left):
    """The attack: one of a couple wished to be named, and the day and the house of both were on the page again."""
    for person, coarse in zip(couple, left, strict=True):
        protect(person, administrator, pseudonym="Someone", recordings={account.pk: Coarser(coarse)})
    reveal(couple[first], administrator, reason=WHY)
    assert told(account) == (left[1], None, "", None)
    reveal(couple[1 - first], administrator, reason=WHY)
    assert told(account) == (EXACT, house, EXACT, house)


def test_someone_protected_in_another_role_keeps_it_sealed(account, couple, administrator, house):
    interviewer = cast.person("Leyla Aliyeva")
    takes_part(account, interviewer, role="interviewer")
    protect(couple[0], administrator, pseudonym="Someone", recordings={account.pk: Coarser("1992")})
    protect(interviewer, administrator, pseudonym="Someone who asks")
    reveal(couple[0], administrator, reason=WHY)
    assert told(account) == ("1992", None, "", None)
    reveal(interviewer, administrator, reason=WHY)
    assert told(account) == (EXACT, house, EXACT, house)


def test_someone_protected_in_another_account_does_not(account, couple, administrator, house):
    other = cast.person("Leyla Aliyeva")
    cast.testimony("Hers", narrator=other)
    protect(other, administrator, pseudonym="Someone else")
    protect(couple[0], administrator, pseudonym="Someone", recordings={account.pk: Coarser("1992")})
    reveal(couple[0], administrator, reason=WHY)
    assert told(account) == (EXACT, house, EXACT, house)


def test_what_was_corrected_in_between_stays(account, couple, administrator):
    protect(couple[0], administrator, pseudonym="Someone", recordings={account.pk: Coarser("1992")})
    account.refresh_from_db()
    account.recorded_on = "1993"
    account.save()
    protect(couple[1], administrator, pseudonym="Someone", recordings={account.pk: Coarser("199X")})
    for person in couple:
        reveal(person, administrator, reason=WHY)
    assert told(account)[0] == "1993"


def test_what_was_handed_on_is_forgotten_with_an_erased_account(couple, account, administrator):
    cast.testimony("Another", narrator=couple[1])
    for person in couple:
        protect(person, administrator, pseudonym="Someone", recordings={account.pk: Coarser("1992")})
    reveal(couple[0], administrator, reason=WHY)
    assert EXACT in str(identity_of(couple[1])), "the control"
    type(account).objects.filter(pk=account.pk).write_guarded(status="draft", published_at=None)
    account.refresh_from_db()
    erase(account, administrator, reason=WHY)
    assert EXACT not in str(identity_of(couple[1]))


def test_the_page_says_what_stays(account, couple, administrator):
    client, said = logged_in(administrator), f"The exact day and place of {account.public_id}"
    protect(couple[0], administrator, pseudonym="Someone", recordings={account.pk: Coarser("1992")})
    assert said not in client.get(at(couple[0], "reveal")).content.decode()
    protect(couple[1], administrator, pseudonym="Someone", recordings={account.pk: Coarser("1992")})
    assert said in client.get(at(couple[0], "reveal")).content.decode()
