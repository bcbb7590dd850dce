"""A text of 18,000 words: more than either database takes in one piece."""

import pytest
from django.db import transaction

from archive.access.viewer import Viewer
from archive.models import IndexedText, Passage
from archive.search import engine, parsing, postings, streams
from tests import cast
from tests.search.whole_index import assert_it_follows

pytestmark = pytest.mark.django_db


def total(text):
    return engine.search(engine.Asked(parsing.parse(text).query, widened=False), Viewer()).total


LONG = " ".join(f"word{number} and" for number in range(9_000))
"""18,000 words, half of them the same one."""


@pytest.fixture(scope="module")
def long(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield cast.testimony(text=LONG)
        transaction.set_rollback(True)


@pytest.mark.parametrize("query", [
    "word0", "word255", "word8999", '"word17 and word18"', '"and word8999"', '"word300 word301"~2', "word89*",
    '"and word100 and"', "word0 word8999", "word0 -xyzzy",
])  # fmt: skip
def test_a_very_long_text_is_found_by_each_of_its_words(long, db, query):
    assert total(query) == 1


def test_each_word_of_a_very_long_text_is_counted_once(long, db):
    assert postings.read(["and"]) == {"and": {long.pk: 9_000}}
    passage = Passage.objects.get(transcript__testimony=long)
    rows = IndexedText.objects.filter(passage=passage.pk).order_by("piece")
    assert sum(rows.values_list("length", flat=True)) == 18_000
    assert max(rows.values_list("length", flat=True)) <= streams.LONGEST_PIECE


def test_phrases_are_found_wherever_no_cut_is(long, db):
    """The same share of them on both databases: PostgreSQL keeps 255 places of a word, so a text is cut before that."""
    pieces = IndexedText.objects.filter(testimony=long.pk, part="passage").count()
    found = sum(total(f'"word{number} and word{number + 1}"') for number in range(200, 300))
    assert pieces == -(-9_000 // streams.MOST_PLACES)
    assert found == 100 - 1  # one of them stands over a cut


def test_what_a_very_long_text_was_is_forgotten(long, db):
    passage = Passage.objects.get(transcript__testimony=long)
    passage.text = "Short."
    passage.save()
    assert total("word8999") == 0
    assert postings.read(["word8999", "and"]) == {}
    assert_it_follows()
