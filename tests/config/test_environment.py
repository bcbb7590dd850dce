"""Every reader takes what is right, and says of what is wrong: the variable, the fault, a right value."""

import contextlib
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from config import environment as env

BASE = Path("/srv/archive")
KEY = "c2VhbCBrZXkgdGhhdCBwcm90ZWN0cyBub3RoaW5nLi4="


@pytest.fixture
def setting(monkeypatch):
    """Sets ARCHIVE_X to a value."""
    return lambda value: monkeypatch.setenv("ARCHIVE_X", value)


READ = {
    "text": (lambda: env.env_str("ARCHIVE_X"), " Museum of Voices ", "Museum of Voices"),
    "text that looks like a reference": (lambda: env.env_str("ARCHIVE_X"), "$HOME", "$HOME"),
    "yes": (lambda: env.env_bool("ARCHIVE_X"), "Yes", True),
    "no": (lambda: env.env_bool("ARCHIVE_X"), "off", False),
    "number": (lambda: env.env_int("ARCHIVE_X"), "31536000", 31536000),
    "list": (lambda: env.env_list("ARCHIVE_X"), "one.org, two.org", ["one.org", "two.org"]),
    "origins": (lambda: env.env_origins("ARCHIVE_X"), "https://one.org:8443", ["https://one.org:8443"]),
    "origin": (lambda: env.env_origin("ARCHIVE_X", ""), "https://one.org:8443", "https://one.org:8443"),
    "relative path": (lambda: env.env_path("ARCHIVE_X", base=BASE), "media", BASE / "media"),
    "absolute path": (lambda: env.env_path("ARCHIVE_X", base=BASE), "/data", Path("/data")),
    "path of an address": (lambda: env.env_url_path("ARCHIVE_X"), "/_media/", "/_media/"),
    "e-mail": (lambda: env.env_email("ARCHIVE_X"), "voices@example.org", "voices@example.org"),
    "time zone": (lambda: env.env_time_zone("ARCHIVE_X"), "Asia/Baku", "Asia/Baku"),
    "header": (
        lambda: env.env_header("ARCHIVE_X"),
        "X-Forwarded-Proto: https",
        ("HTTP_X_FORWARDED_PROTO", "https"),
    ),
    "secret": (lambda: env.env_secret("ARCHIVE_X"), "open sesame", "open sesame"),
    "key": (lambda: env.env_key("ARCHIVE_X"), KEY, b"seal key that protects nothing.."),
}


@pytest.mark.parametrize(("read", "value", "expected"), READ.values(), ids=READ)
def test_a_right_value_is_read(setting, read, value, expected):
    setting(value)
    assert read() == expected


FAULTS = {
    "neither yes nor no": (lambda: env.env_bool("ARCHIVE_X"), "maybe", "'maybe'", "ARCHIVE_X=on"),
    "not a number": (lambda: env.env_int("ARCHIVE_X"), "ten", "'ten'", "ARCHIVE_X=1"),
    "digits of another script": (lambda: env.env_int("ARCHIVE_X"), "١٢", "not a whole number", "ARCHIVE_X=1"),
    "too small": (lambda: env.env_int("ARCHIVE_X", minimum=5), "4", "out of range", "ARCHIVE_X=5"),
    "too large": (lambda: env.env_int("ARCHIVE_X", maximum=5), "6", "out of range", "0 to 5"),
    "empty between commas": (lambda: env.env_list("ARCHIVE_X"), "a,,b", "empty value", "ARCHIVE_X=one,two"),
    "blanks for commas": (lambda: env.env_list("ARCHIVE_X"), "a b", "blanks", "ARCHIVE_X=one,two"),
    "several origins for one": (
        lambda: env.env_origin("ARCHIVE_X", ""),
        "https://one.org,https://two.org",
        "several",
        "https://",
    ),
    "origin without scheme": (lambda: env.env_origins("ARCHIVE_X"), "one.org", "'one.org'", "https://"),
    "URL for a path": (lambda: env.env_path("ARCHIVE_X", base=BASE), "s3://b", "not a path", "/srv/archive"),
    "no path between slashes": (lambda: env.env_url_path("ARCHIVE_X"), "/_media", "'/_media'", "/_media/"),
    "a path on another host": (lambda: env.env_url_path("ARCHIVE_X"), "//example.org/", "example.org", "/_media/"),
    "no e-mail": (lambda: env.env_email("ARCHIVE_X"), "voices", "'voices'", "archive@example.org"),
    "no time zone": (lambda: env.env_time_zone("ARCHIVE_X"), "Mars/Base", "'Mars/Base'", "Europe/Amsterdam"),
    "a folder of time zones": (lambda: env.env_time_zone("ARCHIVE_X"), "Europe", "'Europe'", "ARCHIVE_X=UTC"),
    "header without value": (
        lambda: env.env_header("ARCHIVE_X"),
        "X-Proto",
        "not a header",
        "X-Forwarded-Proto: https",
    ),
}


