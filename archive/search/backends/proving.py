"""Proof that what each database matches by is what the streams say, and how it is written anew where it is not."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator

from django.db import connection

from archive.models import IndexedText
from archive.search.backends import postgres, sqlite
from archive.search.streams import Stream, unpack

BATCH = 1000
_MASK = (1 << 64) - 1
Progress = Callable[[int], object]


def _nobody(count: int) -> None:
    """Nobody is told of progress."""


def strangers(*, public: bool, progress: Progress) -> set[int]:
    """The keys of the rows of one half, or of rows that are not there, of which the database matches other tokens than
    their streams have. ``progress`` is told of every lot of rows. Streams that cannot be read count as empty."""
    if connection.vendor == "sqlite":
        return _strangers_in_fts(public, progress)
    return {key for batch in _batches(public, progress) for key in _unlike(batch)}


def refill(*, public: bool) -> None:
    """Have the database match one half by its streams. Inside a transaction."""
    if connection.vendor == "sqlite":
        table = sqlite.TABLES[public]
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
            for batch in _batches(public):
                values = [(key, *sqlite.columns_of(stream)) for key, stream in batch]
                cursor.executemany(f"INSERT INTO {table}(rowid, words, other) VALUES (%s, %s, %s)", values)
        return
    for batch in _batches(public):
        wrong = set(_unlike(batch))
        if wrong:
            _in_postgres(
                "UPDATE archive_indexedtext AS held SET tokens = given.tokens::tsvector FROM {given} "
                "WHERE held.id = given.id RETURNING held.id",
                [each for each in batch if each[0] in wrong],
            )


Batch = list[tuple[int, Stream]]


def _batches(public: bool, progress: Progress = _nobody) -> Iterator[Batch]:
    """The rows of one half with their streams, by key."""
    last = 0
    while True:
        rows = IndexedText.objects.filter(is_public=public, pk__gt=last).order_by("pk").values_list("pk", "stream")
        batch = [(key, stream_in(packed) or EMPTY) for key, packed in rows[:BATCH]]
        if not batch:
            return
        yield batch
        progress(len(batch))
        last = batch[-1][0]


EMPTY = Stream([], [])


def stream_in(packed: bytes | memoryview) -> Stream | None:
    """The stream, or None where ``packed`` is none."""
    try:
        return unpack(bytes(packed))
    except (zlib.error, ValueError):
        return None


# --- PostgreSQL -----------------------------------------------------------------------------------------


def _unlike(batch: Batch) -> list[int]:
    return _in_postgres(
        "SELECT held.id FROM archive_indexedtext AS held JOIN {given} ON held.id = given.id "
        "WHERE held.tokens IS DISTINCT FROM given.tokens::tsvector",
        batch,
    )


def _in_postgres(statement: str, batch: Batch) -> list[int]:
    given = "unnest(%s::bigint[], %s::text[]) AS given(id, tokens)"
    with connection.cursor() as cursor:
        found, vectors = [key for key, _ in batch], [postgres.vector_of(stream) for _, stream in batch]
        cursor.execute(statement.replace("{given}", given), [found, vectors])
        return [key for (key,) in cursor.fetchall()]


# --- SQLite ---------------------------------------------------------------------------------------------


def _strangers_in_fts(public: bool, progress: Progress) -> set[int]:
    """Every token of a table is read once (https://www.sqlite.org/fts5.html#the_fts5vocab_virtual_table_module), those
    of a row summed up in one number, and compared with the sum of what its stream has."""
    table = sqlite.TABLES[public]
    held: dict[int, int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIRTUAL TABLE temp.{table}_read USING fts5vocab('main', '{table}', 'instance')")
        try:
            cursor.execute(f"SELECT doc, term, col, offset FROM temp.{table}_read")
            for key, term, column, offset in iter(cursor.fetchone, None):
                held[key] = (held[key] + hash((term, column, offset))) & _MASK
            cursor.execute(f"SELECT id FROM {table}_docsize")
            known = {key for (key,) in cursor.fetchall()}
        finally:
            cursor.execute(f"DROP TABLE temp.{table}_read")
    wrong = set()
    for batch in _batches(public, progress):
        for key, stream in batch:
            if key not in known or held.pop(key, 0) != _sum(stream):
                wrong.add(key)
            known.discard(key)
    return wrong | known | held.keys()


def _sum(stream: Stream) -> int:
    total = 0
    for column, written in zip(("words", "other"), sqlite.columns_of(stream), strict=True):
        for offset, term in enumerate(written.split()):
            total = (total + hash((term, column, offset))) & _MASK
    return total
