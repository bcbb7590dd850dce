"""How fast search is in the archive at hand, measured on this computer."""

import contextlib
import itertools
import multiprocessing
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections, transaction
from django.urls import reverse

from archive.access.viewer import visitor
from archive.management.commands.bench import MANAGE, environment, prepared, verdict
from archive.management.commands.bench import timed as page
from archive.models import IndexedText, Mention, Passage, Posting, Testimony
from archive.search import backends, index, names, postings
from archive.search.analysis import tokens
from archive.search.backends.matching import Adjacent, AnyTerm, Every
from archive.search.streams import MARK, STEM

WANTED = {"rare": 0.00005, "medium": 0.01, "common": 0.2}
"""The share of passages that a measured word stands in, as near as the archive has one."""
PROMISED = {"rare": 100, "medium": 100, "name": 100, "common": 250, "phrase": 250, "two words": 250}
"""Milliseconds within which 95 of 100 pages come."""
CONCORDANCE, SUGGESTIONS = 150, 30
"""Milliseconds within which the first page of a concordance, and suggestions, come."""
AT_ONCE = 700
"""Milliseconds within which 95 of 100 pages of results come when several readers ask at once."""
SAMPLED = 4000
SAMPLED_PASSAGES = 50
PASSAGES = 80
"""Passages of each testimony of an archive that is made to be measured."""


