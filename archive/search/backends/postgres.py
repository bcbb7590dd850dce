"""PostgreSQL: a ``tsvector`` beside each text, with a GIN index for each half of the index
(https://www.postgresql.org/docs/15/textsearch-indexes.html).

The column ``tokens`` is not one of the model's, so that its class is the same on every database; it is written and read
here alone. A word and its stem stand at one position, marks at none.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from archive.lib.batches import batched
from archive.models import IndexedText
from archive.search.backends.matching import Adjacent, AnyTerm, Beginning, Every, Match
from archive.search.streams import STEM, Read, Stream

BATCH = 2000
LOCKS = 0x7E57
"""The number under which PostgreSQL keeps our locks apart from others' (advisory locks of the database)."""
COLUMNS = ("testimony", "passage", "part", "piece", "is_public", "length", "digest", "stream")
TYPES = ("bigint", "bigint", "varchar", "integer", "boolean", "integer", "varchar", "bytea", "text")


def lock(blocks: Collection[int]) -> None:
    """Be the only one who writes the index of these blocks of testimonies, until the transaction ends."""
    with connection.cursor() as cursor:
        for block in sorted(blocks):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, block])


def insert(rows: list[Read]) -> None:
    """Write new rows of the index."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in TYPES)
    statement = (
        f"INSERT INTO archive_indexedtext ({', '.join(COLUMNS)}, tokens) "
        f"SELECT {', '.join(COLUMNS)}, tokens::tsvector FROM unnest({arrays}) AS row({', '.join(COLUMNS)}, tokens)"
    )
    with connection.cursor() as cursor:
        for batch in batched(rows, BATCH):
            values = [[getattr(row, column) for row, _ in batch] for column in COLUMNS]
            cursor.execute(statement, [*values, [vector_of(stream) for _, stream in batch]])


def forget(rows: list[Read]) -> None:
    """Take rows out of the index."""
    for batch in batched(rows, BATCH):
        IndexedText.objects.filter(pk__in=[row.pk for row, _ in batch]).delete()


def put_postings(rows: list[tuple[str, int, bytes]]) -> None:
    """Write term, block and entries of rows of :class:`~archive.models.Posting`, new or in the place of old ones."""
    with connection.cursor() as cursor:
        for batch in batched(rows, BATCH):
            cursor.execute(
                "INSERT INTO archive_posting(term, block, entries) "
                "SELECT * FROM unnest(%s::varchar[], %s::integer[], %s::bytea[]) "
                "ON CONFLICT (term, block) DO UPDATE SET entries = excluded.entries",
                [list(column) for column in zip(*batch, strict=True)],
            )


def clear() -> None:
    """Forget everything."""
    IndexedText.objects.all().delete()


def among(rows: QuerySet, column: str, keys: Collection[int]) -> QuerySet:
    """Those of ``rows`` whose ``column`` is one of ``keys``, of which there may be tens of thousands."""
    return rows.extra(
        where=[f"{rows.model._meta.db_table}.{column} = ANY(%s)"],
        params=[sorted(keys)],
    )


def beginning(rows: QuerySet, column: str, prefix: str) -> QuerySet:
    """Those of ``rows`` whose ``column`` begins with ``prefix``. LIKE reads an index of ``varchar_pattern_ops``."""
    return rows.filter(**{f"{column}__startswith": prefix})


def holding(rows: QuerySet, match: Match, *, public: bool) -> QuerySet:
    """Those of ``rows`` (of :class:`~archive.models.IndexedText`) of one half for which ``match`` holds."""
    half = "archive_indexedtext.is_public" if public else "NOT archive_indexedtext.is_public"  # as the indexes say it
    return rows.extra(where=[half, "archive_indexedtext.tokens @@ %s::tsquery"], params=[_written(match)])


def vector_of(stream: Stream) -> str:
    """What is cast to the ``tsvector`` of a text."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, (word, stem) in enumerate(zip(stream.words, stream.stems, strict=True), start=1):
        positions[word].append(position)
        if stem != word:
            positions[STEM + stem].append(position)
    written = [f"{_quoted(term)}:{','.join(map(str, places))}" for term, places in positions.items()]
    return " ".join([*written, *{_quoted(mark.term) for mark in stream.marks}])


def _written(match: Match) -> str:
    if isinstance(match, AnyTerm):
        return _any(match.terms)
    if isinstance(match, Beginning):
        return f"{_quoted(match.beginning)}:*"
    if isinstance(match, Adjacent):
        return "(" + " <-> ".join(_any(slot) for slot in match.slots) + ")"
    joint = " & " if isinstance(match, Every) else " | "
    return "(" + joint.join(_written(part) for part in match.parts) + ")"


def _any(terms: frozenset[str]) -> str:
    return "(" + " | ".join(_quoted(term) for term in sorted(terms)) + ")"


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
