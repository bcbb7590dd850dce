"""The throwaway cluster: used, and gone afterwards, however the run ends."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres_cluster

ROOT = Path(__file__).resolve().parent.parent
SAY_WHERE = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep({})"


@pytest.fixture
def start():
    """Starts the runner with a line of Python as its command."""
    if postgres_cluster.programs_folder() is None:
        pytest.skip("no initdb found")
    return lambda code: subprocess.Popen(
        [sys.executable, "-m", "tests.postgres_cluster", "--", sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def folder_in(line):
    return Path(re.search(r"postgres://archive@/(/.+)/archive", line)[1])


def test_the_command_gets_a_database_and_its_status_is_ours(start):
    code = """
import os, psycopg, sys
from config.environment import env_database_url
database = env_database_url("DATABASE_URL", "", base=None)
with psycopg.connect(host=database["HOST"], user=database["USER"], dbname=database["NAME"]) as connection:
    print(connection.execute("SELECT lower('XOCALI ӘСГӘРАН'), pg_encoding_to_char(6)").fetchone())
print(os.environ["DATABASE_URL"])
sys.exit(7)
"""
    runner = start(code)
    printed, _ = runner.communicate(timeout=60)
    assert runner.returncode == 7, printed
    assert "('xocali әсгәран', 'UTF8')" in printed
    assert not folder_in(printed).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_command_and_cluster(start, number):
    runner = start(SAY_WHERE.format(60))
    assert "throwaway" in runner.stdout.readline()
    folder = folder_in(runner.stdout.readline())
    assert folder.exists()
    os.kill(runner.pid, number)
    runner.communicate(timeout=30)
    assert runner.returncode == 128 + number
    assert not folder.exists()


@pytest.mark.parametrize(("required", "status", "word"), [("0", 0, "SKIPPED"), ("1", 1, "FAILED")])
def test_without_postgresql_one_line_says_so(monkeypatch, capsys, required, status, word):
    monkeypatch.setattr(postgres_cluster, "programs_folder", lambda: None)
    monkeypatch.setenv("ARCHIVE_REQUIRE_ALL", required)
    assert postgres_cluster.main(["--", "true"]) == status
    assert capsys.readouterr().out == f"{word}: PostgreSQL tests: no initdb found\n"
