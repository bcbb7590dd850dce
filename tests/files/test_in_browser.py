"""Files in a real browser: recordings play on their page, and nothing that hides in a file is ever run."""

import pytest
from django.urls import reverse

from tests import cast
from tests.files import corpus
from tests.files.house import media_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

RAN = "/ran/"

AS_TAKEN_IN = {
    "svg called a picture": (corpus.svg, "image/png"),
    "html called a picture": (corpus.html, "image/jpeg"),
    "html called sound": (corpus.html, "audio/mpeg"),
    "html called text": (corpus.html, "text/plain"),
    "svg by its type": (corpus.svg, "image/svg+xml"),
    "html by its type": (corpus.html, "text/html"),
    "html with a charset": (corpus.html, "text/html; charset=utf-8"),
    "xhtml": (corpus.svg, "application/xhtml+xml"),
    "javascript": (lambda: b"document.title='ran'", "text/javascript"),
    "gif with a script in its comment": (corpus.gif_with_script_as_comment, "image/gif"),
    "gif that is a script": (corpus.gif_and_script, "image/gif"),
    "jpeg with html in its comment": (corpus.jpeg_and_html, "image/jpeg"),
    "jpeg with html behind": (lambda: corpus.jpeg_with(corpus.html()), "image/jpeg"),
    "pdf and html": (lambda: corpus.pdf() + corpus.html(), "application/pdf"),
    "no type": (corpus.html, ""),
}
"""Hostile bytes as rows that no form let in: even so a browser must not run them."""


@pytest.fixture
def heard(page):
    """What tells that a script ran: a dialog, the address that the lure asks for."""
    signs: list[str] = []
    page.on("dialog", lambda dialog: signs.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: signs.append(request.url) if RAN in request.url else None)
    return signs


def visit(page, address):
    """Open ``address``; one that is saved instead of opened ends the visit with an error of the browser's own."""
    try:
        page.goto(address)
    except Exception as error:
        if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
            raise
        return ""
    page.wait_for_timeout(50)
    return page.title()


def test_the_lure_tells_on_itself_where_it_is_run(page, heard):
    page.goto("/about/")
    origin = page.evaluate("location.origin")
    page.route("**/lure/", lambda route: route.fulfill(body=corpus.html().decode(), content_type="text/html"))
    assert visit(page, f"{origin}/lure/") == "ran"
    page.wait_for_timeout(200)
    assert heard


def test_no_file_is_run_however_it_is_opened(page, heard):
    testimony = cast.testimony()
    records = [
        media_file(testimony, made(), kind="document", media_type=media_type)
        for made, media_type in AS_TAKEN_IN.values()
    ]
    addresses = [
        reverse(f"archive:{name}", args=[each.public_id]) for each in records for name in ("media", "media-download")
    ]
    for address in addresses:
        assert visit(page, address) != "ran", address
    page.goto(testimony.get_absolute_url())
    for address in addresses:
        for tag, attribute in (
            ("img", "src"),
            ("script", "src"),
            ("iframe", "src"),
            ("object", "data"),
            ("embed", "src"),
        ):
            page.evaluate(
                "([tag, attribute, address]) => {"
                " const element = document.createElement(tag); element[attribute] = address;"
                " document.body.append(element); }",
                [tag, attribute, address],
            )
    page.wait_for_timeout(500)
    assert page.title() != "ran"
    assert heard == []


def until(page, condition):
    """Wait until ``condition`` (JavaScript) holds; the page's policy keeps Playwright's own way of waiting out."""
    for _each in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")


def test_recordings_play_and_pictures_show_on_the_page(page):
    testimony = cast.testimony()
    media_file(testimony, corpus.wav(2))
    media_file(testimony, corpus.jpeg(), kind="image", media_type="image/jpeg", alt_text="A bridge")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(testimony.get_absolute_url())
    page.evaluate("document.querySelector('.file img').scrollIntoView()")
    until(page, "document.querySelector('.file img').naturalWidth === 600")
    page.evaluate(
        "(() => { const sound = document.querySelector('audio'); sound.muted = true; return sound.play(); })()"
    )
    until(page, "document.querySelector('audio').currentTime > 0.05")
    assert page.evaluate("document.querySelector('audio').duration") == 2
    page.evaluate("document.querySelector('audio').currentTime = 1.5")
    until(page, "document.querySelector('audio').currentTime >= 1.5")
    assert complaints == []
