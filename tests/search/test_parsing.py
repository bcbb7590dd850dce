"""What a well-formed query is understood as: nothing is repaired."""

import pytest

from archive.search.parsing import Parsed, parse
from archive.search.query import All, Any, Field, Near, Not, Phrase, Prefix, Word, YearRange

A, B, C = Word("a"), Word("b"), Word("c")
KHOJALY = Word("Khojaly")


def year(first, last):
    return Field("year", YearRange(first, last))


UNDERSTOOD = {
    # words
    "": None,
    " \t\n\u00a0\u3000": None,
    "\x00\ud800": None,
    "Khojaly": KHOJALY,
    "a b": All((A, B)),
    "a\u00a0b\u3000c": All((A, B, C)),
    "a AND b": All((A, B)),
    "a and b": All((A, Word("and"), B)),
    "Xo'jali": Word("Xo'jali"),
    "Xoʻjali": Word("Xoʻjali"),
    "Xo’jali": Word("Xo’jali"),
    "Xo`jali": Word("Xo`jali"),
    "'Khojaly'": KHOJALY,
    "Khojaly,": KHOJALY,
    "(Khojaly), [a]!": All((KHOJALY, A)),
    "a – b & c": All((A, B, C)),
    "a - b": All((A, B)),
    "a -- b": All((A, B)),
    "--a": A,
    "–a": A,
    "well-known": Word("well-known"),
    "well‑known": Word("well-known"),
    "25-26": Word("25-26"),
    "25.02.1992": Word("25.02.1992"),
    "12:30": Word("12:30"),
    "S:t": Word("S:t"),
    "https://example.org/a?b=c": Word("https://example.org/a?b=c"),
    "He said: a": All((Word("He"), Word("said"), A)),
    "霍贾利": Word("霍贾利"),
    "می\u200cروم": Word("می\u200cروم"),
    "Kho\u00adjaly\u200f": KHOJALY,
    "a\x00b": Word("ab"),
    'צה"ל': Word("צה״ל"),
    "Ｋｈｏｊａｌｙ": KHOJALY,
    # phrases and nearness
    '"a b"': Phrase(("a", "b")),
    '"a"': Phrase(("a",)),
    "“a b”": Phrase(("a", "b")),
    "„a b“": Phrase(("a", "b")),
    "”a b”": Phrase(("a", "b")),
    "‟a b”": Phrase(("a", "b")),
    "″a b″": Phrase(("a", "b")),
    "«a b»": Phrase(("a", "b")),
    "»a b«": Phrase(("a", "b")),
    "「a b」": Phrase(("a", "b")),
    "『a b』": Phrase(("a", "b")),
    "＂a b＂": Phrase(("a", "b")),
    '"a b”': Phrase(("a", "b")),
    '«a "b" c»': Phrase(("a", "b", "c")),
    '"a, b!"': Phrase(("a", "b")),
    '"a OR b -c"': Phrase(("a", "OR", "b", "c")),
    '"(a) place:b"': Phrase(("a", "place:b")),
    '"a""b"c': All((Phrase(("a",)), Phrase(("b",)), C)),
    '"a b"~5': Near(("a", "b"), 5),
    '"a b" ~ 5': Near(("a", "b"), 5),
    "「a b」～５": Near(("a", "b"), 5),
    # alternatives
    "a OR b": Any((A, B)),
    "a or b": All((A, Word("or"), B)),
    "a|b": Any((A, B)),
    "a ｜ b": Any((A, B)),
    "ａ ＯＲ ｂ": Any((A, B)),
    "a OR b c": Any((A, All((B, C)))),
    "a b OR c": Any((All((A, B)), C)),
    "(a OR b) c": All((Any((A, B)), C)),
    "(a OR b) OR c": Any((A, B, C)),
    "((a)) (b c)": All((A, B, C)),
    "（a OR b）c": All((Any((A, B)), C)),
    "a OR -b": Any((A, Not(B))),
    # what to leave out
    "-a": Not(A),
    "NOT a": Not(A),
    "a -b": All((A, Not(B))),
    "a −b": All((A, Not(B))),
    "a NOT b": All((A, Not(B))),
    "a AND NOT b": All((A, Not(B))),
    "NOT NOT a": A,
    "NOT -a": A,
    "-(a b)": Not(All((A, B))),
    "-(a OR -b)": Not(Any((A, Not(B)))),
    '-"a b"': Not(Phrase(("a", "b"))),
    "-well-known": Not(Word("well-known")),
    "-a -b": All((Not(A), Not(B))),
    "-Qas*": Not(Prefix("Qas")),
    "-OR": Not(Word("or")),
    # prefixes
    "Qas*": Prefix("Qas"),
    "Qas*, a": All((Prefix("Qas"), A)),
    "well-kno*": Prefix("well-kno"),
    "Qa＊": Prefix("Qa"),
    # fields
    "place:Khojaly": Field("place", KHOJALY),
    "PLACE:Khojaly": Field("place", KHOJALY),
    "place：Khojaly": Field("place", KHOJALY),
    'person:"Notiq Qosimov"': Field("person", Phrase(("Notiq", "Qosimov"))),
    'person:"a b"~3': Field("person", Near(("a", "b"), 3)),
    "speaker:(a OR b)": Field("speaker", Any((A, B))),
    "speaker:(a -b)": Field("speaker", All((A, Not(B)))),
    "tag:(-a)": Not(Field("tag", A)),
    "tag:ab*": Field("tag", Prefix("ab")),
    "event:12:30": Field("event", Word("12:30")),
    "-place:a": Not(Field("place", A)),
    "-place:(a b)": Not(Field("place", All((A, B)))),
    "lang:az-Cyrl": Field("lang", Word("az-Cyrl")),
    "language:az": Field("lang", Word("az")),
    "kind:letter a": All((Field("kind", Word("letter")), A)),
    "collection:a title:b": All((Field("collection", A), Field("title", B))),
    "place:OR": Field("place", Word("or")),
    "place:a OR b": Any((Field("place", A), B)),
    # years
    "year:1988..1994": year(1988, 1994),
    "year:1988…1994": year(1988, 1994),
    "year:1988-1994": year(1988, 1994),
    "year:1988–1994": year(1988, 1994),
    "year:1988": year(1988, 1988),
    "year:1988..1988": year(1988, 1988),
    "year:..1990": year(None, 1990),
    "year:1988..": year(1988, None),
    "year:1988–": year(1988, None),
    "year:1988, a": All((year(1988, 1988), A)),
    "year:۱۹۸۸": year(1988, 1988),
    'year:"1988 .. 1994"': year(1988, 1994),
    "-year:1988": Not(year(1988, 1988)),
    "year:(1988 OR 1990..1992)": Field("year", Any((YearRange(1988, 1988), YearRange(1990, 1992)))),
}


@pytest.mark.parametrize(("text", "query"), UNDERSTOOD.items(), ids=map(ascii, UNDERSTOOD))
def test_a_query_is_understood_without_repairs(text, query):
    assert parse(text) == Parsed(query, ())


def test_the_table_is_long_enough():
    assert len(UNDERSTOOD) >= 80
