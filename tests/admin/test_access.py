"""Access and embargo in the workbench: a page of their own, on what the curator saw."""

from datetime import UTC, datetime

import pytest

from archive.actions.access import set_access
from archive.actions.decisions import JUDGED_BEFORE, newest
from archive.models import LedgerEntry, Testimony
from tests import cast
from tests.admin.workbench import as_group, at, form_on, send
from tests.files.house import media_file

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
    assert JUDGED_BEFORE in response.content.decode()
    testimony.refresh_from_db()
    assert testimony.access == "closed"


@pytest.mark.parametrize("group", ["cataloguer", "reviewer"])
def test_others_get_403(group):
    testimony, client = cast.testimony(state="public"), as_group(group)
    assert client.get(at(testimony, "set_access")).status_code == 403
    fields = {"access": "closed", "judged_by": newest(testimony)}
    assert client.post(at(testimony, "set_access"), fields).status_code == 403
    testimony.refresh_from_db()
    assert testimony.access == "public"


@pytest.mark.parametrize(
    "fields",
    [
        {"access": "secret", "judged_by": "0"},
        {"access": "closed", "judged_by": "0", "embargo_until_0": "yesterday"},
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


# --- a part stricter than its testimony -----------------------------------------------------------------


@pytest.fixture
def parts():
    testimony = cast.testimony()
    transcript = testimony.transcripts.get()
    return [transcript, transcript.passages.get(), media_file(testimony)]


def test_a_publisher_closes_a_part(parts):
    for part in parts:
        client = as_group("publisher")
        assert f'href="{at(part, "set_access")}"' in client.get(at(part)).content.decode()
        response = send(client, at(part, "set_access"), access="closed")
        assert response.redirect_chain == [(at(part), 302)]
        part.refresh_from_db()
        assert part.access == "closed"
        send(client, at(part, "set_access"), access="")
        part.refresh_from_db()
        assert part.access == ""


def test_a_lost_race_over_a_part_says_so(parts):
    for part in parts:
        client = as_group("publisher")
        seen = form_on(client, at(part, "set_access"))
        send(client, at(part, "set_access"), access="on_request")
        response = client.post(at(part, "set_access"), seen | {"access": "registered"})
        assert response.status_code == 409
        part.refresh_from_db()
        assert part.access == "on_request"


def test_others_get_403_on_a_part(parts):
    for part in parts:
        client = as_group("reviewer")
        assert at(part, "set_access") not in client.get(at(part)).content.decode()
        assert client.get(at(part, "set_access")).status_code == 403
        assert client.post(at(part, "set_access"), {"access": "closed", "judged_by": newest(part)}).status_code == 403
        part.refresh_from_db()
        assert part.access == ""


def test_a_page_about_a_part_sent_back_incomplete_changes_nothing(parts):
    for part in parts:
        for fields in ({"access": "closed"}, {"access": "secret", "judged_by": "0"}):
            assert as_group("publisher").post(at(part, "set_access"), fields).status_code == 200
        part.refresh_from_db()
        assert part.access == ""
