"""Preview links in the workbench: given with the address shown once, listed, revoked, and seen by those who may."""

import re

import pytest

from archive.actions import previews
from archive.models import LedgerEntry, PreviewLink, Testimony
from tests import canaries, cast
from tests.admin.workbench import as_group, as_superuser, at, form_on, logged_in, messages_of, send

pytestmark = pytest.mark.django_db

ADDRESS = re.compile(r"http://testserver(/preview/([\w-]+)/)")


@pytest.fixture
def draft():
    return cast.testimony("The flood", state="draft", text="The river rose.")


@pytest.fixture
def given(draft):
    return previews.give_preview(draft, cast.staff("publisher"), for_whom="Her daughter Rena", days=7)


def labels(client, record):
    return [button["label"] for button in client.get(at(record)).context["buttons"]]


def test_a_link_is_given_and_its_address_shown_once(draft, client):
    publisher = as_group("publisher")
    answer = send(publisher, at(draft, "give_preview"), for_whom="Her daughter", days="3")
    address, token = ADDRESS.search(answer.content.decode()).groups()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "The river rose." in client.get(address).content.decode()
    link = PreviewLink.objects.get()
    assert (link.for_whom, link.made_by) == ("Her daughter", publisher.user)
    assert canaries.where(token) == []
    assert token not in str(publisher.cookies)
    for page in (at(draft), at(link), at(link, "history"), at(draft, "history"), at(PreviewLink, "changelist")):
        assert token not in publisher.get(page).content.decode()


@pytest.mark.parametrize(("field", "value"), [("for_whom", ""), ("days", "0"), ("days", "soon"), ("days", "")])
def test_what_is_missing_is_told_and_gives_nothing(draft, field, value):
    answer = send(as_group("publisher"), at(draft, "give_preview"), **{"for_whom": "Her daughter", field: value})
    assert answer.context["form"].errors.keys() == {field}
    assert not PreviewLink.objects.exists()


def test_what_the_action_refuses_is_told(draft):
    publisher = as_group("publisher")
    answer = send(publisher, at(draft, "give_preview"), for_whom="Her daughter", days="99")
    assert (answer.status_code, "from 1 to 14 days" in answer.content.decode()) == (409, True)
    form = form_on(publisher, at(draft, "give_preview"))
    Testimony.objects.filter(pk=draft.pk).write_guarded(status="in_review")
    answer = publisher.post(at(draft, "give_preview"), form | {"for_whom": "Her daughter"})
    assert (answer.status_code, "changed its status meanwhile" in answer.content.decode()) == (409, True)
    assert not PreviewLink.objects.exists()


def test_buttons_stand_where_they_lead_somewhere(draft, given):
    publisher = as_group("publisher")
    assert {"Give a preview link", "Preview links"} <= set(labels(publisher, draft))
    assert "Give a preview link" not in labels(publisher, cast.testimony(state="public"))
    assert "Preview links" not in labels(publisher, cast.testimony(state="draft"))
    assert not {"Give a preview link", "Preview links"} & set(labels(as_group("reviewer"), draft))


def test_the_list_of_a_testimony_has_the_state_and_the_way_to_revoke(draft, given):
    publisher = as_group("publisher")
    previews.give_preview(cast.testimony(state="draft"), publisher.user, for_whom="Someone else", days=7)
    [url] = [each["url"] for each in publisher.get(at(draft)).context["buttons"] if each["label"] == "Preview links"]
    page = publisher.get(url).content.decode()
    assert "Her daughter Rena" in page
    assert "Someone else" not in page
    assert "In force" in page
    assert at(given.link, "revoke") in page


def test_a_link_is_revoked(given, client):
    publisher = as_group("publisher")
    assert labels(publisher, given.link) == ["Revoke the link"]
    answer = send(publisher, at(given.link, "revoke"))
    assert answer.redirect_chain == [(at(given.link), 302)]
    assert labels(publisher, given.link) == []
    assert client.get(f"/preview/{given.token}/").status_code == 404
    assert LedgerEntry.objects.filter(action="preview_revoked", actor=publisher.user).count() == 1
    [message] = messages_of(publisher.get(at(given.link, "revoke"), follow=True))
    assert "the link has ended" in message
    assert publisher.post(at(given.link, "revoke")).status_code == 409
    page = publisher.get(at(PreviewLink, "changelist")).content.decode()
    assert "Revoked" in page
    assert at(given.link, "revoke") not in page


def test_only_the_note_can_be_corrected(given):
    publisher = as_group("publisher")
    assert set(form_on(publisher, at(given.link))) - {"csrfmiddlewaretoken"} == {"for_whom", "as_seen", "opened_after"}
    send(publisher, at(given.link), for_whom="Her daughter", revoked_at="2001-01-01", token_digest="0" * 64)
    link = PreviewLink.objects.get()
    assert (link.for_whom, link.revoked_at) == ("Her daughter", None)
    assert link.token_digest == given.link.token_digest
    assert as_superuser().get(at(given.link, "delete")).status_code == 403
    assert as_superuser().get(at(PreviewLink, "add")).status_code == 403


@pytest.mark.parametrize("group", ["cataloguer", "reviewer"])
def test_who_may_not_sees_nothing_and_does_nothing(draft, given, group):
    other = as_group(group)
    for address in (at(PreviewLink, "changelist"), at(given.link), at(given.link, "revoke"), at(draft, "give_preview")):
        assert other.get(address).status_code == other.post(address).status_code == 403, address
    assert "Rena" not in other.get(at(draft)).content.decode()
    assert PreviewLink.objects.get().revoked_at is None


def test_a_reader_and_a_visitor_are_kept_out(draft, given, client):
    for browser in (client, logged_in(cast.user("reader"))):
        for address in (at(given.link, "revoke"), at(draft, "give_preview")):
            assert browser.post(address).status_code in (302, 403)
    assert PreviewLink.objects.get().revoked_at is None


def test_a_draft_is_deleted_with_its_links(draft, given):
    assert as_group("cataloguer").post(at(draft, "delete"), {"post": "yes"}).status_code == 302
    assert not Testimony.objects.exists()
    assert not PreviewLink.objects.exists()
