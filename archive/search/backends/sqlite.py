"""SQLite: two FTS5 tables (https://www.sqlite.org/fts5.html), one for each half of the index, without content.

``words`` holds the words in order, ``other`` the stems and marks in no order. A table without content forgets a row
only when it is given exactly what went in, which the row's stream says.
"""

import json
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import QuerySet

from archive.lib.batches import batched
from archive.models import IndexedText
from archive.search.backends.matching import Adjacent, AnyTerm, Beginning, Every, Match
from archive.search.streams import MARK, STEM, Read, Stream

TABLES = {True: "archive_fts_public", False: "archive_fts_restricted"}
BATCH = 2000
LAST = "\U0010ffff"
"""Comes after every other character; no token has it."""


def lock(blocks: Collection[int]) -> None:
    """Nothing to do: whoever writes is alone in the database."""


def insert(rows: list[Read]) -> None:
    """Write new rows of the index."""
    IndexedText.objects.bulk_create([row for row, _ in rows], batch_size=BATCH)
    for public, table in TABLES.items():
        values = [(row.pk, *columns_of(stream)) for row, stream in rows if row.is_public == public]
        _many(f"INSERT INTO {table}(rowid, words, other) VALUES (%s, %s, %s)", values)


def forget(rows: list[Read]) -> None:
    """Take rows out of the index."""
    for public, table in TABLES.items():
        values = [("delete", row.pk, *columns_of(stream)) for row, stream in rows if row.is_public == public]
        _many(f"INSERT INTO {table}({table}, rowid, words, other) VALUES (%s, %s, %s, %s)", values)
    for batch in batched(rows, BATCH):
        IndexedText.objects.filter(pk__in=[row.pk for row, _ in batch]).delete()


def put_postings(rows: list[tuple[str, int, bytes]]) -> None:
    """Write term, block and entries of rows of :class:`~archive.models.Posting`, new or in the place of old ones."""
    _many(
        "INSERT INTO archive_posting(term, block, entries) VALUES (%s, %s, %s) "
        "ON CONFLICT (term, block) DO UPDATE SET entries = excluded.entries",
        rows,
    )


def clear() -> None:
    """Forget everything."""
    with connection.cursor() as cursor:
        for table in TABLES.values():
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
    IndexedText.objects.all().delete()


def among(rows: QuerySet, column: str, keys: Collection[int]) -> QuerySet:
    """Those of ``rows`` whose ``column`` is one of ``keys``, of which there may be tens of thousands."""
    return rows.extra(
        where=[f"{rows.model._meta.db_table}.{column} IN (SELECT value FROM json_each(%s))"],
        params=[json.dumps(sorted(keys))],
    )


def beginning(rows: QuerySet, column: str, prefix: str) -> QuerySet:
    """Those of ``rows`` whose ``column`` begins with ``prefix``: a span of its index, which LIKE would not read."""
    return rows.filter(**{f"{column}__gte": prefix, f"{column}__lt": prefix + LAST})


def holding(rows: QuerySet, match: Match, *, public: bool) -> QuerySet:
    """Those of ``rows`` (of :class:`~archive.models.IndexedText`) of one half for which ``match`` holds."""
    table = TABLES[public]
    inside = f"archive_indexedtext.id IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"
    return rows.filter(is_public=public).extra(where=[inside], params=[_written(match)])


def columns_of(stream: Stream) -> tuple[str, str]:
    """What the columns ``words`` and ``other`` are given for a text."""
    stems = [STEM + stem for word, stem in zip(stream.words, stream.stems, strict=True) if stem != word]
    return " ".join(stream.words), " ".join([*stems, *(mark.term for mark in stream.marks)])


def _many(statement: str, values: list[tuple]) -> None:
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _written(match: Match) -> str:
    if isinstance(match, AnyTerm):
        return "(" + " OR ".join(_term(term) for term in sorted(match.terms)) + ")"
    if isinstance(match, Beginning):
        return f"(words : {_quoted(match.beginning)} *)"
    if isinstance(match, Adjacent):
        return "(" + " OR ".join(f"words : {_quoted(phrase)}" for phrase in sorted(_phrases(match.slots))) + ")"
    joint = " AND " if isinstance(match, Every) else " OR "
    return "(" + joint.join(_written(part) for part in match.parts) + ")"


def _term(term: str) -> str:
    column = "other" if term[:1] in (STEM, MARK) else "words"
    return f"{column} : {_quoted(term)}"


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _phrases(slots: Iterable[frozenset[str]]) -> list[str]:
    phrases = [""]
    for slot in slots:
        phrases = [f"{phrase} {word}".strip() for phrase in phrases for word in slot]
    return phrases
