"""The ledger: append-only, chained, serialised."""

import pytest
from django.db import transaction

from archive.actions import ledger
from archive.models import LedgerEntry, LedgerHead
from archive.models.ledger import AppendOnlyError
from tests import cast

pytestmark = pytest.mark.django_db


def append(action=LedgerEntry.Action.PUBLISHED, **extra):
    with transaction.atomic():
        return ledger.append(action, cast.source(), **extra)


def test_entries_are_chained_to_the_head():
    first, second = append(), append(status_before="draft")
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.previous_hash == first.entry_hash
    head = LedgerHead.objects.get()
    assert (head.sequence, head.entry_hash) == (2, second.entry_hash)


def test_the_hash_covers_what_the_entry_says():
    append(reason="Because")
    entry = LedgerEntry.objects.get()
    assert ledger.hash_of(entry) == entry.entry_hash
    for column, value in {
        "subject": "other",
        "action": "erased",
        "codes": {"a": 1},
        "actor_id": 99,
        "reason_digest": "",
    }.items():
        changed = LedgerEntry.objects.get()
        setattr(changed, column, value)
        assert ledger.hash_of(changed) != entry.entry_hash


def test_the_hash_needs_the_key(settings):
    entry = append()
    settings.ARCHIVE_LEDGER_KEY = b"another key of thirty-two bytes!"
    assert ledger.hash_of(LedgerEntry.objects.get(pk=entry.pk)) != entry.entry_hash


def test_entries_cannot_be_changed_or_deleted():
    entry = append()
    for attempt in (
        entry.save,
        entry.delete,
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.update(subject="x"),
        lambda: LedgerEntry.objects.bulk_update([entry], ["subject"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        ledger.append(LedgerEntry.Action.PUBLISHED, cast.source())
