"""What was erased stays empty: nothing is entered under the line that is left of a testimony."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from archive.access.levels import Status
from archive.actions import consent
from archive.actions.erase import destroy_left_behind, erase
from archive.actions.locks import paths_to_testimony
from archive.actions.refusals import ActionRefused
from archive.models import (
    Consent,
    LedgerReason,
    MediaFile,
    Mention,
    Name,
    Note,
    Participation,
    Passage,
    PublicId,
    Section,
    Session,
    Statement,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
    Transcript,
)
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased():
    """What is left of a testimony, and its narrator and passage as they were held in memory."""
    testimony = cast.testimony(state="withdrawn")
    passage = testimony.transcripts.get().passages.get()
    narrator = testimony.participations.get().person
    erase(Testimony.objects.get(pk=testimony.pk), cast.staff("administrator"), reason="Asked for.")
    testimony.refresh_from_db()
    assert testimony.status == Status.ERASED
    return testimony, narrator, passage


def test_nothing_new_is_saved_under_it(erased):
    testimony, narrator, _passage = erased
    entered = [
        Transcript(testimony=testimony, kind="verbatim", language="en"),
        Section(testimony=testimony, title="Canary"),
        Session(testimony=testimony),
        MediaFile(testimony=testimony, kind="audio", file="canary.wav"),
        Participation(testimony=testimony, person=narrator, role="present"),
        Consent(testimony=testimony, basis="oral", valid_from=timezone.now()),
    ]
    for record in entered:
        with pytest.raises(ValidationError, match="was erased"):
            record.save()
        assert not type(record).objects.filter(testimony=testimony).exists()


def test_what_is_held_in_memory_is_not_entered_again():
    testimony = cast.testimony(state="withdrawn")
    section = Section.objects.create(testimony=testimony, title="Canary")
    erase(Testimony.objects.get(pk=testimony.pk), cast.staff("administrator"), reason="Asked for.")
    with pytest.raises(ValidationError, match="was erased"):
        section.save()
    assert not Section.objects.exists()


def test_no_consent_is_recorded_for_it(erased):
    testimony, _narrator, _passage = erased
    given = Consent(testimony=testimony, basis="oral", may_read=True, valid_from=timezone.now())
    with pytest.raises(ActionRefused, match="was erased"):
        consent.record(given, cast.staff("publisher"))
    assert not Consent.objects.exists()


def test_what_was_left_under_it_before_is_destroyed(erased, django_capture_on_commit_callbacks):
    testimony, _narrator, _passage = erased
    kept = Section.objects.create(testimony=cast.testimony("Another account"), title="Kept")
    file = default_storage.save("media/zz/left.wav", ContentFile(b"sound"))
    [left] = MediaFile.objects.bulk_create([MediaFile(testimony=testimony, kind="audio", file=file)])
    Transcript.objects.bulk_create([Transcript(testimony=testimony, kind="verbatim", language="en", made_by="Canary")])
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_left_behind() == 2
    assert [testimony.media_files.count(), testimony.transcripts.count()] == [0, 0]
    assert not default_storage.exists(file)
    assert PublicId.objects.get(value=left.public_id).erased_at is not None
    assert LedgerReason.objects.get().text == "Asked for.", "the reason of the erasure stays"
    assert destroy_left_behind() == 0
    assert Section.objects.get() == kept


def test_beside_it_everything_is_saved_as_before(erased):
    other = cast.testimony("Another account")
    Section.objects.create(testimony=other, title="Beginning")
    assert other.sections.count() == 1


@pytest.mark.parametrize(
    ("model", "paths"),
    [
        (Passage, ["transcript", "testimony"]),
        (Mention, ["passage", "transcript__testimony"]),
        (Note, ["passage", "transcript__testimony"]),
        (Statement, ["asserted_in", "transcript__testimony"]),
        (TestimonyLanguage, ["testimony", ""]),
        (TaggedTestimony, ["content_object", ""]),
    ],
)
def test_how_far_down_something_belongs_to_a_testimony(model, paths):
    assert [[field.name, rest] for field, rest in paths_to_testimony(model)] == [paths]


def test_a_name_belongs_to_none():
    assert paths_to_testimony(Name) == ()
