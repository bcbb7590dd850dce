"""Consent: what is in force is folded into the testimony, and taking it back works on the next request."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from archive.access.levels import Part
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
    assert LedgerEntry.objects.get().codes == {
        "consent": new.public_id,
        "basis": "release",
        "scopes": "may_read",
    }


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


# --- scope by scope, narrator by narrator ---------------------------------------------------------------


def readable(part=Part.CONTENT):
    return Testimony.objects.visible_to(Viewer(), part).exists()


def test_one_scope_is_taken_back_and_the_others_stay():
    testimony = cast.testimony()
    given = testimony.consents.get()
    consent.revoke(given, cast.staff("publisher"), scopes=["may_quote"], reason="By letter")
    assert readable()
    assert not readable(Part.QUOTATION)
    assert readable(Part.DOWNLOAD)
    given.refresh_from_db()
    assert "quote" not in given.scopes
    assert given.revoked_at is None
    assert LedgerEntry.objects.first().codes == {"consent": given.public_id, "scopes": "may_quote"}


def test_taking_back_the_scope_to_read_hides_the_testimony():
    testimony = cast.testimony()
    consent.revoke(testimony.consents.get(), cast.staff("publisher"), scopes=["may_read"])
    assert not readable()
    assert not readable(Part.EXISTENCE)


def test_a_scope_that_was_never_given_or_is_gone_is_not_taken_back():
    testimony, publisher = cast.testimony(), cast.staff("publisher")
    given = testimony.consents.get()
    consent.revoke(given, publisher, scopes=["may_hear"])
    with pytest.raises(ActionRefused, match="before"):
        consent.revoke(given, publisher, scopes=["may_hear"])


def test_a_correction_does_not_bring_back_what_was_taken_back():
    testimony, publisher = cast.testimony(), cast.staff("publisher")
    given = testimony.consents.get()
    consent.revoke(given, publisher, scopes=["may_read"])
    again = Consent.objects.get(pk=given.pk)
    again.may_read, again.revoked_scopes = True, {}
    consent.record(again, publisher)
    assert not readable()


def test_every_narrator_who_gave_a_consent_of_their_own_must_allow_it():
    aysel, rustam = cast.person("Aysel Karimova"), cast.person("Rustam Karimov")
    testimony, publisher = cast.testimony(narrator=aysel), cast.staff("publisher")
    second = cast.consent(testimony, narrator=rustam)
    consent.fold(testimony)
    assert readable()
    consent.revoke(second, publisher)
    assert not readable()


def test_a_general_basis_does_not_outweigh_a_narrator_who_took_consent_back():
    aysel = cast.person("Aysel Karimova")
    testimony, publisher = cast.testimony(narrator=aysel), cast.staff("publisher")
    cast.consent(testimony, basis="published")
    consent.revoke(testimony.consents.get(narrator=aysel), publisher)
    assert not readable()


def test_spans_of_several_narrators_are_what_they_share():
    assert consent.common_span([(JANUARY, JUNE), (MARCH, None)]) == (MARCH, JUNE)
    assert consent.common_span([(JANUARY, MARCH), (JUNE, None)]) == (None, None)
    assert consent.common_span([(JANUARY, None), (None, None)]) == (None, None)


def test_after_consent_was_taken_back_a_cataloguer_does_not_bring_it_back():
    testimony = cast.testimony()
    consent.revoke(testimony.consents.get(), cast.staff("publisher"))
    anew = Consent(testimony=testimony, basis="release", may_read=True, valid_from=JANUARY)
    with pytest.raises(NotPermitted):
        consent.record(anew, cast.staff("cataloguer"))
    consent.record(anew, cast.staff("publisher"))
    assert readable()
