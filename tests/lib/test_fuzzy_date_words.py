import pytest
from django.utils import translation

from archive.lib.fuzzy_dates import FuzzyDate


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1992-02-25/1992-02-26", "25–26 February 1992"),
        ("1992-02-25/1992-03-02", "25 February – 2 March 1992"),
        ("1991-12-30/1992-02-26", "30 December 1991 – 26 February 1992"),
        ("1992-02/1992-05", "February–May 1992"),
        ("1988/1994", "1988–1994"),
        ("1988/1992-02", "1988 – February 1992"),
        ("1992-02-26", "26 February 1992"),
        ("1992-02", "February 1992"),
        ("1992", "1992"),
        ("0409", "409"),
        ("1992-02-26T09:30:00+04:00", "26 February 1992, 09:30:00 UTC+04:00"),
        ("1992?", "1992, uncertain"),
        ("1970~", "about 1970"),
        ("1970%", "about 1970, uncertain"),
        ("197X", "the 1970s"),
        ("197X~", "about the 1970s"),
        ("19XX", "20th century (1900–1999)"),
        ("10XX", "11th century (1000–1099)"),
        ("1XXX", "1000–1999, exact year unknown"),
        ("XXXX", "year unknown"),
        ("1992-XX", "1992, month unknown"),
        ("1992-02-XX", "February 1992, day unknown"),
        ("1992-XX-XX", "1992, month and day unknown"),
        ("XXXX-02-26", "26 February, year unknown"),
        ("XXXX-02-XX", "February, year and day unknown"),
        ("19XX-02-26", "26 February, year unknown (1900–1999)"),
        ("1992-1X", "1 October – 31 December 1992, exact date unknown"),
        ("1849-21", "spring 1849"),
        ("1849-21~", "about spring 1849"),
        ("2001-29", "spring 2001 (southern hemisphere)"),
        ("1992-33", "first quarter of 1992"),
        ("1992/..", "from 1992, still open"),
        ("1992-02~/..", "from about February 1992, still open"),
        ("1992/", "from 1992, end unknown"),
        ("../1992", "until 1992, without a beginning"),
        ("/1992-02", "until February 1992, beginning unknown"),
        ("[1992-02..]", "February 1992 or later"),
        ("[..1992]", "1992 or earlier"),
        ("{1992..}", "1992 and later"),
        ("[1667,1668,1670..1672]", "1667, 1668 or 1670–1672"),
        ("{1960,1961-12}", "1960 and December 1961"),
        ("2004-06~-11", "11 June 2004 (year approximate; month approximate)"),
        ("1992-02-?26", "26 February 1992 (day uncertain)"),
        ("1950S2", "about 1950 (1900–1999)"),
        ("0000", "1 BC"),
        ("-0099", "100 BC"),
        ("-01XX", "200–101 BC, exact year unknown"),
        ("Y170000002", "170000002"),
        ("Y17E7", "170000000"),
        ("{2002..2001}", "{2002..2001}"),
    ],
)
def test_dates_read_as_a_person_would_say_them(text, words):
    assert FuzzyDate.parse(text).human("en") == words


def test_months_are_named_in_the_language_asked_for():
    assert FuzzyDate.parse("1992-02-26").human("ru") == "26 февраля 1992"
    assert FuzzyDate.parse("1992-02").human("az") == "Fevral 1992"


def test_without_a_language_the_reader_s_own_is_used():
    with translation.override("de"):
        assert FuzzyDate.parse("1992-05-03").human() == "3 Mai 1992"


def test_a_stored_string_that_is_no_date_is_shown_as_it_is():
    assert FuzzyDate.stored("spring of 92").human("en") == "spring of 92"
