"""How fast search is in the archive at hand, measured on this computer."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Length

from archive.access.viewer import visitor
from archive.management.commands.bench import environment
from archive.models import IndexedText, Mention, Passage, Posting, Testimony
from archive.search import index, postings
from archive.search.engine import Asked, search
from archive.search.parsing import parse
from archive.search.streams import MARK, STEM

WANTED = {"rare": 0.00005, "medium": 0.01, "common": 0.2}
"""The share of passages that a measured word stands in, as near as the archive has one."""
PROMISED = {"rare": 100, "medium": 100, "name": 100, "common": 250, "phrase": 250, "two words": 250}
"""Milliseconds within which 95 of 100 answers come."""
SAMPLED = 4000


class Command(BaseCommand):
    """Measure search in this archive: whole answers (ranking, counts, facets, 20 testimonies with passages) to words of
    different frequency, to names and phrases, beside a bare look-up of the same words in the postings; how fast texts
    are indexed, what saving one passage costs, and how large the index is.

    Nothing is changed but one passage, which is put back. The exit status is 1 when a promise is not kept.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=15, help="how often each query is asked (15)")
        parser.add_argument("--indexing", type=int, default=50, help="testimonies that are indexed anew to measure it")

    def handle(self, *args: Any, requests: int, indexing: int, **options: Any) -> None:
        passages = Passage.objects.count()
        if not passages:
            raise CommandError("There is no passage in this archive: run manage.py generate first.")
        self.stdout.write(environment())
        self.stdout.write(f"{Testimony.objects.count():,} testimonies, {passages:,} passages\n")
        self.stdout.write(f"\n        {'query':34} {'found':>8} {'median':>9} {'95 %':>9} {'bare':>9}   ratio")
        missed = sum(self._query(name, text, requests) for name, text in queries(passages).items())
        self._index(indexing)
        if missed:
            raise CommandError(f"{missed} of the promises are not kept.")

    def _query(self, name: str, text: str, requests: int) -> int:
        asked = Asked(parse(text).query)
        answer = search(asked, visitor())
        times = sorted(timed(lambda: search(asked, visitor())) for _ in range(requests))
        bare = statistics.median(timed(lambda: look_up(text)) for _ in range(requests))
        median, late = statistics.median(times), times[int(len(times) * 0.95)]
        held = late <= PROMISED[name]
        said = "held  " if held else "MISSED"
        self.stdout.write(
            f"{said}  {name + ': ' + text[:24]:34} {answer.total:>8,} {median:>6.1f} ms {late:>6.1f} ms "
            f"{bare:>6.1f} ms {median / bare:>7.1f}"
        )
        return int(not held)

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
        text = Passage.objects.aggregate(size=Sum(Length("text")))["size"]
        self.stdout.write(
            f"the index is {size_of_index() / text:.2f} times the text ({text / 2**20:,.1f} million letters)"
        )


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
    frequent = sorted(counted, key=lambda term: -counted[term])
    text = Passage.objects.filter(text__icontains=f" {frequent[0]} ").values_list("text", flat=True).first() or ""
    words = text.split()
    place = next((at for at, word in enumerate(words[:-1]) if word.lower() == frequent[0]), 0)
    found["phrase"] = f'"{words[place]} {words[place + 1].strip(",.;:!?")}"'
    found["two words"] = f"{frequent[0]} {frequent[1]}"
    mention = Mention.objects.visible_to(visitor()).exclude(person=None).select_related("person").first()
    return found | ({"name": mention.person.heading} if mention else {})


def look_up(text: str) -> int:
    """The bare figure beside it: counting the public testimonies that have the words, by postings alone."""
    words = text.strip('"').lower().split()
    return len(set.intersection(*(set(postings.read([word]).get(word, {})) for word in words)))


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
