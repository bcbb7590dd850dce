"""Consent in the workbench: recorded and taken back through actions, never deleted; documents for staff alone."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from archive.access.viewer import Viewer
from archive.actions.consent import record, revoke
from archive.forms.consent import TAKEN_BACK
from archive.models import Consent, LedgerEntry, ProposedAction, Testimony
from tests import cast
from tests.actions.test_entered_meanwhile import before_commit
from tests.admin.workbench import as_group, as_superuser, at, errors_of, fields_of_page, form_on, send
from tests.files import corpus

pytestmark = pytest.mark.django_db


def test_a_consent_is_added_from_its_testimony_and_takes_effect_at_once():
    testimony = cast.testimony(state="no_consent")
    client = as_group("reviewer")
    page = client.get(at(testimony))
    url = f"{at(Consent, 'add')}?testimony={testimony.pk}"
    assert f'href="{url}"' in page.content.decode()
    narrator = testimony.participations.get().person
    filled = form_on(client, url)
    assert (filled["testimony"], filled["narrator"]) == (str(testimony.pk), str(narrator.pk))
    changes = {"basis": "release", "may_read": "on", "valid_from_0": "2020-01-02", "valid_from_1": "03:04"}
    response = client.post(url, filled | changes, follow=True)
    assert response.redirect_chain, errors_of(response)
    testimony.refresh_from_db()
    assert testimony.readable_from == datetime(2020, 1, 2, 3, 4, tzinfo=UTC)
    entry = LedgerEntry.objects.get()
    assert (entry.action, entry.actor) == ("consent_recorded", client.user)


def test_a_corrected_consent_takes_effect_too():
    testimony = cast.testimony(state="public")
    send(
        as_group("reviewer"),
        at(testimony.consents.get()),
        valid_until_0="2020-01-01",
        valid_until_1="00:00",
        valid_from_0="2019-01-01",
        valid_from_1="00:00",
    )
    testimony.refresh_from_db()
    assert testimony.readable_from is None
    assert not Testimony.objects.visible_to(Viewer()).exists()


def test_a_consent_stays_with_its_testimony():
    testimony, other = cast.testimony(), cast.testimony()
    consent = testimony.consents.get()
    send(as_superuser(), at(consent), testimony=other.pk, remark="Corrected")
    consent.refresh_from_db()
    assert (consent.testimony, consent.remark) == (testimony, "Corrected")


def test_taking_back_hides_the_testimony_at_once():
    testimony = cast.testimony(state="public")
    consent, client = testimony.consents.get(), as_group("publisher")
    page = client.get(at(consent))
    assert [button["label"] for button in page.context["buttons"]] == ["Record that it was taken back"]
    response = send(client, at(consent, "revoke"), reason="By telephone")
    assert response.redirect_chain == [(at(consent), 302)]
    assert not Testimony.objects.visible_to(Viewer()).exists()
    assert client.get(at(consent)).context["buttons"] == []
    again = send(client, at(consent, "revoke"))
    assert "This consent was taken back before." in again.content.decode()


def test_what_was_taken_back_stays_as_it_was():
    testimony = cast.testimony(state="public")
    consent, client = testimony.consents.get(), as_superuser()
    fields = form_on(client, at(consent))
    send(client, at(consent, "revoke"))
    assert client.post(at(consent), fields | {"remark": "Not so"}).status_code == 403
    assert Consent.objects.get().remark == ""


def test_a_cataloguer_takes_nothing_back():
    consent, client = cast.testimony().consents.get(), as_group("cataloguer")
    assert client.get(at(consent)).context["buttons"] == []
    assert client.post(at(consent, "revoke")).status_code == 403
    consent.refresh_from_db()
    assert consent.revoked_at is None


def test_no_one_deletes_a_consent():
    consent, client = cast.testimony(state="draft").consents.get(), as_superuser()
    assert client.post(at(consent, "delete"), {"post": "yes"}).status_code == 403
    actions = client.get(at(Consent, "changelist")).content.decode()
    assert "delete_selected" not in actions


def test_a_forged_date_of_taking_back_changes_nothing():
    consent = cast.testimony().consents.get()
    send(as_superuser(), at(consent), revoked_at="2020-01-01", revoked_at_0="2020-01-01", revoked_at_1="00:00")
    consent.refresh_from_db()
    assert consent.revoked_at is None


def test_the_document_goes_to_staff_who_may_see_the_consent_as_an_attachment():
    testimony = cast.testimony(state="no_consent")
    client = as_group("reviewer")
    url = f"{at(Consent, 'add')}?testimony={testimony.pk}"
    document = SimpleUploadedFile("Aysel Karimova signed.pdf", corpus.pdf(), "application/pdf")
    fields = form_on(client, url) | {"basis": "release", "may_read": "on", "document": document}
    client.post(url, fields, follow=True)
    consent = testimony.consents.get()
    assert "Aysel" not in consent.document.name
    assert "/media/" not in client.get(at(consent)).content.decode()
    response = client.get(at(consent, "file"))
    assert b"".join(response.streaming_content) == corpus.pdf()
    assert response.headers["Content-Disposition"] == f'attachment; filename="consent-{consent.public_id}.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Cache-Control"].startswith("no-store")


def test_others_do_not_get_the_document(client):
    consent = cast.testimony().consents.get()
    consent.document.save("signed.pdf", ContentFile(b"signed"))
    assert "/login/" in client.get(at(consent, "file")).url
    client.force_login(cast.user("reader"))
    assert "/login/" in client.get(at(consent, "file")).url
    client.force_login(cast.user("helper", is_staff=True))
    assert client.get(at(consent, "file")).status_code in (403, 404)


def test_a_consent_without_a_document_has_none_to_give():
    assert as_superuser().get(at(cast.testimony().consents.get(), "file")).status_code == 404


def test_a_document_that_is_none_is_refused():
    testimony = cast.testimony(state="no_consent")
    client = as_group("reviewer")
    url = f"{at(Consent, 'add')}?testimony={testimony.pk}"
    page = SimpleUploadedFile("signed.pdf", corpus.html(), "application/pdf")
    errors = errors_of(client.post(url, form_on(client, url) | {"basis": "release", "document": page}, follow=True))
    assert list(errors) == ["document"]
    assert errors["document"][0].startswith("This is HTML, SVG or XML. Accepted are ")
    oral = SimpleUploadedFile("consent.exe", corpus.wav(), "text/html")
    client.post(url, form_on(client, url) | {"basis": "oral", "document": oral}, follow=True)
    assert testimony.consents.get().document.name.endswith(".wav")


def test_a_replaced_document_leaves_the_disk_with_the_commit(django_capture_on_commit_callbacks):
    consent, publisher = cast.testimony().consents.get(), cast.staff("publisher")
    consent.document.save("signed.pdf", ContentFile(b"signed"))
    first = consent.document.name
    consent.document = ContentFile(b"signed anew", "signed.txt")
    with django_capture_on_commit_callbacks(execute=True):
        record(consent, publisher)
        assert default_storage.exists(first)
    assert not default_storage.exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        record(Consent.objects.get(pk=consent.pk), publisher)
    assert default_storage.open(Consent.objects.get(pk=consent.pk).document.name).read() == b"signed anew"


def test_the_documents_of_a_deleted_draft_leave_the_disk(django_capture_on_commit_callbacks):
    draft = cast.testimony(state="draft")
    consent = Consent.objects.create(testimony=draft, basis="release", valid_from=timezone.now())
    consent.document.save("signed.pdf", ContentFile(b"signed"))
    with django_capture_on_commit_callbacks(execute=True):
        consent.delete()
    assert not default_storage.exists(consent.document.name)


# --- where a narrator took one back ---------------------------------------------------------------------


RELEASE = {"basis": "release", "may_read": "on", "may_quote": "on"}


def readable(testimony):
    return Testimony.objects.visible_to(Viewer()).filter(pk=testimony.pk).exists()


def non_field_errors_of(response):
    return errors_of(response).get("__all__", [])


@pytest.mark.parametrize("scopes", [[], ["may_read"]])
@pytest.mark.parametrize("opened_from", ["the testimony", "the list"])
def test_a_page_opened_before_a_consent_was_taken_back_gives_it_back_only_knowingly(scopes, opened_from):
    testimony, client = cast.testimony(), as_group("publisher")
    url = at(Consent, "add") + (f"?testimony={testimony.pk}" if opened_from == "the testimony" else "")
    page = form_on(client, url) | RELEASE | {"testimony": str(testimony.pk)}
    revoke(testimony.consents.get(), cast.staff("publisher"), scopes=scopes, reason="By telephone")
    answer = client.post(url, page, follow=True)
    assert non_field_errors_of(answer) == [TAKEN_BACK]
    assert not readable(testimony)
    assert testimony.consents.count() == 1
    assert non_field_errors_of(client.post(url, page, follow=True)) == [TAKEN_BACK]  # the older page, once more
    told = fields_of_page(answer) | RELEASE
    assert client.post(url, told, follow=True).redirect_chain
    assert readable(testimony)


def test_more_that_was_taken_back_after_it_was_told_is_told_again():
    testimony, client = cast.testimony(), as_group("publisher")
    given, url = testimony.consents.get(), f"{at(Consent, 'add')}?testimony={testimony.pk}"
    revoke(given, cast.staff("publisher"), scopes=["may_hear"])
    page = form_on(client, url) | RELEASE
    given.refresh_from_db()
    revoke(given, cast.staff("publisher"))
    assert non_field_errors_of(client.post(url, page, follow=True)) == [TAKEN_BACK]
    assert not readable(testimony)


def test_a_page_opened_after_it_or_beside_it_elsewhere_is_saved():
    testimony, other, client = cast.testimony(), cast.testimony(), as_group("publisher")
    urls = {each: f"{at(Consent, 'add')}?testimony={each.pk}" for each in (testimony, other)}
    beside = form_on(client, urls[other]) | RELEASE
    revoke(testimony.consents.get(), cast.staff("publisher"))
    assert client.post(urls[other], beside, follow=True).redirect_chain
    assert client.post(urls[testimony], form_on(client, urls[testimony]) | RELEASE, follow=True).redirect_chain
    assert readable(testimony)


def test_who_may_take_nothing_back_is_told_that_the_consent_is_not_theirs_to_record():
    testimony, cataloguer, reviewer = cast.testimony(), as_group("cataloguer"), as_group("reviewer")
    corrected = cast.consent(testimony)
    revoke(testimony.consents.exclude(pk=corrected.pk).get(), cast.staff("publisher"))
    add = f"{at(Consent, 'add')}?testimony={testimony.pk}"
    for client, url, changes in ((cataloguer, add, RELEASE), (reviewer, add, RELEASE), (reviewer, at(corrected), {})):
        answer = client.post(url, form_on(client, url) | changes, follow=True)
        assert answer.status_code == 200
        assert any("You do not have the permission" in each for each in non_field_errors_of(answer))
    assert testimony.consents.count() == 2
    assert send(as_group("publisher"), at(corrected)).redirect_chain


def test_a_cataloguers_page_opened_before_it_was_taken_back_is_refused_and_no_error_of_the_server():
    testimony, other, cataloguer = cast.testimony(), cast.testimony(), as_group("cataloguer")
    urls = {each: f"{at(Consent, 'add')}?testimony={each.pk}" for each in (testimony, other)}
    pages = {each: form_on(cataloguer, url) | RELEASE for each, url in urls.items()}
    revoke(testimony.consents.get(), cast.staff("publisher"))
    answer = cataloguer.post(urls[testimony], pages[testimony], follow=True)
    assert answer.status_code == 200
    assert any("You do not have the permission" in each for each in non_field_errors_of(answer))
    assert testimony.consents.count() == 1
    assert not readable(testimony)
    assert cataloguer.post(urls[other], pages[other], follow=True).redirect_chain
    assert other.consents.count() == 2


@pytest.fixture
def two():
    """A narrator's consent to be read, and beside it one that allows hearing alone."""
    narrator = cast.person()
    testimony = cast.testimony(narrator=narrator)
    whole_second = timezone.now().replace(microsecond=0)  # as every page sends it
    allowed = dict.fromkeys(Consent.SCOPES, False) | {"may_hear": True}
    return testimony.consents.get(), cast.consent(testimony, narrator=narrator, valid_from=whole_second, **allowed)


