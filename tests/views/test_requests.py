"""Asking for access on the public pages: what is told, what is not, and how a grant begins and ends."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from archive.actions import requests
from archive.models import AccessGrant, AccessRequest, Collection, PublicId, Testimony
from tests import cast
from tests.actions.asking import ORIGIN, ask, grant, revoke
from tests.views.conftest import plain

pytestmark = pytest.mark.django_db

TITLE = "Canary title"
WORDS = {
    "purpose": "A thesis on floods",
    "affiliation": "University of the valley",
    "agreed": "on",
    "terms_version": "1",
}
LIST = "/requests/"


@pytest.fixture
def researcher():
    return cast.user("researcher", first_name="Rena", last_name="Mammadova")


@pytest.fixture
def reader(researcher):
    """The researcher's browser."""
    client = Client()
    client.force_login(researcher)
    return client


@pytest.fixture
def kept():
    """A testimony kept on request, told in 1994."""
    narrator = cast.person("Canary narrator")
    return cast.testimony(TITLE, state="on_request", recorded_on="1994-05", narrator=narrator, text="Canary words.")


def form_of(testimony):
    return f"{testimony.get_absolute_url()}request/"


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return plain(answer.content.decode())


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


# --- one's own requests ---


def test_the_list_tells_state_reason_and_end(reader, kept, researcher):
    publisher = cast.staff("publisher")
    declined = ask(cast.testimony(state="on_request"), researcher)
    requests.decline(declined, publisher, reason="No plan was given", origin=ORIGIN)
    grant(ask(kept, researcher), publisher, reason="A plan was given")
    given = AccessGrant.objects.get()
    page = read(reader, LIST)
    for told in ("Declined", "No plan was given", "Granted", "A plan was given", f"{given.last_day:%B %Y}"):
        assert told in page
    assert "Canary" not in page
    assert str(publisher) not in page
    revoke(given, publisher, "Canary reason of the curators")
    page = read(reader, LIST)
    assert "Access was taken back on" in page
    assert "Canary" not in page


def test_the_list_holds_nobody_elses_requests(registered, kept, researcher):
    ask(kept, researcher)
    page = read(registered, LIST)
    assert "You have asked for nothing yet" in page
    assert kept.public_id not in page


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"access": "closed"}, {"knowable_from": None}])
def test_what_is_hidden_since_has_no_label_and_can_still_be_taken_back(reader, kept, researcher, hidden):
    asked = ask(kept, researcher)
    Testimony.objects.write_guarded(**hidden)
    page = reader.get(LIST).content.decode()
    assert "A testimony that is not shown now" in page
    assert "1994" not in page
    assert f'href="{kept.get_absolute_url()}"' not in page
    reader.post(f"{form_of(kept)}cancel/")
    asked.refresh_from_db()
    assert asked.decision == "cancelled"


def test_access_without_a_request_is_in_the_list(reader, kept, researcher):
    until = timezone.now() + timedelta(days=9)
    requests.give(kept, researcher, cast.staff("publisher"), reason="Family", valid_until=until, origin=ORIGIN)
    assert "Open to you without a request" in read(reader, LIST)
    Testimony.objects.write_guarded(access="closed")
    assert "Open to you" not in read(reader, LIST)


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    reader, researcher, django_assert_max_num_queries, django_assert_num_queries
):
    publisher = cast.staff("publisher")

    def one_more():
        grant(ask(cast.testimony(state="on_request", collection=cast.collection()), researcher), publisher)

    one_more()
    with django_assert_max_num_queries(12) as few:
        reader.get(LIST)
    for _each in range(6):
        one_more()
    with django_assert_num_queries(len(few.captured_queries)):
        reader.get(LIST)


# --- from the grant to its end, in the same session ---


def readable(client, testimony):
    """Whether the account is on its page, on its passage's and by title in the list; all three or none."""
    passage = testimony.transcripts.get().passages.get()
    shown = {
        TITLE in client.get(testimony.get_absolute_url()).content.decode(),
        client.get(passage.get_absolute_url()).status_code == 200,
        TITLE in client.get("/testimonies/").content.decode(),
    }
    assert len(shown) == 1, "the page, the passage and the list do not agree"
    return shown.pop()


def test_a_grant_opens_the_pages_and_ends_by_the_clock(reader, kept, researcher, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    assert not readable(reader, kept)
    grant(ask(kept, researcher), cast.staff("publisher"), days=1)
    assert readable(reader, kept)
    assert reader.get(form_of(kept))["Location"] == kept.get_absolute_url()
    end = AccessGrant.objects.get().valid_until
    reader.cookies.clear()
    reader.force_login(researcher)
    time_machine.move_to(end - timedelta(seconds=1), tick=False)
    reader.force_login(researcher)
    assert readable(reader, kept)
    time_machine.move_to(end, tick=False)
    assert not readable(reader, kept)
    assert "Access ended with" in read(reader, LIST)


def test_a_grant_taken_back_closes_the_pages_on_the_next_request(reader, kept, researcher):
    publisher = cast.staff("publisher")
    grant(ask(kept, researcher), publisher)
    assert readable(reader, kept)
    revoke(AccessGrant.objects.get(), publisher)
    assert not readable(reader, kept)


def test_another_reader_gains_nothing_by_a_grant(registered, kept, researcher):
    grant(ask(kept, researcher), cast.staff("publisher"))
    assert not readable(registered, kept)


def test_a_grant_does_not_beat_an_embargo(reader, kept, researcher):
    grant(ask(kept, researcher), cast.staff("publisher"))
    Testimony.objects.write_guarded(embargo_until=timezone.now() + timedelta(days=3))
    assert not readable(reader, kept)
    page = read(reader, form_of(kept))
    assert "You have access" in page
    assert "The testimony itself opens on" in page


def test_curators_are_told_of_a_new_request(reader, kept, django_capture_on_commit_callbacks):
    publisher = cast.staff("publisher")
    with django_capture_on_commit_callbacks(execute=True):
        reader.post(form_of(kept), WORDS)
    [letter] = mail.outbox
    assert letter.to == [publisher.email]
    assert f"http://testserver/admin/archive/accessrequest/{AccessRequest.objects.get().pk}/change/" in letter.body
