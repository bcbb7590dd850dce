"""Looking for words in everything that the database keeps, what is sealed excepted."""

import json

from django.contrib.sessions.models import Session
from django.db import connection

SEALED = {("archive_sealedtext", "ciphertext"), ("archive_sealedidentity", "ciphertext")}


def stored_texts():
    """Every value in every table as (table, column, text), with what JSON and sessions hold decoded."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if (table, column) not in SEALED and value is not None:
                        yield table, column, _readable(table, column, value)


def _readable(table, column, value):
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if (table, column) == (Session._meta.db_table, "session_data"):
        return f"{text} {Session().get_session_store_class()().decode(text)}"
    if text.startswith(("[", "{")):
        try:
            return f"{text} {json.dumps(json.loads(text), ensure_ascii=False)}"
        except ValueError:
            return text
    return text


def where(words: str) -> list[str]:
    """The columns in which ``words`` stand, in any case."""
    return sorted(
        {f"{table}.{column}" for table, column, text in stored_texts() if words.casefold() in text.casefold()}
    )
