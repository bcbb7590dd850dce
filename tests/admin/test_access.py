"""Access and embargo in the workbench: a page of their own, on what the curator saw."""

from datetime import UTC, datetime

import pytest

from archive.actions.access import set_access
from archive.models import LedgerEntry, Testimony
from tests import cast
from tests.admin.workbench import as_group, at, form_on, send

pytestmark = pytest.mark.django_db

EMBARGO = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


def test_a_publisher_sets_access_and_embargo():
    testimony = cast.testimony(state="public")
    changes = {"access": "registered", "embargo_until_0": "2031-05-06", "embargo_until_1": "07:08"}
    response = send(as_group("publisher"), at(testimony, "set_access"), **changes)
    assert response.redirect_chain == [(at(testimony), 302)]
    testimony.refresh_from_db()
    assert (testimony.access, testimony.embargo_until) == ("registered", EMBARGO)
    assert "Closed until" in response.content.decode()


def test_an_embargo_is_taken_off_though_it_was_set_to_the_microsecond():
    testimony = cast.testimony(state="public", embargo_until=EMBARGO.replace(second=9, microsecond=123456))
    response = send(as_group("publisher"), at(testimony, "set_access"), embargo_until_0="", embargo_until_1="")
    assert response.redirect_chain
    testimony.refresh_from_db()
    assert testimony.embargo_until is None


def test_a_lost_race_says_so():
    testimony, client = cast.testimony(state="public"), as_group("publisher")
    seen = form_on(client, at(testimony, "set_access"))
    first = Testimony.objects.get(pk=testimony.pk)
    set_access(first, cast.staff("publisher"), access="closed", embargo_until=None)
    response = client.post(at(testimony, "set_access"), seen | {"access": "registered"})
    assert response.status_code == 409
    assert "Someone else has set the access meanwhile" in response.content.decode()
    testimony.refresh_from_db()
    assert testimony.access == "closed"


@pytest.mark.parametrize("group", ["cataloguer", "reviewer"])
def test_others_get_403(group):
    testimony, client = cast.testimony(state="public"), as_group(group)
    assert client.get(at(testimony, "set_access")).status_code == 403
    fields = {"access": "closed", "access_seen": "public", "embargo_seen": "-"}
    assert client.post(at(testimony, "set_access"), fields).status_code == 403
    testimony.refresh_from_db()
    assert testimony.access == "public"


@pytest.mark.parametrize(
    "fields",
    [
        {"access": "secret", "access_seen": "public", "embargo_seen": "-"},
        {"access": "closed", "access_seen": "public", "embargo_seen": "yesterday"},
        {"access": "closed"},
    ],
)
def test_a_page_sent_back_wrong_changes_nothing(fields):
    testimony = cast.testimony(state="public")
    response = as_group("publisher").post(at(testimony, "set_access"), fields)
    assert response.status_code == 200
    testimony.refresh_from_db()
    assert testimony.access == "public"
    assert not LedgerEntry.objects.exists()
