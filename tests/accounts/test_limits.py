"""Who tries too often waits; who shares nothing with them does not."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.accounts.people import PASSWORD, log_in, reader


def guess(login: str, address: str = "192.0.2.1") -> int:
    fields = {"login": login, "password": "not the password"}
    return Client(REMOTE_ADDR=address).post("/accounts/login/", fields).status_code


def test_the_sixth_wrong_password_is_answered_by_429():
    reader()
    assert [guess("aysel@example.org") for _ in range(6)] == [200] * 5 + [429]


def test_an_unknown_address_is_counted_the_same():
    assert [guess("nobody@example.org") for _ in range(6)] == [200] * 5 + [429]


def test_the_page_is_ours_and_tells_what_to_do():
    for _ in range(5):
        guess("aysel@example.org")
    answer = Client(REMOTE_ADDR="192.0.2.1").post("/accounts/login/", {"login": "aysel@example.org", "password": "x"})
    page = answer.content.decode()
    assert "Wait five minutes" in page
    assert '<html lang="en"' in page
    assert answer["Cache-Control"] == "no-store"


def test_a_stranger_locks_nobody_out_of_their_account():
    user = reader()
    assert [guess(user.email, "192.0.2.66") for _ in range(6)][-1] == 429
    assert log_in(Client(REMOTE_ADDR="192.0.2.1"), user)["Location"] == "/"


def test_many_logins_guessed_from_one_place_are_stopped():
    assert [guess(f"reader{number}@example.org") for number in range(11)] == [200] * 10 + [429]


def test_the_right_password_is_not_counted():
    user = reader()
    for _ in range(7):
        assert log_in(Client(), user)["Location"] == "/"


def test_mails_for_a_password_are_limited_for_each_address_whether_it_is_known_or_not():
    reader()
    for address in ("aysel@example.org", "nobody@example.org"):
        answers = [Client().post("/accounts/password/reset/", {"email": address}).status_code for _ in range(6)]
        cache.clear()
        assert answers == [302] * 5 + [429]


def test_registrations_from_one_place_are_limited():
    answers = [
        Client().post("/accounts/signup/", {"email": f"a{n}@example.org", "password1": PASSWORD}).status_code
        for n in range(11)
    ]
    assert answers == [302] * 10 + [429]


def test_the_confirmation_is_not_mailed_again_and_again():
    Client().post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
    for _ in range(3):
        Client().post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD})
    assert len(mail.outbox) == 1


def test_the_counters_are_in_the_database_where_every_worker_finds_them():
    guess("aysel@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM archive_cache")
        assert cursor.fetchone()[0] > 0


@pytest.mark.parametrize(("proxies", "expected"), [(0, 429), (1, 200)])
def test_behind_a_proxy_the_address_is_the_one_the_proxy_tells(settings, proxies, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(11):
        status = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").post(
            "/accounts/login/", {"login": f"r{number}@example.org", "password": "wrong"}
        )
    assert status.status_code == expected


def test_what_a_visitor_writes_before_the_proxys_part_is_not_believed(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(11):
        answer = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7").post(
            "/accounts/login/", {"login": f"r{number}@example.org", "password": "wrong"}
        )
    assert answer.status_code == 429
