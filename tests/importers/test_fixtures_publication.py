"""Published records come in with a basis and a line in the ledger, or not at all."""

import pytest
from django.core.management.base import CommandError
from django.utils import timezone

from archive.access.levels import Status
from archive.access.viewer import visitor
from archive.actions import consent
from archive.actions.refusals import NotPermitted
from archive.models import Collection, Consent, LedgerEntry, Testimony
from tests import cast
from tests.importers.conftest import COLLECTION, CONSENT, PERSON, SOURCE, TESTIMONY, entry, pid

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


@pytest.fixture
def taken_back(load, small):
    """The consent of the only narrator, taken back in the workbench."""
    load(small)
    held = Consent.objects.get(public_id=CONSENT)
    consent.revoke(held, cast.staff("administrator"), reason="She asked.")
    return held


def another(number=41, **fields):
    given = {"narrator": [PERSON], "basis": "oral", "may_read": True, "valid_from": "2019-01-01T00:00:00Z"}
    return entry("consent", **{"public_id": pid(number), "testimony": [TESTIMONY]} | given | fields)


@pytest.mark.parametrize("fields", [{}, {"narrator": None}, {"may_read": False, "may_hear": True}])
@pytest.mark.parametrize("overwrite", [False, True])
def test_what_a_narrator_took_back_no_fixture_gives_again(load, taken_back, fields, overwrite):
    with pytest.raises(CommandError, match=f"archive.consent {pid(41)}: a consent to this testimony was taken back"):
        load([another(**fields)], overwrite=overwrite)
    assert Testimony.objects.get().readable_from is None
    assert Consent.objects.get() == taken_back


def test_a_single_permission_taken_back_counts_too(load, small):
    load(small)
    held = Consent.objects.get(public_id=CONSENT)
    consent.revoke(held, cast.staff("administrator"), scopes=["may_read"])
    with pytest.raises(CommandError, match="was taken back"):
        load([another()])


def test_the_workbench_records_it_for_who_may(load, taken_back):
    again = Consent(testimony=taken_back.testimony, narrator=taken_back.narrator, basis="oral", may_read=True)
    again.valid_from = timezone.now()
    with pytest.raises(NotPermitted):
        consent.record(again, cast.staff("cataloguer"))
    consent.record(again, cast.staff("administrator"))
    assert Testimony.objects.get().readable_from is not None
    load([another(public_id=again.public_id, valid_from=again.valid_from.isoformat())])
    more = another(public_id=again.public_id, valid_from="2001-01-01T00:00:00Z")
    with pytest.raises(CommandError, match="was taken back"):
        load([more], overwrite=True)


def test_another_narrators_consent_comes_in_and_a_consent_that_was_taken_back_too(load, taken_back):
    other = [entry("person", public_id=pid(51)), entry("name", person=[pid(51)], text="A neighbour", language="en")]
    gone = another(42, revoked_at="2020-01-01T00:00:00Z")
    assert "4 new" in load([*other, another(narrator=[pid(51)]), gone])
    assert Testimony.objects.get().readable_from is None


def test_an_account_comes_in_with_its_whole_history_of_consents(load, small, fields_of):
    fields_of("consent")["revoked_at"] = "2020-02-01T00:00:00Z"
    load([*small, another()])
    assert Testimony.objects.get().readable_from is not None


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
