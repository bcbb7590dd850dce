"""Counts in lists: of the rows that the member of staff may read, never of the others."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet, key: str) -> Coalesce:
    """How many of ``rows`` lead to a record by their foreign key ``key``, to annotate the record with.

    ``rows`` has been narrowed to whoever looks: ``number_of(Passage.objects.visible_to(viewer), "transcript")``.
    """
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
