"""Pages of long lists, for archives of any size.

A page reads one row more than it shows, to know whether there is another. What is counted is counted exactly up to a
stated cap and called "more than" past it: counting every visible row would cost more with every record.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict

TESTIMONIES_PER_PAGE = 25
AUTHORITIES_PER_PAGE = 50
PASSAGES_PER_PAGE = 200
RELATED_PER_PAGE = 25

TESTIMONIES_COUNTED = 10_000
FILTERED_COUNTED = 1_000
AUTHORITIES_COUNTED = 1_000

LAST_PAGE = 99_999


@dataclass(frozen=True)
class Count:
    """How many there are: exactly ``number``, or more than that."""

    number: int
    exact: bool

    def __str__(self) -> str:
        return f"{self.number:,}" if self.exact else f"more than {self.number:,}"


@dataclass(frozen=True)
class Page:
    """One page of a list. ``count`` is None where nobody asked for it."""

    records: list[Any]
    number: int
    per_page: int
    has_next: bool
    parameter: str = "page"
    query: QueryDict = field(default_factory=QueryDict)
    count: Count | None = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    @property
    def first(self) -> int:
        """The number in the whole list of the page's first record, from 1; 0 on an empty page."""
        return (self.number - 1) * self.per_page + 1 if self.records else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * self.per_page + len(self.records)

    @property
    def is_whole(self) -> bool:
        """Whether this page shows everything there is."""
        return self.number == 1 and not self.has_next

    @property
    def next_query(self) -> str:
        return self._query_of(self.number + 1) if self.has_next else ""

    @property
    def previous_query(self) -> str:
        return self._query_of(self.number - 1) if self.number > 1 else ""

    def _query_of(self, number: int) -> str:
        query = self.query.copy()
        query[self.parameter] = str(number)
        return f"?{query.urlencode()}"


def page_of(
    request: HttpRequest,
    records: QuerySet,
    per_page: int,
    *,
    counted_to: int | None = None,
    parameter: str = "page",
) -> Page:
    """The page of ``records`` that the request asks for by ``parameter``; the first one if it asks for none.

    Raises :class:`~django.http.Http404` for a page that is no number or lies past the end.
    """
    number = page_number(request, parameter)
    start = (number - 1) * per_page
    found = list(records[start : start + per_page + 1])
    if not found and number > 1:
        raise Http404("The list has no such page.")
    count = count_up_to(records, counted_to) if counted_to is not None else None
    return Page(found[:per_page], number, per_page, len(found) > per_page, parameter, request.GET, count)


def page_number(request: HttpRequest, parameter: str) -> int:
    written = request.GET.get(parameter, "").strip() or "1"
    number = int(written) if written.isascii() and written.isdigit() and len(written) <= 5 else 0
    if not 1 <= number <= LAST_PAGE:
        raise Http404("The list has no such page.")
    return number


def count_up_to(records: QuerySet, cap: int) -> Count:
    """How many ``records`` there are, reading no more than ``cap`` + 1 of them."""
    number = records.order_by().values("pk")[: cap + 1].count()
    return Count(min(number, cap), number <= cap)
