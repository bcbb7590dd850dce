"""A newcomer's first five minutes: `make run` in a copy of this tree that has no database and no keys."""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv*", "var", "node_modules", "__pycache__", ".*_cache", ".hypothesis", "*.sqlite3"
)
SECONDS_TO_START = 120

pytestmark = [pytest.mark.slow, pytest.mark.other_database("sqlite")]


@pytest.fixture
def copy(tmp_path):
    """This tree without anybody's data, and with the libraries these tests run on already in its .venv."""
    tree = tmp_path / "archive"
    shutil.copytree(ROOT, tree, ignore=LEFT_BEHIND, symlinks=True)
    programs = tree / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(Path(sys.executable).resolve())
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", tree / ".venv")
    (tree / ".venv" / "lib").symlink_to(Path(sys.prefix) / "lib")
    locked = (tree / "requirements.txt").read_bytes()
    checksum = subprocess.run(["cksum"], input=locked, capture_output=True, check=True).stdout.split()[0].decode()
    (tree / ".venv" / f".installed-app-{checksum}").touch()
    return tree


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def newcomers_environment():
    ours = ("ARCHIVE_", "DJANGO_", "PYTEST_", "MAKE", "MFLAGS")
    return {
        name: value for name, value in os.environ.items() if not name.startswith(ours) and name != "DATABASE_URL"
    } | {"PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def make_run(tree, port):
    """`make run` as if typed in a terminal; whatever happens, nothing of it stays behind."""
    log = tree / "make-run.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=tree,
            env=newcomers_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # A run in the background ignores Ctrl-C, and its children would inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    try:
        wait_for_answer(process, port, log)
        yield process, log
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for_answer(process, port, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        assert process.poll() is None, f"make run ended:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                assert answer.status == 200
                return
        except urllib.error.HTTPError as error:
            pytest.fail(f"the home page answers {error.code}:\n{log.read_text()}")
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no answer within {SECONDS_TO_START} seconds:\n{log.read_text()}")


def press_ctrl_c(process, log):
    os.killpg(process.pid, signal.SIGINT)
    status = process.wait(timeout=20)
    assert status in {0, 2, 130, -signal.SIGINT}, log.read_text()
    assert "Traceback" not in log.read_text()


def printed_logins(log):
    return dict(re.findall(r"^ {4}(\w+) +((?:[a-z0-9]{4}-){3}[a-z0-9]{4}) ", log.read_text(), re.MULTILINE))


def admin_page_after_login(port, name, password):
    """What the workbench shows after its login form was filled in as a person would."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    login = f"http://127.0.0.1:{port}/accounts/login/?next=/admin/"
    form = opener.open(login, timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    fields = {"csrfmiddlewaretoken": token, "login": name, "password": password, "next": "/admin/"}
    request = urllib.request.Request(login, urllib.parse.urlencode(fields).encode(), {"Referer": login})
    with opener.open(request, timeout=30) as answer:
        return answer.geturl(), answer.read().decode()


def fingerprints(folder, *names):
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names]


def test_make_run_opens_the_archive_and_keeps_it(copy):
    port = free_port()
    with make_run(copy, port) as (process, log):
        logins = printed_logins(log)
        assert set(logins) == {"curator", "cataloguer", "administrator", "researcher"}, log.read_text()
        assert f"http://127.0.0.1:{port}/" in log.read_text()
        for name, password in logins.items():
            if name == "researcher":
                continue
            address, page = admin_page_after_login(port, name, password)
            assert address.endswith("/admin/")
            assert "/admin/logout/" in page
        assert (copy / "var" / "local.env").stat().st_mode & 0o777 == 0o600
        secrets = fingerprints(copy / "var", "local.env", "demo-logins.json")
        press_ctrl_c(process, log)

    started = time.monotonic()
    with make_run(copy, port) as (process, log):
        assert time.monotonic() - started < 30
        assert printed_logins(log) == logins
        assert fingerprints(copy / "var", "local.env", "demo-logins.json") == secrets
        press_ctrl_c(process, log)
