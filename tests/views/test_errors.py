"""What cannot be shown, and where it went."""

import pytest
from django.test import Client, RequestFactory

from archive.models import PublicId
from archive.views import errors
from tests import cast

pytestmark = pytest.mark.django_db

KINDS = ("testimonies", "passages", "people", "organisations", "places", "events", "sources", "collections", "tags")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("identifier", ["nothing", "b00000000", "ｂ１２３４５６７８", "%00", "..", "x" * 500])
def test_an_address_of_nothing_is_not_found(client, kind, identifier):
    answer = client.get(f"/{kind}/{identifier}/")
    assert answer.status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_no_question_is_asked_about_what_is_no_identifier(client, kind, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(f"/{kind}/not-an-identifier/")


def test_hidden_and_never_there_ask_the_same_questions(client, django_assert_max_num_queries):
    hidden = cast.testimony(state="draft")
    [never] = PublicId.objects.mint(1)
    asked = []
    for identifier in (hidden.public_id, never):
        with django_assert_max_num_queries(5) as questions:
            assert client.get(f"/testimonies/{identifier}/").status_code == 404
        asked.append([query["sql"].replace(identifier, "…") for query in questions.captured_queries])
    assert len(asked[0]) == len(asked[1])


def test_an_identifier_of_another_kind_is_not_found(client):
    testimony = cast.testimony()
    assert client.get(f"/people/{testimony.public_id}/").status_code == 404


def merge(gone, kept):
    PublicId.objects.filter(value=gone.public_id).update(successor=PublicId.objects.get(value=kept.public_id))
    gone.names.all().delete()
    gone.delete()


def test_a_merged_person_leads_to_the_one_that_stayed(client):
    first, second, stayed = cast.person("Aisel"), cast.person("Aysel K."), cast.person("Aysel Karimova")
    cast.testimony(narrator=stayed)
    merge(second, stayed)
    PublicId.objects.filter(value=first.public_id).update(successor=PublicId.objects.get(value=second.public_id))
    for merged in (first, second):
        answer = client.get(f"/people/{merged.public_id}/")
        assert answer.status_code == 301
        assert answer["Location"] == stayed.get_absolute_url()


def test_a_merger_into_someone_hidden_is_not_told(client):
    gone, hidden = cast.person("Aisel"), cast.person("Bahram Huseynov")
    cast.testimony(narrator=hidden, state="draft")
    merge(gone, hidden)
    assert client.get(f"/people/{gone.public_id}/").status_code == 404


def test_mergers_in_a_circle_end(client):
    first, second = cast.person("Aisel"), cast.person("Aysel")
    one, other = PublicId.objects.get(value=first.public_id), PublicId.objects.get(value=second.public_id)
    PublicId.objects.filter(pk=one.pk).update(successor=other)
    PublicId.objects.filter(pk=other.pk).update(successor=one)
    assert client.get(f"/people/{first.public_id}/").status_code == 404


def test_the_page_of_an_error_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()


def test_an_unknown_host_is_refused_with_a_page(client):
    answer = Client(raise_request_exception=False).get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "did not understand" in answer.content.decode()


def test_a_refused_form_is_told_so(client):
    answer = errors.forbidden(client.get("/").wsgi_request, PermissionError())
    assert answer.status_code == 403
    assert "not open to you" in answer.content.decode()


def test_no_error_may_be_kept_by_a_shared_cache(client):
    withdrawn = cast.testimony(state="withdrawn")
    for address, status in ((withdrawn.get_absolute_url(), 410), ("/testimonies/nothing/", 404), ("/tags", 301)):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_pages_are_only_read(client, method):
    assert getattr(client, method)("/testimonies/").status_code == 405
