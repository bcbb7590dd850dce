"""Keys in a browser: set up, shown as a second factor, and used alone; with scripts of ours only, on any width."""

import pytest

from tests import cast
from tests.accounts.people import PASSWORD, confirmed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY_IN_THE_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def leyla(page):
    return confirmed(cast.user("leyla", "publisher", is_staff=True))


@pytest.fixture
def faults(page):
    """What the browser complains of, refused scripts and styles among it."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def enter_password(page):
    page.goto("/accounts/login/")
    page.fill("#id_login", "leyla@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.account-form button")


def log_out(page):
    page.goto("/accounts/logout/")
    page.click("form.account-form button")


def test_a_passkey_is_set_up_shown_and_used_alone(page, leyla, faults, settings):
    settings.ARCHIVE_STAFF_SECOND_FACTOR = True
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_IN_THE_DEVICE})
    enter_password(page)
    page.wait_for_url("**/second-factor/")
    page.click("text=Add a key")
    page.fill("#id_password", PASSWORD)
    page.click("form.account-form button")
    page.check("#id_passwordless")
    page.click("#passkey_button")
    page.wait_for_url("**/recovery-codes/")
    page.goto("/admin/")
    assert page.locator("#site-name").count()

    log_out(page)
    enter_password(page)
    page.click("#passkey_button")
    page.wait_for_url("**/admin/")

    log_out(page)
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/admin/")
    assert faults == []


def test_a_key_that_does_not_answer_is_told(page, leyla):
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    page.goto("/accounts/login/")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_IN_THE_DEVICE})  # it holds no key of the archive's
    page.click("#passkey_login")
    page.wait_for_selector("#passkey-fault:visible")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_window(page, leyla, faults, width):
    page.set_viewport_size({"width": width, "height": 900})
    pages = ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/"]
    for address in pages:
        page.goto(f"/accounts/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    enter_password(page)
    page.goto("/accounts/second-factor/totp/activate/")
    page.fill("#id_password", PASSWORD)
    page.click("form.account-form button")
    for address in ["second-factor/totp/activate/", "", "email/", "password/change/", "second-factor/", "logout/"]:
        page.goto(f"/accounts/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert faults == []