@pytest.mark.parametrize(("read", "value", "fault", "example"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_value_is_named_with_its_fault_and_a_right_one(setting, read, value, fault, example):
    setting(value)
    with pytest.raises(ImproperlyConfigured) as error:
        read()
    message = str(error.value)
    assert message.startswith("ARCHIVE_X ")
    assert fault in message
    assert example in message


REQUIRED = [
    env.env_str,
    env.env_bool,
    env.env_int,
    env.env_list,
    env.env_email,
    env.env_url_path,
    env.env_time_zone,
    env.env_secret,
    env.env_key,
    lambda name: env.env_path(name, base=BASE),
]


@pytest.mark.parametrize("read", REQUIRED)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_or_empty_value_is_an_error_where_one_is_required(monkeypatch, setting, read, value):
    monkeypatch.delenv("ARCHIVE_X", raising=False)
    if value is not None:
        setting(value)
    with pytest.raises(ImproperlyConfigured, match=r"^ARCHIVE_X is not set\. "):
        read("ARCHIVE_X")


def test_an_empty_value_leaves_the_default(setting):
    setting("")
    assert env.env_bool("ARCHIVE_X", True) is True
    assert env.env_int("ARCHIVE_X", 7) == 7
    assert env.env_list("ARCHIVE_X", ["a"]) == ["a"]
    assert env.env_header("ARCHIVE_X") is None


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text("open sesame\n")
    monkeypatch.setenv("ARCHIVE_X_FILE", str(file))
    assert env.env_secret("ARCHIVE_X") == "open sesame"


@pytest.mark.parametrize(
    ("content", "fault"),
    [(None, "cannot be read (No such file"), (b"", "is empty"), (b"\xff\xfe", "cannot be read (not text)")],
)
def test_a_secret_file_that_is_of_no_use_is_named(monkeypatch, tmp_path, content, fault):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("ARCHIVE_X_FILE", str(file))
    with pytest.raises(ImproperlyConfigured) as error:
        env.env_secret("ARCHIVE_X")
    assert str(error.value).startswith("ARCHIVE_X_FILE ")
    assert fault in str(error.value)


def test_a_secret_given_twice_is_refused(monkeypatch, setting, tmp_path):
    setting("one")
    monkeypatch.setenv("ARCHIVE_X_FILE", str(tmp_path / "two"))
    with pytest.raises(ImproperlyConfigured, match="both set"):
        env.env_secret("ARCHIVE_X")


SECRETS = {
    "too short": (lambda: env.env_secret("ARCHIVE_X", minimum_length=50), "hunter2"),
    "no base64": (lambda: env.env_key("ARCHIVE_X"), "hunter2 is not base64"),
    "letters of another script": (lambda: env.env_key("ARCHIVE_X"), "ключ-hunter2"),
    "short key": (lambda: env.env_key("ARCHIVE_X"), "aHVudGVyMg=="),
}


@pytest.mark.parametrize(("read", "value"), SECRETS.values(), ids=SECRETS)
def test_a_fault_never_repeats_a_secret(setting, read, value):
    setting(value)
    with pytest.raises(ImproperlyConfigured) as error:
        read()
    assert "python -m config.keys" in str(error.value)
    assert value not in str(error.value)
    assert "hunter2" not in str(error.value)
    assert error.value.__suppress_context__ or error.value.__context__ is None


DATABASES = {
    "sqlite:////data/a%2Bb.sqlite3": {"NAME": "/data/a+b.sqlite3"},
    "sqlite:///var/archive.sqlite3": {"NAME": "/srv/archive/var/archive.sqlite3"},
    "sqlite://:memory:": {"NAME": ":memory:"},
    "postgres://me:p%40ss@db.example.org:6432/voices": {
        "NAME": "voices",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": 6432,
    },
    "postgres://me@//run/postgresql/voices": {"NAME": "voices", "HOST": "/run/postgresql"},
    "postgresql://me:$HOME@db/voices?sslmode=require": {
        "PASSWORD": "$HOME",
        "OPTIONS": {"sslmode": "require"},
    },
}


@pytest.mark.parametrize(("url", "expected"), DATABASES.items())
def test_a_database_is_read_from_its_url(setting, url, expected):
    setting(url)
    database = env.env_database_url("ARCHIVE_X", "", base=BASE)
    assert {name: database[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("archive.sqlite3", "is not a URL"),
        ("$OTHER", "is not a URL"),
        ("mysql://me:hunter2@db/voices", "only PostgreSQL and SQLite"),
        ("sqlite://var/archive.sqlite3", "three slashes"),
        ("postgres://me:hunter2@db", "names no database"),
        ("postgres://me:hunter2@db:port/voices", "cannot be read"),
    ],
)
def test_a_wrong_database_url_is_explained_without_its_password(setting, url, fault):
    setting(url)
    with pytest.raises(ImproperlyConfigured) as error:
        env.env_database_url("ARCHIVE_X", "", base=BASE)
    assert str(error.value).startswith("ARCHIVE_X ")
    assert fault in str(error.value)
    assert "hunter2" not in str(error.value)


def test_a_mail_server_is_read_from_its_url(setting):
    setting("smtp+tls://voices%40example.org:p%40ss@mail.example.org")
    assert env.env_email_url("ARCHIVE_X") == {
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "voices@example.org",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
    }
    setting("smtp+ssl://mail.example.org")
    assert env.env_email_url("ARCHIVE_X")["EMAIL_PORT"] == 465
    setting("smtp://localhost:2525")
    assert env.env_email_url("ARCHIVE_X")["EMAIL_PORT"] == 2525
    setting("")
    assert env.env_email_url("ARCHIVE_X") == {}


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://me:hunter2@mail.example.org",
        "smtp://",
        "smtp://me:hunter2@mail.example.org:port",
        "smtp+tls://me:hunter2@mail.example.org:99999",
        "smtp+tls://me:hunter2@mail.example.org/folder",
        "smtp+tls://me:hunter2@mail.example.org?tls=no",
        "smtp+tls://me:hunter2@[mail",
    ],
)
def test_a_wrong_mail_server_is_explained_without_its_password(setting, url):
    setting(url)
    with pytest.raises(ImproperlyConfigured, match=r"^ARCHIVE_X ") as error:
        env.env_email_url("ARCHIVE_X")
    assert "Write ARCHIVE_X=smtp+tls://" in str(error.value)
    assert "hunter2" not in str(error.value)


ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@given(value=ANY_TEXT)
def test_no_value_raises_anything_but_improperly_configured(value):
    readers = [
        *REQUIRED,
        env.env_header,
        env.env_email_url,
        lambda name: env.env_database_url(name, "sqlite:///x", base=BASE),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARCHIVE_X", value)
        for read in readers:
            with contextlib.suppress(ImproperlyConfigured):
                read("ARCHIVE_X")
