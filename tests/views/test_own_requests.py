"""One's own requests on one page: how each stands, and nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.actions import requests
from archive.models import AccessGrant, Testimony
from tests import cast
from tests.actions.asking import ORIGIN, ask, grant, revoke
from tests.views.requesting import LIST, form_of, read

pytestmark = pytest.mark.django_db


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
