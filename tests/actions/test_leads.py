"""What leads to whom withheld words name goes out of sight with them, and comes back with them."""

import pytest

from archive.actions.identity import reveal
from archive.actions.leads import leads_of, mentions_besides
from archive.actions.lifting import lift
from archive.actions.protect import protect
from archive.actions.redact import Place, redact
from archive.actions.refusals import ActionRefused, LostRace
from archive.forms.redaction import WithholdForm
from archive.models import Mention, Passage, Statement
from tests import canaries, cast
from tests.actions.withholding import cut

pytestmark = pytest.mark.django_db

TEXT = "In the evening Natiq came, and she saw Natiq leave."


@pytest.fixture
def natiq():
    return cast.person("Natiq Qasimov")


@pytest.fixture
def passage(natiq):
    record = cast.testimony(text=TEXT, narrator=natiq).transcripts.get().passages.get()
    record.reports = natiq
    record.save()
    Mention.objects.create(passage=record, person=natiq, certainty="probable")
    return record


@pytest.fixture
def publisher():
    return cast.staff("publisher")


@pytest.fixture
def administrator():
    return cast.staff("administrator")


def span_of(passage, words="Natiq", after=0):
    start = passage.text.index(words, after)
    return start, start + len(words)


def withhold(passage, actor, leads, *, after=0, also=()):
    start, end = span_of(passage, after=after)
    codes = [lead if isinstance(lead, str) else lead.code for lead in leads]
    columns = {"reason_code": "privacy", "seen_text": passage.text, "also": also, "leading": codes}
    return redact(passage, actor, start=start, end=end, **columns)


def leading(passage):
    passage = Passage.objects.get(pk=passage.pk)
    whole = Mention.objects.filter(passage=passage, start=None).values_list("person", "certainty")
    return [list(whole), passage.reports, passage.speaker]


GONE = [[], None, None]
SAYING = "The narrator says that he left."


@pytest.fixture
def saying(passage, natiq):
    return Statement.objects.create(
        person=natiq, wording=SAYING, figure="2", unit="bags", date="1992", asserted_in=passage
    )


def test_everything_that_leads_to_the_same_person_is_listed(passage):
    leads = leads_of(passage, span_of(passage))
    assert [(lead.kind, lead.same) for lead in leads] == [("mention", True), ("reports", True), ("speaker", True)]


def test_what_leads_to_others_is_offered_but_a_speaker_is_not(passage):
    """Who is meant by a word that is no name, a curator knows."""
    leads = leads_of(passage, span_of(passage, "evening"))
    assert [(lead.kind, lead.same) for lead in leads] == [("mention", False), ("reports", False)]


def test_a_mention_on_the_words_says_who_is_meant(passage, natiq):
    cast.mention(passage, "evening", natiq)
    assert all(lead.same for lead in leads_of(passage, span_of(passage, "evening")))


def test_a_place_is_led_to_as_well():
    passage = cast.testimony(text="They left Sarikend.").transcripts.get().passages.get()
    Mention.objects.create(passage=passage, place=cast.place("Sarikend"))
    [lead] = leads_of(passage, span_of(passage, "Sarikend"))
    assert lead.same


def test_mentions_on_other_words_are_listed(passage, natiq):
    she, evening = cast.mention(passage, "she", natiq), cast.mention(passage, "evening", cast.event())
    span = span_of(passage)
    assert mentions_besides(passage, span, leads_of(passage, span)) == [she]
    assert evening not in mentions_besides(passage, span, ())


def test_readers_are_not_led_to_whom_was_withheld(client, natiq, publisher):
    passage = cast.testimony(text="There Natiq came.").transcripts.get().passages.get()
    passage.reports = natiq
    passage.save()
    Mention.objects.create(passage=passage, person=natiq)
    assert passage.public_id in client.get(natiq.get_absolute_url()).content.decode()
    withhold(passage, publisher, leads_of(passage, span_of(passage)))
    page = client.get(passage.get_absolute_url()).content.decode()
    assert natiq.public_id not in page
    assert "Natiq" not in page
    assert client.get(natiq.get_absolute_url()).status_code == 404


def test_only_what_is_chosen_is_taken(passage, natiq, publisher):
    withhold(passage, publisher, [lead for lead in leads_of(passage, span_of(passage)) if lead.kind == "reports"])
    assert leading(passage) == [[(natiq.pk, "probable")], None, passage.speaker]


def test_lifting_brings_it_back(passage, publisher, administrator):
    before = leading(passage)
    mark = withhold(passage, publisher, leads_of(passage, span_of(passage)))
    assert leading(passage) == GONE
    lift(mark, administrator, reason="He agreed.")
    assert leading(passage) == before


def test_it_comes_back_with_the_last_mark_that_withholds_the_name(passage, publisher, administrator):
    before = leading(passage)
    first = withhold(passage, publisher, leads_of(passage, span_of(passage)))
    second = withhold(passage, publisher, ())
    lift(first, administrator, reason="He agreed.")
    assert leading(passage) == GONE
    lift(second, administrator, reason="He agreed.")
    assert leading(passage) == before