class Command(BaseCommand):
    """Measure search in this archive, or in one that is made for it: whole pages (ranking, counts, facets, 20
    testimonies with passages) for words of different frequency, for names and phrases, beside what the database takes
    to count the passages with the same words; the concordance and suggestions; how fast texts are indexed, what saving
    one passage costs, and how large the index is.

    Nothing is changed but one passage, which is put back. The exit status is 1 when a promise is not kept.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=15, help="how often each page is asked for (15)")
        parser.add_argument(
            "--clients", type=int, default=1, help="ask for all pages of results by so many processes at once, too"
        )
        parser.add_argument("--indexing", type=int, default=50, help="testimonies that are indexed anew to measure it")
        parser.add_argument(
            "--testimonies", type=int, metavar="N", help="measure a synthetic archive on SQLite with so many instead"
        )
        parser.add_argument(
            "--keep", type=Path, metavar="DIR", help="keep that archive here, or use the one kept before"
        )

    def handle(
        self,
        *args: Any,
        requests: int,
        clients: int,
        indexing: int,
        testimonies: int | None,
        keep: Path | None,
        **options: Any,
    ) -> None:
        if testimonies is not None:
            measured = [f"--requests={requests}", f"--clients={clients}", f"--indexing={indexing}"]
            measure_another(testimonies, keep, measured)
            return
        passages = Passage.objects.count()
        if not passages:
            raise CommandError("There is no passage in this archive: run manage.py generate first.")
        self.stdout.write(environment())
        self.stdout.write(f"{Testimony.objects.count():,} testimonies, {passages:,} passages\n")
        self.stdout.write(f"\n        {'page':38} {'median':>9} {'95 %':>9} {'database':>9}   ratio")
        application = get_wsgi_application()
        missed = 0
        wanted = queries(passages)
        for name, text in wanted.items():
            counted = look_up(text)
            asked = [(f"{name}: {text[:28]}", "archive:search", PROMISED[name])]
            asked += [(f"concordance: {text[:24]}", "archive:concordance", CONCORDANCE)] if name != "two words" else []
            for title, route, promised in asked:
                missed += self._page(
                    application, title, f"{reverse(route)}?q={quote(text)}", promised, counted, requests
                )
        for typed in ("a", "ka", "mar"):
            path = f"{reverse('archive:suggestions')}?q={typed}"
            missed += self._page(application, f"suggestions: {typed}", path, SUGGESTIONS, None, requests)
        if clients > 1:
            paths = [f"{reverse('archive:search')}?q={quote(text)}" for text in wanted.values()]
            missed += self._late(f"{clients} readers at once", at_once(paths, clients, requests), AT_ONCE)
        self._index(indexing)
        if missed:
            raise CommandError(f"{missed} of the promises are not kept.")

    def _page(
        self, application: Any, title: str, path: str, promised: int, database: float | None, requests: int
    ) -> int:
        answers = [page(application, path) for _ in range(requests + 1)][1:]
        if {answer["status"] for answer in answers} != {200}:
            raise CommandError(f"{path} answers {answers[0]['status']}: there is nothing to measure.")
        return self._late(title, [answer["milliseconds"] for answer in answers], promised, database)

    def _late(self, title: str, times: list[float], promised: int, database: float | None = None) -> int:
        """Print what was measured; 1 when it was more than ``promised``."""
        median, late = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        beside = f"{database:>6.1f} ms {median / database:>7.1f}" if database is not None else ""
        self.stdout.write(f"{verdict(late <= promised)}  {title:38} {median:>6.1f} ms {late:>6.1f} ms {beside}")
        return int(late > promised)

    def _index(self, count: int) -> None:
        keys = list(Testimony.objects.order_by("pk").values_list("pk", flat=True)[:count])
        written = Passage.objects.filter(transcript__testimony__in=keys).count()
        with transaction.atomic():
            IndexedText.objects.filter(testimony__in=keys).update(digest="")
            taken = timed(lambda: index.refresh(keys)) / 1000
            transaction.set_rollback(True)
        self.stdout.write(f"\nindexed anew: {written / taken:,.0f} passages a second")
        passage = Passage.objects.order_by("-pk")[0]
        with transaction.atomic():
            times = []
            for number in range(15):
                passage.text = f"{passage.text} {number}"
                times.append(timed(passage.save))
            transaction.set_rollback(True)
        self.stdout.write(f"saving one passage, indexing included: {statistics.median(times):.1f} ms")
        text = size_of_text()
        self.stdout.write(f"the index is {size_of_index() / text:.2f} times the text ({text / 2**20:,.1f} MiB)")


def timed(do: Callable[[], Any]) -> float:
    """How long it takes, in milliseconds."""
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1000


def queries(passages: int) -> dict[str, str]:
    """A query of each kind, made of words that stand in this archive about as often as wanted."""
    rows = Posting.objects.exclude(term__startswith=MARK).exclude(term__startswith=STEM)
    terms = sorted(set(rows.order_by("term").values_list("term", flat=True).distinct()[: SAMPLED * 10]))
    step = max(len(terms) // SAMPLED, 1)
    counted = {term: sum(found.values()) for term, found in postings.read(terms[::step]).items() if term.isalpha()}
    found = {
        name: min(counted, key=lambda term: abs(counted[term] - share * passages)) for name, share in WANTED.items()
    }
    spoken = filter(in_passages, sorted(counted, key=lambda term: -counted[term]))
    first, *others = [*itertools.islice(spoken, 2)] or [""]
    found["phrase"] = f'"{words_beginning_with(first)}"'
    found["two words"] = " ".join([first, *others])
    mention = Mention.objects.visible_to(visitor()).exclude(person=None).select_related("person").first()
    return found | ({"name": mention.person.heading} if mention else {})


def in_passages(term: str) -> bool:
    """Whether a word stands in accounts, and not in titles alone, whose words count more often than they stand."""
    texts = IndexedText.objects.exclude(passage=None)
    return backends.current().holding(texts, AnyTerm(frozenset({term})), public=True).exists()


def words_beginning_with(term: str) -> str:
    """Two words that anyone may read together in this archive, the first of which is ``term``."""
    texts = backends.current().holding(
        IndexedText.objects.exclude(passage=None), AnyTerm(frozenset({term})), public=True
    )
    sampled = list(texts.values_list("passage", flat=True)[:SAMPLED_PASSAGES])
    passages = Passage.objects.visible_to(visitor()).filter(pk__in=sampled)
    for text, language in passages.values_list("text", "transcript__language"):
        for first, second in itertools.pairwise(tokens(text, language)):
            if first.exact == term:
                return text[first.start : second.end]
    raise CommandError(f"No words stand behind {term!r} in this archive: there is nothing to measure.")


def look_up(text: str) -> float:
    """The baseline: milliseconds that the database takes to count the public texts with the words of ``text``."""
    words = [frozenset({word}) for word in names.words_of(text.strip('"'))]
    match = Adjacent(tuple(words)) if text.startswith('"') else Every(tuple(AnyTerm(word) for word in words))
    texts = backends.current().holding(IndexedText.objects.all(), match, public=True)
    return statistics.median(timed(texts.count) for _ in range(5))


def at_once(paths: list[str], clients: int, requests: int) -> list[float]:
    """How many milliseconds each page takes when so many processes ask for all of them at the same time."""
    connections.close_all()  # a process that is forked off must share none, nor a pool of them
    if connection.vendor == "postgresql":
        connection.close_pool()
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        turns = [(paths[turn % len(paths) :] + paths[: turn % len(paths)], requests) for turn in range(clients)]
        return list(itertools.chain.from_iterable(pool.starmap(one_of_many, turns, chunksize=1)))


def one_of_many(paths: list[str], requests: int) -> list[float]:
    """Milliseconds of ``requests`` pages and one more round, which is not counted, of all ``paths`` in turn."""
    application = get_wsgi_application()
    answers = [page(application, path) for path in itertools.islice(itertools.cycle(paths), len(paths) + requests)]
    if any(answer["status"] != 200 for answer in answers):
        raise CommandError("A page broke down while others were asked for: there is nothing to measure.")
    return [answer["milliseconds"] for answer in answers[len(paths) :]]


def measure_another(testimonies: int, keep: Path | None, measured: list[str]) -> None:
    """Make an archive of this size, or take the one that was kept, and measure it in a process of its own."""
    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="archive-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        command = [*MANAGE, "bench_search", *measured]
        done = subprocess.run(command, env=prepared(folder, testimonies, PASSAGES), check=False)
    if done.returncode:
        raise CommandError("The promises of search are not all kept; see above.")


def size_of_text() -> int:
    """Bytes of the texts of passages in UTF-8."""
    bytes_of = "LENGTH(CAST(text AS BLOB))" if connection.vendor == "sqlite" else "OCTET_LENGTH(text)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT SUM({bytes_of}) FROM archive_passage")
        return int(cursor.fetchone()[0])


def size_of_index() -> int:
    """Bytes of the tables of the index, and of what the database keeps beside them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            like = "name LIKE 'archive_fts%' OR name LIKE 'archive_posting%' OR name LIKE 'archive_indexed%'"
            also = "name LIKE 'indexed_%' OR name LIKE '%one_posting%' OR name LIKE 'sqlite_autoindex_archive_indexed%'"
            cursor.execute(f"SELECT sum(pgsize) FROM dbstat WHERE {like} OR {also}")
        else:
            tables = [*index.TABLES]
            cursor.execute("SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) AS t", [tables])
        return int(cursor.fetchone()[0] or 0)
