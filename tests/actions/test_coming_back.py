"""What was sealed before somebody was protected does not come back with that person's real name."""

import pytest

from archive.actions.erase import erase
from archive.actions.identity import look, reveal
from archive.actions.lifting import lift
from archive.actions.protect import protect
from archive.actions.refusals import ActionRefused
from archive.actions.sealed_ties import counted
from archive.actions.sealing import CannotOpen, identity_of, words_of
from archive.models import EventParticipation, LedgerEntry, Note, Passage, PersonRelation, Statement
from archive.models.sealed import SealedIdentity
from tests import canaries, cast
from tests.actions.withholding import cut
from tests.admin.workbench import as_group, at, form_on, logged_in

pytestmark = pytest.mark.django_db

REAL = "Zulfiyya Qorxmazova"
TEXT = "The miller hid the teacher Zülfiyyə and her son."
WHY = "It is wished."


@pytest.fixture
def publisher():
    return cast.staff("publisher")


@pytest.fixture
def administrator():
    return cast.staff("administrator")


@pytest.fixture
def teacher():
    person = cast.person(REAL)
    cast.testimony("Hers", narrator=person)
    return person


@pytest.fixture
def miller():
    person = cast.person("Ruslan Mammadov")
    cast.testimony("His", narrator=person)
    return person


@pytest.fixture
def passage():
    return cast.testimony("Somebody else's", text=TEXT).transcripts.get().passages.get()


def public():
    """Where the real name, as its first word is written in any of these tests, stands in readers' tables."""
    return canaries.where("Qorxmazov") + canaries.where("Zulfiyya")


# --- lifting a mark -------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["the teacher Zülfiyyə", "Zülfi", "yyə and", "her son"])
def test_words_that_name_someone_protected_by_now_are_not_lifted(passage, teacher, publisher, administrator, words):
    """Also where a mark parts the name; words beside the name are lifted."""
    mark = cut(passage, words, publisher)
    withheld = passage.text
    protect(teacher, publisher, pseudonym="Aunt G.")
    if words == "her son":
        lift(mark, administrator, reason=WHY)
        assert Passage.objects.get(pk=passage.pk).text == TEXT
        return
    with pytest.raises(ActionRefused, match="Not lifted: the withheld words hold a name") as refused:
        lift(mark, administrator, reason=WHY)
    assert words not in str(refused.value)
    assert Passage.objects.get(pk=passage.pk).text == withheld
    assert words_of(mark)["text"] == words
    assert not LedgerEntry.objects.filter(action="redaction_lifted").exists()
    reveal(teacher, administrator, reason=WHY)
    lift(mark, administrator, reason=WHY)
    assert Passage.objects.get(pk=passage.pk).text == TEXT


def test_a_pinned_note_stays_sealed_with_whom_it_names(client, passage, teacher, publisher, administrator):
    """The attack: she was protected after the note was sealed, and it stood on the page again with her name."""
    place = TEXT.index("her son")
    for said in (f"That is the boy of {REAL}.", "He was nine."):
        Note.objects.create(passage=passage, start=place, end=place + 7, text=said)
    before = {note.text: note.public_id for note in Note.objects.all()}
    mark = cut(passage, "her son", publisher)
    protect(teacher, publisher, pseudonym="Aunt G.")
    lift(mark, administrator, reason=WHY)
    assert [note.text for note in Note.objects.all()] == ["He was nine."]
    assert public() == []
    page = logged_in(administrator).post(at(teacher, "identity"), {"reason": WHY}).content.decode()
    assert f"Note: That is the boy of {REAL}." in page
    reveal(teacher, administrator, reason=WHY)
    assert {note.text: note.public_id for note in Note.objects.all()} == before
    assert REAL in client.get(passage.transcript.testimony.get_absolute_url()).content.decode()


def test_a_sealed_statement_stays_with_whom_it_names(passage, teacher, publisher, administrator):
    fire = cast.event("The fire")
    said = [f"{REAL} saw it.", "It burned."]
    made = [Statement.objects.create(event=fire, wording=each, asserted_in=passage) for each in said]
    codes = [f"{passage.public_id}:statement:{each.pk}" for each in made]
    mark = cut(passage, "her son", publisher, leading=codes)
    protect(teacher, publisher, pseudonym="Aunt G.")
    lift(mark, administrator, reason=WHY)
    assert [each.wording for each in Statement.objects.all()] == ["It burned."]
    reveal(teacher, administrator, reason=WHY)
    assert {each.wording for each in Statement.objects.all()} == set(said)


def test_of_a_credit_the_parts_keep_nothing_back(passage, teacher, publisher, administrator):
    teacher.participations.update(credited_as="The village teacher")
    other = cast.passage(passage.transcript.testimony, "So said the village teacher.")
    marks = [cut(passage, "teacher", publisher), cut(other, "the village teacher", publisher)]
    protect(teacher, publisher, pseudonym="Aunt G.")
    lift(marks[0], administrator, reason=WHY)
    assert Passage.objects.get(pk=passage.pk).text == TEXT
    with pytest.raises(ActionRefused):
        lift(marks[1], administrator, reason=WHY)


