"""To whom the rows that are indexed or counted are shown: to one viewer now, or to anyone now and ever after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils import timezone

from archive.access.levels import Part
from archive.access.viewer import Viewer

END_OF_TIME = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Shown:
    """Rows shown to each of ``viewers``."""

    viewers: tuple[Viewer, ...]

    def __call__(self, rows: QuerySet, part: Part = Part.CONTENT) -> QuerySet:
        for viewer in self.viewers:
            rows = rows.visible_to(viewer, part)  # type: ignore[attr-defined]  # every record's queryset has it
        return rows


def to(viewer: Viewer) -> Shown:
    return Shown((viewer,))


def to_anyone_for_good(now: datetime | None = None) -> Shown:
    """What a visitor may read now and at the end of time, and so at every moment between: an embargo ends once, and
    consent is in force over one interval."""
    return Shown((Viewer(now=now or timezone.now()), Viewer(now=END_OF_TIME)))


def keys(rows: QuerySet) -> set[int]:
    return set(rows.order_by().values_list("pk", flat=True))


def borne_by_one(model: type[Model], rows: QuerySet, key: str) -> QuerySet:
    """Those of ``model`` to which the ``key`` of at least one of ``rows`` leads. A first row is asked for instead of
    whether there is one: PostgreSQL would list all ``rows`` to tell, and many of them bear one language."""
    first = rows.order_by().filter(**{key: OuterRef("pk")}).values("pk")[:1]
    return model._default_manager.alias(bearer=Subquery(first)).exclude(bearer=None)


def pairs(rows: QuerySet, first: str, second: str) -> Iterable[tuple[int, int]]:
    return rows.order_by().values_list(first, second).exclude(**{second: None}).distinct()
