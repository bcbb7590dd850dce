"""Curators who save at the same moment lose no word of the index, and none of them waits for good.

Threads share a database of their own: a file on SQLite, the test database on PostgreSQL. On SQLite they take turns.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection, connections, transaction

from archive.models import IndexedName, IndexedText, IndexState, Name, Passage, Posting
from archive.search import backends, checking, index, names, postings
from tests import cast
from tests.search.whole_index import assert_it_follows

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORDS = [f"word{number}" for number in range(60)]


@pytest.fixture(params=[4, pytest.param(20, marks=pytest.mark.soak)])
def rounds(request):
    """How often the same texts are written."""
    return request.param


def at_once(*works):
    """Carry out all of ``works`` in threads that start together; raises what one of them raised."""
    together = Barrier(len(works))

    def run(work):
        try:
            together.wait(30)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return [each.result(60) for each in [threads.submit(run, work) for work in works]]


def text_of(number, turn):
    """Words that all share, in an order of its own, and one that tells the turn."""
    words = WORDS[number * 7 :] + WORDS[: number * 7]
    return " ".join([*(words if turn % 2 else reversed(words)), f"turn{turn}of{number}"])


def write(passages, turn, around=nullcontext):
    def work():
        with transaction.atomic(), around():
            for number, key in passages:
                passage = Passage.objects.get(pk=key)
                passage.text = text_of(number, turn)
                passage.save()

    return work


def numbered(*testimonies):
    keys = [key for record in testimonies for key in Passage.objects.filter(transcript__testimony=record).order_by("pk")
            .values_list("pk", flat=True)]  # fmt: skip
    return list(enumerate(keys))


def filled(count):
    record = cast.testimony(text="First.")
    for number in range(1, count):
        cast.passage(record, f"Number {number}.")
    return record


def all_of_them(passages, turn):
    found = postings.read([f"turn{turn}of{number}" for number, _ in passages])
    return sum(sum(frequencies.values()) for frequencies in found.values()) == len(passages)


def test_passages_of_one_testimony(shared, rounds):
    passages = numbered(filled(4))
    for turn in range(rounds):
        at_once(*(write([each], turn) for each in passages))
        assert all_of_them(passages, turn)
    assert_it_follows()


def test_passages_of_different_testimonies(shared, rounds):
    passages = numbered(filled(1), filled(1), filled(1), filled(1))
    for turn in range(rounds):
        at_once(*(write([each], turn) for each in passages))
        assert all_of_them(passages, turn)
    assert_it_follows()


@pytest.mark.parametrize("around", [nullcontext, index.collecting], ids=["one by one", "collected"])
def test_several_passages_in_one_transaction_each(shared, around, rounds):
    """Words come in another order in each of them: row by row in that order, they would wait for one another."""
    passages = numbered(filled(3), filled(3))
    for turn in range(rounds):
        at_once(write(passages[:3], turn, around), write(list(reversed(passages[3:])), turn, around))
        assert all_of_them(passages, turn)
    assert_it_follows()


def test_more_words_than_one_statement_takes(shared, monkeypatch, rounds):
    monkeypatch.setattr(postings, "BATCH", 7)
    passages = numbered(filled(2), filled(2))
    for turn in range(rounds):
        at_once(write(passages[:2], turn), write(passages[2:], turn))
        assert all_of_them(passages, turn)
    assert_it_follows()


def test_new_testimonies(shared):
    cast.term("standing", "survivor"), cast.collection()
    people = [cast.person(f"Person {number}") for number in range(4)]

    def make(number):
        return lambda: cast.testimony(f"New {number}", narrator=people[number], text=text_of(number, 1))

    at_once(*(make(number) for number in range(4)))
    assert len(postings.read(["word1"])["word1"]) == 4
    assert_it_follows()


def test_what_one_of_two_rolls_back_is_not_in_the_other(shared):
    passages = numbered(filled(1), filled(1))

    def undone():
        with transaction.atomic():
            write(passages[1:], 5)()
            transaction.set_rollback(True)

    at_once(write(passages[:1], 5), undone)
    assert sorted(Posting.objects.filter(term__startswith="turn").values_list("term", flat=True)) == ["turn5of0"]
    assert_it_follows()


def test_a_name_that_is_changed_while_names_are_written_leaves_no_word_behind(shared, monkeypatch):
    record = Name.objects.get(person=cast.person("Zulfiyya Qorxmazova"))
    read, changed, reading = names.rows_for, Event(), Event()

    def interrupted(keys):
        rows = read(keys)
        if not reading.is_set():
            reading.set()
            changed.wait(2)  # in vain: it is changed once these are written
        return rows

    def change():
        reading.wait(30)
        record.text = "The teacher"
        record.save()
        changed.set()

    monkeypatch.setattr(names, "rows_for", interrupted)
    at_once(change, lambda: list(index.complete()))
    assert sorted(IndexedName.objects.filter(name=record.pk).values_list("word", flat=True)) == ["teacher", "the"]


# --- beside check_index ---------------------------------------------------------------------------------


def faults(**options):
    return [(each.kind, each.where) for each in checking.faults(**options)]


def test_a_testimony_that_is_entered_while_postings_are_mended_is_no_fault_and_stays_found(shared, monkeypatch):
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": index.VERSION})
    spoiled = cast.testimony("Old", text="The bridge fell.")
    Posting.objects.filter(term="bridge").update(entries=b"1234567")
    narrator, read, entered, reading = cast.person("Someone"), postings.of_block, Event(), Event()

    def interrupted(block):
        if connection.in_atomic_block and not entered.is_set():
            reading.set()
            entered.wait(2)  # in vain, where they take turns
        return read(block)

    def enter():
        reading.wait(30)
        cast.testimony("New", text="The bridge stood.", narrator=narrator)
        entered.set()

    monkeypatch.setattr(postings, "of_block", interrupted)
    _nothing, found = at_once(enter, lambda: faults(repair=True))
    assert found == [("postings", spoiled.public_id)]
    assert faults() == []
    assert len(postings.read(["bridge"])["bridge"]) == 2
    assert_it_follows()


def test_a_text_that_is_written_while_it_is_mended_keeps_nobody_waiting(shared):
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": index.VERSION})
    record = cast.testimony(text="The bridge fell.")
    row = IndexedText.objects.get(testimony=record.pk, part="passage")
    IndexedText.objects.filter(pk=row.pk).update(length=99)
    writing = Event()

    def write_slowly():
        with transaction.atomic():
            backends.current().lock({record.pk // postings.BLOCK})
            writing.set()
            sleep(1)
            IndexedText.objects.filter(pk=row.pk).delete()
            IndexedText.objects.bulk_create([row])

    def mend():
        writing.wait(30)
        return faults(repair=True)

    at_once(write_slowly, mend)
    assert faults() == []


def test_a_row_that_is_gone_when_it_is_looked_at_is_passed_over(shared):
    record = cast.testimony(text="The bridge fell.")
    row = IndexedText.objects.get(testimony=record.pk, part="passage")
    assert list(checking._spoiled([(record.pk, "outdated", [row.pk, 987654])])) == []
    IndexedText.objects.filter(pk=row.pk).update(stream=b"no stream")
    assert list(checking._spoiled([(record.pk, "outdated", [row.pk, 987654])])) == [row.pk]
