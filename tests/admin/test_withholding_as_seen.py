"""A page that withholds words and was opened before a colleague entered what leads to whom they name: it is refused and
shown anew, and nothing that nobody has looked at goes on telling who was withheld."""

import pytest
from django.test import Client

from archive.actions.redact import redact
from archive.actions.refusals import LostRace
from archive.actions.withholding import listed
from archive.lib.marks import PLACEHOLDER
from archive.models import Mention, Passage, Statement
from tests import cast
from tests.admin.workbench import as_group, at, fields_of_page, form_on, row, send

pytestmark = pytest.mark.django_db

NAME = "Ruslan Mammadov"
TEXT = f"Then {NAME} came home."
LEADS, STANDS = "what leads to whom the words name", "where else the words stand"


@pytest.fixture
def ruslan():
    """Known from another account, too: his page stays, and may not lead to this one."""
    who = cast.person(NAME)
    cast.mention(cast.testimony("Another", text=f"{NAME} was there.").transcripts.get().passages.get(), NAME, who)
    return who


@pytest.fixture
def passage(ruslan):
    passage = cast.testimony("Open account", text=TEXT).transcripts.get().passages.get()
    cast.mention(passage, NAME, ruslan)
    return passage


@pytest.fixture
def publisher():
    return as_group("publisher")


@pytest.fixture
def colleague():
    return as_group("cataloguer")


def second_page(client, passage):
    return fields_of_page(client.post(at(passage, "redact"), {"words": NAME, "reason_code": "privacy"}))


def mention(client, passage, who):
    pin = {"words": "", "person": who.pk, "certainty": "certain"}
    send(client, at(passage), **row("mentions", 1, 2, **pin))


def state(client, passage, who):
    wording = "The account says that he came home."
    send(client, at(Statement, "add"), person=who.pk, asserted_in=passage.pk, wording=wording)


def retell(client, passage, who):
    send(client, at(passage), reports=who.pk)


def add_passage(client, passage, text):
    page = form_on(client, f"{at(Passage, 'add')}?transcript={passage.transcript_id}")
    assert client.post(at(Passage, "add"), page | {"text": text}).status_code == 302


def say_again(client, passage, _who):
    add_passage(client, passage, f"It was {NAME}, she says.")


def retitle(client, passage, _who):
    send(client, at(passage.transcript.testimony), title=f"On {NAME}")


ENTERED = {
    "a mention of the whole passage": (mention, LEADS),
    "a statement": (state, LEADS),
    "retells the words of": (retell, LEADS),
    "another passage": (say_again, STANDS),
    "a title": (retitle, STANDS),
}


@pytest.mark.parametrize("what", ENTERED)
def test_what_a_colleague_entered_meanwhile_is_not_left_unseen(publisher, colleague, ruslan, passage, what):
    enter, differs = ENTERED[what]
    page = second_page(publisher, passage)
    enter(colleague, passage, ruslan)
    refused = publisher.post(at(passage, "redact"), page)
    assert refused.status_code == 409
    assert f"has changed what it lists ({differs}" in refused.content.decode()
    assert publisher.post(at(passage, "redact"), page).status_code == 409, "the old page stays refused"
    assert Passage.objects.get(pk=passage.pk).text == TEXT


@pytest.mark.parametrize("what", sorted(set(ENTERED) - {"a title"}))
def test_the_page_shown_anew_takes_it_along(publisher, colleague, ruslan, passage, what):
    page = second_page(publisher, passage)
    ENTERED[what][0](colleague, passage, ruslan)
    anew = publisher.post(at(passage, "redact"), page)
    ticked = fields_of_page(anew)
    ticked["also"] = [value for value, _label in getattr(anew.context["form"].fields.get("also"), "choices", ())]
    assert publisher.post(at(passage, "redact"), ticked).status_code == 302
    testimony = passage.transcript.testimony
    assert PLACEHOLDER in Passage.objects.get(pk=passage.pk).text
    assert NAME not in Client().get(testimony.get_absolute_url()).content.decode()
    assert "Open account" not in Client().get(ruslan.get_absolute_url()).content.decode()


def test_what_is_shown_anew_is_compared_again(publisher, colleague, ruslan, passage):
    page = second_page(publisher, passage)
    mention(colleague, passage, ruslan)
    anew = fields_of_page(publisher.post(at(passage, "redact"), page))
    say_again(colleague, passage, ruslan)
    refused = publisher.post(at(passage, "redact"), anew)
    assert f"has changed what it lists ({STANDS})" in refused.content.decode()


def test_a_text_that_was_changed_meanwhile_is_marked_again(publisher, colleague, passage):
    page = second_page(publisher, passage)
    send(colleague, at(passage), text=f"{TEXT} He stayed.")
    anew = publisher.post(at(passage, "redact"), page)
    assert "Mark the words again." in anew.content.decode()
    assert publisher.post(at(passage, "redact"), fields_of_page(anew)).status_code == 409


def test_what_does_not_tell_of_the_words_is_not_compared(publisher, colleague, ruslan, passage):
    page = second_page(publisher, passage)
    add_passage(colleague, passage, "The mill burned.")
    cast.also_called(ruslan, "Qxruslan", "az")
    assert publisher.post(at(passage, "redact"), page).status_code == 302
    assert PLACEHOLDER in Passage.objects.get(pk=passage.pk).text


@pytest.mark.parametrize("sent", ["", "[]", "nonsense", '{"what leads to whom the words name": "x"}'])
def test_a_page_that_does_not_say_what_was_seen_is_refused(publisher, passage, sent):
    page = second_page(publisher, passage)
    assert publisher.post(at(passage, "redact"), page | {"as_seen": sent}).status_code == 409
    assert publisher.post(at(passage, "redact"), page).status_code == 302


def test_the_action_compares_what_was_seen_itself(ruslan, passage):
    """What is entered after the form was made is seen once the testimony is locked."""
    publisher, span = cast.staff("publisher"), (5, 5 + len(NAME))
    marked = {"start": span[0], "end": span[1], "reason_code": "privacy", "seen_text": TEXT}
    seen = listed(passage, span, publisher)
    Mention.objects.create(passage=passage, person=ruslan)
    with pytest.raises(LostRace, match=LEADS):
        redact(passage, publisher, **marked, seen=seen)
    redact(passage, publisher, **marked, seen=listed(passage, span, publisher))
    assert passage.text == TEXT.replace(NAME, PLACEHOLDER)


def test_a_page_that_protects_is_shown_anew_as_well(publisher):
    who = cast.person(NAME)
    cast.testimony(narrator=who, recorded_on="1993-04-07")
    page = form_on(publisher, at(who, "protect")) | {"pseudonym": "The teacher"}
    other = cast.testimony("Second", narrator=who, recorded_on="1993-04-09")
    anew = fields_of_page(publisher.post(at(who, "protect"), page))
    assert (anew["pseudonym"], anew[f"coarser_{other.pk}"]) == ("The teacher", "on")
    assert publisher.post(at(who, "protect"), anew).status_code == 302
    other.refresh_from_db()
    assert other.recorded_on is None