MORE = [{"may_read": "on"}, {"valid_from_0": "2020-01-02"}, {"narrator": ""}]


@pytest.mark.parametrize("takes_two", [[], ["publish"]])
@pytest.mark.parametrize("changes", MORE)
def test_the_page_of_another_consent_opened_before_allows_more_only_knowingly(two, changes, takes_two, settings):
    settings.ARCHIVE_SECOND_PERSON = takes_two
    read, heard = two
    client, url = as_group("publisher"), at(heard)
    page = form_on(client, url) | changes | {"remark": "By telephone"}
    revoke(read, cast.staff("publisher"), reason="She asked")
    answer = client.post(url, page, follow=True)
    assert non_field_errors_of(answer) == [TAKEN_BACK]
    assert not readable(heard.testimony)
    assert not ProposedAction.objects.exists()
    assert non_field_errors_of(client.post(url, page, follow=True)) == [TAKEN_BACK]  # the older page, once more
    told = fields_of_page(answer)
    assert told["remark"] == "By telephone"
    assert all(told.get(name, "") == typed for name, typed in changes.items())
    assert client.post(url, told, follow=True).redirect_chain
    assert readable(heard.testimony) is (changes == MORE[0] and not takes_two)


@pytest.mark.parametrize("changes", [{"remark": "By telephone"}, {"may_hear": ""}])
def test_what_allows_no_more_is_saved_by_an_older_page(two, changes):
    read, heard = two
    client, url = as_group("publisher"), at(heard)
    page = {name: value for name, value in (form_on(client, url) | changes).items() if value != ""}
    revoke(read, cast.staff("publisher"), reason="She asked")
    assert client.post(url, page, follow=True).redirect_chain
    assert not readable(heard.testimony)


def test_a_page_opened_after_it_was_taken_back_allows_more(two):
    read, heard = two
    revoke(read, cast.staff("publisher"), reason="She asked")
    assert send(as_group("publisher"), at(heard), may_read="on").redirect_chain
    assert readable(heard.testimony)


def test_whoever_only_looks_gets_a_page_without_what_is_only_compared(two):
    read, _heard = two
    revoke(read, cast.staff("publisher"), reason="She asked")
    answer = as_group("publisher").get(at(read))
    assert answer.status_code == 200
    assert "taken_back_seen" not in answer.content.decode()


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_page_sent_while_it_is_being_taken_back_waits():
    testimony, client = cast.testimony(), as_group("publisher")
    url, answers = f"{at(Consent, 'add')}?testimony={testimony.pk}", []
    page = form_on(client, url) | RELEASE
    waited = before_commit(
        lambda: revoke(testimony.consents.get(), cast.staff("publisher")),
        lambda: answers.append(client.post(url, page, follow=True)),
    )
    assert waited
    assert non_field_errors_of(answers[0]) == [TAKEN_BACK]
    assert not readable(testimony)