def test_a_mark_over_other_words_does_not_keep_it(passage, publisher, administrator):
    before = leading(passage)
    mark = withhold(passage, publisher, leads_of(passage, span_of(passage)))
    start, end = span_of(passage, "evening")
    redact(passage, publisher, start=start, end=end, reason_code="safety", seen_text=passage.text)
    lift(mark, administrator, reason="He agreed.")
    assert leading(passage) == before


def test_what_was_entered_meanwhile_stays(passage, publisher, administrator):
    mark = withhold(passage, publisher, leads_of(passage, span_of(passage)))
    other = cast.person("A neighbour")
    Passage.objects.filter(pk=passage.pk).update(reports=other)
    lift(mark, administrator, reason="He agreed.")
    assert leading(passage)[1] == other


def test_in_another_passage_it_is_sealed_with_the_mark_there(passage, natiq, publisher, administrator):
    other = cast.passage(passage.transcript.testimony, "Natiq slept.", reports=natiq)
    leads = leads_of(passage, span_of(passage), [other])
    [there] = [lead for lead in leads if lead.passage == other]
    with pytest.raises(ActionRefused, match="Withhold the words in"):
        withhold(passage, publisher, [there])
    withhold(passage, publisher, [there], also=[Place(other.public_id, 0, 5, "Natiq")])
    other.refresh_from_db()
    assert other.reports is None
    assert leading(passage)[1] == natiq


def test_what_leads_there_no_more_is_a_lost_race(passage, publisher):
    leads = leads_of(passage, span_of(passage))
    Mention.objects.all().delete()
    with pytest.raises(LostRace):
        withhold(passage, publisher, leads)
    for code in (f"{passage.public_id}:text:1", f"{passage.public_id}:reports:x", passage.public_id):
        with pytest.raises(LostRace):
            withhold(passage, publisher, [code])
    assert Passage.objects.get(pk=passage.pk).text == TEXT


def columns_of(statement):
    return {
        field.attname: getattr(statement, field.attname)
        for field in Statement._meta.concrete_fields
        if field.name not in ("id", "updated_at")
    }


def test_a_statement_made_in_the_passage_leads_to_whom_it_is_about(client, passage, natiq, saying, publisher):
    [lead] = [each for each in leads_of(passage, span_of(passage)) if each.kind == "statement"]
    assert (lead.same, lead.target) == (True, natiq)
    assert str(lead) == f"{passage.public_id} makes a statement about Natiq Qasimov: “{SAYING}”"
    assert SAYING in client.get(natiq.get_absolute_url()).content.decode()
    withhold(passage, publisher, [lead])
    assert SAYING not in client.get(natiq.get_absolute_url()).content.decode()
    assert not Statement.objects.exists()
    assert canaries.where(SAYING) == []


def test_a_statement_about_something_else_is_offered_and_stays_unless_it_is_chosen(passage, saying, publisher):
    fire = Statement.objects.create(event=cast.event("The fire"), wording="It burned.", asserted_in=passage)
    leads = [each for each in leads_of(passage, span_of(passage)) if each.kind == "statement"]
    assert [(lead.key, lead.same) for lead in leads] == [(saying.pk, True), (fire.pk, False)]
    withhold(passage, publisher, leads[:1])
    assert Statement.objects.get() == fire


def test_a_statement_comes_back_as_it_was(passage, saying, publisher, administrator):
    before = columns_of(Statement.objects.get())
    mark = withhold(passage, publisher, leads_of(passage, span_of(passage)))
    lift(mark, administrator, reason="He agreed.")
    assert columns_of(Statement.objects.get()) == before


def test_a_statement_about_someone_protected_meanwhile_stays_sealed_with_the_identity(
    passage, natiq, saying, publisher, administrator
):
    """It was sealed with other words: those that name the person are not lifted before the person is revealed."""
    mark = cut(passage, "evening", publisher, leading=[f"{passage.public_id}:statement:{saying.pk}"])
    protect(natiq, publisher, pseudonym="A miller")
    lift(mark, administrator, reason="It was agreed.")
    assert not Statement.objects.exists()
    reveal(natiq, administrator, reason="It was agreed.")
    assert Statement.objects.get().wording == SAYING


def test_a_statement_that_is_there_no_more_is_a_lost_race(passage, saying, publisher):
    leads = leads_of(passage, span_of(passage))
    saying.delete()
    with pytest.raises(LostRace):
        withhold(passage, publisher, leads)
    assert Passage.objects.get(pk=passage.pk).text == TEXT


def test_other_forms_of_the_name_are_listed_as_well(passage, natiq, publisher):
    """The attack: “Natiq Qasimovun” was withheld, and the other “Natiq” of the passage was not told of."""
    other = cast.passage(passage.transcript.testimony, "Later Qasimovun oğlu came, and Natik Kasimov too.")
    cast.also_called(natiq, "Natik Kasimov", "ru")
    form = WithholdForm(record=passage, actor=publisher, initial={"start": 15, "end": 20})
    found = [(each.record, each.record.text[slice(*each.span)]) for each in form.elsewhere if each.span]
    assert (other, "Natik Kasimov") in found
    assert (other, "Qasimovun") in found
    assert (passage, "Natiq") in found
    stranger = WithholdForm(record=other, actor=publisher, initial={"start": 0, "end": 5})
    assert not [each for each in stranger.elsewhere if each.span], "a word that names nobody"
