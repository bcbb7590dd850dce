"""Files that tell what is withheld go to those who may unseal, for a reason, with an entry in the ledger."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from archive.actions import second_person
from archive.actions.guessing import AT_MOST
from archive.actions.identity import reveal
from archive.actions.protect import protect
from archive.models import LedgerEntry, MediaFile, ProposedAction
from tests import cast
from tests.admin.workbench import as_group, at, logged_in

pytestmark = pytest.mark.django_db

NAME, WHY = "Ruslan Mammadov", {"reason": "To cut a redacted copy."}
SAID = b"I, Ruslan Mammadov, agree."


@pytest.fixture
def narrator():
    return cast.person(NAME)


@pytest.fixture
def testimony(narrator):
    return cast.testimony(narrator=narrator)


@pytest.fixture
def consent(testimony):
    consent = testimony.consents.get()
    consent.document.save("release.txt", ContentFile(SAID))
    return consent


def media(testimony, rendition):
    file = ContentFile(SAID, name="m.txt")
    return MediaFile.objects.create(
        testimony=testimony, kind="document", rendition=rendition, media_type="text/plain", file=file
    )


@pytest.fixture
def master(testimony):
    return media(testimony, "master")


@pytest.fixture(params=["consent", "master"])
def record(request, consent, master):
    return {"consent": consent, "master": master}[request.param]


@pytest.fixture
def protected(narrator, record):
    protect(narrator, cast.staff("administrator"), pseudonym="The teacher")


def given(response):
    return b"".join(response.streaming_content) if response.streaming else b""


def looks():
    return LedgerEntry.objects.filter(action="unsealed")


def test_while_nobody_is_protected_curators_have_them_at_once(record):
    assert given(as_group("cataloguer").get(at(record, "file"))) == SAID
    assert not looks().exists()


@pytest.mark.parametrize("group", ["cataloguer", "reviewer", "publisher"])
def test_whoever_may_not_unseal_gets_none(record, protected, group):
    client = as_group(group)
    for answer in (client.get(at(record, "file")), client.post(at(record, "file"), WHY)):
        assert answer.status_code == 403
        assert SAID not in answer.content
    assert not looks().exists()


def test_whoever_may_unseal_gets_it_once_for_each_reason(record, protected):
    client = as_group("administrator")
    asked = client.get(at(record, "file"))
    assert asked.status_code == 200
    assert SAID not in asked.content
    assert SAID not in client.post(at(record, "file"), {"reason": " "}).content
    assert not looks().exists()
    answer = client.post(at(record, "file"), WHY)
    assert given(answer) == SAID
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    entry = looks().get()
    assert (entry.subject, entry.actor_id, entry.codes) == (record.public_id, client.user.pk, {"to": "file"})
    assert entry.reason.text == WHY["reason"]
    assert SAID not in client.get(at(record, "file")).content


def test_a_reason_with_the_name_is_refused_and_entered(record, protected):
    answer = as_group("administrator").post(at(record, "file"), {"reason": "Mammadov asked."})
    assert answer.status_code == 409
    assert LedgerEntry.objects.first().action == "reason_refused"
    assert not looks().exists()


def test_it_takes_two_where_looking_does(record, protected, settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    client = as_group("administrator")
    assert client.post(at(record, "file"), WHY).status_code == 302
    assert not looks().exists()
    second_person.confirm(ProposedAction.objects.get(), cast.staff("administrator"))
    assert given(client.post(at(record, "file"), WHY)) == SAID
    assert client.post(at(record, "file"), WHY).status_code == 302, "a confirmation is good for one look"
    assert looks().count() == 1


def test_refusals_count_against_a_look_that_was_confirmed(record, protected, settings, time_machine):
    """The attack: names left out of a list one after another, under a look at a file that tells nothing."""
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    client = as_group("administrator")
    client.post(at(record, "file"), WHY)
    second_person.confirm(ProposedAction.objects.get(), cast.staff("administrator"))
    named = [client.post(at(record, "file"), {"reason": "Mammadov asked."}) for _ in range(AT_MOST)]
    assert all(b"kept in the ledger" in each.content for each in named)
    entries = LedgerEntry.objects.count()
    for reason in ("Mammadov asked.", WHY["reason"]):
        answer = client.post(at(record, "file"), {"reason": reason})
        assert (answer.status_code, b"Too many" in answer.content) == (409, True)
    assert (LedgerEntry.objects.count(), looks().count()) == (entries, 0)
    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=1))
    assert given(logged_in(client.user).post(at(record, "file"), WHY)) == SAID


def test_fewer_refusals_leave_a_look_that_was_confirmed(record, protected, settings):
    settings.ARCHIVE_SECOND_PERSON = ["unseal"]
    client = as_group("administrator")
    client.post(at(record, "file"), WHY)
    second_person.confirm(ProposedAction.objects.get(), cast.staff("administrator"))
    for _ in range(AT_MOST - 1):
        assert client.post(at(record, "file"), {"reason": "Mammadov asked."}).status_code == 409
    assert given(client.post(at(record, "file"), WHY)) == SAID


def test_once_the_identity_is_revealed_they_are_as_before(record, protected, narrator):
    narrator.refresh_from_db()
    reveal(narrator, cast.staff("administrator"), reason="She wants to be known.")
    assert given(as_group("cataloguer").get(at(record, "file"))) == SAID


def test_redacted_copies_stay_as_they_are(testimony, narrator):
    protect(narrator, cast.staff("administrator"), pseudonym="The teacher")
    assert given(as_group("cataloguer").get(at(media(testimony, "redacted"), "file"))) == SAID


@pytest.mark.parametrize("rendition", ["master", "access", "thumbnail"])
def test_the_public_address_hands_a_withheld_original_to_nobody(testimony, narrator, rendition):
    original, redacted = media(testimony, rendition), media(testimony, "redacted")
    administrator, address = as_group("administrator"), "/media/{}/"
    curator = as_group("cataloguer")
    assert given(curator.get(address.format(original.public_id))) == SAID
    protect(narrator, cast.staff("administrator"), pseudonym="The teacher")
    for client in (curator, administrator, Client()):
        assert client.get(address.format(original.public_id)).status_code == 404
        assert client.get(f"/media/{original.public_id}/download/").status_code == 404
    assert given(curator.get(address.format(redacted.public_id))) == SAID
