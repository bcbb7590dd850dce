"""From registering to reading: an account counts once its address is confirmed."""

import pytest
from django.contrib.auth.models import User
from django.core import mail

from tests.accounts.people import NEW_PASSWORD, PASSWORD, curator, is_it_you, link_in_mail, log_in, reader

FORM = {"email": "new@example.org", "password1": PASSWORD}


def test_a_reader_registers_confirms_and_logs_in(client):
    answer = client.post("/accounts/signup/", FORM)
    assert answer["Location"] == "/accounts/confirm-email/"
    user = User.objects.get(email="new@example.org")
    assert not user.is_staff
    assert "new" not in user.username.removeprefix("reader-")
    assert user.username.startswith("reader-")
    assert mail.outbox[-1].to == ["new@example.org"]
    address = link_in_mail("/accounts/confirm-email/")
    assert client.get(address).status_code == 200
    assert client.post(address)["Location"] == "/accounts/login/"
    assert log_in(client, user)["Location"] == "/"
    assert client.get("/").wsgi_request.viewer.is_registered


def test_opening_the_link_alone_confirms_nothing(client):
    """Mail programs open links to look at them."""
    client.post("/accounts/signup/", FORM)
    client.get(link_in_mail("/accounts/confirm-email/"))
    log_in(client, User.objects.get(email="new@example.org"))
    assert not client.get("/").wsgi_request.viewer.is_registered


def test_an_account_whose_address_is_not_confirmed_is_not_let_in(client):
    client.post("/accounts/signup/", FORM)
    answer = log_in(client, User.objects.get(email="new@example.org"))
    assert answer["Location"] == "/accounts/confirm-email/"
    assert not client.get("/").wsgi_request.viewer.is_registered


def test_a_made_up_link_is_refused(client):
    assert b"no longer valid" in client.get("/accounts/confirm-email/MQ:made:up/").content


@pytest.mark.parametrize("password", ["short", "123456789012345", "password1234", "new@example.org"])
def test_a_weak_password_is_refused_with_the_reason(client, password):
    answer = client.post("/accounts/signup/", FORM | {"password1": password})
    assert answer.status_code == 200
    assert answer.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_a_reader_goes_on_to_where_they_were(client):
    assert log_in(client, reader(), next="/people/")["Location"] == "/people/"


def test_nobody_is_sent_to_another_site(client):
    assert log_in(client, reader(), next="https://elsewhere.example/")["Location"] == "/"


def test_staff_come_to_the_workbench_by_user_name_or_address(client):
    user = curator()
    assert log_in(client, user)["Location"] == "/admin/"
    client.logout()
    assert client.post("/accounts/login/", {"login": "leyla", "password": PASSWORD})["Location"] == "/admin/"


def test_a_new_password_is_chosen_by_mail_and_ends_all_sessions(client):
    user = reader()
    log_in(client, user)
    other = type(client)()
    assert (
        other.post("/accounts/password/reset/", {"email": user.email})["Location"] == "/accounts/password/reset/done/"
    )
    page = other.get(link_in_mail("/accounts/password/reset/key/"), follow=True)
    other.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert not client.get("/").wsgi_request.viewer.is_registered
    assert not other.get("/").wsgi_request.viewer.is_registered
    assert log_in(other, user).status_code == 200
    assert log_in(other, user, NEW_PASSWORD)["Location"] == "/"


def test_changing_the_password_logs_out_everywhere(client):
    user = reader()
    other = type(client)()
    log_in(client, user)
    log_in(other, user)
    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert answer.status_code == 302
    assert not client.get("/").wsgi_request.viewer.is_registered
    assert not other.get("/").wsgi_request.viewer.is_registered
    assert mail.outbox[-1].to == [user.email]


def test_a_session_gets_a_new_key_at_log_in(client):
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["archive_session"] = session.session_key
    log_in(client, reader())
    assert client.session.session_key != session.session_key


def test_logging_out_takes_a_form_and_leads_home(client):
    log_in(client, reader())
    assert b"<form" in client.get("/accounts/logout/").content
    assert client.get("/").wsgi_request.viewer.is_registered
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not client.get("/").wsgi_request.viewer.is_registered


def test_a_new_address_counts_when_it_is_confirmed(client):
    user = reader()
    log_in(client, user)
    change = {"email": "later@example.org", "action_add": ""}
    assert client.post("/accounts/email/", change)["Location"].startswith("/accounts/reauthenticate/")
    is_it_you(client)
    client.post("/accounts/email/", change)
    user.refresh_from_db()
    assert user.email == "aysel@example.org"
    client.post(link_in_mail("/accounts/confirm-email/"))
    user.refresh_from_db()
    assert user.email == "later@example.org"
