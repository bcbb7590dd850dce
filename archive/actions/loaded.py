"""Forgetting what fixtures loaded of a record, of which something is sealed or destroyed.

A line about a loaded record has its natural key in clear, which can tell who was meant by withheld words, and how a
protected person is called; its digest recognises the record as it was before. What stays of it is a keyed hash of the
natural key: a fixture that is loaded again leaves alone what differs, remembers anew what does not, and does not bring
back what somebody deleted.
"""

import json
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from archive.actions.belongings import batches
from archive.models import LoadedRecord

TABLE = LoadedRecord._meta.db_table
_SALT = "archive.loaded_records"
"""Makes a key for this purpose alone of the ledger's."""


def lines_naming(identifiers: Iterable[str]) -> Iterator[QuerySet]:
    """The lines whose natural key holds one of ``identifiers`` (public ids), a few hundred at a time."""
    named = set(identifiers)
    lines = LoadedRecord.objects.filter(natural_key__startswith="[").values_list("pk", "natural_key")
    found = [key for key, natural in lines.iterator() if not named.isdisjoint(json.loads(natural))]
    for batch in batches(found):
        yield LoadedRecord.objects.filter(pk__in=batch)


def forget(identifiers: Iterable[str]) -> None:
    """Forget what was loaded of the records named by ``identifiers``, and of all that leads to them."""
    for rows in lines_naming(identifiers):
        lines = list(rows)
        for line in lines:
            line.natural_key, line.digest = hidden(line.natural_key), ""
        LoadedRecord.objects.bulk_update(lines, ["natural_key", "digest"])


def hidden(natural_key: str) -> str:
    """How a line has a ``natural_key`` (as JSON) that it must not tell, or that is too long for it."""
    return f"hmac:{keyed(natural_key)}"


def keyed(text: str) -> str:
    """HMAC-SHA256 of ``text`` in hexadecimal: who holds a copy of the database, and not the key, cannot try it out."""
    return salted_hmac(_SALT, text, secret=settings.ARCHIVE_LEDGER_KEY, algorithm="sha256").hexdigest()
