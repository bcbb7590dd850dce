"""Consent: what is in force is folded into the testimony, and taking it back works on the next request."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from archive.access.viewer import Viewer
from archive.actions import consent
from archive.actions.refusals import ActionRefused, NotPermitted
from archive.models import Consent, LedgerEntry, Testimony
from tests import cast

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE, SEPTEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 3, 6, 9))


def given(start, end=None):
    return Consent(valid_from=start, valid_until=end)


@pytest.mark.parametrize(
    ("consents", "span"),
    [
        ([], (None, None)),
        ([given(JANUARY)], (JANUARY, None)),
        ([given(JANUARY, JUNE)], (JANUARY, JUNE)),
        ([given(JANUARY, JUNE), given(MARCH, SEPTEMBER)], (JANUARY, SEPTEMBER)),
        ([given(JANUARY, JUNE), given(MARCH)], (JANUARY, None)),
        ([given(MARCH), given(JANUARY, JUNE)], (JANUARY, None)),
        ([given(JANUARY, MARCH), given(JUNE)], (JANUARY, MARCH)),
        ([given(JANUARY), given(MARCH, JUNE)], (JANUARY, None)),
    ],
)
def test_the_span_is_the_first_without_a_gap(consents, span):
    assert consent.span_in_force(consents) == span


def test_a_recorded_consent_takes_effect_at_once():
    testimony = cast.testimony(state="no_consent")
    new = Consent(testimony=testimony, basis="release", may_read=True, valid_from=JANUARY)
    consent.record(new, cast.staff("cataloguer"))
    assert list(Testimony.objects.visible_to(Viewer())) == [testimony]
    assert LedgerEntry.objects.get().codes == {"consent": new.public_id, "basis": "release"}


def test_a_consent_without_the_scope_to_read_allows_no_reading():
    testimony = cast.testimony(state="no_consent")
    consent.record(
        Consent(testimony=testimony, basis="release", may_hear=True, valid_from=JANUARY),
        cast.staff("cataloguer"),
    )
    assert not Testimony.objects.visible_to(Viewer()).exists()


def test_taking_consent_back_hides_the_testimony_on_the_next_request():
    testimony = cast.testimony(state="public")
    consent.revoke(testimony.consents.get(), cast.staff("publisher"), reason="By letter")
    assert not Testimony.objects.visible_to(Viewer()).exists()


def test_taking_back_one_of_two_leaves_the_other():
    testimony = cast.testimony(state="public")
    cast.consent(testimony, basis="oral")
    consent.revoke(testimony.consents.get(basis="release"), cast.staff("publisher"))
    assert Testimony.objects.visible_to(Viewer()).exists()


def test_consent_is_taken_back_once():
    given_once, publisher = cast.testimony(state="public").consents.get(), cast.staff("publisher")
    consent.revoke(given_once, publisher)
    with pytest.raises(ActionRefused, match="before"):
        consent.revoke(given_once, publisher)


def test_a_cataloguer_cannot_take_consent_back():
    with pytest.raises(NotPermitted):
        consent.revoke(cast.testimony(state="public").consents.get(), cast.staff("cataloguer"))


def test_two_consents_of_which_one_is_over():
    testimony = cast.testimony(state="public")
    now = Testimony.objects.get().readable_from + timedelta(days=1)
    cast.consent(testimony, valid_from=now - timedelta(days=90), valid_until=now - timedelta(days=60))
    assert consent.fold(testimony, now) == (testimony.consents.get(valid_until=None).valid_from, None)


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_consents_taken_back_at_once_do_not_count_on_each_other():
    testimony, publisher = cast.testimony(state="public"), cast.staff("publisher")
    cast.consent(testimony, basis="oral")
    both_begun = Barrier(2, timeout=20)

    def take_back(given: Consent) -> None:
        both_begun.wait()
        try:
            consent.revoke(given, publisher)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(take_back, testimony.consents.all()))
    assert not Testimony.objects.visible_to(Viewer()).exists()
