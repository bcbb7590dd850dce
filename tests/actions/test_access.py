"""Setting access and embargo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.access.levels import Access
from archive.access.viewer import Viewer
from archive.actions.access import set_access, set_part_access
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.models import LedgerEntry, Testimony
from tests import cast
from tests.files.house import media_file

pytestmark = pytest.mark.django_db


def test_closing_hides_on_the_next_request():
    testimony = cast.testimony(state="public")
    set_access(testimony, cast.staff("publisher"), access=Access.CLOSED, embargo_until=None)
    assert not Testimony.objects.visible_to(Viewer()).exists()
    assert LedgerEntry.objects.get().codes["access_before"] == Access.PUBLIC


def test_an_embargo_hides_until_its_end():
    testimony = cast.testimony(state="public")
    ends = timezone.now() + timedelta(days=1)
    set_access(testimony, cast.staff("publisher"), access=Access.PUBLIC, embargo_until=ends)
    assert not Testimony.objects.visible_to(Viewer()).exists()
    assert Testimony.objects.visible_to(Viewer(now=ends)).exists()


def test_a_cataloguer_may_not():
    with pytest.raises(NotPermitted):
        set_access(cast.testimony(), cast.staff("cataloguer"), access=Access.CLOSED, embargo_until=None)


def test_an_unknown_level_is_refused():
    with pytest.raises(ActionRefused, match="secret"):
        set_access(cast.testimony(), cast.staff("publisher"), access="secret", embargo_until=None)


def test_a_lost_race_says_so():
    testimony, publisher = cast.testimony(), cast.staff("publisher")
    seen_by_another = Testimony.objects.get(pk=testimony.pk)
    set_access(testimony, publisher, access=Access.CLOSED, embargo_until=None)
    with pytest.raises(LostRace):
        set_access(seen_by_another, publisher, access=Access.REGISTERED, embargo_until=None)
    testimony.refresh_from_db()
    assert testimony.access == Access.CLOSED


def test_a_new_testimony_takes_the_access_of_its_collection():
    closed = cast.collection(default_access=Access.CLOSED)
    assert Testimony.objects.create(title="New", kind="interview", collection=closed).access == Access.CLOSED


# --- parts stricter than their testimony ----------------------------------------------------------------


def parts_of(testimony):
    transcript = testimony.transcripts.get()
    return {
        "transcript": transcript,
        "passage": transcript.passages.get(),
        "file": media_file(testimony, kind="image", media_type="image/jpeg"),
    }


@pytest.fixture
def publisher():
    return cast.staff("publisher")


@pytest.mark.parametrize("kind", ["transcript", "passage", "file"])
def test_a_part_becomes_stricter_than_its_testimony_and_back(publisher, kind):
    part = parts_of(cast.testimony())[kind]
    readable = type(part).objects.visible_to(cast.VISITOR())
    assert readable.filter(pk=part.pk).exists()
    entry = set_part_access(part, publisher, access="closed")
    assert not readable.filter(pk=part.pk).exists()
    assert (entry.subject, entry.codes) == (part.public_id, {"access": "closed", "access_before": ""})
    set_part_access(part, publisher, access="")
    assert readable.filter(pk=part.pk).exists()


@pytest.mark.parametrize("kind", ["transcript", "passage", "file"])
def test_a_looser_level_opens_nothing(publisher, kind):
    part = parts_of(cast.testimony(state="on_request"))[kind]
    set_part_access(part, publisher, access="public")
    assert not type(part).objects.visible_to(cast.VISITOR()).filter(pk=part.pk).exists()


@pytest.mark.parametrize("kind", ["transcript", "passage", "file"])
def test_a_part_seen_otherwise_is_a_lost_race(publisher, kind):
    part = parts_of(cast.testimony())[kind]
    set_part_access(type(part).objects.get(pk=part.pk), publisher, access="closed")
    with pytest.raises(LostRace):
        set_part_access(part, publisher, access="registered")
    part.refresh_from_db()
    assert part.access == "closed"


def test_a_part_needs_the_permission_a_level_and_a_testimony_that_is_there(publisher):
    testimony = cast.testimony()
    part = parts_of(testimony)["passage"]
    with pytest.raises(NotPermitted):
        set_part_access(part, cast.staff("reviewer"), access="closed")
    with pytest.raises(ActionRefused):
        set_part_access(part, publisher, access="secret")
    Testimony.objects.filter(pk=testimony.pk).write_guarded(status="erased")
    with pytest.raises(ActionRefused):
        set_part_access(type(part).objects.get(pk=part.pk), publisher, access="closed")
    assert not LedgerEntry.objects.exists()


def test_copies_become_as_strict_as_what_they_were_made_from_and_never_looser(publisher):
    testimony = cast.testimony()
    master = media_file(testimony, rendition="master", kind="image")
    copy = media_file(testimony, rendition="access", kind="image", derived_from=master)
    thumbnail = media_file(testimony, rendition="thumbnail", kind="image", derived_from=copy)
    set_part_access(copy, publisher, access="closed")
    thumbnail.refresh_from_db()
    assert thumbnail.access == "closed"
    set_part_access(master, publisher, access="registered")
    assert set(testimony.media_files.values_list("rendition", "access")) == {
        ("master", "registered"),
        ("access", "closed"),
        ("thumbnail", "closed"),
    }
    set_part_access(master, publisher, access="")
    copy.refresh_from_db()
    assert copy.access == "closed"
    assert LedgerEntry.objects.filter(subject=thumbnail.public_id).count() == 1
