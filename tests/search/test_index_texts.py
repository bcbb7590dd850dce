"""Texts of every length and kind go into the index and come out again, on both databases alike."""

import pytest
from django.db import DataError, transaction

from archive.access.viewer import Viewer
from archive.models import IndexedText, Passage
from archive.search import engine, index, parsing, plan
from archive.search.analysis import tokens
from archive.search.streams import STEM, Mark, Stream, pack, pieces_of, unpack
from tests import cast
from tests.search.whole_index import assert_it_follows, matched

pytestmark = pytest.mark.django_db


def total(text, viewer=None):
    return engine.search(engine.Asked(parsing.parse(text).query, widened=False), viewer or Viewer()).total


HOSTILE = [
    "",
    " ",
    "\n\t",
    "...",
    "—",
    "🌊",
    "\u200b\ufeff",
    "\u0301",
    "'",
    '"',
    "'; DROP TABLE archive_passage; --",
    'a" OR words : "b',
    "a' & 'b':* | !c <-> d \\",
    "~stem @p12 @k",
    "{{ text }} <b>bold</b>",
    "NEAR(a b) AND NOT OR",
    "x" * 100_000,
    "א",
    "ﷺ ½ ﬁ",
    "a\u00adb",
    "\ufffe\U0010ffff",
    " ".join(["é"] * 300),
    "İıIi" * 100,
    "村" * 5_000,
    "-" * 10_000,
    " ".join(f"{chr(0x10450 + number % 40) * 64}{number}" for number in range(6_000)),
]


def test_any_text_is_indexed_and_found_by_its_words(db):
    passages = [Passage.objects.get(transcript__testimony=cast.testimony(text="Before.")) for _text in HOSTILE]
    with index.collecting():
        for passage, text in zip(passages, HOSTILE, strict=True):
            passage.text = text
            passage.save()
    assert [ascii(each.text[:20]) for each in passages if not is_found_by_its_last_word(each)] == []
    assert total("before") == 0
    assert_it_follows()
    with index.collecting():
        for passage in passages:
            passage.text = "After."
            passage.save()
    assert total("after") == len(HOSTILE)
    assert_it_follows()


def is_found_by_its_last_word(passage):
    words = tokens(passage.text)
    if not words:
        return True
    last = words[-1]
    written = passage.text[last.start : last.end][:500]
    query = parsing.parse(f'"{written}"' if len(last.exact) > 1 else written).query
    found = engine.search(engine.Asked(query, widened=False), Viewer()).hits
    return passage.transcript.testimony_id in [hit.testimony for hit in found]


@pytest.mark.other_database("sqlite")  # PostgreSQL keeps no NUL in a text: there nothing with one can be stored
def test_a_text_with_nul_on_sqlite(db):
    cast.testimony(text="Before\x00after the gooseberry.")
    assert total('"before"') == 1
    assert total('"after the gooseberry"') == 1
    assert_it_follows()


@pytest.mark.other_database("postgresql")
def test_a_text_with_nul_on_postgresql(db):
    record = cast.testimony()
    with pytest.raises((ValueError, DataError)), transaction.atomic():
        cast.passage(record, "Before\x00after.")
    assert_it_follows()


def test_a_lone_surrogate_is_stored_by_neither(db):
    record = cast.testimony()
    with pytest.raises(UnicodeEncodeError), transaction.atomic():
        cast.passage(record, "Gooseberry \ud800.")
    assert total("gooseberry") == 0
    assert_it_follows()


@pytest.mark.parametrize("query", ["\x00", "gooseberry\x00", "\ud800gooseberry", "goose\udfffberry", "gooseberry*\x00"])
def test_a_query_with_what_no_text_holds(db, query):
    cast.testimony(text="Gooseberry.")
    assert total(query) == (0 if query == "\x00" else 1) or not parsing.parse(query).query


ODD_QUERIES = [
    "a" * 1_000,
    " ".join(["ab*"] * 60),
    '"' + " ".join(["of"] * 64) + '"',
    '"' + " ".join(["of"] * 64) + '"~100',
    "(" * 20 + "a" + ")" * 20,
    " OR ".join(f"w{number}" for number in range(64)),
    "-" + " -".join(f"w{number}" for number in range(60)),
    "'a' & b | !c <-> d:*",
    "words : x",
    "NEAR(a b)",
    "%_%",
    "\\",
    "@p1 ~stem",
    "person:@p1",
    "tag:%",
    "place:'",
    "lang:%",
    "year:0001..9999",
    "year:9999",
    "村" * 60,
    "ﷺ",
]


@pytest.mark.parametrize("query", ODD_QUERIES, ids=[query[:20] for query in ODD_QUERIES])
def test_no_query_is_an_error_and_marks_cannot_be_typed(db, query):
    cast.testimony(text="Words of the river.")
    engine.search(engine.Asked(parsing.parse(query).query), Viewer())
    if "@" in query:
        assert total(query) == 0


