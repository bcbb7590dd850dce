"""Media files: who gets them, and that the next request asks again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.actions.consent import revoke
from archive.actions.publication import WITHDRAW, carry_out
from archive.lib import public_ids
from archive.models import AccessGrant, AccessRequest, Testimony
from tests import cast
from tests.files.house import address, hidden_as_nothing, media_file

pytestmark = pytest.mark.django_db

WHO = ("visitor", "registered", "granted", "curator")
OPEN = {
    "public": WHO,
    "registered": WHO[1:],
    "on_request": WHO[2:],
    "closed": ("curator",),
    "embargoed": ("curator",),
    "draft": ("curator",),
    "in_review": ("curator",),
    "withdrawn": ("curator",),
    "no_consent": ("curator",),
}


@pytest.fixture
def granted(client):
    """Logs ``client`` in as someone who was granted access to a testimony; returns the grant."""

    def grant(testimony):
        researcher, now = cast.user(f"granted {next(cast.numbers)}"), timezone.now()
        request = AccessRequest.objects.create(
            testimony=testimony, researcher=researcher, purpose="A book", agreed_to_terms_at=now
        )
        client.force_login(researcher)
        return AccessGrant.objects.create(
            testimony=testimony,
            researcher=researcher,
            request=request,
            valid_from=now - timedelta(days=1),
            valid_until=now + timedelta(days=1),
        )

    return grant


def log_in_as(who, client, testimony, granted):
    if who == "registered":
        client.force_login(cast.user(f"reader {next(cast.numbers)}"))
    elif who == "curator":
        client.force_login(cast.staff("cataloguer"))
    elif who == "granted":
        granted(testimony)


@pytest.mark.parametrize("state", cast.STATES)
@pytest.mark.parametrize("who", WHO)
def test_each_state_lets_in_whom_the_contract_names(client, granted, who, state):
    record = media_file(cast.testimony(state=state))
    log_in_as(who, client, record.testimony, granted)
    for name in ("media", "media-download"):
        if who in OPEN[state]:
            assert client.get(address(record, name)).status_code == 200
        else:
            assert hidden_as_nothing(client, address(record, name))
            assert hidden_as_nothing(client, address(record, name), range="bytes=0-1")
            assert hidden_as_nothing(client, address(record, name), **{"if-none-match": f'"{record.sha256}"'})


@pytest.mark.parametrize(
    "columns",
    [
        {"rendition": "master"},
        {"access": "registered"},
        {"access": "on_request"},
        {"access": "closed"},
    ],
)
def test_a_master_and_a_stricter_file_are_nothing_to_a_visitor(client, columns):
    assert hidden_as_nothing(client, address(media_file(cast.testimony(), **columns)))


def test_a_recording_needs_the_consent_to_hear_and_a_picture_does_not(client):
    testimony = cast.testimony(hearable_from=None)
    picture = media_file(testimony, kind="image", media_type="image/jpeg")
    assert hidden_as_nothing(client, address(media_file(testimony)))
    assert client.get(address(picture)).status_code == 200


def test_a_download_needs_the_consent_to_download(client):
    record = media_file(cast.testimony(downloadable_from=None))
    assert client.get(address(record)).status_code == 200
    assert hidden_as_nothing(client, address(record, "media-download"))


def test_machines_are_asked_to_keep_away_without_the_consent(client, tape):
    assert "X-Robots-Tag" not in client.get(address(tape)).headers
    record = media_file(cast.testimony(minable_from=None))
    for headers in ({}, {"range": "bytes=0-1"}, {"if-none-match": "*"}):
        assert "noindex" in client.get(address(record), headers=headers).headers["X-Robots-Tag"]


def test_of_a_redacted_testimony_only_the_redacted_copy_is_shown(client):
    testimony = cast.testimony(originals_withheld=True)
    assert hidden_as_nothing(client, address(media_file(testimony)))
    assert hidden_as_nothing(client, address(media_file(testimony, rendition="thumbnail")))
    assert client.get(address(media_file(testimony, rendition="redacted"))).status_code == 200


def test_an_identifier_of_another_kind_or_none_is_nothing(client, tape):
    assert hidden_as_nothing(client, address(tape.testimony))
    assert hidden_as_nothing(client, reverse("archive:media", args=["nonsense"]))


def test_a_file_that_is_gone_is_nothing(client, tape):
    tape.file.storage.delete(tape.file.name)
    assert hidden_as_nothing(client, address(tape))


def test_hidden_and_nonexistent_cost_the_same_queries(client, django_assert_num_queries):
    record = media_file(cast.testimony(state="draft"))
    for public_id in (record.public_id, public_ids.mint()):
        with django_assert_num_queries(1):
            client.get(reverse("archive:media", args=[public_id]))


# --- what changes between two requests -------------------------------------------------------------------


def test_consent_taken_back_stops_the_next_range(client):
    testimony = cast.testimony()
    record = media_file(testimony)
    assert client.get(address(record), headers={"range": "bytes=0-99"}).status_code == 206
    for consent in testimony.consents.all():
        revoke(consent, cast.staff("publisher"))
    assert hidden_as_nothing(client, address(record), range="bytes=100-199")
    assert hidden_as_nothing(client, address(record), **{"if-none-match": f'"{record.sha256}"'})


def test_a_withdrawal_stops_the_next_range(client, tape):
    assert client.get(address(tape), headers={"range": "bytes=0-99"}).status_code == 206
    carry_out(WITHDRAW, Testimony.objects.get(pk=tape.testimony_id), cast.staff("publisher"), reason="Asked for")
    assert hidden_as_nothing(client, address(tape), range="bytes=100-199")


def test_a_grant_revoked_or_over_stops_the_next_range(client, granted):
    record = media_file(cast.testimony(state="on_request"))
    grant = granted(record.testimony)
    assert client.get(address(record), headers={"range": "bytes=0-99"}).status_code == 206
    AccessGrant.objects.filter(pk=grant.pk).write_guarded(revoked_at=timezone.now())
    assert hidden_as_nothing(client, address(record), range="bytes=100-199")
    AccessGrant.objects.filter(pk=grant.pk).write_guarded(revoked_at=None)
    assert client.get(address(record), headers={"range": "bytes=0-99"}).status_code == 206
    AccessGrant.objects.filter(pk=grant.pk).write_guarded(valid_until=timezone.now())
    assert hidden_as_nothing(client, address(record), range="bytes=100-199")
