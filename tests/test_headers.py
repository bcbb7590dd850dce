"""The security headers of every kind of answer, and pages that need nothing which they forbid."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests import cast
from tests.access import addresses
from tests.admin.house import furnish

pytestmark = pytest.mark.django_db

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def fault(request, *args, **kwargs):
    raise RuntimeError("a fault on purpose")


def closed(answer):
    answer.close()
    return answer


@pytest.fixture
def answers(client, monkeypatch):
    """One answer of every kind, by name."""
    page, withdrawn = cast.testimony().get_absolute_url(), cast.testimony(state="withdrawn").get_absolute_url()
    found = {
        "page": client.get(page),
        "304": client.get(page, headers={"if-none-match": "*"}),
        "404": client.get("/testimonies/nothing/"),
        "405": client.post(page),
        "410": client.get(withdrawn),
        "400": client.get(page, headers={"host": "elsewhere.example"}),
        "redirect": client.get("/testimonies"),
        "static file": closed(client.get("/static/archive/css/base.css")),
        "login": client.get("/accounts/login/"),
        "workbench": client.get("/admin/"),
    }
    monkeypatch.setattr("archive.views.home.render", fault)
    found["500"] = Client(raise_request_exception=False).get("/")
    return found


STATUSES = {"page": 200, "redirect": 301, "static file": 200, "login": 200, "workbench": 302}


def test_every_answer_has_every_header(answers):
    for name, answer in answers.items():
        assert answer.status_code == STATUSES.get(name, int(name) if name.isdigit() else None)
        for header, value in EXPECTED.items():
            assert answer.headers.get(header) == value, f"{header} of {name}"
        assert "camera=()" in answer["Permissions-Policy"], name
        policy = policy_of(answer)
        for directive in ("default-src", "frame-ancestors", "base-uri", "object-src"):
            assert policy[directive] == ["'none'"], f"{directive} of {name}"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"], name


def test_only_what_is_public_may_be_kept(answers):
    kept = {name for name, answer in answers.items() if "no-store" not in answer["Cache-Control"]}
    assert kept == {"page", "304", "static file"}


def policy_of(answer):
    directives = [directive.split() for directive in answer["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in directives}


def test_only_the_workbench_lets_anything_be_inline_and_no_script_ever(answers):
    for name, answer in answers.items():
        loose = {
            directive for directive, sources in policy_of(answer).items() if not set(sources) <= {"'self'", "'none'"}
        }
        assert loose == ({"style-src-attr", "img-src"} if name == "workbench" else set()), name


def test_no_other_site_may_read_our_static_files(answers):
    assert not answers["static file"].has_header("Access-Control-Allow-Origin")


# --- HTTPS ----------------------------------------------------------------------------------------------


@pytest.fixture
def https(settings):
    """The archive as ARCHIVE_HTTPS sets it up (tests/config/test_settings.py looks at the settings themselves)."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return Client(raise_request_exception=False)


def test_browsers_are_told_to_insist_on_https_by_every_answer(https, monkeypatch):
    page, withdrawn = cast.testimony().get_absolute_url(), cast.testimony(state="withdrawn").get_absolute_url()
    found = {address: https.get(address, secure=True) for address in (page, withdrawn, "/nothing/", "/testimonies")}
    found["304"] = https.get(page, secure=True, headers={"if-none-match": "*"})
    found["static file"] = closed(https.get("/static/archive/css/base.css", secure=True))
    monkeypatch.setattr("archive.views.home.render", fault)
    found["500"] = https.get("/", secure=True)
    assert {answer.status_code for answer in found.values()} == {200, 301, 304, 404, 410, 500}
    for name, answer in found.items():
        assert answer.headers.get("Strict-Transport-Security") == "max-age=31536000; includeSubDomains; preload", name


def test_the_way_to_https_has_the_headers_too_and_is_kept_by_nobody(https):
    answer = https.get("/testimonies/?q=a+name")
    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/testimonies/?q=a+name"
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    for header, value in EXPECTED.items():
        assert answer.headers.get(header) == value, header


def test_cookies_are_sent_by_https_only_and_not_to_scripts(https):
    https.post("/accounts/login/", {"login": "nobody", "password": "none"}, secure=True)
    person = cast.staff("publisher")
    person.set_password("a long enough password")
    person.save()
    answer = https.post(
        "/accounts/login/", {"login": person.username, "password": "a long enough password"}, secure=True
    )
    assert answer.cookies
    for cookie in answer.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


# --- nothing inline -------------------------------------------------------------------------------------

DATA_TYPES = {"application/json", "application/ld+json", "speculationrules"}
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "srcset", "cite"}
LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("audio", "src"), ("video", "src"), ("source", "src")}
SCHEMES = {"", "http", "https", "mailto"}


class Inline(HTMLParser):
    """Collects what a page has that its Content-Security-Policy forbids, or that leads to another host."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "script" and "src" not in found and found.get("type") not in DATA_TYPES:
            self.faults.append("a script without src")
        if tag in ("style", "iframe", "object", "embed", "base"):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"{tag} {name}")
            if name in ADDRESSES:
                self.address(tag, name, value or "")

    def address(self, tag, name, value):
        parts = urlsplit("".join(value.split()))
        if parts.scheme.lower() not in SCHEMES:
            self.faults.append(f"{tag} {name}={value}")
        is_loaded = (tag, name) in LOADED or (tag, name) == ("form", "action")
        if is_loaded and parts.netloc not in ("", "testserver"):
            self.faults.append(f"{tag} {name}={value}")


def faults_of(html: str) -> list[str]:
    reader = Inline()
    reader.feed(html)
    return reader.faults


@pytest.mark.parametrize("person", [None, lambda: cast.user("reader"), lambda: cast.staff("publisher")])
def test_no_public_page_has_anything_inline_or_of_another_host(client, person):
    if person is not None:
        client.force_login(person())
    furnish()
    for address in [*addresses.every_address(), "/testimonies/nothing/"]:
        answer = client.get(address)
        if answer.streaming:  # a file: no page
            list(answer.streaming_content)
        else:
            assert faults_of(answer.content.decode()) == [], address


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        "<script type='module'>1</script>",
        "<style>p {}</style>",
        "<p style='color: red'>",
        "<p onclick='x()'>",
        "<a href='java\nscript:x()'>",
        "<a href='data:text/html,x'>",
        "<img src='https://elsewhere.example/a.png'>",
        "<script src='//elsewhere.example/a.js'></script>",
        "<form action='https://elsewhere.example/'>",
        "<iframe src='/'></iframe>",
    ],
)
def test_what_is_inline_would_be_found(html):
    assert faults_of(html)


def test_what_is_allowed_is_no_fault():
    assert faults_of("<script type='application/ld+json'>{}</script><a href='https://source.example/'>x</a>") == []
