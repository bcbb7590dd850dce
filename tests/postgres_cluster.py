"""Runs a command on a throwaway PostgreSQL.

    python -m tests.postgres_cluster -- pytest -n auto

A new cluster is made in a temporary folder, listening on a socket in that folder and nowhere else. The
command gets its address as DATABASE_URL. However it ends, or is ended, the cluster is stopped and removed.
Where PostgreSQL's programs are missing one line says so; with ARCHIVE_REQUIRE_ALL=1 that is a failure.
"""

import contextlib
import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

PROGRAMS = ("initdb", "postgres")
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
)
UNPRIVILEGED = ("postgres", "nobody")
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",  # a worker of its own accord would keep dead rows alive while a test looks for them
    "max_connections=100",
    "shared_buffers=128MB",
)
SECONDS_TO_START = 60


class Interrupted(BaseException):
    """A signal that asks us to end; carries its number."""


def programs_folder() -> Path | None:
    """The folder of the newest PostgreSQL's server programs; None when there is none."""
    found = [Path(folder) for pattern in PLACES for folder in glob.glob(pattern)]
    found.sort(key=lambda folder: [int(part) for part in re.findall(r"\d+", str(folder))], reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    for folder in found:
        if all(os.access(folder / program, os.X_OK) for program in PROGRAMS):
            return folder
    return None


def as_unprivileged() -> dict[str, Any]:
    """Popen's arguments for running as somebody else than root, which PostgreSQL insists on."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise SystemExit(f"PostgreSQL does not run as root, and there is no user {' or '.join(UNPRIVILEGED)}.")


def initialise(programs: Path, folder: Path, person: dict[str, Any]) -> None:
    """An empty cluster in folder/data, whose only user needs no password."""
    command = [
        programs / "initdb",
        "-D",
        folder / "data",
        "-U",
        "archive",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-sync",
    ]
    for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
        shutil.rmtree(folder / "data", ignore_errors=True)
        done = subprocess.run(
            [*command, f"--locale={locale}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **person,
        )
        if done.returncode == 0:
            return
    raise SystemExit(f"initdb failed:\n{done.stderr}")


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> str:
    """Make the database as soon as the server answers; returns the server's version."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with psycopg.connect(host=str(folder), user="archive", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE archive TEMPLATE template0")
                return connection.info.parameter_status("server_version") or ""
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text(errors="replace")
                raise SystemExit(f"PostgreSQL did not start: {error}\n{log}") from None
            time.sleep(0.05)


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """A running cluster, as a DATABASE_URL; stopped and removed at the end."""
    person = as_unprivileged()
    # Under root's own temporary folder another user could not reach the cluster.
    folder = Path(tempfile.mkdtemp(prefix="archive-pg-", dir="/tmp" if person else None))
    server = None
    try:
        if person:
            os.chown(folder, person["user"], person["group"])
        initialise(programs, folder, person)
        command = [programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses="]
        for setting in FAST:
            command += ["-c", setting]
        with (folder / "log").open("wb") as log:
            # A session of its own: Ctrl-C is for the command, the server ends after it.
            server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **person)
        version = wait_until_ready(server, folder)
        print(f"PostgreSQL {version} on a throwaway cluster", flush=True)
        yield f"postgres://archive@/{folder}/archive"
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], database_url: str) -> int:
    """The command's exit status; a signal that reaches us is passed on to it first."""
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": database_url})
    try:
        return process.wait()
    except Interrupted as interruption:
        number = interruption.args[0]
        process.send_signal(number)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return 128 + number


def interrupt(number: int, frame: object) -> None:
    """Ask us to end once; a second signal must not stop the clean-up."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise Interrupted(number)


def main(arguments: list[str]) -> int:
    """The command line described above."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("usage: python -m tests.postgres_cluster -- command …", file=sys.stderr)
        return 2
    programs = programs_folder()
    if programs is None:
        required = os.environ.get("ARCHIVE_REQUIRE_ALL") == "1"
        print(f"{'FAILED' if required else 'SKIPPED'}: PostgreSQL tests: no initdb found", flush=True)
        return int(required)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupt)
    try:
        with cluster(programs) as database_url:
            return run(command, database_url)
    except Interrupted as interruption:
        return 128 + interruption.args[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
