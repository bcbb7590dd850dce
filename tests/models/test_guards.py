"""What a plain save cannot do, by whichever way it is tried."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from archive.access.levels import Status
from archive.models import LedgerEntry, Note, Participation, Passage, Session, Tag, Testimony
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_row_made_up_under_an_existing_key_overwrites_nothing():
    testimony = cast.testimony(state="draft")
    impostor = Testimony(
        pk=testimony.pk,
        public_id=testimony.public_id,
        title="Made up",
        kind="interview",
        collection=testimony.collection,
        status=Status.PUBLISHED,
        published_at=testimony.created_at,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        impostor.save()
    assert Testimony.objects.get().status == Status.DRAFT


def test_a_ledger_entry_made_up_under_an_existing_key_overwrites_nothing():
    entry = LedgerEntry(sequence=1, at="2026-01-01T00:00Z", action="published", subject="x", entry_hash="a")
    entry.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry(pk=entry.pk, sequence=1, at="2026-01-01T00:00Z", action="erased", entry_hash="b").save()
    assert LedgerEntry.objects.get().action == "published"


def test_an_insert_in_bulk_is_no_update_in_disguise():
    testimony = cast.testimony(state="draft")
    testimony.status = Status.PUBLISHED
    with pytest.raises(TypeError, match="inserts only"):
        Testimony.objects.bulk_create(
            [testimony], update_conflicts=True, update_fields=["status"], unique_fields=["public_id"]
        )


def test_a_bulk_update_writes_no_column_that_nobody_named():
    passage = Passage.objects.get(transcript__testimony=cast.testimony(text="As it was first typed."))
    stale = Passage.objects.get(pk=passage.pk)
    passage.text = "As it was corrected."
    passage.save()
    stale.position = 7
    Passage.objects.bulk_update([stale], ["position"])
    passage.refresh_from_db()
    assert (passage.text, passage.position) == ("As it was corrected.", 7)


def test_mentions_stay_where_they_are_when_the_text_is_not_written():
    passage = Passage.objects.get(transcript__testimony=cast.testimony(text="Over the river."))
    stale = Passage.objects.get(pk=passage.pk)
    passage.text = "She says: over the river."
    passage.save()
    mention = cast.mention(passage, "river", cast.place())
    stale.position = 7
    stale.save(update_fields=["position"])
    mention.refresh_from_db()
    assert passage.text[mention.start : mention.end] == "river"


def test_a_passage_takes_no_speaker_or_sitting_of_another_testimony():
    passage = Passage.objects.get(transcript__testimony=cast.testimony())
    other = cast.testimony(state="draft")
    passage.speaker = Participation.objects.get(testimony=other)
    passage.session = Session.objects.create(testimony=other)
    with pytest.raises(ValidationError) as refused:
        passage.clean()
    assert refused.value.messages == [
        "speaker: this belongs to another testimony.",
        "session: this belongs to another testimony.",
    ]


def test_a_pin_past_the_end_of_the_text_is_refused():
    passage = Passage.objects.get(transcript__testimony=cast.testimony(text="Short."))
    with pytest.raises(ValidationError, match="6 characters"):
        Note(passage=passage, text="A remark", start=3, end=7).clean()


def test_a_tag_with_forms_does_not_become_a_form():
    preferred, other = Tag.objects.create(name="Khojaly"), Tag.objects.create(name="places")
    Tag.objects.create(name="Xo'jali", preferred=preferred)
    preferred.preferred = other
    with pytest.raises(ValidationError, match="has forms of its own"):
        preferred.clean()
