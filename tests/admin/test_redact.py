"""Withholding words in the workbench: marked by the words, seen before it is done, left in no message or history."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from archive.lib.marks import PLACEHOLDER
from archive.models import LedgerEntry, Mention, Note, Passage, Person, PersonRelation, Testimony
from archive.models.sealed import Redaction
from tests import canaries, cast
from tests.admin.workbench import as_group, at, errors_of, form_on, messages_of, row, send

pytestmark = pytest.mark.django_db

CUT = "Qxkanarya Wvasifoglu"
TEXT = f"In the evening {CUT} came to the mill, and {CUT} left."
WHY = {"reason_code": "safety", "reason": "He is in danger."}


@pytest.fixture
def publisher():
    return as_group("publisher")


@pytest.fixture
def administrator():
    return as_group("administrator")


@pytest.fixture
def passage():
    return cast.testimony(text=TEXT).transcripts.get().passages.get()


def preview(client, passage, **fields):
    return client.post(at(passage, "redact"), {"words": CUT, "which": "1", **WHY} | fields)


def fields_of(page):
    """The hidden fields of the page to confirm, and the boxes that can be ticked."""
    html = page.content.decode()
    named = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    hidden = {name: unescape(value) for name, value in named}
    return hidden, re.findall(r'<input type="checkbox" name="also" value="([^"]*)"', html)


def withhold(client, passage, **fields):
    hidden, boxes = fields_of(preview(client, passage))
    return client.post(at(passage, "redact"), hidden | {"also": boxes} | fields, follow=True)


def of_mark(passage, code):
    return reverse(f"admin:archive_passage_{code}", args=[passage.pk, Redaction.objects.first().pk])


def test_the_curator_sees_what_readers_will_see_before_it_is_done(publisher, passage):
    note = Note.objects.create(
        passage=passage, text="The miller’s son.", start=TEXT.index(CUT), end=TEXT.index(" came")
    )
    html = preview(publisher, passage).content.decode()
    assert f"In the evening <mark>{PLACEHOLDER}</mark> came" in html
    assert note.text in html
    assert Passage.objects.get().text == TEXT


def test_nothing_of_the_words_is_left_anywhere(publisher, passage):
    page = withhold(publisher, passage)
    assert page.status_code == 200
    assert Passage.objects.get().text == TEXT.replace(CUT, PLACEHOLDER)
    assert messages_of(page)[0].startswith("Withhold these words: done.")
    assert "Wvasif" not in page.content.decode()
    assert canaries.where("Wvasif") == []
    assert all("Wvasif" not in str(cookie) for cookie in publisher.cookies.values())


def test_only_what_is_ticked_is_withheld_along(publisher, passage):
    withhold(publisher, passage, also=[])
    assert Passage.objects.get().text == TEXT.replace(CUT, PLACEHOLDER, 1)


def test_what_leads_to_whom_the_words_name_is_ticked_and_goes_with_them(publisher, passage):
    """The attack: a mention of the whole passage and “retells the words of” told who had been cut out."""
    person = cast.person(CUT)
    Passage.objects.filter(pk=passage.pk).update(reports=person)
    Mention.objects.create(passage=passage, person=person)
    page = preview(publisher, passage)
    html = page.content.decode()
    assert f"{passage.public_id} retells the words of {CUT}" in html
    assert f"{passage.public_id} the passage as a whole is about {CUT}" in html
    ticked = re.findall(r'name="leading" value="([^"]*)"[^>]* checked', html)
    assert len(ticked) == 2
    withhold(publisher, passage, leading=ticked)
    assert Passage.objects.get(pk=passage.pk).reports is None
    assert not Mention.objects.exists()


def test_the_history_of_the_workbench_names_records_by_identifier(passage):
    client = as_group("cataloguer")
    send(
        client,
        at(passage),
        text=f"{TEXT} So it was.",
        **row("mentions", 0, 1, words="mill", certainty="certain", place=cast.place().pk),
    )
    told = str(list(LogEntry.objects.values("object_repr", "change_message")))
    assert f"passage {passage.public_id}" in told
    assert "Wvasif" not in told
    assert "mill" not in told
    assert client.get(reverse("admin:archive_passage_history", args=[passage.pk])).status_code == 200
    assert client.get("/admin/").status_code == 200


def test_an_edit_that_loses_a_mark_is_refused_at_the_field(publisher, passage):
    stale = form_on(publisher, at(passage))
    withhold(publisher, passage)
    for text in (TEXT, stale["text"], passage.text.replace(CUT, "him")):
        [said] = errors_of(publisher.post(at(passage), stale | {"text": text}))["text"]
        assert "Leave each of these marks as it is" in said
    response = send(publisher, at(passage), text=f"Then: {Passage.objects.get().text}")
    assert response.redirect_chain, errors_of(response)
    assert Redaction.objects.order_by("start").first().start == TEXT.index(CUT) + len("Then: ")


def test_a_page_opened_before_someone_elses_change_is_refused(publisher, passage):
    hidden, _boxes = fields_of(preview(publisher, passage))
    changed = Passage.objects.get()
    changed.text = f"Then: {TEXT}"
    changed.save()
    page = publisher.post(at(passage, "redact"), hidden)
    assert page.status_code == 409
    assert "Someone else has changed this passage" in page.content.decode()
    assert not Redaction.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": "Nobody"}, "do not occur in the passage"),
        ({"which": ""}, "They occur 2 times"),
        ({"which": "3"}, "only 2 times"),
        ({"reason_code": "dislike"}, "Select a valid choice"),
        ({"words": " "}, "do not occur"),
    ],
)
def test_what_cannot_be_marked_is_told_at_the_field(publisher, passage, fields, said):
    assert said in preview(publisher, passage, **fields).content.decode()


@pytest.mark.parametrize("spoilt", [{"start": "-4"}, {"end": "x"}, {"end": "4000"}, {"start": "", "end": ""}])
def test_hidden_fields_that_were_tampered_with_do_nothing(publisher, passage, spoilt):
    hidden, _boxes = fields_of(preview(publisher, passage))
    assert publisher.post(at(passage, "redact"), hidden | spoilt).status_code in (200, 409)
    assert Passage.objects.get().text == TEXT


def test_lifting_shows_the_words_again(publisher, administrator, passage):
    withhold(publisher, passage, also=[])
    assert "redaction in force" in publisher.get(at(passage.transcript.testimony)).content.decode()
    send(administrator, of_mark(passage, "lift"), reason="He agreed.")
    assert Passage.objects.get().text == TEXT
    assert not Testimony.objects.get().originals_withheld


def test_the_original_is_shown_once_and_kept_nowhere(publisher, administrator, passage):
    withhold(publisher, passage)
    address = of_mark(passage, "original")
    assert CUT not in administrator.get(address).content.decode()
    assert CUT not in administrator.post(address, {"reason": " "}).content.decode()
    page = administrator.post(address, {"reason": "A court asks."})
    assert CUT in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert canaries.where("Wvasif") == []
    assert LedgerEntry.objects.first().action == "unsealed"
    assert CUT not in administrator.get(at(passage)).content.decode()


@pytest.mark.parametrize(("group", "may"), [("cataloguer", ()), ("reviewer", ()), ("publisher", ("redact",))])
def test_pages_and_buttons_are_for_those_who_may(publisher, passage, group, may):
    withhold(publisher, passage)
    client = as_group(group)
    html = client.get(at(passage)).content.decode()
    for code in ("redact", "lift", "original"):
        address = at(passage, "redact") if code == "redact" else of_mark(passage, code)
        assert (address in html) is (code in may)
        for answer in (client.get(address), client.post(address, {"reason": "Please", "words": "mill", **WHY})):
            assert (answer.status_code == 403) is (code not in may)
            assert "Wvasif" not in answer.content.decode()


def test_a_mark_of_another_passage_is_not_found(publisher, administrator, passage):
    withhold(publisher, passage)
    other = cast.passage(passage.transcript.testimony, "Quite another.")
    mark = Redaction.objects.first()
    for code in ("lift", "original"):
        assert administrator.get(reverse(f"admin:archive_passage_{code}", args=[other.pk, mark.pk])).status_code == 404


# --- identities -----------------------------------------------------------------------------------------


@pytest.fixture
def narrator():
    return cast.person("Qxkanara Wvasifova", born="1961-03-04")


@pytest.fixture
def told(narrator):
    return cast.testimony("A nurse remembers", narrator=narrator, text="I am Qxkanara Wvasifova, she says.")


def test_an_identity_is_protected_after_every_other_place_was_listed(publisher, narrator, told):
    told.abstract = "Wvasifova tells of the hospital."
    told.save()
    html = publisher.get(at(narrator, "protect")).content.decode()
    assert "testimony, abstract" in html
    assert at(told) in html
    told.abstract = "She tells of the hospital."
    told.save()
    page = send(publisher, at(narrator, "protect"), pseudonym="Leyla")
    assert messages_of(page)[0].startswith("Protect identity: done. Person “Leyla”")
    assert canaries.where("Wvasif") == []
    assert PLACEHOLDER in Passage.objects.get().text


def test_what_connects_the_person_is_listed_and_sealed_unless_it_is_ticked(publisher, administrator, narrator, told):
    narrator.wikidata = "Q424242"
    narrator.save()
    for name in ("Rustam Wvasif", "Sevda"):
        PersonRelation.objects.create(person=narrator, other=cast.person(name), kind="sibling", note=f"Qxknote {name}")
    html = publisher.get(at(narrator, "protect")).content.decode()
    assert "sibling of Rustam Wvasif · Qxknote Rustam Wvasif" in html
    assert "Wikidata Q424242" in html
    assert "What stays" in html
    staying = PersonRelation.objects.get(other__heading="Sevda")
    send(publisher, at(narrator, "protect"), pseudonym="Leyla", staying=[f"personrelation:{staying.pk}"])
    assert PersonRelation.objects.get() == staying
    page = administrator.post(at(narrator, "identity"), {"reason": "A court asks."}).content.decode()
    assert "sibling of Rustam Wvasif · Qxknote Rustam Wvasif" in page


def test_a_sealed_identity_is_shown_once_and_can_be_revealed(publisher, administrator, narrator, told):
    send(publisher, at(narrator, "protect"), pseudonym="Leyla")
    for code in ("identity", "reveal"):
        assert publisher.get(at(narrator, code)).status_code == 403
    page = administrator.post(at(narrator, "identity"), {"reason": "A court asks."})
    assert "Qxkanara Wvasifova" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert canaries.where("Wvasif") == []
    send(administrator, at(narrator, "reveal"), reason="She agreed.")
    assert Person.objects.get(pk=narrator.pk).heading == "Qxkanara Wvasifova"


@pytest.mark.parametrize("group", ["cataloguer", "reviewer"])
def test_protecting_is_for_those_who_may(group, narrator, told):
    client = as_group(group)
    assert at(narrator, "protect") not in client.get(at(narrator)).content.decode()
    assert client.get(at(narrator, "protect")).status_code == 403
    assert client.post(at(narrator, "protect"), {"pseudonym": "Leyla", "language": "en"}).status_code == 403


def test_a_name_in_the_pseudonym_is_refused(publisher, narrator, told):
    page = send(publisher, at(narrator, "protect"), pseudonym="Leyla Wvasifova")
    assert page.status_code == 409
    assert not Person.objects.get(pk=narrator.pk).identity_protected
