"""Embargoes are typed in the archive's own time zone; hours that a clock change skips or repeats are asked about."""

import datetime as dt

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from archive.access.viewer import Viewer
from archive.models import Testimony
from tests import cast
from tests.admin.workbench import as_group, at, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def berlin():
    with override_settings(TIME_ZONE="Europe/Berlin"), timezone.override("Europe/Berlin"):
        yield


def set_embargo(testimony, date, time):
    return send(as_group("publisher"), at(testimony, "set_access"), embargo_until_0=date, embargo_until_1=time)


def test_summer_and_winter_time_are_told_apart(berlin):
    summer, winter = cast.testimony(), cast.testimony()
    set_embargo(summer, "2027-07-01", "12:00:00")
    set_embargo(winter, "2027-12-01", "12:00:00")
    summer.refresh_from_db()
    winter.refresh_from_db()
    assert summer.embargo_until == dt.datetime(2027, 7, 1, 10, tzinfo=dt.UTC)
    assert winter.embargo_until == dt.datetime(2027, 12, 1, 11, tzinfo=dt.UTC)


@pytest.mark.parametrize("time", ["02:30:00"])
@pytest.mark.parametrize("date", ["2027-03-28", "2027-10-31"])
def test_an_hour_that_is_skipped_or_comes_twice_is_refused(berlin, date, time):
    testimony = cast.testimony()
    answer = set_embargo(testimony, date, time)
    assert "couldn’t be interpreted in time zone" in answer.content.decode()
    testimony.refresh_from_db()
    assert testimony.embargo_until is None


def test_it_ends_to_the_second_and_without_a_write():
    ends = dt.datetime(2027, 7, 1, 10, 0, 0, tzinfo=dt.UTC)
    with time_machine.travel(dt.datetime(2027, 6, 1, tzinfo=dt.UTC), tick=False):
        cast.testimony(embargo_until=ends)
    for moment, open_ in ((ends - dt.timedelta(seconds=1), False), (ends, True)):
        with time_machine.travel(moment, tick=False):
            assert Testimony.objects.visible_to(Viewer()).exists() is open_
