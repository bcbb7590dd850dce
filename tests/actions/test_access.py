"""Setting access and embargo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.access.levels import Access
from archive.access.viewer import Viewer
from archive.actions.access import set_access
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.models import LedgerEntry, Testimony
from tests import cast

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
