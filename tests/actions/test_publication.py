"""Publishing, withdrawing and the rest: who may, from where, with what, and what the ledger says."""

import pytest
from django.db import transaction
from django.utils import timezone

from archive.access.levels import Status
from archive.access.viewer import Viewer
from archive.actions import publication
from archive.actions.publication import PUBLISH, RESTORE, RETURN, SUBMIT, WITHDRAW, carry_out
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.models import LedgerEntry, LedgerReason, Testimony
from archive.models.base import GuardedColumnError
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_publisher_publishes_a_draft_and_everyone_can_read_it():
    testimony = cast.testimony(state="draft")
    assert not Testimony.objects.visible_to(Viewer()).exists()
    carry_out(PUBLISH, testimony, cast.staff("publisher"))
    assert testimony.status == Status.PUBLISHED
    assert list(Testimony.objects.visible_to(Viewer())) == [testimony]


@pytest.mark.parametrize(
    ("transition", "group", "allowed"),
    [
        (SUBMIT, "cataloguer", True),
        (PUBLISH, "cataloguer", False),
        (PUBLISH, "reviewer", False),
        (PUBLISH, "publisher", True),
        (PUBLISH, "administrator", True),
    ],
)
def test_the_group_decides(transition, group, allowed):
    testimony = cast.testimony(state="draft")
    actor = cast.staff(group)
    assert (transition in publication.open_to(actor, testimony)) is allowed
    if allowed:
        carry_out(transition, testimony, actor)
    else:
        with pytest.raises(NotPermitted):
            carry_out(transition, testimony, actor)
    testimony.refresh_from_db()
    assert testimony.status == (transition.leads_to if allowed else Status.DRAFT)


def test_publication_without_consent_is_refused_with_the_reason():
    testimony = cast.testimony(state="draft")
    testimony.consents.all().delete()
    with pytest.raises(ActionRefused, match="no consent to read"):
        carry_out(PUBLISH, testimony, cast.staff("publisher"))
    testimony.refresh_from_db()
    assert testimony.status == Status.DRAFT
    assert not LedgerEntry.objects.exists()


def test_consent_that_begins_later_is_not_in_force():
    testimony = cast.testimony(state="draft")
    testimony.consents.all().delete()
    cast.consent(testimony, valid_from=timezone.now() + timezone.timedelta(days=3))
    with pytest.raises(ActionRefused, match="not in force yet"):
        carry_out(PUBLISH, testimony, cast.staff("publisher"))


def test_withdrawing_hides_at_once_and_restoring_brings_back():
    testimony, publisher = cast.testimony(state="public"), cast.staff("publisher")
    first_published = testimony.published_at
    carry_out(WITHDRAW, testimony, publisher, reason="The narrator asked for it.")
    assert not Testimony.objects.visible_to(Viewer()).exists()
    assert testimony.withdrawn_at is not None
    carry_out(RESTORE, testimony, publisher, reason="The narrator agreed again.")
    assert Testimony.objects.visible_to(Viewer()).exists()
    assert (testimony.published_at, testimony.withdrawn_at) == (first_published, None)


@pytest.mark.parametrize("transition", [WITHDRAW, RETURN, RESTORE])
def test_a_reason_is_needed(transition):
    state = {"withdraw": "public", "return": "in_review", "restore": "withdrawn"}[transition.code]
    with pytest.raises(ActionRefused, match="needs a reason"):
        carry_out(transition, cast.testimony(state=state), cast.staff("publisher"), reason="  ")


def test_a_wrong_state_is_told():
    with pytest.raises(ActionRefused, match="not possible: the testimony is draft"):
        carry_out(WITHDRAW, cast.testimony(state="draft"), cast.staff("publisher"), reason="Why not")


def test_a_lost_race_says_so_and_changes_nothing():
    testimony, publisher = cast.testimony(state="public"), cast.staff("publisher")
    seen_by_another = Testimony.objects.get(pk=testimony.pk)
    carry_out(WITHDRAW, testimony, publisher, reason="First")
    with pytest.raises(LostRace):
        carry_out(WITHDRAW, seen_by_another, publisher, reason="Second")
    assert LedgerEntry.objects.count() == 1


def test_a_title_edit_from_before_does_not_undo_a_withdrawal():
    testimony = cast.testimony(state="public")
    open_in_a_form = Testimony.objects.get(pk=testimony.pk)
    carry_out(WITHDRAW, testimony, cast.staff("publisher"), reason="Asked for")
    open_in_a_form.title = "Corrected title"
    open_in_a_form.save()
    testimony.refresh_from_db()
    assert (testimony.status, testimony.title) == (Status.WITHDRAWN, "Corrected title")


def test_the_status_cannot_be_written_by_other_means():
    testimony = cast.testimony(state="draft")
    testimony.status = Status.PUBLISHED
    testimony.save()
    testimony.refresh_from_db()
    assert testimony.status == Status.DRAFT
    for write in (
        lambda: Testimony.objects.filter(pk=testimony.pk).update(status=Status.PUBLISHED),
        lambda: Testimony.objects.bulk_update([testimony], ["status"]),
        lambda: testimony.save(update_fields=["status"]),
    ):
        with pytest.raises(GuardedColumnError):
            write()


@pytest.mark.parametrize("build", [cast.source, cast.collection])
def test_sources_and_collections_go_the_same_way(build):
    record, publisher = build(status="draft", published_at=None), cast.staff("publisher")
    carry_out(PUBLISH, record, publisher)
    carry_out(WITHDRAW, record, publisher, reason="A mistake")
    assert record.status == Status.WITHDRAWN


def test_the_ledger_holds_codes_and_the_reason_apart():
    testimony, publisher = cast.testimony(state="public"), cast.staff("publisher")
    entry = carry_out(WITHDRAW, testimony, publisher, reason="Aysel fears for her brother")
    assert (entry.subject, entry.actor_id, entry.codes) == (
        testimony.public_id,
        publisher.pk,
        {"status_before": "published"},
    )
    assert LedgerReason.objects.get(entry=entry).text == "Aysel fears for her brother"
    stored = str(LedgerEntry.objects.filter(pk=entry.pk).values().get())
    assert "Aysel" not in stored
    assert testimony.title not in stored


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_action_that_fails_midway_leaves_nothing(monkeypatch):
    testimony, publisher = cast.testimony(state="draft"), cast.staff("publisher")

    def fail(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("archive.actions.ledger.append", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        carry_out(PUBLISH, testimony, publisher)
    assert Testimony.objects.get(pk=testimony.pk).status == Status.DRAFT
