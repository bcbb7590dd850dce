"""Requests and grants in the workbench: decided on by those who may, seen by nobody else."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from archive.actions import requests
from archive.models import AccessGrant, AccessRequest, LedgerEntry, Testimony
from tests import cast
from tests.actions.asking import ORIGIN, ask, grant, looking, revoke
from tests.admin.workbench import as_group, as_superuser, at, form_on, logged_in, messages_of, send

pytestmark = pytest.mark.django_db

SECRETS = ("Mammadova", "researcher@example.org", "A thesis on floods", "University of the valley")


@pytest.fixture
def researcher():
    return cast.user("researcher", first_name="Rena", last_name="Mammadova")


@pytest.fixture
def kept():
    return cast.testimony("The flood", state="on_request")


@pytest.fixture
def asked(kept, researcher):
    return ask(kept, researcher)


def reads(user, testimony):
    return Testimony.objects.visible_to(looking(user)).filter(pk=testimony.pk).exists()


def labels(client, record):
    return [button["label"] for button in client.get(at(record)).context["buttons"]]


def test_the_page_shows_what_is_asked_by_whom_and_what_else(asked, researcher):
    other = ask(cast.testimony("The other account", state="on_request"), researcher)
    page = as_group("publisher").get(at(asked)).content.decode()
    for told in (*SECRETS, "The flood", "version 1", "The other account", at(other)):
        assert told in page


def test_open_requests_stand_first(asked, researcher):
    publisher = cast.staff("publisher")
    later = ask(cast.testimony(state="on_request"), researcher)
    requests.decline(later, publisher, reason="No plan", origin=ORIGIN)
    client = logged_in(publisher)
    assert list(client.get(at(AccessRequest, "changelist")).context["cl"].queryset) == [asked, later]
    chosen = client.get(at(AccessRequest, "changelist"), {"decision__exact": "declined"})
    assert list(chosen.context["cl"].queryset) == [later]


def test_a_request_is_granted_with_a_reason_and_a_last_day(asked, kept, researcher, settings):
    settings.TIME_ZONE = "UTC"
    client = as_group("publisher")
    assert labels(client, asked) == ["Grant", "Decline"]
    day = timezone.localdate() + timedelta(days=10)
    response = send(client, at(asked, "grant"), valid_until=day.isoformat(), reason="A plan was given")
    assert response.redirect_chain == [(at(asked), 302)]
    given = AccessGrant.objects.get()
    assert (given.last_day, given.request) == (day, asked)
    assert timezone.localtime(given.valid_until).date() == day + timedelta(days=1)
    assert reads(researcher, kept)
    asked.refresh_from_db()
    assert (asked.decision, asked.decided_by, asked.decision_reason) == ("granted", client.user, "A plan was given")
    assert labels(client, asked) == []
    assert at(given) in client.get(at(asked)).content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": ""}, "This field is required"),
        ({"valid_until": ""}, "This field is required"),
        ({"valid_until": "2001-01-01"}, "must lie in the future"),
        ({"valid_until": "9999-12-31"}, "ten years at most"),
        ({"valid_until": "soon"}, "Enter a valid date"),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_grants_nothing(asked, changes, told):
    response = send(as_group("publisher"), at(asked, "grant"), **{"reason": "A plan"} | changes)
    assert told in response.content.decode()
    assert not AccessGrant.objects.exists()


def test_a_request_is_declined(asked, kept, researcher):
    send(as_group("publisher"), at(asked, "decline"), reason="No plan was given")
    asked.refresh_from_db()
    assert (asked.decision, asked.decision_reason) == ("declined", "No plan was given")
    assert not reads(researcher, kept)


@pytest.mark.parametrize("code", ["grant", "decline"])
def test_who_decides_second_is_told_so(asked, code):
    client = as_group("publisher")
    fields = form_on(client, at(asked, code)) | {"reason": "A plan"}
    requests.decline(asked, cast.staff("administrator"), reason="No plan", origin=ORIGIN)
    response = client.post(at(asked, code), fields)
    assert response.status_code == 409
    assert "decided or taken back meanwhile" in response.content.decode()
    assert not AccessGrant.objects.exists()
    assert LedgerEntry.objects.count() == 1
    again = client.get(at(asked, code), follow=True)
    assert messages_of(again) == [f"“{code.capitalize()}” is not possible: the request is declined."]


def test_access_is_taken_back_once(asked, kept, researcher):
    client = as_group("publisher")
    grant(asked, cast.staff("publisher"))
    given = AccessGrant.objects.get()
    assert labels(client, given) == ["Change the end", "Take access back"]
    fields = form_on(client, at(given, "revoke")) | {"reason": "The plan changed"}
    assert client.post(at(given, "revoke"), fields).status_code == 302
    assert not reads(researcher, kept)
    assert client.post(at(given, "revoke"), fields).status_code == 409
    assert labels(client, given) == []
    assert LedgerEntry.objects.filter(action="grant_revoked").count() == 1


def test_the_end_is_set_on_what_was_seen(asked, kept, researcher):
    client, publisher = as_group("publisher"), cast.staff("publisher")
    grant(asked, publisher)
    given = AccessGrant.objects.get()
    day = timezone.localdate() + timedelta(days=3)
    fields = form_on(client, at(given, "set_end")) | {"reason": "Done sooner", "valid_until": day.isoformat()}
    assert client.post(at(given, "set_end"), fields).status_code == 302
    given.refresh_from_db()
    assert given.last_day == day
    later = fields | {"valid_until": (day + timedelta(days=90)).isoformat()}
    assert client.post(at(given, "set_end"), later).status_code == 409
    given.refresh_from_db()
    assert given.last_day == day


def test_what_was_asked_for_and_is_no_longer_kept_on_request_is_not_granted(asked):
    client = as_group("publisher")
    Testimony.objects.write_guarded(access="closed")
    response = send(client, at(asked, "grant"), reason="A plan")
    assert response.status_code == 409
    assert "would open nothing" in response.content.decode()


def test_someone_who_did_not_ask_is_given_access(kept, researcher):
    client = as_group("publisher")
    assert "Give someone access" in labels(client, kept)
    day = timezone.localdate() + timedelta(days=3)
    words = {"valid_until": day.isoformat(), "reason": "The narrator's family"}
    assert "Nobody has this login" in send(client, at(kept, "give_access"), who="nobody", **words).content.decode()
    response = send(client, at(kept, "give_access"), who="Researcher@Example.org", **words)
    assert response.redirect_chain == [(at(kept), 302)]
    assert AccessGrant.objects.get().last_day == day
    assert reads(researcher, kept)
    again = send(client, at(kept, "give_access"), who="researcher", **words)
    assert again.status_code == 409
    assert "has access already" in again.content.decode()


def test_access_is_given_only_where_it_opens_something_and_by_those_who_may(kept):
    assert "Give someone access" not in labels(as_group("reviewer"), kept)
    assert as_group("reviewer").get(at(kept, "give_access")).status_code == 403
    for state in ("public", "closed", "draft"):
        assert "Give someone access" not in labels(as_group("publisher"), cast.testimony(state=state))


# --- who may ---


@pytest.mark.parametrize("group", ["cataloguer", "reviewer"])
def test_others_neither_see_nor_decide(asked, group):
    grant(ask(cast.testimony(state="on_request"), cast.user("another")), cast.staff("publisher"))
    given, client = AccessGrant.objects.get(), as_group(group)
    pages = [
        *(at(asked, code) for code in ("change", "grant", "decline", "history")),
        *(at(given, code) for code in ("change", "revoke", "set_end")),
        at(AccessRequest, "changelist"),
        at(AccessGrant, "changelist"),
    ]
    for page in pages:
        assert client.get(page).status_code == 403, page
        assert client.post(page, {"reason": "x", "decision_seen": "open"}).status_code == 403, page
    asked.refresh_from_db()
    assert asked.decision == "open"


def test_to_look_at_requests_is_not_enough_to_see_who_asks(asked):
    user = cast.user("helper", "cataloguer", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_accessrequest", "view_accessgrant"]))
    client = logged_in(user)
    assert client.get(at(asked)).status_code == 403
    assert "accessrequest" not in client.get("/admin/").content.decode()


def test_who_decides_but_gives_no_access_has_no_button_for_it(asked):
    user = cast.user("helper", "cataloguer", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_accessrequest"))
    client = logged_in(user)
    assert labels(client, asked) == ["Decline"]
    fields = form_on(client, at(asked, "grant")) | {"reason": "A plan"}
    assert client.post(at(asked, "grant"), fields).status_code == 403
    assert not AccessGrant.objects.exists()


def test_no_one_writes_or_deletes_a_row_by_hand(asked):
    client = as_superuser()
    assert client.post(at(asked), {"decision": "granted", "purpose": "Else"}).status_code == 403
    assert client.post(at(asked, "delete"), {"post": "yes"}).status_code == 403
    asked.refresh_from_db()
    assert (asked.decision, asked.purpose) == ("open", "A thesis on floods")


def test_the_log_of_the_workbench_names_neither_the_account_nor_who_asked(asked):
    send(as_group("publisher"), at(asked, "decline"), reason="Rena wrote no plan")
    page = as_group("publisher").get(at(asked, "history")).content.decode()
    history = page.partition('id="change-history"')[2]
    assert "Decline." in history
    for told in (*SECRETS, "The flood", "Rena"):
        assert told not in history


def test_what_a_researcher_wrote_is_text_and_nothing_else(kept, researcher):
    asked = ask(kept, researcher, purpose="<script>alert(1)</script>", affiliation="<b>x</b>")
    client = as_group("publisher")
    for page in (at(asked), at(asked, "grant"), at(AccessRequest, "changelist")):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<b>x" not in text


def test_a_purged_request_opens_and_names_nobody(asked, settings, time_machine):
    requests.decline(asked, cast.staff("publisher"), reason="No plan", origin=ORIGIN)
    AccessRequest.objects.write_guarded(researcher=None, purpose="")
    page = as_group("publisher").get(at(asked)).content.decode()
    assert "removed after the time" in page
    assert "Mammadova" not in page


# --- letters ---


class BrokenBackend:
    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_letter_that_was_not_posted_is_told_and_the_decision_stands(asked, kept, researcher, settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    response = send(as_group("publisher"), at(asked, "grant"), reason="A plan was given")
    done, warning = messages_of(response)
    assert done.startswith("Grant: done.")
    assert "Nobody was told by e-mail: the mail server did not take it (ConnectionRefusedError)" in warning
    assert reads(researcher, kept)


def test_someone_without_an_address_is_not_told_and_the_curator_knows(kept):
    asked = ask(kept, cast.user("researcher"))
    asked.researcher.email = ""
    asked.researcher.save()
    response = send(as_group("publisher"), at(asked, "decline"), reason="No plan")
    assert "there is no e-mail address to write to" in messages_of(response)[1]


def test_a_revoked_grant_needs_no_second_look(asked):
    publisher = cast.staff("publisher")
    grant(asked, publisher)
    given = AccessGrant.objects.get()
    revoke(given, publisher)
    answer = logged_in(publisher).get(at(given, "set_end"), follow=True)
    assert messages_of(answer) == ["“Change the end” is not possible: the grant has ended."]
