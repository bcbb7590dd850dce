"""Erasing reaches what is sealed with others: nothing that led to the erased stays in their sealed content."""

import logging

import pytest

from archive.actions import protect
from archive.actions.erase import erase
from archive.actions.lifting import lift
from archive.actions.redact import redact
from archive.actions.sealing import identity_of, words_of
from archive.models import Mention, Participation, PersonRelation, PublicId, Statement
from archive.models.sealed import Redaction, SealedIdentity
from tests import cast

pytestmark = pytest.mark.django_db

WHY = "She asked for it."
CANARY = "qzxcanary"


@pytest.fixture
def administrator():
    return cast.staff("administrator")


@pytest.fixture
def narrator():
    return cast.person("Bahar Aliyeva")


@pytest.fixture
def testimony(narrator):
    return cast.testimony(text="She was there.", narrator=narrator, state="draft")


@pytest.fixture
def other():
    return cast.person("Aysel Karimova")


def test_a_relation_sealed_with_the_other_goes_with_the_erased(testimony, narrator, other, administrator):
    """The attack: the note on the sister stayed in the sealed identity of the other."""
    PersonRelation.objects.create(person=other, other=narrator, kind="sibling", note=CANARY)
    PersonRelation.objects.create(person=other, other=cast.person("A mother"), kind="child", note="Stays")
    protect.protect(other, administrator, pseudonym="A nurse")
    assert CANARY in str(identity_of(other)), "the control"
    erase(testimony, administrator, reason=WHY, people=[narrator.public_id])
    assert CANARY not in str(identity_of(other))
    assert [each["columns"]["note"] for each in identity_of(other)["connections"]] == ["Stays"]


def test_what_an_erased_account_says_of_someone_protected_goes_with_it(testimony, other, administrator):
    """The credit, the exact date and the statement were sealed with the person, who stays."""
    elsewhere = cast.testimony(narrator=other, recorded_on="1994-01-02")
    survivor = cast.term("standing", "survivor")
    Participation.objects.create(
        testimony=testimony, person=other, role="narrator", standing=survivor, credited_as=CANARY
    )
    testimony.recorded_on = "1993-05-06"
    testimony.save()
    passage = testimony.transcripts.get().passages.get()
    said = Statement.objects.create(person=other, wording=CANARY, asserted_in=passage)
    coarse = {each.pk: protect.Coarser("199X") for each in (testimony, elsewhere)}
    protect.protect(other, administrator, pseudonym="A nurse", recordings=coarse)
    assert str(identity_of(other)).count(CANARY) == 2
    testimony.refresh_from_db()
    erase(testimony, administrator, reason=WHY)
    left = identity_of(other)
    assert CANARY not in str(left)
    assert [each["recorded_on"] for each in left["recordings"]] == ["1994-01-02"]
    assert PublicId.objects.get(value=said.public_id).erased_at is not None


def test_what_was_sealed_with_words_elsewhere_goes_with_the_erased(testimony, narrator, administrator):
    passage = cast.testimony(text="Then a woman came.").transcripts.get().passages.get()
    neighbour = cast.person("A neighbour")
    cast.mention(passage, "a woman", narrator)
    whole = Mention.objects.create(passage=passage, person=narrator)
    other = Mention.objects.create(passage=passage, person=neighbour)
    leading = [f"{passage.public_id}:mention:{each.pk}" for each in (whole, other)]
    mark = redact(
        passage, administrator, start=5, end=12, reason_code="privacy", seen_text=passage.text, leading=leading
    )
    erase(testimony, administrator, reason=WHY, people=[narrator.public_id])
    assert words_of(mark)["text"] == "a woman"
    assert words_of(mark)["pins"] == []
    assert [each["person"] for each in words_of(mark)["leads"]] == [neighbour.pk]
    lift(mark, administrator, reason=WHY)
    assert Mention.objects.get().person == neighbour


def test_what_retells_or_is_spoken_by_the_erased_goes_as_well(testimony, narrator, administrator):
    passage = cast.testimony(text="Then a woman came.").transcripts.get().passages.get()
    passage.reports = narrator
    passage.save()
    Statement.objects.create(person=narrator, wording=CANARY, asserted_in=passage)
    statement = Statement.objects.get()
    leading = [f"{passage.public_id}:reports:{narrator.pk}", f"{passage.public_id}:statement:{statement.pk}"]
    mark = redact(
        passage, administrator, start=5, end=12, reason_code="privacy", seen_text=passage.text, leading=leading
    )
    assert CANARY in str(words_of(mark)), "the control"
    erase(testimony, administrator, reason=WHY, people=[narrator.public_id])
    assert words_of(mark)["leads"] == []


def test_what_cannot_be_opened_is_named_in_the_log_and_does_not_stop_an_erasure(
    testimony, other, administrator, caplog
):
    protect.protect(other, administrator, pseudonym="A nurse")
    SealedIdentity.objects.update(key_id="lost")
    with caplog.at_level(logging.ERROR):
        erase(testimony, administrator, reason=WHY)
    assert other.public_id in caplog.text
    testimony.refresh_from_db()
    assert testimony.status == "erased"
    assert not Redaction.objects.exists()
