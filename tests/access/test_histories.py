"""The history of a record tells of hidden rows and of decisions: of nothing to staff who are no curators."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from config.admin_site import SUBJECTS
from tests import cast
from tests.admin.house import furnish
from tests.admin.workbench import (
    as_group,
    as_superuser,
    at,
    form_on,
    logged_in,
    row,
    with_every_permission_but_one,
)

pytestmark = pytest.mark.django_db

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
"""Every table of the workbench, those of logins and groups among them."""

NO_NUMBER = 987654


def histories(model):
    """Where the history of a record is, and where that of one that is not there would be."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_history"
    there = model._default_manager.order_by("pk").first()
    assert there is not None, f"tests/admin/house.py has no {model._meta.label}"
    return there, [reverse(name, args=[number]) for number in (there.pk, NO_NUMBER)]


def told(client, url):
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(url).content.decode()).split())


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_it_is_for_curators_and_tells_no_one_else_which_numbers_there_are(model):
    furnish()
    volunteer, curator = with_every_permission_but_one(), as_superuser()
    record, addresses = histories(model)
    answers = [volunteer.get(url) for url in addresses]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content
    assert [curator.get(url).status_code for url in addresses] == [200, 302]
    link = f'href="{addresses[0]}"'
    assert link not in volunteer.get(at(record)).content.decode()
    assert link in curator.get(at(record)).content.decode()


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_curator_gets_none_of_a_table_that_is_not_theirs(model):
    furnish()
    only_testimonies = cast.user("reads drafts", is_staff=True)
    codenames = ("view_unpublished", "view_testimony")
    only_testimonies.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = logged_in(only_testimonies)
    theirs = model._meta.label == "archive.Testimony"
    assert [client.get(url).status_code for url in histories(model)[1]] == ([200, 302] if theirs else [403, 403])


def test_a_row_that_is_hidden_beside_an_open_record_is_told_to_curators_only():
    person, hidden = cast.person("Aysel"), cast.source("Hidden source", status="draft")
    cast.testimony(narrator=person)
    curator, volunteer = as_superuser(), with_every_permission_but_one()
    added = row("names", 1, 2, text="Canary", language="en", kind="variant", source=str(hidden.pk))
    assert curator.post(at(person), form_on(curator, at(person)) | added, follow=True).redirect_chain
    assert "Added name" in told(curator, at(person, "history"))
    assert volunteer.get(at(person)).status_code == 200
    assert "Added name" not in told(volunteer, at(person)) + told(volunteer, at(person, "history"))


def test_what_was_decided_is_told_to_curators_only_and_on_nobody_elses_first_page():
    testimony, reader = cast.testimony(), cast.user("reader")
    cast.passage(testimony, "On request.", access="on_request")
    publisher, volunteer = as_group("publisher"), with_every_permission_but_one()
    give = reverse("admin:archive_testimony_give_access", args=[testimony.pk])
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    given = {"who": reader.username, "valid_until": until, "reason": "Family"}
    assert publisher.post(give, form_on(publisher, give) | given, follow=True).redirect_chain
    assert "Give someone access." in told(publisher, at(testimony, "history"))
    assert volunteer.get(at(testimony)).status_code == 200
    subjects = [reverse("admin:subject", args=[subject.code]) for subject in SUBJECTS]
    pages = [reverse("admin:index"), *subjects, at(testimony), at(testimony, "history")]
    assert [url for url in pages if "Give someone access" in told(volunteer, url)] == []


def test_the_first_page_lists_what_one_did_oneself():
    mine, theirs = cast.place("Sarikend"), cast.place("Goycha")
    own, colleague, volunteer = as_superuser(), as_superuser(), with_every_permission_but_one()
    for client, place in ((own, mine), (colleague, theirs)):
        page = form_on(client, at(place)) | {"description": "A village"}
        assert client.post(at(place), page, follow=True).redirect_chain
    listed = [[place.public_id in told(each, "/admin/") for place in (mine, theirs)] for each in (own, colleague)]
    assert listed == [[True, False], [False, True]]
    assert not any(place.public_id in told(volunteer, "/admin/") for place in (mine, theirs))
