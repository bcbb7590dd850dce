"""Published records come in with a basis and a line in the ledger, or not at all."""

import pytest
from django.core.management.base import CommandError
from django.utils import timezone

from archive.access.levels import Status
from archive.access.viewer import visitor
from archive.models import Collection, Consent, LedgerEntry, Testimony
from tests.importers.conftest import COLLECTION, CONSENT, SOURCE, TESTIMONY, entry, pid

pytestmark = pytest.mark.django_db


def entries():
    return sorted(LedgerEntry.objects.values_list("action", "subject", "actor"))


def test_what_comes_in_as_published_is_in_the_ledger_once(load, small):
    load(small)
    assert entries() == sorted(("loaded", public_id, None) for public_id in (TESTIMONY, COLLECTION, SOURCE))
    load(small)
    assert LedgerEntry.objects.count() == 3


def test_drafts_are_not_in_the_ledger(load, small, fields_of):
    fields_of("testimony")["status"] = "draft"
    load(small)
    assert not LedgerEntry.objects.about(TESTIMONY).exists()
    assert not Testimony.objects.visible_to(visitor()).exists()


@pytest.mark.parametrize(
    "consent",
    [
        {"may_read": False},
        {"revoked_at": "2021-01-01T00:00:00Z"},
        {"valid_until": "2021-01-01T00:00:00Z"},
        {"valid_from": "2999-01-01T00:00:00Z"},
    ],
)
def test_a_published_testimony_without_consent_in_force_is_refused(load, small, fields_of, consent):
    fields_of("consent").update(consent)
    with pytest.raises(CommandError) as caught:
        load(small)
    assert f"archive.testimony {TESTIMONY}, status: comes in as published." in str(caught.value)
    assert "some.json, line 9" in str(caught.value)
    assert not Testimony.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_published_testimony_without_any_consent_is_refused(load, small):
    without = [record for record in small if record["model"] != "archive.consent"]
    with pytest.raises(CommandError, match="There is no consent to read in force"):
        load(without)


def test_a_consent_that_arrives_later_takes_effect_and_is_in_the_ledger(load, small, fields_of):
    load(small)
    new = entry(
        "consent",
        public_id=pid(41),
        testimony=[TESTIMONY],
        narrator=[next(each["fields"]["narrator"] for each in small if each["model"] == "archive.consent")[0]],
        basis="oral",
        may_read=True,
        valid_from="2019-01-01T00:00:00Z",
    )
    load([new])
    assert Testimony.objects.get().readable_from.year == 2019
    assert LedgerEntry.objects.filter(action="consent_recorded", subject=TESTIMONY).count() == 1


def test_a_newer_fixture_can_end_a_consent(load, small, fields_of):
    load(small)
    fields_of("consent")["valid_until"] = "2021-01-01T00:00:00Z"
    load(small)
    assert Consent.objects.get(public_id=CONSENT).valid_until < timezone.now()
    assert not Testimony.objects.visible_to(visitor()).exists()
    assert Testimony.objects.get().status == Status.PUBLISHED


def test_a_withdrawn_record_comes_in_with_the_dates_that_keep_it(load):
    load([entry("collection", public_id=COLLECTION, title="Gone", status="withdrawn")])
    collection = Collection.objects.get()
    assert collection.withdrawn_at is not None
    assert not collection.may_be_deleted
