"""The newcomer's journey in a real browser: read the account, log in, correct something, see it on the public page."""

import pytest
from django.core.management import call_command

from archive.models import Passage, Testimony
from tests import cast
from tests.accounts.people import confirmed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TITLE = "Jafar Jafarov: sent to the church above Khramort"


@pytest.fixture
def demo(live_server):
    call_command("loaddata", "vocabularies", "demo", verbosity=0)
    return Testimony.objects.get(title=TITLE)


@pytest.fixture
def complaints(page):
    """What the browser had to complain of: scripts and styles refused, files not found, errors."""
    noted = []
    page.on("console", lambda message: noted.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: noted.append(str(error)))
    page.on("requestfailed", lambda request: noted.append(f"failed: {request.url}") if was_not_left(request) else None)
    return noted


def was_not_left(request):
    """Whether a request failed by itself, and not because the next page was opened before its answer came."""
    return "ERR_ABORTED" not in (request.failure or "")


def test_a_reader_finds_the_account_and_what_is_around_it(demo, page, expect, complaints):
    page.goto("/")
    page.get_by_role("link", name="Testimonies").first.click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("h1")).to_contain_text("Jafar Jafarov")
    expect(page.get_by_text("Summary, not verbatim").first).to_be_visible()
    page.get_by_role("link", name="Notik Kasimov").first.click()
    expect(page.locator("h1")).to_contain_text("Notik Kasimov")
    for spelling in ("Notiq Qosimov", "Natiq Qasımov", "Натиг Касымов"):
        expect(page.get_by_text(spelling).first).to_be_visible()
    assert complaints == []


def test_a_correction_in_the_workbench_is_on_the_public_page(demo, page, expect, complaints):
    confirmed(cast.user("curator", "publisher", is_staff=True))
    passage = Passage.objects.filter(transcript__testimony=demo).first()
    page.goto("/admin/")
    page.fill("#id_login", "curator")
    page.fill("#id_password", "a long enough password")
    page.click("form.account-form button")
    page.wait_for_url("**/admin/")
    page.goto(f"/admin/archive/passage/{passage.pk}/change/")
    page.fill("#id_text", f"{passage.text} (The archive corrected this passage.)")
    page.click("[name=_save]")
    page.goto(demo.get_absolute_url())
    expect(page.get_by_text("The archive corrected this passage.")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_public_page_is_wider_than_the_screen(demo, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    addresses = [
        "/",
        "/about/",
        "/testimonies/",
        "/people/",
        "/organisations/",
        "/places/",
        "/events/",
        "/sources/",
        "/collections/",
        "/tags/",
        "/no-such-page/",
        demo.get_absolute_url(),
        demo.collection.get_absolute_url(),
        demo.source.get_absolute_url(),
        Passage.objects.filter(transcript__testimony=demo).first().get_absolute_url(),
        *(model.objects.get(heading=heading).get_absolute_url() for model, heading in widest()),
    ]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def widest():
    """The authorities with the most around them."""
    return [(cast.Person, "Notik Kasimov"), (cast.Place, "Khojaly"), (cast.Event, "Attack on Khojaly")]
