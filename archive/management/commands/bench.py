"""What has a promised speed, measured on this computer."""

import contextlib
import io
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import quote

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.models import Count, Model, QuerySet
from django.urls import reverse
from tqdm import tqdm

from archive.access.viewer import visitor
from archive.lib.fuzzy_dates import FuzzyDate
from archive.models import (
    Collection,
    Event,
    Mention,
    Organisation,
    Participation,
    Passage,
    Person,
    Place,
    Source,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
)

MANAGE = (sys.executable, str(settings.BASE_DIR / "manage.py"))
DATES_A_SECOND = 20_000
SLOWER_AT_MOST = 2.0
WARMING_UP = 3
SHAPES = "1992-02-{:02}|1992-{:02}|19{:02}|19{:02}?|19{:02}~|19{:02}/..|1992-01-{:02}/1993|19{:02}-XX|199X"
FILTERS = {"person", "place", "event", "tag", "collection", "language", "standing"}
LISTS = ("testimony", "person", "organisation", "place", "event", "source", "collection", "tag")
WITHOUT_FLOOR = {"organisation", "place", "event", "source", "collection", "tag", "passage"}
"""Pages of one record that may take longer where more testimonies lead to it; shown for comparison."""

CHILDREN = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "ARCHIVE_DEBUG": "off",
    "ARCHIVE_HTTPS": "off",
    "ARCHIVE_ALLOWED_HOSTS": "localhost",
    "PYTHONUNBUFFERED": "1",
}


class Command(BaseCommand):
    """Measure what has a promised speed: fuzzy dates a second, and pages in a small and in a large archive.

    Two synthetic archives are generated in a temporary folder, or kept with --keep for the next time. Their pages are
    asked for in turn, as a visitor, and a page of the large archive may take at most twice as long as the same page of
    the small one. The exit status is 1 when a floor is missed.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--small", type=int, default=50, metavar="N", help="testimonies in the small archive (50)")
        parser.add_argument("--large", type=int, default=50_000, metavar="N", help="and in the large one (50000)")
        parser.add_argument("--passages", type=int, default=4, help="passages in each testimony (4)")
        parser.add_argument("--requests", type=int, default=15, help="how often each page is asked for (15)")
        parser.add_argument(
            "--keep", type=Path, metavar="DIR", help="keep the archives here, and use those kept before"
        )
        parser.add_argument("--answer", action="store_true", help="for its own use: answer requests for measured pages")

    def handle(self, *args: Any, answer: bool, **options: Any) -> None:
        if answer:
            answer_requests(sys.stdin, sys.stdout)
            return
        self.stdout.write(environment())
        try:
            missed = dates_missed(self.stdout) + pages_missed(self.stdout, **{name: options[name] for name in SIZES})
        except KeyboardInterrupt:
            raise SystemExit(130) from None
        if missed:
            raise CommandError(f"{missed} of the floors missed.")
        self.stdout.write("Every floor is held.")


SIZES = ("small", "large", "passages", "requests", "keep")


def environment() -> str:
    """One line about the computer, without which the figures mean nothing."""
    database = ".".join(map(str, connection.Database.sqlite_version_info)) if connection.vendor == "sqlite" else ""
    parts = [
        f"Python {platform.python_version()}",
        f"Django {django.get_version()}",
        f"SQLite {database}" if database else "",
        f"{platform.system()} {platform.machine()}",
        f"{os.cpu_count()} processors",
        f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "",
    ]
    return ", ".join(part for part in parts if part)


def verdict(held: bool) -> str:
    return "held  " if held else "MISSED"


def dates_missed(out: Any) -> int:
    """Print how many fuzzy dates are read in a second; 1 when they are too few."""
    texts = [shape.format(number) for number in range(1, 13) for shape in SHAPES.split("|")] * 50
    fastest = 0.0
    for _turn in range(5):
        started = time.process_time()
        for text in texts:
            FuzzyDate.parse(text)
        fastest = max(fastest, len(texts) / (time.process_time() - started))
    held = fastest >= DATES_A_SECOND
    out.write(f"{verdict(held)}  {fastest:,.0f} fuzzy dates a second (floor {DATES_A_SECOND:,})\n")
    return int(not held)


def pages_missed(out: Any, *, small: int, large: int, passages: int, requests: int, keep: Path | None) -> int:
    """Measure the pages of both archives in turn, print them, and count those that are too slow."""
    missed = 0
    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="archive-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        environments = [prepared(folder, size, passages) for size in (small, large)]
        archives = [stack.enter_context(answering(each)) for each in environments]
        pages = [ask(archive) for archive in archives]
        out.write(f"\n        {'page':32} {small:>8,}   {large:>8,}   ratio (floor {SLOWER_AT_MOST})\n")
        for name in tqdm([name for name in pages[0] if name in pages[1]], disable=None, leave=False, unit=" pages"):
            times = measured(archives, [each[name] for each in pages], requests)
            ratio = times[1] / times[0]
            held = ratio <= SLOWER_AT_MOST
            promised = name not in WITHOUT_FLOOR
            missed += promised and not held
            said = verdict(held) if promised else "      "
            out.write(f"{said}  {name:32} {times[0]:>5.1f} ms   {times[1]:>5.1f} ms   {ratio:.2f}\n")
    return missed


def measured(archives: list["Archive"], paths: list[str], requests: int) -> list[float]:
    """The median time of a page in each archive, in milliseconds. The archives take turns, so that both meet the
    same computer."""
    times: list[list[float]] = [[] for _ in archives]
    for turn in range(WARMING_UP + requests):
        for archive, path, taken in zip(archives, paths, times, strict=True):
            answer = ask(archive, path)
            if answer["status"] != 200:
                raise CommandError(f"{path} answers {answer['status']}: there is nothing to measure.")
            if turn >= WARMING_UP:
                taken.append(answer["milliseconds"])
    return [statistics.median(taken) for taken in times]


def prepared(folder: Path, testimonies: int, passages: int) -> dict[str, str]:
    """The environment of an archive of this size in ``folder``, which is made if it is not there."""
    static = {"ARCHIVE_STATIC_ROOT": str(folder / "static")}
    if not (folder / "static").exists():
        manage(environment_of(folder) | static, "collectstatic", "--no-input", "--verbosity=0")
    home = folder / f"{testimonies}-testimonies-of-{passages}"
    if not home.exists():
        unfinished = folder / f"unfinished-{home.name}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        manage(environment_of(unfinished) | static, "migrate", "--verbosity=0")
        size = f"--testimonies={testimonies}", f"--passages={passages}"
        manage(environment_of(unfinished) | static, "generate", *size, "--seed=1")
        unfinished.rename(home)
    return environment_of(home) | static


def environment_of(home: Path) -> dict[str, str]:
    database = quote(str(home.resolve() / "archive.sqlite3"))
    return os.environ | CHILDREN | {"DATABASE_URL": f"sqlite:///{database}"}


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Run one of our own commands; its progress is seen, its words are not. Ctrl-C reaches it through us only."""
    command = [*MANAGE, *arguments]
    quietly = {"stdout": subprocess.DEVNULL, "start_new_session": True}
    if subprocess.run(command, env=environment, check=False, **quietly).returncode:
        raise CommandError(f"manage.py {' '.join(arguments)} failed.")