def test_a_name_of_many_spellings(db):
    place = cast.place("Zzorpa")
    for number in range(60):
        cast.also_called(place, f"Zzorp{chr(97 + number % 26)}{number} Upper Old Town", "az")
    record = cast.testimony(text="In Zzorpb1 upper old townda it rained.")
    cast.mention(Passage.objects.get(transcript__testimony=record), "it", place)
    hidden = cast.testimony(state="registered", text="In Zzorpa it rained.")
    found = engine.search(engine.Asked(parsing.parse("Zzorpa").query), Viewer(user_id=5))
    assert {hit.testimony for hit in found.hits} == {record.pk, hidden.pk}


# --- pieces ---------------------------------------------------------------------------------------------

SHAPES = [
    # words, most bytes, lengths of the pieces
    ([], None, [0]),
    (["a"], None, [1]),
    (["a"] * 255, None, [255]),
    (["a"] * 256, None, [255, 1]),
    (["a"] * 600, None, [255, 255, 90]),
    ([str(number) for number in range(8_000)], None, [8_000]),
    ([str(number) for number in range(8_001)], None, [8_000, 1]),
    ([str(number).rjust(64, "x") for number in range(9_000)], None, [3_906, 3_906, 1_188]),
]


@pytest.mark.parametrize(("words", "most", "lengths"), SHAPES)
def test_pieces(words, most, lengths):
    pieces = pieces_of(Stream(words, words))
    assert [len(piece.words) for piece in pieces] == lengths
    assert [word for piece in pieces for word in piece.words] == words


def test_marks_go_with_the_piece_that_they_begin_in():
    marks = [Mark("@k1"), Mark("@p1", 0, 1), Mark("@p2", 254, 256), Mark("@p3", 255, 255), Mark("@p4", 299, 299)]
    first, second = pieces_of(Stream(["a"] * 300, ["a"] * 300, marks))
    assert first.marks == [Mark("@k1"), Mark("@p1", 0, 1), Mark("@p2", 254, 254)]
    assert second.marks == [Mark("@p3", 0, 0), Mark("@p4", 44, 44)]


@pytest.mark.parametrize("stream", [
    Stream([], [], []),
    Stream(["a"], ["a"], [Mark("@p1"), Mark("@k1", 0, 0)]),
    Stream(["running", "ran"], ["run", "ran"]),
    Stream(["村庄", "א"], ["庄", "א"], [Mark("@g1", 0, 1)]),
])  # fmt: skip
def test_a_stream_is_packed_and_unpacked(stream):
    back = unpack(pack(stream))
    assert (list(back.words), list(back.stems), list(back.marks)) == tuple(map(list, stream))


def test_whoever_empties_the_table_leaves_nothing_to_match_by():
    cast.testimony(text="Of the river.")
    cast.testimony(state="draft", text="Of the mill.")
    IndexedText.objects.filter(is_public=True).delete()
    assert any(matched().values())
    IndexedText.objects.all().delete()
    assert not any(matched().values())


def test_the_terms_of_a_stream():
    counted = Stream(["runs", "runs", "run"], ["run", "run", "run"], [Mark("@p1", 0, 0), Mark("@p1")]).terms()
    assert counted == {"runs": 2, f"{STEM}run": 2, "run": 1, "@p1": 2}


# --- where hits stand -----------------------------------------------------------------------------------

SPANS = [
    # query, text, language, the words that are marked
    ("river", "The river, the River!", "en", ["river", "River"]),
    ("rivers", "The river.", "en", ["river"]),
    ('"burned village"', "The burned — village, burned.", "en", ["burned — village"]),
    ('"village burned"~3', "A burned old village, burned.", "en", ["burned", "village", "burned"]),
    ("köylü", "Köylüler, köylü.", "tr", ["Köylüler", "köylü"]),
    ("vill*", "Villages and villagers.", "en", ["Villages", "villagers"]),
    ("25.02", "On 25.02.1992.", "en", ["25.02"]),
    ("Qo'qon", "Biz Qoʻqon, Qo’qon.", "uz", ["Qoʻqon", "Qo’qon"]),
    ("村", "村を見た村庄村", "ja", ["村を", "村庄"]),
    ("xyzzy", "The river.", "en", []),
]


@pytest.mark.parametrize(("query", "text", "language", "expected"), SPANS, ids=[row[0] for row in SPANS])
def test_the_words_that_are_marked(db, query, text, language, expected):
    record = cast.testimony(text=text)
    record.transcripts.update(language=language)
    sought = engine.search(engine.Asked(parsing.parse(query).query, widened=False), Viewer()).sought
    assert [text[span.start : span.end] for span in plan.spans(text, language, sought)] == expected
