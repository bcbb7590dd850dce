"""What is kept in memory of the index is what the index says, and never what it said before."""

from array import array
from itertools import chain

import pytest
from django.db import transaction

from archive.actions.publication import WITHDRAW, carry_out
from archive.models import IndexedBlock, IndexedTestimony, Tag
from archive.search import blocks, index
from archive.search.postings import BLOCK
from tests import cast

pytestmark = pytest.mark.django_db


def kept():
    """Every testimony that blocks know, with its words and marks."""
    found = {}
    for number, block in blocks.read().items():
        for offset in range(BLOCK):
            bearing = chain.from_iterable(each.items() for each in block.bearing.values())
            marks = {mark for mark, bits in bearing if bits >> offset & 1}
            assert marks == set(block.marks.get(offset, ()))
            if marks:
                found[number * BLOCK + offset] = (block.lengths[offset], marks)
    return found


def held():
    rows = IndexedTestimony.objects.filter(is_public=True)
    return {key: (length, set(facets.split())) for key, length, facets in rows.values_list("pk", "length", "facets")}


def test_it_is_what_the_index_says():
    for name in ("A well", "Two wells, in a village"):
        cast.testimony(name)
    cast.testimony("Kept", state="draft")
    assert kept() == held()
    counted = blocks.statistics(blocks.read())
    assert counted == (2, sum(length for length, _ in held().values()))


@pytest.mark.parametrize("change", ["text", "tag", "withdrawal", "deletion", "rebuilding"])
def test_it_follows_every_change(change):
    testimony, draft = cast.testimony("A well"), cast.testimony("Another", state="draft")
    before = kept()
    if change == "text":
        passage = testimony.transcripts.get().passages.get()
        passage.text = f"{passage.text} And more words."
        passage.save()
    elif change == "tag":
        testimony.tags.add(Tag.objects.create(name="Water"))
    elif change == "withdrawal":
        carry_out(WITHDRAW, testimony, cast.staff("publisher"), reason="Asked for.")
    elif change == "deletion":
        IndexedTestimony.objects.filter(pk=testimony.pk).delete()
        assert list(index.rebuild())
        draft.delete()
    else:
        IndexedTestimony.objects.update(length=0)
        assert list(index.rebuild())
    assert kept() == held()
    assert (kept() == before) == (change in ("deletion", "rebuilding"))


def test_what_was_taken_back_is_forgotten():
    testimony = cast.testimony("A well")
    before = kept()
    with transaction.atomic():
        testimony.tags.add(Tag.objects.create(name="Water"))
        assert kept() != before
        transaction.set_rollback(True)
    assert kept() == before == held()


def test_what_a_slower_reader_keeps_is_not_answered_with(monkeypatch):
    """Another thread that began before the change may keep what it read then while this one still reads."""
    testimony = cast.testimony("A well")
    blocks.read()
    number = testimony.pk // BLOCK
    older = blocks._kept[number]
    testimony.tags.add(Tag.objects.create(name="Water"))
    monkeypatch.setattr(blocks, "_kept", SlowerReader(number, older))
    assert any(mark.startswith("@t") for mark in blocks.read()[number].marks[testimony.pk % BLOCK])


class SlowerReader(dict):
    """What is kept, of which another thread writes the older at once over what is written."""

    def __init__(self, number, older):
        super().__init__()
        self.number, self.older = number, older

    def __setitem__(self, number, pair):
        super().__setitem__(number, self.older if number == self.number else pair)


def test_an_emptied_index_has_no_blocks():
    cast.testimony("A well")
    assert kept()
    IndexedBlock.objects.all().delete()
    assert kept() == {}


def test_bits_stand_for_keys():
    keys = {0, 7, 8, BLOCK - 1, BLOCK, 5 * BLOCK + 3}
    bits = blocks.bits_of(keys)
    assert {number * BLOCK + n for number, found in bits.items() for n in range(BLOCK) if found >> n & 1} == keys


@pytest.mark.parametrize("few", [0, 100])
def test_what_only_some_may_be_told_is_counted_once_with_what_anyone_may(few, monkeypatch):
    monkeypatch.setattr(blocks, "FEW", few)
    known = {
        0: blocks.Block(2, 0, array("I"), {"k": {"@k1": 0b11, "@k2": 0b100}}, {0: ("@k1",), 1: ("@k1",), 2: ("@k2",)})
    }
    wanted = blocks.bits_of([0, 1, BLOCK])
    borne = blocks.borne(wanted, known, {1: ["@k1", "@p1"], 2: ["@p1"], BLOCK: ["@p2", "@p1"]})
    assert borne.counts() == {"k": {"@k1": 2}, "p": {"@p1": 2, "@p2": 1}}
    assert [borne.together(marks) for marks in (["@k1", "@p2"], ["@k2"], ["@p1", "@p2"], [])] == [3, 0, 2, 0]
