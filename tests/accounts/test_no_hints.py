"""Whether an account exists cannot be told from the answers: bytes, status, cookies and hashes are the same."""

from unittest import mock

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from tests.accounts.people import PASSWORD, curator, is_it_you, reader, without_token

KNOWN, UNKNOWN = "aysel@example.org", "nobody@example.org"


@pytest.fixture(autouse=True)
def aysel():
    return reader()


def ask(address: str, **fields: str) -> tuple:
    """What a visitor gets in a fresh browser, the page after a redirect included, and how many hashes it took."""
    client = Client()
    client.get(address)
    hashes = mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode)
    with hashes as made:
        answer = client.post(address, fields)
    seen = [answer.status_code, answer.get("Location"), sorted(answer.cookies), sorted(answer.headers)]
    if answer.status_code == 302:
        answer = client.get(answer["Location"])
    body = without_token(answer.content)
    for value in fields.values():
        body = body.replace(value.encode(), b"(as typed)")
    return *seen, answer.status_code, body, made.call_count


def test_a_wrong_password_and_an_unknown_address():
    known = ask("/accounts/login/", login=KNOWN, password="not the password")
    assert known == ask("/accounts/login/", login=UNKNOWN, password="not the password")
    assert known[-1] == 1


def test_a_wrong_password_and_an_unknown_user_name():
    curator()
    known = ask("/accounts/login/", login="leyla", password="not the password")
    assert known == ask("/accounts/login/", login="nobody", password="not the password")
    assert known[-1] == 1


def test_an_account_that_is_switched_off_says_so_to_its_owner_only(aysel):
    User.objects.filter(pk=aysel.pk).update(is_active=False)
    known = ask("/accounts/login/", login=KNOWN, password="not the password")
    assert known == ask("/accounts/login/", login=UNKNOWN, password="not the password")


def test_an_account_that_is_not_confirmed_yet():
    Client().post("/accounts/signup/", {"email": "late@example.org", "password1": PASSWORD})
    late = ask("/accounts/login/", login="late@example.org", password="not the password")
    assert late == ask("/accounts/login/", login=UNKNOWN, password="not the password")


def test_a_password_reset():
    known = ask("/accounts/password/reset/", email=KNOWN)
    assert known == ask("/accounts/password/reset/", email=UNKNOWN)
    assert [message.to for message in mail.outbox] == [[KNOWN], [UNKNOWN]]


def test_registering():
    known = ask("/accounts/signup/", email=KNOWN, password1=PASSWORD)
    assert known == ask("/accounts/signup/", email=UNKNOWN, password1=PASSWORD)
    assert known[-1] == 1
    assert [message.to for message in mail.outbox] == [[KNOWN], [UNKNOWN]]
    assert User.objects.filter(email=KNOWN).count() == 1


def test_registering_again_before_the_address_is_confirmed():
    first = ask("/accounts/signup/", email=UNKNOWN, password1=PASSWORD)
    assert first == ask("/accounts/signup/", email=UNKNOWN, password1=PASSWORD)


def test_registering_with_a_weak_password():
    known = ask("/accounts/signup/", email=KNOWN, password1="short")
    assert known == ask("/accounts/signup/", email=UNKNOWN, password1="short")


def test_an_address_that_belongs_to_someone_else_is_not_told_when_it_is_entered_as_a_new_one():
    reader("bahram")
    answers = []
    for address in (KNOWN, UNKNOWN):
        client = Client()
        client.post("/accounts/login/", {"login": "bahram@example.org", "password": PASSWORD})
        is_it_you(client)
        answer = client.post("/accounts/email/", {"email": address, "action_add": ""}, follow=True)
        answers.append((answer.status_code, without_token(answer.content).replace(address.encode(), b"(as typed)")))
        client.post("/accounts/email/", {"email": address, "action_remove": ""})
    assert answers[0] == answers[1]