def test_nothing_is_lifted_while_an_identity_cannot_be_opened(passage, teacher, publisher, administrator):
    mark = cut(passage, "her son", publisher)
    protect(teacher, publisher, pseudonym="Aunt G.")
    sealed = SealedIdentity.objects.get()
    SealedIdentity.objects.update(ciphertext=b"\0" * 60)
    with pytest.raises(CannotOpen):
        lift(mark, administrator, reason=WHY)
    assert Passage.objects.get(pk=passage.pk).text != TEXT
    sealed.save()
    lift(mark, administrator, reason=WHY)
    assert Passage.objects.get(pk=passage.pk).text == TEXT


# --- revealing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["description", "fate_note"])
def test_a_text_stays_sealed_with_whom_it_names(miller, teacher, publisher, administrator, column):
    """The attack: he was revealed, and his description named her, who was protected."""
    texts = {"description": "A miller.", "fate_note": "He lives."} | {column: f"Zülfiyyənin qardaşı, {REAL}."}
    type(miller).objects.filter(pk=miller.pk).update(**texts)
    protect(miller, publisher, pseudonym="The miller")
    protect(teacher, publisher, pseudonym="Aunt G.")
    reveal(miller, administrator, reason=WHY)
    assert (miller.heading, getattr(miller, column)) == ("Ruslan Mammadov", "")
    assert public() == []
    others = {name: getattr(miller, name) for name in texts if name != column}
    assert others == {name: texts[name] for name in others}
    page = logged_in(administrator).post(at(teacher, "identity"), {"reason": WHY}).content.decode()
    assert f"Zülfiyyənin qardaşı, {REAL}." in page
    reveal(teacher, administrator, reason=WHY)
    miller.refresh_from_db()
    assert {name: getattr(miller, name) for name in texts} == texts


def test_what_was_described_meanwhile_stays_then(miller, teacher, publisher, administrator):
    type(miller).objects.filter(pk=miller.pk).update(description=f"Brother of {REAL}.")
    protect(miller, publisher, pseudonym="The miller")
    protect(teacher, publisher, pseudonym="Aunt G.")
    type(miller).objects.filter(pk=miller.pk).update(description="Someone's brother.")
    reveal(miller, administrator, reason=WHY)
    assert miller.description == "Someone's brother."
    reveal(teacher, administrator, reason=WHY)
    miller.refresh_from_db()
    assert miller.description == "Someone's brother."


def test_it_waits_for_who_is_protected_anew_and_for_the_next_who_is_named(miller, teacher, publisher, administrator):
    third = cast.person("Natiq Qasimov")
    text = f"Brother of {REAL}, friend of Natiq Qasimov."
    type(miller).objects.filter(pk=miller.pk).update(description=text)
    protect(miller, publisher, pseudonym="The miller")
    protect(teacher, publisher, pseudonym="Aunt G.")
    reveal(miller, administrator, reason=WHY)
    protect(miller, publisher, pseudonym="The miller")
    protect(third, publisher, pseudonym="A friend")
    for person in (teacher, miller):
        reveal(person, administrator, reason=WHY)
        miller.refresh_from_db()
        assert miller.description == ""
    reveal(third, administrator, reason=WHY)
    miller.refresh_from_db()
    assert miller.description == text


def test_connections_stay_sealed_with_whom_they_name(miller, teacher, publisher, administrator):
    friend, fire = cast.person("Natiq Qasimov"), cast.event("The fire")
    PersonRelation.objects.create(person=miller, other=friend, kind="sibling", note=f"So says {REAL}.")
    Statement.objects.create(person=miller, wording="He hid Qorxmazova.", asserted_by=cast.source("A book"))
    EventParticipation.objects.create(person=miller, event=fire, role=cast.term("event_role", "witness"))
    models = (EventParticipation, PersonRelation, Statement)
    assert [model.objects.count() for model in models] == [1, 1, 1]
    protect(miller, publisher, pseudonym="The miller")
    protect(teacher, publisher, pseudonym="Aunt G.")
    reveal(miller, administrator, reason=WHY)
    assert [model.objects.count() for model in models] == [1, 0, 0]
    reveal(teacher, administrator, reason=WHY)
    assert [model.objects.count() for model in models] == [1, 1, 1]


def test_a_family_name_that_the_revealed_bears_too_keeps_nothing_back(miller, publisher, administrator):
    wife = cast.person("Zulfiyya Mammadova")
    type(miller).objects.filter(pk=miller.pk).update(
        description="Ruslan Mammadov is a miller.", fate_note="Zulfiyya buried him."
    )
    protect(miller, publisher, pseudonym="The miller")
    protect(wife, publisher, pseudonym="Aunt G.")
    reveal(miller, administrator, reason=WHY)
    assert (miller.description, miller.fate_note) == ("Ruslan Mammadov is a miller.", "")


