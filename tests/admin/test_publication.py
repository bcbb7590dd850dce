"""Publishing and withdrawing in the workbench: the buttons, the page to confirm, and what is refused."""

import pytest
from django.utils import timezone

from archive.access.levels import Status
from archive.actions.decisions import newest
from archive.actions.publication import TRANSITIONS, WITHDRAW, carry_out
from archive.models import Collection, Consent, LedgerEntry, LedgerReason, Participation, Testimony
from tests import cast
from tests.admin.workbench import as_group, as_superuser, at, errors_of, form_on, messages_of, send

pytestmark = pytest.mark.django_db


def buttons_on(client, record) -> list[str]:
    return [button["label"] for button in client.get(at(record)).context["buttons"]]


def test_the_buttons_are_those_of_the_group_and_the_moment():
    draft, public = cast.testimony(state="draft"), cast.testimony(state="public")
    assert buttons_on(as_group("cataloguer"), draft) == ["Submit for review"]
    assert buttons_on(as_group("cataloguer"), public) == []
    of_a_draft = ["Submit for review", "Publish", "Give a preview link", "Set access and embargo"]
    assert buttons_on(as_group("publisher"), draft) == of_a_draft
    assert buttons_on(as_group("publisher"), public) == ["Withdraw", "Set access and embargo"]
    assert buttons_on(as_group("reviewer"), cast.testimony(state="in_review")) == ["Return to the cataloguer"]


def test_a_publisher_publishes_and_is_shown_the_public_page():
    draft, client = cast.testimony("The flood", state="draft"), as_group("publisher")
    page = client.get(at(draft, "publish"))
    assert "Readers can find it at once" in page.content.decode()
    response = send(client, at(draft, "publish"))
    draft.refresh_from_db()
    assert draft.status == Status.PUBLISHED
    assert response.redirect_chain == [(at(draft), 302)]
    [message] = messages_of(response)
    assert f'<a href="{draft.get_absolute_url()}">See the public page</a>' in message
    assert LedgerEntry.objects.get(subject=draft.public_id).actor == client.user


def test_looking_at_the_page_to_confirm_changes_nothing():
    draft = cast.testimony(state="draft")
    as_group("publisher").get(at(draft, "publish"))
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("group", ["cataloguer", "reviewer"])
def test_others_get_403_and_nothing_happens(group):
    draft, client = cast.testimony(state="draft"), as_group(group)
    assert client.get(at(draft, "publish")).status_code == 403
    assert client.post(at(draft, "publish"), {"judged_by": newest(draft)}).status_code == 403
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_visitor_is_sent_to_the_login(client):
    draft = cast.testimony(state="draft")
    for code in TRANSITIONS:
        response = client.post(at(draft, code), {"judged_by": newest(draft)})
        assert response.status_code == 302
        assert "/login/" in response.url


def test_a_post_without_the_token_is_refused():
    draft, client = cast.testimony(state="draft"), as_group("publisher")
    client.handler.enforce_csrf_checks = True
    assert client.post(at(draft, "publish"), {"judged_by": newest(draft)}).status_code == 403
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_publishing_without_consent_shows_why_not():
    draft = cast.testimony(state="draft")
    draft.consents.all().delete()
    response = send(as_group("publisher"), at(draft, "publish"))
    assert response.status_code == 409
    assert "There is no consent to read in force" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_lost_race_says_so():
    public, client = cast.testimony(state="public"), as_group("publisher")
    seen = form_on(client, at(public, "withdraw"))
    carry_out(WITHDRAW, Testimony.objects.get(pk=public.pk), cast.staff("publisher"), reason="I was first")
    response = client.post(at(public, "withdraw"), seen | {"reason": "I am second"})
    assert response.status_code == 409
    assert "“Withdraw” is not possible: the testimony is withdrawn." in response.content.decode()
    assert [reason.text for reason in LedgerReason.objects.all()] == ["I was first"]


def test_withdrawing_needs_a_reason_and_shows_it_afterwards():
    public, client = cast.testimony(state="public"), as_group("publisher")
    response = send(client, at(public, "withdraw"), reason="  ")
    assert response.context["form"].errors == {"reason": ["This field is required."]}
    send(client, at(public, "withdraw"), reason="The narrator asked for it.")
    public.refresh_from_db()
    assert public.status == Status.WITHDRAWN
    page = as_group("cataloguer").get(at(public)).content.decode()
    assert "The narrator asked for it." in page
    assert client.user.username in page


def test_what_is_not_possible_now_leads_back_with_a_word():
    draft = cast.testimony(state="draft")
    response = as_group("publisher").get(at(draft, "withdraw"), follow=True)
    assert response.redirect_chain == [(at(draft), 302)]
    assert messages_of(response) == ["“Withdraw” is not possible: it is draft."]


