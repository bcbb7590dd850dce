"""The settings as an operator meets them: a process of their own, with nothing set but what a test sets."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import keys

ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = dict(line.split("=", 1) for line in keys.fresh_lines(list(keys.KEYS)))
LIVE = KEYS | {"ARCHIVE_ALLOWED_HOSTS": "archive.example.org", "ARCHIVE_CONTACT_EMAIL": "archive@example.org"}


def run(code_or_command, tmp_path, **variables):
    """Run Python code, or manage.py with a list of arguments; returns the finished process.

    The settings are a copy in another folder, where the tester's own var/local.env plays no part.
    """
    package = tmp_path / "elsewhere"
    package.mkdir(exist_ok=True)
    shutil.copy(ROOT / "config" / "settings.py", package)
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_") and name != "DATABASE_URL"
    }
    environment = inherited | {
        "DJANGO_SETTINGS_MODULE": "elsewhere.settings",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
    }
    start = ["-c", code_or_command] if isinstance(code_or_command, str) else [ROOT / "manage.py", *code_or_command]
    return subprocess.run(
        [sys.executable, *start],
        cwd=tmp_path,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )


SHOW = "from django.conf import settings; print({})"


def test_check_deploy_has_nothing_to_say_about_a_live_archive(tmp_path):
    done = run(["check", "--deploy", "--fail-level", "DEBUG"], tmp_path, **LIVE)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_check_deploy_notices_what_is_unsafe(tmp_path):
    done = run(["check", "--deploy", "--fail-level", "WARNING"], tmp_path, **LIVE, ARCHIVE_DEBUG="on")
    assert done.returncode != 0
    assert "security.W018" in done.stderr


@pytest.mark.parametrize("name", keys.KEYS)
def test_a_missing_key_is_an_error_with_the_command_that_makes_one(tmp_path, name):
    done = run(["check"], tmp_path, **{key: value for key, value in LIVE.items() if key != name})
    assert done.returncode != 0
    assert f"{name} is not set. Make one with: python -m config.keys" in done.stderr


def test_debug_is_off_and_everything_is_closed_unless_it_is_opened(tmp_path):
    shown = run(
        SHOW.format(
            "settings.DEBUG, settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT, "
            "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS"
        ),
        tmp_path,
        **KEYS,
    )
    assert shown.stdout.strip() == "False [] True True True 31536000", shown.stderr


def test_an_archive_on_a_closed_network_can_do_without_https(tmp_path):
    shown = run(
        SHOW.format("settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS"),
        tmp_path,
        **KEYS,
        ARCHIVE_HTTPS="off",
    )
    assert shown.stdout.strip() == "False False 0", shown.stderr


def test_the_local_file_gives_what_the_environment_does_not(tmp_path):
    (tmp_path / "var").mkdir()
    lines = [f"{name}={value}" for name, value in KEYS.items()] + [
        "ARCHIVE_NAME=From the file",
        "ARCHIVE_DEBUG=on",
    ]
    (tmp_path / "var" / "local.env").write_text("\n".join(lines))
    show = SHOW.format("settings.ARCHIVE_NAME, settings.DEBUG")
    assert run(show, tmp_path, ARCHIVE_DEBUG="off").stdout.strip() == "From the file False"


def test_sqlite_is_set_up_to_be_shared(tmp_path):
    code = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous"):
        print(name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
print(connection.transaction_mode)
"""
    done = run(code, tmp_path, **KEYS)
    assert done.stdout.split("\n")[:5] == [
        "journal_mode wal",
        "foreign_keys 1",
        "busy_timeout 20000",
        "synchronous 1",
        "IMMEDIATE",
    ], done.stderr
    assert (tmp_path / "var" / "archive.sqlite3").exists()


def test_mails_are_printed_until_there_is_a_server_for_them(tmp_path):
    show = SHOW.format("settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL")
    assert "console" in run(show, tmp_path, **KEYS).stdout
    server = {"ARCHIVE_EMAIL_URL": "smtp+tls://me:hunter2@mail.example.org"}
    done = run(show, tmp_path, **LIVE, **server)
    assert done.stdout.strip() == (
        "django.core.mail.backends.smtp.EmailBackend mail.example.org archive@example.org"
    ), done.stderr
    nameless = run(show, tmp_path, **KEYS, **server)
    assert "ARCHIVE_EMAIL_FROM is not set" in nameless.stderr
    assert "hunter2" not in nameless.stderr


def test_staff_need_a_second_factor_unless_it_is_a_trial(tmp_path):
    show = SHOW.format("settings.ARCHIVE_STAFF_SECOND_FACTOR")
    assert run(show, tmp_path, **KEYS).stdout.strip() == "True"
    assert run(show, tmp_path, **KEYS, ARCHIVE_DEBUG="on").stdout.strip() == "False"


POSTGRES = {"DATABASE_URL": "postgres://me:word@db/voices?pool=true"}


def test_postgresql_connections_come_from_a_pool(tmp_path):
    show = SHOW.format("settings.DATABASES['default']")
    done = run(show, tmp_path, **KEYS, **POSTGRES, ARCHIVE_DATABASE_POOL_SIZE="5")
    database = eval(done.stdout)
    assert database["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 5, "timeout": 10}
    assert database["CONN_MAX_AGE"] == 0
    assert database["CONN_HEALTH_CHECKS"] is True


def test_the_pool_can_be_left_to_another_program(tmp_path):
    show = SHOW.format("'pool' in settings.DATABASES['default']['OPTIONS']")
    assert run(show, tmp_path, **KEYS, **POSTGRES, ARCHIVE_DATABASE_POOL_SIZE="0").stdout.strip() == "False"


@pytest.mark.other_database("postgresql")
def test_the_pool_really_lends_connections(tmp_path):
    code = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("SELECT 1").fetchone()[0], connection.pool.get_stats()["pool_max"])
connection.close(); connection.close_pool()
"""
    done = run(code, tmp_path, **KEYS, DATABASE_URL=os.environ["DATABASE_URL"], ARCHIVE_DATABASE_POOL_SIZE="3")
    assert done.stdout.strip() == "1 3", done.stderr


@pytest.mark.slow
def test_live_static_files_are_hashed_and_compressed(tmp_path):
    done = run(["collectstatic", "--noinput", "--verbosity", "0"], tmp_path, **LIVE)
    assert done.returncode == 0, done.stderr
    names = [path.name for path in (tmp_path / "var" / "static").rglob("*.css*")]
    assert any(re.fullmatch(r"base\.[0-9a-f]{12}\.css\.gz", name) for name in names)


def test_every_variable_is_explained_to_operators():
    read = set(re.findall(r'env_\w+\(\s*"(\w+)"', (ROOT / "config" / "settings.py").read_text()))
    page = (ROOT / "docs" / "operators.md").read_text()
    assert {name for name in read if f"`{name}`" not in page} == set()
