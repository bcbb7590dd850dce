"""A grant on the public pages, in one session: from the day it is given to its end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.models import AccessGrant, Testimony
from tests import cast
from tests.actions.asking import ask, grant, revoke
from tests.views.requesting import LIST, TITLE, form_of, read

pytestmark = pytest.mark.django_db


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
