"""What the database's query planner knows about the tables.

Without statistics SQLite takes every index for about equally good, and starts a query about one person from all
published testimonies. PostgreSQL's own daemon would get there too, a minute after a large import.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

SAMPLED_ROWS = 1000
"""How many rows of each index SQLite looks at (https://www.sqlite.org/lang_analyze.html): enough, and milliseconds."""


def refresh_statistics(connection: BaseDatabaseWrapper) -> None:
    """Let the database look at its tables anew. Worth it after many rows were written at once; takes well under a
    second on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={SAMPLED_ROWS}")
        cursor.execute("ANALYZE")
