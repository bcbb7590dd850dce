"""Rows that several transactions keep as they are at the same time, while none may change them.

Django locks rows for one transaction alone (``select_for_update()``): two imports that name the same interviewer would
wait for each other. Foreign keys keep nobody out before the end of a transaction, where they are checked only then.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def keep_as_is(rows: QuerySet) -> None:
    """Keep ``rows``, locked in the order of their keys, from being written until the transaction ends; who writes one
    of them at this moment is waited for. Outside a transaction, and where a database has one writer, nothing is done.

    See https://www.postgresql.org/docs/15/explicit-locking.html#LOCKING-ROWS (``FOR SHARE``).
    """
    connection = connections[rows.db]
    if not (connection.in_atomic_block and connection.features.has_select_for_update):
        return
    try:
        statement, params = rows.order_by("pk").values("pk").query.get_compiler(using=rows.db).as_sql()
    except EmptyResultSet:  # Django sees that there can be none
        return
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} FOR SHARE", params)
