"""Marks on the rows of a query: whether a condition holds for each, as a column of it."""

from django.db.models import BooleanField, Case, Q, Value, When


def yes_or_no(condition: Q) -> Case:
    """The column that says whether ``condition`` holds. An empty one, which ``When`` would refuse, always does."""
    always = Q(pk__isnull=False)
    return Case(When(always & condition, then=Value(True)), default=Value(False), output_field=BooleanField())
