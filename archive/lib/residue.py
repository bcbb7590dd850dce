"""Cleaning what a database still keeps of rows that were deleted or overwritten. Pure SQL, by vendor.

SQLite (https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_secure_delete) leaves old text in
free pages and in the write-ahead log, until VACUUM rewrites the file and a truncating checkpoint empties the log. A
reader that still holds the state from before keeps the checkpoint from it. PostgreSQL
(https://www.postgresql.org/docs/current/sql-vacuum.html) leaves it in dead rows and in the planner's statistics, until
VACUUM FULL and ANALYZE; a transaction that began before the deletion keeps its dead rows alive.
"""

import time
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

CLEAN = ""
READER = "reader"
BUSY = "busy"
SECONDS_TO_WAIT = 2.0
"""How long one attempt waits for readers and writers to leave."""


def clean(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> str:
    """Rewrite what the database keeps of deleted rows of ``tables``; :data:`CLEAN`, or what stood in the way.

    Call it outside a transaction, after the deletion was committed. Other errors of the database are raised.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A database is cleaned after the transaction that deleted, not inside one.")
    if connection.vendor == "sqlite":
        return _clean_sqlite(connection)
    return _clean_postgresql(connection, sorted(set(tables)))


def overwrite_deleted(connection: BaseDatabaseWrapper) -> None:
    """Let SQLite overwrite with zeros what this connection deletes from now on. Before the deletion; else harmless."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def _clean_sqlite(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        [patience] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={int(SECONDS_TO_WAIT * 1000)}")
        try:
            cursor.execute("PRAGMA secure_delete=ON")
            _merge_full_text(cursor)
            cursor.execute("ANALYZE")
            cursor.execute("VACUUM")
            blocked, _in_log, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except DatabaseError as error:
            if "locked" not in str(error) and "SQL statements in progress" not in str(error):
                raise
            return BUSY
        finally:
            cursor.execute(f"PRAGMA busy_timeout={patience}")
    return READER if blocked else CLEAN


def forget_deleted_words(connection: BaseDatabaseWrapper) -> None:
    """Let SQLite's full-text tables drop the words of rows that were deleted, which they keep until segments merge
    (https://www.sqlite.org/fts5.html#the_optimize_command). Elsewhere there is nothing to do."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            _merge_full_text(cursor)


def _merge_full_text(cursor: Any) -> None:
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%%USING fts5%%'"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f'INSERT INTO "{table}"("{table}") VALUES (\'optimize\')')


def _clean_postgresql(connection: BaseDatabaseWrapper, tables: list[str]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        [horizon] = cursor.fetchone()
        if not _readers_left(cursor, horizon):
            return READER
        cursor.execute("SET lock_timeout = %s", [f"{int(SECONDS_TO_WAIT * 1000)}ms"])
        try:
            for table in tables:
                _rewrite(cursor, connection.ops.quote_name(table), "ANALYZE")
                _forget_statistics_of_empty(connection, cursor, table)
            _rewrite(cursor, "pg_catalog.pg_statistic")  # its own dead rows hold values; the owner may
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
                raise
            return BUSY
        finally:
            cursor.execute("RESET lock_timeout")
        # Whoever came in between and still sees rows from before kept them in the new tables, too.
        return CLEAN if _readers_left(cursor, horizon) else READER


def _rewrite(cursor: Any, table: str, *options: str) -> None:
    """Remove the dead rows of ``table``, then write what lives into a new file, since a removed row leaves its bytes.

    VACUUM FULL alone is not enough: it looks with a snapshot of its own, which any transaction of the whole server, in
    another database too, keeps old, and copies the rows that are dead only since then. VACUUM does not mind those.
    """
    cursor.execute(f"VACUUM {table}")
    cursor.execute(f"VACUUM ({', '.join(['FULL', *options])}) {table}")


def _readers_left(cursor: Any, horizon: int) -> bool:
    """Whether within the time allowed everyone left who can still see rows from before transaction ``horizon``."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while True:
        cursor.execute(
            """
            SELECT count(*) FROM (
                SELECT unnest(ARRAY[backend_xid, backend_xmin]) AS oldest FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                UNION ALL SELECT backend_xmin FROM pg_stat_replication
                UNION ALL SELECT xmin FROM pg_replication_slots
                UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
            ) AS holders WHERE age(oldest) >= age((%s %% 4294967296)::text::xid)
            """,
            [horizon],
        )
        [holders] = cursor.fetchone()
        if not holders:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)


def _forget_statistics_of_empty(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> None:
    """ANALYZE leaves the statistics of a table that has become empty as they were, values of old rows included. Setting
    a column to the type that it has drops them."""
    name = connection.ops.quote_name(table)
    cursor.execute(f"SELECT NOT EXISTS (SELECT FROM {name})")
    if not cursor.fetchone()[0]:
        return
    cursor.execute(
        """
        SELECT attribute.attname, format_type(attribute.atttypid, attribute.atttypmod)
        FROM pg_stats AS stats JOIN pg_attribute AS attribute
        ON attribute.attrelid = %s::regclass AND attribute.attname = stats.attname
        WHERE stats.schemaname = current_schema() AND stats.tablename = %s
        """,
        [name, table],
    )
    for column, kind in cursor.fetchall():
        quoted = connection.ops.quote_name(column)
        cursor.execute(f"ALTER TABLE {name} ALTER COLUMN {quoted} TYPE {kind}")


STEPS_FOR_OPERATORS = {
    "sqlite": (
        "Backups and copies of the database file from before keep it until they are deleted.",
        "Snapshots of the disk keep it, and a solid-state disk may keep overwritten blocks: encrypt the disk.",
    ),
    "postgresql": (
        "The write-ahead log keeps it until it is recycled: run CHECKPOINT, then pg_switch_wal().",
        "Archived log files and replicas keep it: remove archived files older than the next base backup, let replicas "
        "catch up.",
        "Backups from before keep it until they are deleted.",
        "Logs of the server keep it if it logs statements: see log_statement and log_min_duration_statement.",
    ),
}
"""What no statement of SQL reaches, and what an operator does about it, by vendor."""
