"""The workbench in a real browser: autocompletes and buttons work under the Content-Security-Policy."""

import pytest
from django.conf import settings

from archive.access.levels import Status
from tests import cast
from tests.accounts.people import confirmed
from tests.admin.workbench import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASSWORD = "a long enough password"


@pytest.fixture
def complaints(page):
    """What the browser's console says against the page: violations of the policy, errors of scripts."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def log_in(page, user) -> None:
    confirmed(user)
    page.goto("/admin/")
    page.fill("#id_login", user.username)
    page.fill("#id_password", PASSWORD)
    page.click("form.account-form button")
    page.wait_for_selector("#user-tools")


def test_a_curator_pins_a_word_and_publishes(page, complaints):
    place = cast.place("Khojaly")
    cast.also_called(place, "Xocalı", "az")
    draft = cast.testimony("The flood", text="She says that Khojaly was dark.", state="draft")
    passage = draft.transcripts.get().passages.get()
    log_in(page, cast.staff("publisher"))
    page.goto(at(passage))
    page.click("text=Add another Mention")
    page.fill("[name=mentions-0-words]", "Khojaly")
    page.click(".fieldBox.field-place .select2-selection")
    page.type(".select2-search__field", "xocalı")  # key by key, which is what the search listens to
    page.click(".select2-results__option:has-text('Khojaly')")
    page.click("[name=_continue] >> nth=0")
    page.wait_for_selector(".messagelist .success")
    mention = passage.mentions.get()
    assert (mention.surface, mention.place) == ("Khojaly", place)

    page.goto(at(draft))
    page.click(".standing-buttons >> text=Publish")
    page.click("#content-main input[value=Publish]")
    page.wait_for_selector(".messagelist .success")
    draft.refresh_from_db()
    assert draft.status == Status.PUBLISHED
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_the_calendar_opens_where_an_embargo_is_set(page, complaints):
    testimony = cast.testimony(state="public")
    log_in(page, cast.staff("publisher"))
    page.goto(at(testimony, "set_access"))
    page.click(".field-embargo_until .datetimeshortcuts a:has-text('Today')")
    assert page.input_value("[name=embargo_until_0]").startswith("20")
    page.click("#calendarlink0")
    assert page.is_visible("#calendarbox0")
    assert page.title().endswith(settings.ARCHIVE_NAME)
    page.wait_for_load_state("networkidle")
    assert complaints == []
