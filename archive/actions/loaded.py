"""Forgetting what fixtures loaded of a record, of which something is sealed or destroyed.

A line about a loaded record has its natural key in clear, which can tell who was meant by withheld words, and how a
protected person is called; its digest recognises the record as it was before. A fixture that is loaded again finds the
record as never loaded: it leaves alone what differs, and remembers anew what does not.
"""

import json
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from archive.actions.belongings import batches
from archive.models import LoadedRecord

TABLE = LoadedRecord._meta.db_table


def lines_naming(identifiers: Iterable[str]) -> Iterator[QuerySet]:
    """The lines whose natural key holds one of ``identifiers`` (public ids), a few hundred at a time."""
    named = set(identifiers)
    lines = LoadedRecord.objects.filter(natural_key__startswith="[").values_list("pk", "natural_key")
    found = [key for key, natural in lines.iterator() if not named.isdisjoint(json.loads(natural))]
    for batch in batches(found):
        yield LoadedRecord.objects.filter(pk__in=batch)


def forget(identifiers: Iterable[str]) -> None:
    """Delete the lines about the records named by ``identifiers``, and about all that leads to them."""
    for rows in lines_naming(identifiers):
        rows.delete()