class Archive(NamedTuple):
    """An archive that answers in a process of its own."""

    questions: IO[str]
    answers: IO[str]


@contextlib.contextmanager
def answering(environment: dict[str, str]) -> Iterator[Archive]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "--answer"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Archive(process.stdin, process.stdout)  # type: ignore[arg-type]  # both are pipes
        finally:
            process.kill()


def ask(archive: Archive, path: str = "") -> Any:
    """Ask ``archive`` for a page, or without a path for its list of pages."""
    archive.questions.write(f"{path}\n")
    archive.questions.flush()
    answer = archive.answers.readline()
    if not answer:
        raise CommandError("A measured archive has stopped; what it said stands above.")
    return json.loads(answer)


def answer_requests(questions: IO[str], answers: IO[str]) -> None:
    """Answer each line, a path, with how long its page took; an empty line with the pages there are."""
    application = get_wsgi_application()
    for line in questions:
        path = line.strip()
        print(json.dumps(timed(application, path) if path else pages_to_measure()), file=answers, flush=True)


def timed(application: Any, path: str) -> dict[str, Any]:
    """Have the whole stack answer a visitor's GET of ``path``."""
    path, _, query = path.partition("?")
    status: list[str] = []
    request = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    started = time.perf_counter()
    answer = application(request, lambda line, headers, error=None: status.append(line))
    b"".join(answer)
    answer.close()
    return {"status": int(status[0].split()[0]), "milliseconds": (time.perf_counter() - started) * 1000}


def pages_to_measure() -> dict[str, str]:
    """The paths by what the page is. Records are those that lead to most testimonies, which are the slowest."""
    testimonies = reverse("archive:testimony-list")
    records = {name: record for name, record in busiest().items() if record is not None}
    testimony = Testimony.objects.visible_to(visitor()).newest_first(visitor()).first()
    if testimony is None:
        raise CommandError("No testimony in this archive may be read by a visitor: take a larger one.")
    pages = {"home": reverse("archive:home")}
    pages |= {f"list: {name}": reverse(f"archive:{name}-list") for name in LISTS}
    pages["list: testimony, page 2"] = f"{testimonies}?page=2"
    pages["testimonies by kind"] = f"{testimonies}?kind={testimony.kind}"
    for name in sorted(FILTERS & records.keys()):
        value = getattr(records[name], "public_id", "") or records[name].code
        pages[f"testimonies by {name}"] = f"{testimonies}?{name}={value}"
    pages["testimony"] = testimony.get_absolute_url()
    pages |= {name: records[name].get_absolute_url() for name in LISTS if name in records}
    passage = Passage.objects.visible_to(visitor()).filter(transcript__testimony=testimony).in_order()[0]
    return pages | {"passage": passage.get_absolute_url()}


def busiest() -> dict[str, Any]:
    """Of each kind of record the one that most testimonies lead to."""
    mentions = Mention.objects.visible_to(visitor())
    testimonies = Testimony.objects.visible_to(visitor())
    narrators = Participation.objects.visible_to(visitor()).narrating()
    found: dict[str, Any] = {
        model._meta.model_name: most(mentions, model._meta.model_name) for model in (Person, Place, Event, Organisation)
    }
    found["tag"] = most(TaggedTestimony.objects.visible_to(visitor()), "tag")
    found["collection"] = most(testimonies, "collection", Collection.objects.visible_to(visitor()))
    found["source"] = most(testimonies, "source", Source.objects.visible_to(visitor()))
    found["standing"] = most(narrators, "standing")
    found["language"] = most(TestimonyLanguage.objects.visible_to(visitor()), "language")
    return found


def most(rows: QuerySet, name: str, among: QuerySet | None = None) -> Model | None:
    """Of the records that ``rows`` lead to by ``name`` the one they lead to most often."""
    model = rows.model._meta.get_field(name).related_model
    records = model.objects.all() if among is None else among
    counted = rows.filter(**{f"{name}__in": records}).order_by().values_list(name).annotate(number=Count("pk"))
    first = counted.order_by("-number", name).first()
    return model.objects.get(pk=first[0]) if first is not None else None
