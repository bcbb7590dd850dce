"""Setting access and embargo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.access.levels import Access
from archive.access.viewer import Viewer
from archive.actions import decisions, second_person
from archive.actions.access import set_access, set_part_access
from archive.actions.publication import PUBLISH, carry_out
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.models import LedgerEntry, ProposedAction, Testimony
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
    judged_by = decisions.newest(testimony)
    set_access(testimony, publisher, access=Access.CLOSED, embargo_until=None)
    with pytest.raises(LostRace):
        set_access(testimony, publisher, access=Access.REGISTERED, embargo_until=None, judged_by=judged_by)
    testimony.refresh_from_db()
    assert testimony.access == Access.CLOSED


def test_an_embargo_set_meanwhile_is_not_ended_by_who_knew_nothing_of_it():
    testimony, publisher = cast.testimony(), cast.staff("publisher")
    judged_by = decisions.newest(testimony)
    ends = timezone.now() + timedelta(days=1)
    set_access(testimony, publisher, access=Access.PUBLIC, embargo_until=ends)
    with pytest.raises(LostRace):
        set_access(testimony, publisher, access=Access.CLOSED, embargo_until=None, judged_by=judged_by)
    set_access(testimony, publisher, access=Access.CLOSED, embargo_until=ends, judged_by=judged_by)
    testimony.refresh_from_db()
    assert (testimony.access, testimony.embargo_until) == (Access.CLOSED, ends)


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
def test_a_part_seen_otherwise_is_a_lost_race_but_for_who_makes_it_stricter(publisher, kind):
    part = parts_of(cast.testimony())[kind]
    judged_by = decisions.newest(part)
    set_part_access(type(part).objects.get(pk=part.pk), publisher, access="on_request")
    with pytest.raises(LostRace):
        set_part_access(part, publisher, access="registered", judged_by=judged_by)
    part.refresh_from_db()
    assert part.access == "on_request"
    set_part_access(part, publisher, access="closed", judged_by=judged_by)
    part.refresh_from_db()
    assert part.access == "closed"


def test_a_part_that_was_deleted_meanwhile_is_told(publisher):
    part = parts_of(cast.testimony(state="draft"))["file"]
    type(part).objects.get(pk=part.pk).delete()
    with pytest.raises(LostRace, match="deleted"):
        set_part_access(part, publisher, access="closed")


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


# --- giving readers more takes two people where publishing does ------------------------------------------


@pytest.fixture
def it_takes_two(settings):
    settings.ARCHIVE_SECOND_PERSON = ["publish"]


NOW = timezone.now()
LATER, EARLIER = NOW + timedelta(days=30), NOW + timedelta(days=3)
LOOSER = [
    (("closed", None), ("public", None)),
    (("closed", None), ("on_request", None)),
    (("registered", None), ("public", None)),
    (("public", LATER), ("public", EARLIER)),
    (("public", LATER), ("public", None)),
    (("public", LATER), ("closed", EARLIER)),
]
NOT_LOOSER = [
    (("public", None), ("closed", None)),
    (("closed", None), ("closed", EARLIER)),
    (("public", EARLIER), ("registered", LATER)),
    (("public", NOW - timedelta(days=1)), ("public", None)),
]


def set_to(testimony, level):
    Testimony.objects.filter(pk=testimony.pk).write_guarded(access=level[0], embargo_until=level[1])
    testimony.refresh_from_db()


def level_of(testimony):
    return Testimony.objects.values_list("access", "embargo_until").get(pk=testimony.pk)


@pytest.mark.parametrize(("before", "after"), LOOSER)
def test_giving_readers_more_is_only_asked_for_until_another_confirms(it_takes_two, publisher, before, after):
    testimony = cast.testimony()
    set_to(testimony, before)
    entry = set_access(testimony, publisher, access=after[0], embargo_until=after[1])
    assert (entry.action, entry.codes["of"], level_of(testimony)) == ("proposed", "loosen", before)
    proposal = ProposedAction.objects.get()
    for unfit in (publisher, cast.staff("cataloguer")):
        with pytest.raises(NotPermitted):
            second_person.confirm(proposal, unfit)
    assert level_of(testimony) == before
    second_person.confirm(proposal, cast.staff("publisher"))
    assert level_of(testimony) == after
    assert LedgerEntry.objects.first().action == "access_set"


@pytest.mark.parametrize(("before", "after"), NOT_LOOSER)
def test_giving_readers_less_never_waits(it_takes_two, publisher, before, after):
    testimony = cast.testimony()
    set_to(testimony, before)
    assert set_access(testimony, publisher, access=after[0], embargo_until=after[1]).action == "access_set"
    assert level_of(testimony) == after


def test_where_publishing_takes_one_opening_does(publisher, settings):
    settings.ARCHIVE_SECOND_PERSON = ["erase", "unseal"]
    testimony = cast.testimony(state="closed")
    assert set_access(testimony, publisher, access="public", embargo_until=None).action == "access_set"


def test_a_made_up_level_seen_gets_round_nobody(it_takes_two, publisher):
    testimony = cast.testimony(state="closed")
    testimony.access = "public"
    assert set_access(testimony, publisher, access="public", embargo_until=None).action == "proposed"
    part = parts_of(cast.testimony())["passage"]
    set_part_access(part, publisher, access="closed")
    part.access = ""
    assert set_part_access(part, publisher, access="").action == "proposed"


def test_what_was_closed_meanwhile_stays_closed(it_takes_two, publisher):
    testimony = cast.testimony(state="registered")
    set_access(Testimony.objects.get(pk=testimony.pk), publisher, access="public", embargo_until=None)
    set_access(Testimony.objects.get(pk=testimony.pk), publisher, access="closed", embargo_until=None)
    with pytest.raises(LostRace):
        second_person.confirm(ProposedAction.objects.get(), cast.staff("publisher"))
    assert level_of(testimony) == ("closed", None)


@pytest.mark.parametrize("kind", ["transcript", "passage", "file"])
def test_a_part_is_opened_by_two(it_takes_two, publisher, kind):
    part = parts_of(cast.testimony())[kind]
    assert set_part_access(part, publisher, access="closed").action == "access_set"
    assert set_part_access(part, publisher, access="").action == "proposed"
    part.refresh_from_db()
    assert part.access == "closed"
    second_person.confirm(ProposedAction.objects.get(), cast.staff("publisher"))
    part.refresh_from_db()
    assert part.access == ""


def test_a_draft_is_opened_by_one_but_not_between_asking_for_its_publication_and_confirming(it_takes_two, publisher):
    testimony = cast.testimony(state="draft")
    set_to(testimony, ("closed", None))
    part = parts_of(testimony)["passage"]
    set_part_access(part, publisher, access="closed")
    assert set_access(testimony, publisher, access="registered", embargo_until=None).action == "access_set"
    carry_out(PUBLISH, testimony, publisher)
    with pytest.raises(ActionRefused, match="waits for a second person"):
        set_access(testimony, publisher, access="public", embargo_until=None)
    with pytest.raises(ActionRefused, match="waits for a second person"):
        set_part_access(part, publisher, access="")
    assert set_access(testimony, publisher, access="closed", embargo_until=None).action == "access_set"
