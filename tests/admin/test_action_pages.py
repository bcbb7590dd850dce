"""The pages that carry out an action say nothing to staff whom it is not for: not of the record, and not of numbers."""

import pytest
from django.contrib import admin
from django.urls import reverse

from archive.actions.decisions import newest
from archive.models import Collection, Consent, MediaFile, Passage, Person, Source, Testimony, Transcript
from tests import cast
from tests.admin.house import furnish
from tests.admin.workbench import at, logged_in, with_every_permission_but_one

pytestmark = pytest.mark.django_db

OWN = ("_changelist", "_add", "_history", "_delete", "_change")
"""How the names of Django's own pages end."""
NO_ACTION = ("archive_consent_file", "archive_mediafile_file")
ON_A_MARK = ("archive_passage_lift", "archive_passage_original")
"""Addresses with the number of a mark beside the record's."""


def actions():
    for model, page in admin.site._registry.items():
        for name in (url.name for url in page.get_urls() if url.name):
            if model._meta.app_label == "archive" and not name.endswith(OWN) and name not in NO_ACTION:
                yield model, name


ACTIONS = sorted(actions(), key=lambda each: each[1])
SEEN_BY_STAFF = (Collection, Passage, Person, Source, Testimony, Transcript)
"""Records of :func:`furnish` that staff who are no curators may look at. Others are not there for them."""


def address(name, number):
    return reverse(f"admin:{name}", args=[number, 1] if name in ON_A_MARK else [number])


def test_there_are_such_pages():
    assert {name.rpartition("_")[2] for _model, name in ACTIONS} >= {
        "publish",
        "revoke",
        "access",
        "erase",
        "redact",
    }


@pytest.mark.parametrize(("model", "name"), ACTIONS)
def test_they_are_for_curators(model, name):
    furnish()
    record = model.objects.order_by("pk").first()
    client, url = with_every_permission_but_one(), address(name, record.pk)
    refusal = 403 if model in SEEN_BY_STAFF else client.get(address(name, 987654)).status_code
    assert [client.get(url).status_code, client.post(url, {}).status_code] == [refusal, refusal]
    assert refusal in (403, 404)
    page = client.get(at(record))
    assert page.status_code == 200 or model not in SEEN_BY_STAFF
    assert url not in page.content.decode()


def test_a_posted_page_tells_no_name_and_no_closed_text():
    """What a curator should know before deciding was told by the page that refuses."""
    testimony = cast.testimony(narrator=cast.person("Zulfiyya Canaryname"), nameable_from=None)
    Transcript.objects.create(testimony=testimony, language="hy", kind="translation", access="closed", position=9)
    url = reverse("admin:archive_testimony_publish", args=[testimony.pk])
    answer = with_every_permission_but_one().post(url, {"judged_by": newest(testimony)})
    assert "Canaryname" not in answer.content.decode()


@pytest.mark.parametrize(("model", "name"), ACTIONS)
def test_numbers_are_told_to_nobody_who_may_see_no_such_record(model, name):
    furnish()
    client = logged_in(cast.user("helper", is_staff=True))
    there = model.objects.order_by("pk").first().pk
    asked = [client.get(address(name, number)).status_code for number in (there, 987654)]
    assert asked == [403, 403]


def test_what_is_handed_out_is_no_action():
    assert {Consent, MediaFile} == {
        model for model, page in admin.site._registry.items() if any(url.name in NO_ACTION for url in page.get_urls())
    }
