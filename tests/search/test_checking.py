"""check_index: every way in which the index can differ from the records is found and mended, and nothing else is."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from archive.access.viewer import Viewer
from archive.models import (
    IndexedText,
    IndexState,
    Participation,
    Passage,
    Posting,
    Tag,
    TaggedTestimony,
    Testimony,
)
from archive.search import checking, engine, index
from archive.search.parsing import parse
from archive.search.streams import Stream, pack, unpack
from tests import cast

pytestmark = pytest.mark.django_db

FTS = {True: "archive_fts_public", False: "archive_fts_restricted"}


def faults(**options):
    return [(fault.kind, fault.where) for fault in checking.faults(**options)]


def kinds(**options):
    return {kind for kind, _where in faults(**options)}


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found(words):
    return [hit.testimony for hit in engine.search(engine.Asked(parse(words).query), Viewer()).hits]


@pytest.fixture
def bridge():
    """A public testimony with a mention and a tag, beside a draft."""
    testimony = cast.testimony(
        "Crossing", text="The bridge fell near Sarikend.", narrator=cast.person("Aysel Karimova")
    )
    cast.mention(testimony.transcripts.get().passages.get(), "Sarikend", cast.place("Sarikend"))
    TaggedTestimony.objects.create(tag=Tag.objects.create(name="bridges"), content_object=testimony)
    cast.testimony("Hidden", text="A secret ford.", state="draft")
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": index.VERSION})
    assert faults() == []
    return testimony


def passage_row(testimony):
    return IndexedText.objects.get(testimony=testimony.pk, part="passage")


# --- damage, by someone with the database in hand -------------------------------------------------------


def lose_a_text(testimony):
    sql("DELETE FROM archive_indexedtext WHERE id = %s", passage_row(testimony).pk)


def keep_a_text_too_many(testimony):
    sql("UPDATE archive_indexedtext SET passage = 987654 WHERE id = %s", passage_row(testimony).pk)


def change_a_text_past_the_index(testimony):
    sql("UPDATE archive_passage SET text = 'The ferry sank.' WHERE id = %s", passage_row(testimony).passage)


def hide_a_passage_past_the_index(testimony):
    sql("UPDATE archive_passage SET access = 'closed' WHERE id = %s", passage_row(testimony).passage)


def withdraw_past_the_index(testimony):
    sql("UPDATE archive_testimony SET status = 'draft', published_at = NULL WHERE id = %s", testimony.pk)


def move_a_text_to_the_other_half(testimony):
    sql("UPDATE archive_indexedtext SET is_public = %s WHERE id = %s", False, passage_row(testimony).pk)


def make_a_draft_public(testimony):
    row = IndexedText.objects.get(part="passage", is_public=False)
    sql("UPDATE archive_indexedtext SET is_public = %s WHERE id = %s", True, row.pk)


def swap_words_in_a_stream(testimony):
    row = passage_row(testimony)
    stream = unpack(bytes(row.stream))
    words = ["ferry" if word == "bridge" else word for word in stream.words]
    sql("UPDATE archive_indexedtext SET stream = %s WHERE id = %s", pack(Stream(words, words, stream.marks)), row.pk)


def spoil_a_stream(testimony):
    sql("UPDATE archive_indexedtext SET stream = %s WHERE id = %s", b"no stream", passage_row(testimony).pk)


def spoil_a_stream_and_its_text(testimony):
    spoil_a_stream(testimony)
    change_a_text_past_the_index(testimony)


def miscount_a_length(testimony):
    sql("UPDATE archive_indexedtext SET length = 99 WHERE id = %s", passage_row(testimony).pk)


def lose_a_testimony(testimony):
    sql("DELETE FROM archive_indexedtestimony WHERE testimony = %s", testimony.pk)


def describe_a_testimony_otherwise(testimony):
    sql("UPDATE archive_indexedtestimony SET facets = '@k1' WHERE testimony = %s", testimony.pk)


def miscount_a_testimony(testimony):
    sql("UPDATE archive_indexedtestimony SET length = 1 WHERE testimony = %s", testimony.pk)


def describe_one_that_is_not_there(testimony):
    sql(
        "INSERT INTO archive_indexedtestimony (testimony, is_public, has_restricted, length, facets) "
        "VALUES (987654, %s, %s, 1, '')",
        True,
        False,
    )


def lose_a_posting(testimony):
    sql("DELETE FROM archive_posting WHERE term = 'bridge'")


def count_a_word_too_often(testimony):
    row = Posting.objects.get(term="bridge")
    entries = bytes(row.entries)
    sql("UPDATE archive_posting SET entries = %s WHERE id = %s", entries[:-4] + b"\x09\0\0\0", row.pk)


def count_a_word_of_a_draft(testimony):
    row = Posting.objects.get(term="bridge")
    sql(
        "INSERT INTO archive_posting (term, block, entries) VALUES ('secret', %s, %s)",
        row.block,
        bytes(row.entries),
    )


def spoil_a_posting(testimony):
    sql("UPDATE archive_posting SET entries = %s WHERE term = 'bridge'", b"1234567")


def empty_a_posting(testimony):
    sql("INSERT INTO archive_posting (term, block, entries) VALUES ('nowhere', 0, %s)", b"")


def lose_a_name(testimony):
    sql("DELETE FROM archive_indexedname WHERE word = 'karimova'")


def change_a_name_past_the_index(testimony):
    sql("UPDATE archive_name SET text = 'Aysel Huseynova' WHERE text = 'Aysel Karimova'")


def keep_a_name_too_many(testimony):
    sql("UPDATE archive_indexedname SET name = 987654 WHERE word = 'sarikend'")


def give_a_name_to_another(testimony):
    sql("UPDATE archive_indexedname SET owner = '@p987654' WHERE word = 'karimova'")


def change_the_version(testimony):
    sql("UPDATE archive_indexstate SET analyser = 0")


def match_by_other_words(testimony):
    row = passage_row(testimony)
    if connection.vendor == "sqlite":
        table = FTS[True]
        sql(f"INSERT INTO {table}(rowid, words, other) VALUES (%s, 'ferry', '')", row.pk)
    else:
        sql("UPDATE archive_indexedtext SET tokens = 'ferry:1'::tsvector WHERE id = %s", row.pk)


def match_a_draft_by_nothing(testimony):
    row = IndexedText.objects.get(part="passage", is_public=False)
    if connection.vendor == "sqlite":
        sql(f"INSERT INTO {FTS[False]}({FTS[False]}) VALUES ('delete-all')")
    else:
        sql("UPDATE archive_indexedtext SET tokens = NULL WHERE id = %s", row.pk)


DAMAGES = {
    lose_a_text: {"missing", "described"},
    keep_a_text_too_many: {"stray", "missing"},
    change_a_text_past_the_index: {"outdated"},
    hide_a_passage_past_the_index: {"outdated"},
    withdraw_past_the_index: {"outdated", "stray"},
    move_a_text_to_the_other_half: {"damaged", "postings"},
    make_a_draft_public: {"damaged", "postings"},
    swap_words_in_a_stream: {"damaged", "matching", "postings"},
    spoil_a_stream: {"damaged"},
    spoil_a_stream_and_its_text: {"outdated"},
    miscount_a_length: {"damaged"},
    lose_a_testimony: {"described"},
    describe_a_testimony_otherwise: {"described"},
    miscount_a_testimony: {"described"},
    describe_one_that_is_not_there: {"described"},
    lose_a_posting: {"postings"},
    count_a_word_too_often: {"postings"},
    count_a_word_of_a_draft: {"postings"},
    spoil_a_posting: {"postings"},
    empty_a_posting: {"postings"},
    lose_a_name: {"names"},
    change_a_name_past_the_index: {"names"},
    keep_a_name_too_many: {"names"},
    give_a_name_to_another: {"names"},
    change_the_version: {"version"},
    match_by_other_words: {"matching"},
    match_a_draft_by_nothing: {"matching"},
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found_and_mended(bridge, damage):
    damage(bridge)
    assert kinds() >= DAMAGES[damage]
    assert kinds() >= DAMAGES[damage], "looking changes nothing"
    assert kinds(repair=True) & DAMAGES[damage]  # mending one may mend what follows from it
    assert faults() == []
    text = Passage.objects.get(transcript__testimony=bridge)
    readable = Passage.objects.visible_to(Viewer()).filter(pk=text.pk).exists()
    assert found(text.text.split()[1]) == ([bridge.pk] if readable else [])
    assert found("secret") == []
    assert IndexedText.objects.count() == len(documents_of_all())


def documents_of_all():
    every = index.documents.of_testimonies(
        list(Testimony.objects.values_list("pk", flat=True)), None, index.to_anyone_for_good()
    )
    return [document for found in every.values() for document in found]


def test_every_kind_of_fault_has_a_damage_that_shows_it():
    assert set().union(*DAMAGES.values()) == set(checking.KINDS)


def test_a_fault_names_what_it_concerns(bridge):
    change_a_text_past_the_index(bridge)
    assert faults() == [("outdated", bridge.public_id)]
    lose_a_name(bridge)
    narrator = Participation.objects.get(testimony=bridge).person
    assert ("names", narrator.public_id) in faults()


def test_an_empty_archive_and_one_of_odd_texts_are_whole():
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": index.VERSION})
    assert faults() == []
    for text in ("!!!", "word " * 9000, "東京都に住む", "e\u0301" * 50, "½ ﷺ", "a" * 300, "Ⅷ ₂"):
        cast.testimony(text=text)
    assert faults() == []


# --- the clock ------------------------------------------------------------------------------------------


def test_what_the_clock_opened_is_no_fault_and_stays_found():
    start = timezone.now()
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": index.VERSION})
    with time_machine.travel(start, tick=False) as clock:
        embargoed = cast.testimony(text="The bridge fell.", embargo_until=start + timedelta(hours=1))
        named = cast.testimony(text="The ford.", nameable_from=start + timedelta(hours=1))
        ending = cast.testimony(text="The ferry.", readable_until=start + timedelta(hours=1))
        hours = cast.testimony(text="The raft.", nameable_until=start + timedelta(hours=1))
        assert faults() == []
        clock.move_to(start + timedelta(hours=2))
        assert found("bridge") == [embargoed.pk]
        assert faults() == []
        cast.passage(embargoed, "Another bridge.")  # one half of it is written before, one after
        assert faults() == []
        for testimony in (embargoed, named, ending, hours):
            index.refresh([testimony.pk])
        assert faults() == []


def test_what_would_be_right_at_no_moment_is_a_fault_for_all_the_clock(bridge):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        testimony = cast.testimony(text="The ford.", embargo_until=start + timedelta(hours=1))
        clock.move_to(start + timedelta(hours=2))
        sql("UPDATE archive_passage SET text = 'The raft.' WHERE transcript_id IN "
            "(SELECT id FROM archive_transcript WHERE testimony_id = %s)", testimony.pk)  # fmt: skip
        assert faults() == [("outdated", testimony.public_id)]
