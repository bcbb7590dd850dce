"""The permanent address of one passage."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.actions.erase import erase
from archive.actions.publication import RESTORE, WITHDRAW, carry_out
from archive.models import Testimony
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def middle():
    testimony = cast.testimony("The river", narrator=cast.person("Aysel Karimova"), recorded_on="1999")
    passage = cast.passage(testimony, "Rustam told her to run.", reports=cast.person("Rustam Aliyev"))
    cast.passage(testimony, "They ran.")
    return passage


def test_a_passage_stands_with_its_testimony_its_neighbours_and_how_to_cite_it(client, text_of, middle):
    cast.mention(middle, "Rustam", middle.reports)
    page = text_of(middle.get_absolute_url())
    for words in (
        "Passage 2 · Summary, not verbatim",
        "The river",
        "Retells the words of Rustam Aliyev",
        "Rustam told her to run.",
        "Previous passage",
        "Next passage",
        f"passage. Testimony Archive, {middle.public_id}. http://testserver{middle.get_absolute_url()}",
    ):
        assert words in page
    html = client.get(middle.get_absolute_url()).content.decode()
    testimony = middle.transcript.testimony
    assert f"{testimony.get_absolute_url()}?transcript={middle.transcript.public_id}#p-{middle.public_id}" in html


def test_the_reading_view_has_the_anchor_and_the_address(client, middle):
    page = client.get(middle.transcript.testimony.get_absolute_url()).content.decode()
    assert f'id="p-{middle.public_id}"' in page
    assert f'href="{middle.get_absolute_url()}"' in page


def test_warnings_stand_before_a_passage_too(text_of, middle):
    middle.transcript.testimony.content_warnings.add(cast.term("content_warning", "violence"))
    page = text_of(middle.get_absolute_url())
    assert page.index("speaks of violence") < page.index("Rustam told her")


@pytest.mark.parametrize("state", ["registered", "on_request", "closed", "embargoed", "draft", "no_consent"])
def test_a_passage_is_hidden_with_its_testimony(client, curator, state):
    passage = cast.testimony(state=state).transcripts.get().passages.get()
    assert client.get(passage.get_absolute_url()).status_code == 404
    assert curator.get(passage.get_absolute_url()).status_code == 200


def test_a_passage_of_a_withdrawn_testimony_is_gone(client):
    testimony = cast.testimony("Taken back", state="withdrawn", text="What she said.")
    passage = testimony.transcripts.get().passages.get()
    answer = client.get(passage.get_absolute_url())
    assert answer.status_code == 410
    assert passage.public_id in answer.content.decode()
    assert "What she said" not in answer.content.decode()
    assert "Taken back" not in answer.content.decode()


def test_a_closed_passage_never_was_even_when_its_testimony_is_withdrawn(client):
    for state in ("public", "withdrawn"):
        passage = cast.testimony(state=state).transcripts.get().passages.get()
        type(passage).objects.filter(pk=passage.pk).write_guarded(access="closed")
        assert client.get(passage.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({}, 410),
        ({"access": "registered"}, 404),
        ({"access": "on_request"}, 404),
        ({"embargo_until": timezone.now() + timedelta(days=30)}, 404),
        ({"embargo_until": timezone.now() - timedelta(days=30)}, 410),
    ],
)
def test_a_passage_that_not_everyone_could_read_leaves_nothing_behind(client, columns, status):
    testimony = cast.testimony(**columns)
    passage = testimony.transcripts.get().passages.get()
    carry_out(WITHDRAW, testimony, cast.staff("publisher"), reason="Asked for.")
    assert client.get(testimony.get_absolute_url()).status_code == 410
    assert client.get(passage.get_absolute_url()).status_code == status


@pytest.mark.parametrize("kept", ["the account", "its transcript", "the passage", "consent"])
def test_what_is_opened_after_the_withdrawal_leaves_nothing_behind_either(client, kept):
    """The attack: withdrawn while it was on request, then set to public, every passage said that it had been there."""
    testimony, administrator = cast.testimony(), cast.staff("administrator")
    passage = testimony.transcripts.get().passages.get()
    strict = {"the account": testimony, "its transcript": passage.transcript, "the passage": passage}.get(kept)
    if strict is None:
        Testimony.objects.write_guarded(readable_from=None)
    else:
        type(strict).objects.filter(pk=strict.pk).write_guarded(access="on_request")
    testimony.refresh_from_db()
    carry_out(WITHDRAW, testimony, administrator, reason="Asked for.")
    assert client.get(passage.get_absolute_url()).status_code == 404
    if strict is None:
        Testimony.objects.write_guarded(readable_from=timezone.now() - timedelta(days=30))
    else:
        type(strict).objects.filter(pk=strict.pk).write_guarded(access="public" if kept == "the account" else "")
    assert client.get(passage.get_absolute_url()).status_code == 404
    testimony.refresh_from_db()
    erase(testimony, administrator, reason="Asked for.")
    assert client.get(passage.get_absolute_url()).status_code == 404


def test_each_withdrawal_looks_anew(client):
    testimony, administrator = cast.testimony(), cast.staff("administrator")
    passage = testimony.transcripts.get().passages.get()
    carry_out(WITHDRAW, testimony, administrator, reason="Asked for.")
    assert client.get(passage.get_absolute_url()).status_code == 410
    carry_out(RESTORE, testimony, administrator, reason="Agreed.")
    type(passage).objects.write_guarded(access="closed")
    carry_out(WITHDRAW, testimony, administrator, reason="Asked for.")
    type(passage).objects.write_guarded(access="")
    assert client.get(passage.get_absolute_url()).status_code == 404


def test_nor_does_one_that_was_added_after_the_withdrawal(client):
    testimony = cast.testimony()
    carry_out(WITHDRAW, testimony, cast.staff("publisher"), reason="Asked for.")
    later = cast.passage(testimony, "And then.")
    assert client.get(later.get_absolute_url()).status_code == 404


def test_a_closed_neighbour_is_passed_over(client, middle):
    last = cast.passage(middle.transcript.testimony, "And then.")
    third = middle.transcript.passages.get(position=3)
    type(third).objects.filter(pk=third.pk).write_guarded(access="closed")
    page = client.get(middle.get_absolute_url()).content.decode()
    assert third.public_id not in page
    assert last.public_id in page


@pytest.mark.parametrize(("access", "numbers"), [("closed", [1, 2, 3]), ("", [1, 2, 3, 4])])
def test_numbers_leave_no_gap_where_a_passage_is_closed(client, text_of, middle, access, numbers):
    testimony, place = middle.transcript.testimony, cast.place()
    last = cast.passage(testimony, "And then.")
    cast.mention(last, "then", place)
    cast.statement(place, asserted_in=last)
    type(middle).objects.filter(pk=middle.pk).write_guarded(access=access)
    page = client.get(testimony.get_absolute_url())
    assert [passage.number for passage in page.context["page"]] == numbers
    for number in range(1, 6):
        assert (f"Permanent address of passage {number}" in page.content.decode()) == (number in numbers)
    assert f"Passage {numbers[-1]} · Summary" in text_of(last.get_absolute_url())
    quoted = text_of(place.get_absolute_url())
    assert f"Passage {last.public_id}" in quoted
    assert "Passage 4" not in quoted


def test_a_citation_stays_when_what_may_be_read_changes(client, middle):
    last = middle.transcript.passages.last()
    before = client.get(last.get_absolute_url()).context["citation"]
    type(middle).objects.filter(pk=middle.pk).write_guarded(access="closed")
    assert client.get(last.get_absolute_url()).context["citation"] == before
    assert last.public_id in before


def test_of_two_passages_at_one_position_none_is_skipped(client, middle, monkeypatch):
    monkeypatch.setattr("archive.views.testimonies.PASSAGES_PER_PAGE", 1)
    twin = cast.passage(middle.transcript.testimony, "He told her again.", position=middle.position)
    first, last = (middle.transcript.passages.get(position=position) for position in (1, 3))
    in_order = [first, middle, twin, last]
    for number, passage in enumerate(in_order):
        context = client.get(passage.get_absolute_url()).context
        assert context["previous"] == (in_order[number - 1] if number else None)
        assert context["next"] == (in_order[number + 1] if passage != last else None)
        assert context["page_of_passage"] == number + 1


def test_a_passage_asks_few_questions(client, curator, middle, django_assert_max_num_queries):
    for reader in (client, curator):
        with django_assert_max_num_queries(16):
            reader.get(middle.get_absolute_url())
