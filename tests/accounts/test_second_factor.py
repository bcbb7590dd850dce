"""Staff are staff only once they have shown a second factor; by password alone a session is never a curator's."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.accounts.people import PASSWORD, app_for, code_of, curator, is_it_you, log_in, reader
from tests.admin.workbench import at

REALLY_COMMITTED = pytest.mark.django_db(transaction=True, serialized_rollback=True)
"""That a factor was set up is noted when the transaction commits."""


@pytest.fixture(autouse=True)
def required(settings):
    settings.ARCHIVE_STAFF_SECOND_FACTOR = True


@pytest.fixture
def leyla():
    return curator()


def is_curator(client: Client) -> bool:
    answer = client.get("/accounts/")  # open to every session, so that its viewer can be looked at
    return answer.status_code == 200 and answer.wsgi_request.viewer.is_curator


def test_by_password_alone_nobody_is_a_curator(client, leyla):
    log_in(client, leyla)
    assert not is_curator(client)


def test_by_a_session_from_elsewhere_nobody_is_a_curator(client, leyla):
    client.force_login(leyla)
    app_for(leyla)
    assert not is_curator(client)


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("page", ["/admin/", "/admin/archive/testimony/", "/", "/testimonies/", "/nowhere/"])
def test_from_every_page_staff_are_sent_to_set_it_up(client, leyla, page, method):
    log_in(client, leyla)
    answer = getattr(client, method)(page)
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/second-factor/"
    assert answer["Cache-Control"] == "no-store"


@REALLY_COMMITTED
def test_a_draft_stays_hidden_until_the_factor_is_shown(client, leyla):
    draft = cast.testimony("Canary title", state="draft")
    pages = [reverse("archive:testimony", args=[draft.public_id]), at(draft), "/testimonies/"]
    log_in(client, leyla)
    assert not [page for page in pages if b"Canary title" in client.get(page, follow=True).content]
    is_it_you(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}).status_code == 302
    assert [page for page in pages if b"Canary title" in client.get(page).content] == pages


def test_the_page_says_why_and_where(client, leyla):
    log_in(client, leyla)
    assert "belongs to the staff" in client.get("/admin/", follow=True).content.decode()


def test_log_in_with_a_code(client, leyla):
    secret = app_for(leyla)
    assert log_in(client, leyla, next="/admin/archive/testimony/")["Location"].startswith(
        "/accounts/second-factor/auth"
    )
    assert not is_curator(client)
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.status_code == 200
    assert not is_curator(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert answer["Location"] == "/admin/archive/testimony/"
    assert is_curator(client)


def test_a_code_works_once(client, leyla):
    secret = app_for(leyla)
    code = code_of(secret)
    log_in(client, leyla)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    other = Client()
    log_in(other, leyla)
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert not is_curator(other)


def test_codes_cannot_be_guessed_for_long(client, leyla):
    secret = app_for(leyla)
    log_in(client, leyla)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 200
    assert not is_curator(client)


def test_a_session_without_the_factor_can_show_it_later(client, leyla):
    secret = app_for(leyla)
    client.force_login(leyla)
    answer = client.get("/admin/archive/testimony/?q=river")
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    answer = client.post(answer["Location"], {"code": code_of(secret), "next": "/admin/archive/testimony/?q=river"})
    assert answer["Location"] == "/admin/archive/testimony/?q=river"
    assert is_curator(client)


@pytest.mark.parametrize("address", ["/preview/canary/", "/preview/canary"])
def test_the_secret_of_a_preview_is_carried_into_no_other_address(client, leyla, address):
    app_for(leyla)
    client.force_login(leyla)
    assert client.get(address)["Location"] == reverse("mfa_reauthenticate")
    assert client.get("/previews/canary/")["Location"].endswith("?next=%2Fpreviews%2Fcanary%2F")


def test_a_factor_that_is_removed_takes_the_workbench_with_it(client, leyla):
    secret = app_for(leyla)
    log_in(client, leyla)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_curator(client)
    Authenticator.objects.filter(user=leyla).delete()
    assert not is_curator(client)
    assert client.get("/admin/")["Location"] == "/accounts/second-factor/"


def test_someone_elses_factor_in_the_session_does_not_count(client, leyla):
    """The session says for whom a factor was shown; another login in the same browser begins without one."""
    secret = app_for(leyla)
    log_in(client, leyla)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    bahram = curator("bahram")
    app_for(bahram)
    session = client.session
    client.force_login(bahram)
    fresh = client.session
    fresh.update({key: value for key, value in session.items() if key.startswith("account_auth")})
    fresh.save()
    assert not is_curator(client)


def test_recovery_codes_let_in_once(client, leyla):
    log_in(client, leyla)
    is_it_you(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    page = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", page.content.decode())
    assert len(codes) == 10
    for browser, status in ((Client(), 302), (Client(), 200)):
        log_in(browser, leyla)
        assert browser.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == status
        assert is_curator(browser) == (status == 302)


@REALLY_COMMITTED
def test_staff_are_told_by_mail_when_a_factor_is_set_up(client, leyla):
    log_in(client, leyla)
    is_it_you(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert mail.outbox[-1].to == [leyla.email]


def test_no_secret_lies_in_the_table_as_it_is(leyla):
    secret = app_for(leyla)
    assert secret not in str(Authenticator.objects.get(user=leyla).data)


def test_a_new_password_does_not_stand_in_for_the_factor(client, leyla):
    app_for(leyla)
    client.post("/accounts/password/reset/", {"email": leyla.email})
    address = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    page = client.get(address, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "brand new and long", "password2": "brand new and long"})
    assert log_in(client, leyla, "brand new and long")["Location"].startswith("/accounts/second-factor/auth")
    assert not is_curator(client)


def test_researchers_need_none(client):
    log_in(client, reader())
    assert client.get("/people/").status_code == 200


def test_the_operator_can_do_without(client, leyla, settings):
    settings.ARCHIVE_STAFF_SECOND_FACTOR = False
    log_in(client, leyla)
    assert is_curator(client)
    assert client.get("/admin/").status_code == 200


class TestTheWorkbenchsOwnDoor:
    def test_it_leads_to_the_one_door(self, client):
        answer = client.get("/admin/login/?next=/admin/archive/person/")
        assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2Farchive%2Fperson%2F"
        assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"

    def test_it_takes_no_password(self, client, leyla):
        client.post("/admin/login/", {"username": "leyla", "password": PASSWORD})
        assert "_auth_user_id" not in client.session

    def test_it_leads_nowhere_else(self, client):
        answer = client.get("/admin/login/?next=https://elsewhere.example/")
        assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2F"

    def test_a_reader_is_told_that_it_is_not_for_them(self, client):
        log_in(client, reader())
        assert client.get("/admin/", follow=True).status_code == 403

    def test_passwords_are_changed_at_the_account(self, client, leyla, settings):
        settings.ARCHIVE_STAFF_SECOND_FACTOR = False
        log_in(client, leyla)
        assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
