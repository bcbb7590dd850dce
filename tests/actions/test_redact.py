"""Withholding words and lifting it: nothing is left where readers read, and everything comes back in its place."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.actions import recognised
from archive.actions.lifting import lift, unseal
from archive.actions.redact import redact, redact_again
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.lib.marks import PLACEHOLDER
from archive.lib.text import nfc
from archive.models import LedgerEntry, LedgerReason, Mention, Note, Passage, Testimony
from archive.models.sealed import Redaction, SealedText
from tests import canaries, cast
from tests.actions.withholding import CUT, TEXT, cut

pytestmark = pytest.mark.django_db


def words_under(pin):
    pin.refresh_from_db()
    return None if pin.start is None else pin.passage.text[pin.start : pin.end]


def test_readers_tables_keep_the_placeholder_only(passage, publisher):
    redaction = cut(passage, CUT, publisher)
    assert passage.text == TEXT.replace(CUT, PLACEHOLDER)
    assert passage.text[redaction.start : redaction.end] == PLACEHOLDER
    for part in CUT.split():
        assert canaries.where(part) == []


def test_the_search_for_canaries_finds_them(passage):
    """The positive control of the test above."""
    assert {"archive_passage.text", "archive_posting.term"} <= set(canaries.where("qxkanarya"))


def test_what_stands_on_the_words_goes_with_them_and_the_rest_keeps_its_words(passage, publisher):
    vasif, mill = cast.person("A miller"), cast.place("The mill")
    before = cast.mention(passage, "evening", cast.event("An evening"))
    inside = cast.mention(passage, "Wvasifoglu", vasif)
    across = cast.mention(passage, "Wvasifoglu came", vasif)
    after = cast.mention(passage, "river", mill)
    note = Note.objects.create(passage=passage, text="The miller’s son.", start=TEXT.index(CUT), end=TEXT.index("came"))
    later = Note.objects.create(passage=passage, text="The upper one.", start=TEXT.index("mill"), end=TEXT.index(" by"))
    stray = Mention.objects.create(passage=passage, person=vasif, surface="Wvasifoglu")
    cut(passage, CUT, publisher)
    assert [words_under(pin) for pin in (before, after, later)] == ["evening", "river", "mill"]
    assert not Mention.objects.filter(pk__in=[inside.pk, across.pk]).exists()
    assert not Note.objects.filter(pk=note.pk).exists()
    stray.refresh_from_db()
    assert stray.surface == ""
    assert canaries.where("Wvasif") == []


def test_what_the_history_of_the_workbench_said_is_rewritten(passage, publisher):
    for record, text in ((passage, TEXT), (passage.transcript.testimony, f"Account of {CUT}")):
        LogEntry.objects.create(
            user=publisher,
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            object_repr=text[:200],
            action_flag=CHANGE,
            change_message=f'[{{"changed": {{"name": "mention", "object": "{CUT} \\u2192 x", "fields": ["Words"]}}}}]',
        )
    cut(passage, CUT, publisher)
    assert canaries.where("Wvasif") == []
    entry = LogEntry.objects.filter(content_type__model="passage").get()
    assert entry.object_repr == f"passage {passage.public_id}"
    assert entry.get_change_message() == "Changed Words for mention “mention”."


def test_several_marks_and_lifting_in_any_order(passage, publisher, administrator):
    mention = cast.mention(passage, "Aysel", cast.person("Someone"))
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)):
        marks = [cut(passage, words, publisher) for words in ("river", CUT, "evening")]
        assert passage.text.count(PLACEHOLDER) == 3
        for number in order:
            lift(marks[number], administrator, reason="No longer needed")
        passage.refresh_from_db()
        assert passage.text == TEXT
        assert words_under(mention) == "Aysel"
    assert not SealedText.objects.exists()


@pytest.mark.parametrize("first_lifted", [0, 1])
def test_a_pin_over_two_marks_comes_back_with_the_last(passage, publisher, administrator, first_lifted):
    cast.mention(passage, f"{CUT} came to the mill", cast.person("A miller"))
    marks = [cut(passage, words, publisher) for words in ("Wvasifoglu", "mill")]
    assert not Mention.objects.exists()
    lift(marks[first_lifted], administrator, reason="Agreed")
    assert not Mention.objects.exists()
    lift(marks[1 - first_lifted], administrator, reason="Agreed")
    assert Mention.objects.get().surface == f"{CUT} came to the mill"


def test_the_original_recordings_are_withheld_until_the_last_mark_is_lifted(passage, publisher, administrator):
    marks = [cut(passage, "river", publisher), cut(passage, CUT, publisher)]
    for mark in marks:
        assert Testimony.objects.get().originals_withheld
        lift(mark, administrator, reason="Agreed")
    assert not Testimony.objects.get().originals_withheld


def test_a_look_at_the_words_is_in_the_ledger_and_needs_a_reason(passage, publisher, administrator):
    mark = cut(passage, CUT, publisher)
    with pytest.raises(NotPermitted):
        unseal(mark, publisher, reason="Curious")
    with pytest.raises(ActionRefused, match="Say why"):
        unseal(mark, administrator, reason=" ")
    assert unseal(mark, administrator, reason="Asked by the narrator") == CUT
    entry = LedgerEntry.objects.first()
    assert (entry.action, entry.subject, entry.actor) == ("unsealed", passage.public_id, administrator)
    with pytest.raises(NotPermitted):
        lift(mark, publisher, reason="It would show the words")


@pytest.mark.parametrize(("group", "may"), [("cataloguer", False), ("reviewer", False), ("publisher", True)])
def test_the_group_decides(passage, group, may):
    actor = cast.staff(group)
    if may:
        cut(passage, CUT, actor)
    else:
        with pytest.raises(NotPermitted):
            cut(passage, CUT, actor)
    assert Redaction.objects.exists() is may


@pytest.mark.parametrize("span", [(3, 3), (5, 2), (-1, 4), (0, len(TEXT) + 1)])
def test_no_empty_span_and_none_outside(passage, publisher, span):
    with pytest.raises(ActionRefused, match="at least one character"):
        redact(passage, publisher, start=span[0], end=span[1], reason_code="safety", seen_text=TEXT)


def test_marks_do_not_overlap(passage, publisher):
    mark = cut(passage, CUT, publisher)
    with pytest.raises(ActionRefused, match="withheld already"):
        redact(
            passage, publisher, start=mark.start - 3, end=mark.start + 2, reason_code="safety", seen_text=passage.text
        )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("x\u0300\u0301 came", 0, 1),  # a letter with two accents
        ("\u1112\u1161\u11ab\u1100\u1173", 0, 1),  # old Korean letters compose to syllables
        ("👩\u200d🌾 came", 0, 1),
        ("🇦🇿🇦🇲", 1, 2),
        ("👍🏽 yes", 0, 1),
        ("नि came", 0, 1),
    ],
)
def test_no_character_is_cut_in_two(publisher, text, start, end):
    passage = cast.testimony(text=text).transcripts.get().passages.get()
    if len(passage.text) == len(text):
        with pytest.raises(ActionRefused, match="inside a character"):
            redact(passage, publisher, start=start, end=end, reason_code="safety", seen_text=passage.text)


def test_a_text_that_changed_meanwhile_is_a_lost_race(passage, publisher):
    Passage.objects.get().save()
    other = Passage.objects.get()
    other.text = f"Then: {TEXT}"
    other.save()
    with pytest.raises(LostRace):
        cut(passage, CUT, publisher)
    assert not Redaction.objects.exists()


def test_a_reason_does_not_repeat_the_words(passage, publisher):
    with pytest.raises(ActionRefused, match="repeats the words"):
        cut(passage, CUT, publisher, reason="qxkanarya  wvasifoglu is in danger")
    assert not LedgerReason.objects.exists()


def test_the_ledger_knows_the_place_and_recognises_the_words(passage, publisher):
    cut(passage, CUT, publisher)
    codes = LedgerEntry.objects.get().codes
    start = TEXT.index(CUT)
    assert (codes["passage"], codes["start"], codes["end"]) == (passage.public_id, start, start + len(CUT))
    assert recognised.matches(TEXT, codes["start"], codes["end"], codes)
    assert not recognised.matches(TEXT, codes["start"] + 1, codes["end"], codes)


def test_an_entry_does_not_tell_that_it_withheld_the_same_words_as_another(passage, publisher):
    """Whoever reads the ledger could withhold guesses in a text of their own, and compare."""
    cut(passage, CUT, publisher)
    cut(cast.testimony(text=TEXT).transcripts.get().passages.get(), CUT, publisher)
    first, second = (entry.codes for entry in LedgerEntry.objects.filter(action=LedgerEntry.Action.REDACTED))
    assert first["length"] == second["length"]
    assert first["digest"] != second["digest"]


def test_an_older_entry_without_salt_is_recognised(passage, publisher):
    cut(passage, CUT, publisher)
    codes = {**LedgerEntry.objects.get().codes, "digest": recognised.digest_of_words(CUT, "")}
    del codes["salt"]
    assert recognised.matches(TEXT, codes["start"], codes["end"], codes)


# --- a restored backup ----------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "She says: "])
def test_a_restored_backup_is_redacted_again(passage, publisher, before):
    cut(passage, CUT, publisher)
    codes = LedgerEntry.objects.get().codes
    Redaction.objects.all().delete()
    Passage.objects.filter(pk=passage.pk).write_guarded(text=f"{before}{TEXT}")
    mark = redact_again(codes, passage)
    assert passage.text == f"{before}{TEXT.replace(CUT, PLACEHOLDER)}"
    assert redact_again(codes, passage) == mark
    assert redact_again({**codes, "digest": "0" * 64}, passage) is None


# --- any text -------------------------------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_lifting_gives_back_any_text(data):
    text = nfc(data.draw(st.text(LETTERS, min_size=2, max_size=40)))
    administrator = cast.staff("administrator")
    passage = cast.testimony(text=text).transcripts.get().passages.get()
    pins = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8)), max_size=4))
    someone = cast.person("Someone")
    for start, length in pins:
        Mention.objects.create(passage=passage, person=someone, start=start, end=min(start + length, len(text)))
    stood = sorted(Mention.objects.filter(passage=passage).values_list("start", "end", "surface"))
    marks = []
    for _number in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, max(len(passage.text) - 1, 0)))
        end = min(start + data.draw(st.integers(1, 6)), len(passage.text))
        try:
            marks.append(
                redact(passage, administrator, start=start, end=end, reason_code="safety", seen_text=passage.text)
            )
        except ActionRefused:
            continue
    for mark in data.draw(st.permutations(marks)):
        lift(mark, administrator, reason="\N{SNOWMAN}")
    passage.refresh_from_db()
    assert passage.text == text
    assert sorted(Mention.objects.filter(passage=passage).values_list("start", "end", "surface")) == stood
