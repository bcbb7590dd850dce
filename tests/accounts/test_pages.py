"""Every page that an account can show: in our frame, labelled, and with no script or style of its own."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.people import app_for, confirmed, is_it_you, log_in, reader
from tests.cast import user

FOR_ALL = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-made-up/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/made:up/",
    "/accounts/inactive/",
]
FOR_READERS = [
    "/accounts/",
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/second-factor/",
    "/accounts/second-factor/totp/activate/",
    "/accounts/second-factor/webauthn/",
    "/accounts/second-factor/webauthn/add/",
]
WITH_A_FACTOR = [
    "/accounts/second-factor/",
    "/accounts/second-factor/totp/deactivate/",
    "/accounts/second-factor/recovery-codes/generate/",
    "/accounts/second-factor/reauthenticate/",
]


def assert_ours(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    page = answer.content.decode()
    assert '<html lang="en"' in page
    assert page.count("<main") == page.count("<h1>") == 1
    assert re.search(r"<title>\s*\S", page)
    assert answer["Cache-Control"] == "no-store" or "private" in answer["Cache-Control"]
    assert not re.findall(r"<style|\sstyle=|\son\w+=", page)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
        assert "src=" in attributes or 'type="application/json"' in attributes, content
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids)), ids
    for field in re.findall(r"<input[^>]*>", page):
        if 'type="hidden"' not in field:
            name = re.search(r'id="([^"]*)"', field)[1]
            assert f'for="{name}"' in page, field


@pytest.mark.parametrize("address", FOR_ALL)
def test_pages_for_all(client, address):
    assert_ours(client, address)


@pytest.mark.parametrize("address", FOR_READERS)
def test_pages_for_readers(client, address):
    assert client.get(address)["Location"].startswith(("/accounts/login/", "/"))
    log_in(client, reader())
    if address != "/accounts/reauthenticate/":
        is_it_you(client)
    assert_ours(client, address)


@pytest.mark.parametrize("address", WITH_A_FACTOR)
def test_pages_for_readers_with_a_factor(client, address):
    aysel = reader()
    client.force_login(aysel)
    app_for(aysel)
    is_it_you(client)
    assert_ours(client, address)


def test_the_page_that_asks_for_the_factor(client):
    aysel = reader()
    app_for(aysel)
    log_in(client, aysel)
    assert_ours(client, reverse("mfa_authenticate"))


def test_a_visitors_pages_start_no_session_and_set_no_cookie(client):
    for address in ("/", "/testimonies/", "/nowhere/"):
        answer = client.get(address)
        assert not answer.cookies
        assert b"csrfmiddlewaretoken" not in answer.content
        assert b'href="/accounts/login/"' in answer.content


def test_a_readers_pages_name_the_account(client):
    client.force_login(confirmed(user("aysel")))
    page = client.get("/").content
    assert b'href="/accounts/"' in page
    assert b'href="/accounts/logout/"' in page


def test_a_program_gets_the_page_too(client):
    """allauth would answer it in JSON, in other words and another status than the page's."""
    fields = {"login": reader().email, "password": "wrong"}
    answer = client.post("/accounts/login/", fields, headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    asked = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert asked.json()["request_options"]["publicKey"]["userVerification"] == "required"
