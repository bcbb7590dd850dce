"""Asking for access: who may, for what, how often, and on which terms."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from threading import Barrier

import pytest
from django.db import connection
from django.template.loader import get_template

from archive.access.viewer import Viewer
from archive.actions import requests
from archive.actions.refusals import ActionRefused, LostRace
from archive.actions.requests import AlreadyAsked, AlreadyGranted
from archive.models import AccessRequest
from tests import cast
from tests.actions.asking import ORIGIN, PURPOSE, ask, grant, looking, reads

pytestmark = pytest.mark.django_db


def test_a_request_holds_what_was_asked_and_which_terms_were_agreed_to(kept, researcher):
    asked = ask(kept, researcher, purpose="  A thesis on floods ")
    assert (asked.purpose, asked.affiliation, asked.decision) == (PURPOSE, "University of the valley", "open")
    assert (asked.terms_version, asked.researcher) == (requests.TERMS_VERSION, researcher)
    assert not reads(researcher, kept)


@pytest.mark.parametrize(
    "state", ["public", "registered", "closed", "embargoed", "draft", "in_review", "withdrawn", "no_consent"]
)
def test_only_what_is_kept_on_request_can_be_asked_for(state, researcher):
    with pytest.raises(ActionRefused, match="nothing here"):
        ask(cast.testimony(state=state), researcher)
    assert not AccessRequest.objects.exists()


def test_what_may_not_be_known_cannot_be_asked_for(researcher):
    unknown = cast.testimony(state="on_request", knowable_from=None)
    with pytest.raises(ActionRefused, match="nothing here"):
        ask(unknown, researcher)


def test_one_open_request_for_each_testimony(kept, researcher):
    ask(kept, researcher)
    with pytest.raises(AlreadyAsked):
        ask(kept, researcher)
    ask(cast.testimony(state="on_request"), researcher)
    ask(kept, cast.user("another"))
    assert AccessRequest.objects.count() == 3


def test_who_has_access_does_not_ask(kept, researcher, publisher):
    grant(ask(kept, researcher), publisher)
    with pytest.raises(AlreadyGranted):
        ask(kept, researcher)


def test_after_the_end_one_may_ask_again(clock, kept, researcher, publisher):
    grant(ask(kept, researcher), publisher, days=30)
    clock.shift(timedelta(days=31))
    assert ask(kept, researcher).decision == "open"


def test_a_visitor_and_a_login_that_is_switched_off_do_not_ask(kept, researcher):
    researcher.is_active = False
    researcher.save()
    for viewer in (Viewer(), looking(researcher)):
        with pytest.raises(ActionRefused, match="logged in"):
            requests.ask(kept, viewer, purpose=PURPOSE, affiliation="", terms_version="1", origin=ORIGIN)


def test_a_purpose_and_the_present_terms_are_needed(kept, researcher):
    with pytest.raises(ActionRefused, match="for what"):
        ask(kept, researcher, purpose="  ")
    with pytest.raises(ActionRefused, match="terms have changed"):
        ask(kept, researcher, terms_version="0")


def test_open_requests_are_limited(researcher, publisher, settings):
    settings.ARCHIVE_OPEN_REQUESTS = 2
    first, second, third = (cast.testimony(state="on_request") for _each in range(3))
    asked = ask(first, researcher)
    ask(second, researcher)
    with pytest.raises(ActionRefused, match="2 open requests"):
        ask(third, researcher)
    grant(asked, publisher)
    assert ask(third, researcher).decision == "open"


def test_asking_and_taking_back_again_and_again_is_limited_too(clock, kept, researcher, settings):
    settings.ARCHIVE_OPEN_REQUESTS = 2
    for _each in range(2):
        requests.cancel(ask(kept, researcher), researcher)
    with pytest.raises(ActionRefused, match="took back since yesterday"):
        ask(kept, researcher)
    clock.shift(timedelta(days=1))
    assert ask(kept, researcher).decision == "open"


def test_a_request_is_taken_back_once_and_by_nobody_else(kept, researcher):
    asked = ask(kept, researcher)
    with pytest.raises(ActionRefused, match="not your request"):
        requests.cancel(asked, cast.user("another"))
    requests.cancel(asked, researcher)
    assert AccessRequest.objects.get().decision == "cancelled"
    with pytest.raises(LostRace):
        requests.cancel(asked, researcher)
    assert ask(kept, researcher).decision == "open"


@pytest.mark.other_database("postgresql")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_double_click_makes_one_request_and_the_limit_is_exact(researcher, settings):
    settings.ARCHIVE_OPEN_REQUESTS = 2
    wanted = [cast.testimony(state="on_request") for _each in range(3)]
    all_begun = Barrier(6, timeout=20)

    def try_to_ask(testimony):
        all_begun.wait()
        try:
            ask(testimony, researcher)
        except ActionRefused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(6) as threads:
        made = sum(threads.map(try_to_ask, wanted * 2))
    assert made == AccessRequest.objects.count() == 2


def test_the_terms_in_force_are_those_that_their_version_names():
    """A changed text needs a new version, or a request would say that someone agreed to what they never read."""
    text = get_template(f"archive/requests/terms/{requests.TERMS_VERSION}.html").template.source
    assert requests.TERMS_VERSION in TERMS
    assert sha256(text.encode()).hexdigest()[:16] == TERMS[requests.TERMS_VERSION]


TERMS = {"1": "19a9a38ad8836831"}
