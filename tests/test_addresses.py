"""Addresses in citations, canonical links and mails lead to the archive, whatever a request says of its host."""

import pytest

from tests import cast

pytestmark = pytest.mark.django_db

ELSEWHERE = "testserver:6666"
BASE = "https://archive.example.org:8443"


def reset_mail(client, mailoutbox, host="testserver"):
    cast.user("reader")
    client.post("/accounts/password/reset/", {"email": "reader@example.org"}, headers={"host": host})
    return [mail.body for mail in mailoutbox]


@pytest.mark.parametrize("host", ["testserver", "testserver:80", "testserver:443", "localhost:8001", "[::1]:9999"])
def test_ports_that_the_archive_may_be_called_at_are_answered(client, host):
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/testimonies/", "/admin/login/", "/no-such-page/"])
def test_a_port_that_nobody_can_have_called_is_refused(client, address):
    answer = client.get(address, headers={"host": ELSEWHERE})
    assert answer.status_code == 400
    assert "6666" not in answer.content.decode()


def test_the_ports_of_the_server_and_of_trusted_origins_are_known(client, settings):
    assert client.get("/", headers={"host": ELSEWHERE}, SERVER_PORT="6666").status_code == 200
    settings.CSRF_TRUSTED_ORIGINS = ["https://testserver:6666"]
    assert client.get("/", headers={"host": ELSEWHERE}).status_code == 200
    settings.CSRF_TRUSTED_ORIGINS = []
    settings.ARCHIVE_BASE_URL = "http://testserver:6666"
    assert client.get("/", headers={"host": ELSEWHERE}).status_code == 200


def test_without_a_base_addresses_are_those_of_the_request(client, mailoutbox):
    testimony = cast.testimony()
    page = client.get(testimony.get_absolute_url())
    assert f'rel="canonical" href="http://testserver{testimony.get_absolute_url()}"' in page.content.decode()
    assert page.context["citation"].endswith(f"http://testserver{testimony.get_absolute_url()}")
    [mail] = reset_mail(client, mailoutbox)
    assert "http://testserver/accounts/" in mail


def test_with_a_base_every_address_is_under_it(client, mailoutbox, settings):
    settings.ARCHIVE_BASE_URL = BASE
    testimony = cast.testimony()
    page = client.get(testimony.get_absolute_url(), headers={"host": "localhost:6666"})
    assert f'rel="canonical" href="{BASE}{testimony.get_absolute_url()}"' in page.content.decode()
    assert page.context["citation"].endswith(f"{BASE}{testimony.get_absolute_url()}")
    [mail] = reset_mail(client, mailoutbox, "localhost:6666")
    assert f"{BASE}/accounts/" in mail
    assert "localhost" not in page.content.decode() + mail


def test_a_mail_for_a_refused_port_is_not_sent(client, mailoutbox):
    assert reset_mail(client, mailoutbox, ELSEWHERE) == []


def test_mails_about_requests_are_under_it(client, mailoutbox, settings, django_capture_on_commit_callbacks):
    settings.ARCHIVE_BASE_URL = BASE
    cast.staff("administrator")
    testimony = cast.testimony(state="on_request")
    client.force_login(cast.user("reader"))
    asked = {"purpose": "To read it.", "agreed": "on", "terms_version": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{testimony.get_absolute_url()}request/", asked, headers={"host": "localhost:6666"})
    [mail] = mailoutbox
    assert f"{BASE}/" in mail.body
    assert "localhost" not in mail.body
