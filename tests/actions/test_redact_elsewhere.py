"""The same words elsewhere: found in the whole testimony, withheld in one step, and taken out of the history."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from archive.actions.lifting import lift
from archive.actions.occurrences import told_elsewhere
from archive.actions.redact import Place, redact, redact_places
from archive.actions.refusals import ActionRefused, LostRace
from archive.lib.marks import PLACEHOLDER
from archive.models import LedgerEntry, Mention, Passage, Section
from archive.models.sealed import Redaction
from tests import cast
from tests.actions.withholding import CUT, TEXT, cut

pytestmark = pytest.mark.django_db


def test_the_same_words_elsewhere_in_the_testimony_are_found(passage, publisher):
    testimony = passage.transcript.testimony
    testimony.title, testimony.abstract = f"{CUT} at the mill", f"She tells of {CUT.lower()}."
    testimony.save()
    Section.objects.create(testimony=testimony, title="The mill", synopsis=f"{CUT} comes")
    other = cast.passage(testimony, f"Then {CUT} left. Nobody saw {CUT} again.")
    rendering = cast.passage(testimony, "Axşam dəyirmana gəldi.", renders=passage)
    start = TEXT.index(CUT)
    found = told_elsewhere(passage, CUT, (start, start + len(CUT)), publisher)
    assert sorted(each.where for each in found) == [
        "passage, text",
        "passage, text",
        "passage, translation",
        "section, synopsis",
        "testimony, abstract",
        "testimony, title",
    ]
    places = [
        Place(each.record.public_id, *each.span, each.record.text[slice(*each.span)])
        for each in found
        if each.span and each.record == other
    ]
    cut(passage, CUT, publisher, also=places)
    other.refresh_from_db()
    assert other.text == f"Then {PLACEHOLDER} left. Nobody saw {PLACEHOLDER} again."
    assert Redaction.objects.count() == 3
    assert rendering.text


def test_a_reason_does_not_repeat_what_is_withheld_elsewhere(passage, publisher):
    other = cast.passage(passage.transcript.testimony, "Then Qxkanaryalı left.")
    place = Place(other.public_id, 5, 16, "Qxkanaryalı")
    with pytest.raises(ActionRefused, match="repeats the words"):
        cut(passage, CUT, publisher, reason="Qxkanaryalı is in danger", also=[place])
    assert not Redaction.objects.exists()
    cut(passage, CUT, publisher, reason="In danger", also=[place])
    assert Redaction.objects.count() == 2


def test_unseen_characters_hide_no_words(passage, publisher):
    """A soft hyphen or a mark of direction inside a name: the reader sees the name."""
    told = [
        cast.passage(passage.transcript.testimony, f"Q{unseen}xkanarya came.") for unseen in "\u00ad\u200b\u200e\u2060"
    ]
    found = told_elsewhere(passage, "Qxkanarya", (0, 0), publisher)
    assert [each.record for each in found if each.span == (0, 10)] == told
    with pytest.raises(ActionRefused, match="repeats the words"):
        cut(passage, "Qxkanarya", publisher, reason="Qxkan\u00adarya is in danger")
    stray = Mention.objects.create(passage=passage, person=cast.person("A miller"), surface="Qxkan\u00adarya")
    cut(passage, "Qxkanarya", publisher)
    stray.refresh_from_db()
    assert stray.surface == ""


def test_places_of_one_passage_are_withheld_together(publisher, administrator):
    text = "Ali went. Then Ali came, and at last Ali slept."
    passage = cast.testimony(text=text).transcripts.get().passages.get()
    places = [Place(passage.public_id, start, start + 3, "Ali") for start in (0, 37)]
    mark = redact(passage, publisher, start=15, end=18, reason_code="safety", seen_text=text, also=places)
    assert passage.text == text.replace("Ali", PLACEHOLDER)
    lift(mark, administrator, reason="Agreed")
    passage.refresh_from_db()
    assert passage.text == f"{PLACEHOLDER} went. Then Ali came, and at last {PLACEHOLDER} slept."


def test_all_or_nothing(passage, publisher):
    with pytest.raises(LostRace):
        cut(passage, CUT, publisher, also=[Place(passage.public_id, 0, 2, "No")])
    assert (Passage.objects.get().text, Redaction.objects.count(), LedgerEntry.objects.count()) == (TEXT, 0, 0)


def test_the_history_is_read_once_however_many_places_are_withheld():
    passage = cast.testimony(text="Rustam saw Murad.").transcripts.get().passages.get()
    places = [Place(passage.public_id, start, end, passage.text[start:end]) for start, end in ((0, 6), (11, 16))]
    for place in places:
        LogEntry.objects.create(
            user=cast.staff("publisher"), action_flag=2, object_repr="Someone", change_message=place.words
        )
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        redact_places(places, cast.staff("publisher"), reason_code="safety")
    assert sum('FROM "django_admin_log"' in each["sql"] for each in queries) == 1
    told = "".join(entry.change_message for entry in LogEntry.objects.all())
    assert "Rustam" not in told
    assert "Murad" not in told
