"""Asking for access on the public pages: what is told, and what is not."""

import pytest
from django.core import mail

from archive.actions import requests
from archive.models import AccessRequest, Collection, PublicId
from tests import cast
from tests.actions.asking import ask
from tests.views.conftest import plain
from tests.views.requesting import LIST, WORDS, form_of, read

pytestmark = pytest.mark.django_db

# --- asking ---


def test_a_stub_leads_to_the_form(reader, kept):
    assert f'href="{form_of(kept)}"' in reader.get(kept.get_absolute_url()).content.decode()


def test_the_form_names_the_testimony_by_what_a_stub_prints(reader, kept):
    page = read(reader, form_of(kept))
    assert "Interview, 1994, from “Accounts from the valley”" in page
    assert "Canary" not in page
    assert "I do not try to find out who a person is" in page


def test_an_unpublished_collection_is_not_named(reader, kept):
    Collection.objects.write_guarded(status="draft", published_at=None)
    page = read(reader, form_of(kept))
    assert "Interview, 1994" in page
    assert "valley" not in page


def test_a_request_is_sent_and_its_page_tells_how_it_stands(reader, kept, researcher):
    answer = reader.post(form_of(kept), WORDS, follow=True)
    assert answer.redirect_chain == [(form_of(kept), 302)]
    assert "You have asked for access" in plain(answer.content.decode())
    asked = AccessRequest.objects.get()
    assert (asked.testimony, asked.researcher, asked.purpose) == (kept, researcher, "A thesis on floods")
    assert asked.terms_version == requests.TERMS_VERSION
    assert "Canary" not in answer.content.decode()


def test_sent_twice_it_is_one_request_and_no_error(reader, kept):
    for _each in range(2):
        answer = reader.post(form_of(kept), WORDS, follow=True)
        assert answer.status_code == 200
        assert "is open" in plain(answer.content.decode())
    assert AccessRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("left_out", "told"),
    [("purpose", "Say for what you want to read it"), ("agreed", "those who agree to the terms")],
)
def test_what_is_missing_is_told(reader, kept, left_out, told):
    answer = reader.post(form_of(kept), {name: value for name, value in WORDS.items() if name != left_out})
    assert told in plain(answer.content.decode())
    assert not AccessRequest.objects.exists()


def test_who_agreed_to_older_terms_reads_the_new_ones_first(reader, kept):
    answer = reader.post(form_of(kept), WORDS | {"terms_version": "0"})
    page = answer.content.decode()
    assert "The terms have changed" in page
    assert f'name="terms_version" value="{requests.TERMS_VERSION}"' in page
    assert "A thesis on floods" in page
    assert "checked" not in page
    assert not AccessRequest.objects.exists()


def test_one_too_many_is_told_before_and_after_sending(reader, kept, researcher, settings):
    settings.ARCHIVE_OPEN_REQUESTS = 1
    other = cast.testimony(state="on_request")
    ask(other, researcher)
    assert "may have 1 open requests" in read(reader, form_of(kept))
    answer = reader.post(form_of(kept), WORDS)
    assert (answer.status_code, "may have 1 open requests" in answer.content.decode()) == (409, True)
    assert "is open" in read(reader, form_of(other))


def test_what_a_researcher_writes_stays_text(reader, kept):
    answer = reader.post(form_of(kept), WORDS | {"purpose": "</textarea><script>x", "affiliation": "<b>x" * 99})
    assert answer.status_code == 200
    assert "&lt;script&gt;x" in answer.content.decode()
    assert "<script>x" not in answer.content.decode()
    assert "<b>x" not in answer.content.decode()


# --- who may know of what ---


@pytest.mark.parametrize("address", ["form", "cancel", "list"])
def test_a_visitor_is_led_to_the_login_and_back_for_whatever_is_asked(client, kept, address):
    [never] = PublicId.objects.mint(1)
    for public_id in (kept.public_id, cast.testimony(state="draft").public_id, never, "nothing"):
        paths = {
            "form": f"/testimonies/{public_id}/request/",
            "cancel": f"/testimonies/{public_id}/request/cancel/",
            "list": LIST,
        }
        answer = client.post(paths[address]) if address == "cancel" else client.get(paths[address])
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
        assert answer["Location"].endswith(f"next={paths[address]}")


HIDDEN = ["closed", "draft", "in_review", "withdrawn", "no_consent"]


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("method", ["get", "post"])
def test_hidden_and_never_there_answer_alike(reader, state, method, django_assert_max_num_queries):
    hidden = cast.testimony(state=state)
    [never] = PublicId.objects.mint(1)
    answers, asked = [], []
    for public_id in (hidden.public_id, never):
        with django_assert_max_num_queries(9) as questions:
            answer = getattr(reader, method)(f"/testimonies/{public_id}/request/", WORDS)
        assert answer.status_code == 404
        answers.append(answer.content.replace(public_id.encode(), b"-"))
        asked.append(len(questions.captured_queries))
    assert answers[0] == answers[1]
    assert asked[0] == asked[1]
    assert not AccessRequest.objects.exists()


def test_what_may_not_be_known_is_not_there(reader):
    unknown = cast.testimony(state="on_request", knowable_from=None)
    assert reader.get(form_of(unknown)).status_code == 404


@pytest.mark.parametrize("state", ["public", "registered"])
def test_what_is_open_needs_no_request(reader, state):
    testimony = cast.testimony(state=state)
    answer = reader.post(form_of(testimony), WORDS)
    assert (answer.status_code, answer["Location"]) == (302, testimony.get_absolute_url())
    assert not AccessRequest.objects.exists()


def test_a_curator_reads_without_asking(curator, kept):
    assert curator.get(form_of(kept))["Location"] == kept.get_absolute_url()


def test_nothing_here_is_kept_by_a_cache(reader, kept):
    for address in (form_of(kept), LIST):
        assert reader.get(address)["Cache-Control"] == "no-store"


def test_a_request_is_taken_back_by_post_only(reader, kept, researcher):
    asked = ask(kept, researcher)
    address = f"{form_of(kept)}cancel/"
    assert reader.get(address).status_code == 405
    assert reader.post(address)["Location"] == LIST
    asked.refresh_from_db()
    assert asked.decision == "cancelled"
    assert reader.post(address)["Location"] == LIST


@pytest.mark.parametrize("identifier", ["nothing", "b00000000", "%00", "..", "x" * 500])
def test_an_address_of_nothing_is_not_found(reader, identifier):
    assert reader.get(f"/testimonies/{identifier}/request/").status_code == 404
    assert reader.post(f"/testimonies/{identifier}/request/", WORDS).status_code == 404
    assert reader.post(f"/testimonies/{identifier}/request/cancel/").status_code == 404


def test_nobody_takes_back_the_request_of_another(registered, kept, researcher):
    asked = ask(kept, researcher)
    assert registered.post(f"{form_of(kept)}cancel/").status_code == 404
    asked.refresh_from_db()
    assert asked.decision == "open"


def test_curators_are_told_of_a_new_request(reader, kept, django_capture_on_commit_callbacks):
    publisher = cast.staff("publisher")
    with django_capture_on_commit_callbacks(execute=True):
        reader.post(form_of(kept), WORDS)
    [letter] = mail.outbox
    assert letter.to == [publisher.email]
    assert f"http://testserver/admin/archive/accessrequest/{AccessRequest.objects.get().pk}/change/" in letter.body