def test_a_text_that_waits_is_forgotten_with_its_erased_owner(miller, teacher, publisher, administrator):
    type(miller).objects.filter(pk=miller.pk).update(description=f"Brother of {REAL}, qxkmill.")
    protect(miller, publisher, pseudonym="The miller")
    protect(teacher, publisher, pseudonym="Aunt G.")
    reveal(miller, administrator, reason=WHY)
    assert "qxkmill" in str(identity_of(teacher)), "the control"
    his = miller.participations.get().testimony
    type(his).objects.filter(pk=his.pk).write_guarded(status="draft", published_at=None)
    his.refresh_from_db()
    erase(his, administrator, reason=WHY, people=[miller.public_id])
    assert "qxkmill" not in str(identity_of(teacher))


# --- what curators are told ----------------------------------------------------------------------


def sealed_everywhere(passage, miller, publisher):
    place = TEXT.index("her son")
    Note.objects.create(passage=passage, start=place, end=place + 7, text=f"The boy of {REAL}.")
    cut(passage, "her son", publisher)
    cut(passage, "Zülfiyyə", publisher)
    type(miller).objects.filter(pk=miller.pk).update(description=f"Brother of {REAL}.", fate_note="He lives.")
    PersonRelation.objects.create(person=miller, other=cast.person("Natiq"), kind="sibling", note=f"So says {REAL}.")
    protect(miller, publisher, pseudonym="The miller")


def test_a_look_counts_what_is_sealed_and_names_the_person(passage, miller, teacher, publisher, administrator):
    sealed_everywhere(passage, miller, publisher)
    protect(teacher, publisher, pseudonym="Aunt G.")
    counts = counted(teacher, look(teacher, administrator, reason=WHY))
    assert counts == {"withheld words": 1, "notes": 1, "description of someone": 1, "person relations": 1}
    page = logged_in(administrator).post(at(teacher, "identity"), {"reason": WHY}).content.decode()
    assert "description of someone: 1, notes: 1, person relations: 1, withheld words: 1" in page
    other = cast.person("Someone Else")
    protect(other, publisher, pseudonym="Nobody")
    page = logged_in(administrator).post(at(other, "identity"), {"reason": WHY}).content.decode()
    assert "withheld words: 1" not in page


def test_the_page_that_protects_says_the_same_whatever_is_sealed(passage, miller, teacher, publisher):
    """A name typed in, of a person whom nobody protects, would otherwise search what is sealed by any word."""
    client = as_group("publisher")

    def said():
        page = client.get(at(teacher, "protect")).content.decode()
        return page[page.index("What is sealed already") :].partition("<form")[0].partition("csrfmiddlewaretoken")[0]

    before = said()
    assert "is not searched here" in before
    sealed_everywhere(passage, miller, publisher)
    assert said() == before


def test_the_pages_that_give_back_say_what_stays(passage, miller, publisher, administrator):
    client = logged_in(administrator)
    mark = cut(passage, "her son", publisher)
    protect(miller, publisher, pseudonym="The miller")
    assert "all that comes back once they are revealed" in client.get(at(miller, "reveal")).content.decode()
    lifting = f"{at(passage).removesuffix('change/')}redactions/{mark.pk}/lift/"
    assert "protected by now are not lifted" in client.get(lifting).content.decode()


def test_the_page_says_why_a_mark_was_not_lifted(passage, teacher, publisher, administrator):
    client = logged_in(administrator)
    mark = cut(passage, "Zülfiyyə", publisher)
    protect(teacher, publisher, pseudonym="Aunt G.")
    lifting = f"{at(passage).removesuffix('change/')}redactions/{mark.pk}/lift/"
    page = client.post(lifting, form_on(client, lifting) | {"reason": WHY}).content.decode()
    assert "Not lifted: the withheld words hold a name" in page
    assert "Zülfiyyə" not in page
    assert "Qorxmazova" not in page


# --- beside words that were withheld since --------------------------------------------------------


def test_a_statement_stays_sealed_with_the_mark_that_withholds_of_whom_it_is(teacher, publisher, administrator):
    passage = cast.testimony("Of the mill", text="Then the teacher hid in the mill.").transcripts.get().passages.get()
    cast.mention(passage, "the teacher", teacher)
    told = Statement.objects.create(person=teacher, wording="She hid in the mill.", asserted_in=passage)
    elsewhere = Statement.objects.create(
        person=teacher, wording="She taught.", asserted_in=cast.testimony().transcripts.get().passages.get()
    )
    protect(teacher, publisher, pseudonym="Aunt G.")
    mark = cut(Passage.objects.get(pk=passage.pk), "the teacher", publisher)
    teacher.refresh_from_db()
    reveal(teacher, administrator, reason=WHY)
    assert list(Statement.objects.values_list("wording", flat=True)) == [elsewhere.wording]
    lift(mark, administrator, reason=WHY)
    assert set(Statement.objects.values_list("wording", flat=True)) == {told.wording, elsewhere.wording}
