"""Conditions whose SQL is written once for each kind of reader, and kept.

Whether anything leads to a person is asked by a dozen queries inside one another. Django builds such a condition anew,
and copies it again, each time that it is used: a page of a person spent nine tenths of its time on that and one tenth
in the database. What changes from one use to the next is the row that is asked about and the moment; the text of the
SQL does not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, wraps
from itertools import zip_longest
from typing import Any

from django.db import connections
from django.db.models import BooleanField, Expression, F, Q
from django.db.models.sql import Query

from archive.access.viewer import Viewer

KEPT = 4096
"""How many texts are kept: some twenty for each set of grants that readers come with."""

SOME_MOMENT = datetime(9876, 5, 4, 3, 2, 1, tzinfo=UTC)
"""Stands in a text for the moment at which it is asked; no record has it."""

ALIAS = re.compile(r"\b([A-Z]+\d+)\b(?!\()")
"""The names that Django gives the tables of a subquery: ``U0``, and from 6.1 on ``"U0"``."""

OUTER = re.compile("\0(\\d+)\0")

Condition = Callable[..., Q]


@dataclass(frozen=True)
class Piece:
    """Text of a condition with the values in it, and which value of the row comes after it (None at the end)."""

    text: str
    values: tuple[Any, ...]
    then: int | None


class Outer(Expression):
    """The ``number``-th value, from 0, of the row that a prepared condition is asked about."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return f"\0{self.number}\0", []


class Prepared(Expression):
    """``condition`` of ``viewer``, asked about the values at the look-up paths ``about``."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, condition: Condition, viewer: Viewer, *about: str) -> None:
        super().__init__()
        self.condition, self.viewer = condition, viewer
        self.about: list[Any] = [F(path) for path in about]

    def get_source_expressions(self) -> list[Any]:
        return self.about

    def set_source_expressions(self, exprs: Any) -> None:
        self.about = exprs

    def get_group_by_cols(self) -> list[Any]:
        return [column for each in self.about for column in each.get_group_by_cols()]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        now, stand_in = map(connection.ops.adapt_datetimefield_value, (self.viewer.now, SOME_MOMENT))
        about = [compiler.compile(each) for each in self.about]
        sql: list[str] = []
        params: list[Any] = []
        for piece in written(self.condition, self.viewer.rights_at(SOME_MOMENT), len(about), connection.alias):
            sql.append(piece.text)
            params += [now if value == stand_in else value for value in piece.values]
            if piece.then is not None:
                sql.append(about[piece.then][0])
                params += about[piece.then][1]
        return "".join(sql), params


@lru_cache(KEPT)
def written(condition: Condition, viewer: Viewer, values: int, alias: str) -> tuple[Piece, ...]:
    """The SQL of ``condition`` for ``viewer``, cut where one of the ``values`` of the row has to be put in.

    Its tables are named after it, so that it can stand inside any query: two tables called U0, one inside the other,
    would have the inner one taken for both.
    """
    connection = connections[alias]
    query = Query(None)
    where = query.build_where(condition(viewer, *map(Outer, range(values))))
    text, params = query.get_compiler(connection=connection).compile(where)
    named = ALIAS.sub(rf"{condition.__name__}_\1", text)
    pieces = OUTER.split(named)
    left = list(params)
    found = []
    for sql, then in zip_longest(pieces[::2], pieces[1::2]):
        count = sql.replace("%%", "").count("%s")
        found.append(Piece(sql, tuple(left[:count]), None if then is None else int(then)))
        del left[:count]
    return tuple(found)


def prepared(condition: Condition) -> Condition:
    """Let ``condition``, of a viewer and of values of a row, take look-up paths in place of the values.

    It may use its values as they are anywhere, also in queries inside one another. It may ask for nothing else of the
    row, depend on nothing but the rights of its viewer (not on who that is), and do nothing with ``viewer.now`` but
    compare with it in the database.
    """
    if condition.__name__ in _names:
        raise ValueError(f"another prepared condition is called {condition.__name__}, and its tables would be, too")
    _names.add(condition.__name__)

    @wraps(condition)
    def about(viewer: Viewer, *paths: str) -> Q:
        return Q(Prepared(condition, viewer, *paths))

    return about


_names: set[str] = set()