@pytest.mark.parametrize("build", [cast.source, cast.collection])
def test_sources_and_collections_have_the_same_buttons(build):
    record, client = build(status="draft", published_at=None), as_group("publisher")
    send(client, at(record, "publish"))
    record.refresh_from_db()
    assert record.status == Status.PUBLISHED
    send(client, at(record, "withdraw"), reason="A mistake")
    record.refresh_from_db()
    assert record.status == Status.WITHDRAWN
    assert buttons_on(client, record) == ["Restore"]


def test_a_forged_status_in_a_change_changes_nothing():
    draft, client = cast.testimony("As it was", state="draft"), as_superuser()
    forged = {
        "title": "Corrected",
        "status": "published",
        "access": "closed",
        "embargo_until_0": "2030-01-01",
        "embargo_until_1": "00:00",
        "readable_from": "2000-01-01",
        "published_at": "2000-01-01",
    }
    before = Testimony.objects.filter(pk=draft.pk).values(*Testimony.GUARDED).get()
    response = send(client, at(draft), **forged)
    assert response.redirect_chain, errors_of(response)
    assert Testimony.objects.get(pk=draft.pk).title == "Corrected"
    assert Testimony.objects.filter(pk=draft.pk).values(*Testimony.GUARDED).get() == before


def test_a_new_testimony_starts_as_a_draft_with_its_collections_access():
    collection = cast.collection(default_access="on_request")
    client = as_superuser()
    fields = {"title": "A new one", "kind": "interview", "collection": collection.pk, "status": "published"}
    response = send(client, at(Testimony, "add"), **fields)
    assert response.redirect_chain, errors_of(response)
    added = Testimony.objects.get(title="A new one")
    assert (added.status, added.access, added.published_at) == (Status.DRAFT, "on_request", None)


def test_the_ledger_and_not_the_log_of_the_admin_holds_the_reason():
    record, client = cast.collection(), as_group("publisher")
    send(client, at(record, "withdraw"), reason="A private matter")
    history = client.get(at(record, "history")).content.decode()
    assert "Withdraw." in history
    assert "A private matter" not in history
    assert Collection.objects.get(pk=record.pk).status == Status.WITHDRAWN


def test_whoever_publishes_is_told_that_the_name_is_not_shown():
    warned = "Not shown, for want of consent."
    pages = {}
    for covered, columns in ((True, {}), (False, {"nameable_from": None})):
        draft = cast.testimony(state="draft", **columns)
        pages[covered] = as_group("publisher").get(at(draft, "publish")).content.decode()
    assert warned not in pages[True]
    assert warned in pages[False]


def test_who_withdraws_a_collection_is_told_what_stays(client):
    collection = cast.collection("Letters")
    testimony = cast.testimony("The flood", collection=collection)
    publisher = as_group("publisher")
    assert "are not hidden with it" in publisher.get(at(collection, "withdraw")).content.decode()
    assert "are not hidden with it" not in publisher.get(at(testimony, "withdraw")).content.decode()
    carry_out(WITHDRAW, collection, publisher.user, reason="Moved.")
    assert client.get(collection.get_absolute_url()).status_code == 410
    page = client.get(testimony.get_absolute_url())
    assert page.status_code == 200
    assert "Letters" not in page.content.decode()


def test_whoever_publishes_is_told_of_narrators_without_a_consent_of_their_own():
    """Two narrators, and a consent of the one alone: what the other told can be read with it."""
    first, second = cast.person("Aysel Karimova"), cast.person("Rustam Aliyev")
    draft, client = cast.testimony(state="draft", narrator=first), as_group("publisher")
    warning = "Narrators without consent"
    assert warning not in client.get(at(draft, "publish")).content.decode()
    survivor = cast.term("standing", "survivor")
    Participation.objects.create(testimony=draft, person=second, role="narrator", standing=survivor)
    Participation.objects.create(testimony=draft, person=cast.person("A clerk"), role="interviewer")
    page = client.get(at(draft, "publish")).content.decode()
    told = page.partition(warning)[2].partition("no consent of their own")[0]
    assert "Rustam Aliyev" in told
    assert "Aysel Karimova" not in told
    assert "A clerk" not in told
    whole = cast.consent(draft)
    assert warning not in client.get(at(draft, "publish")).content.decode()
    Consent.objects.filter(pk=whole.pk).write_guarded(revoked_at=timezone.now())
    assert warning in client.get(at(draft, "publish")).content.decode()
    cast.consent(draft, narrator=second)
    assert warning not in client.get(at(draft, "publish")).content.decode()
    assert send(client, at(draft, "publish")).status_code == 200
