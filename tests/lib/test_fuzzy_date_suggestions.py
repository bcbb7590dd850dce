import csv

import pytest
from hypothesis import given

from archive.lib.fuzzy_date_suggestions import suggest
from archive.lib.fuzzy_dates import FuzzyDate
from tests.lib.properties import any_text, quickly
from tests.samples import sample_path

OTHER_READINGS = {"1863 or 1864": "the sample keeps the first year only"}


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("26.02.1992", "1992-02-26"),
        ("2/26/1992", "1992-02-26"),
        ("26/02/1992", "1992-02-26"),
        ("1992/2/26", "1992-02-26"),
        ("02.1992", "1992-02"),
        ("Feb 1992", "1992-02"),
        ("Feb. 26, 1992", "1992-02-26"),
        ("26th of February 1992", "1992-02-26"),
        ("26 февраля 1992 года", "1992-02-26"),
        ("26 fevral 1992-ci il", "1992-02-26"),
        ("25–26 February 1992", "1992-02-25/1992-02-26"),
        ("January–March 1992", "1992-01/1992-03"),
        ("1990s", "199X"),
        ("the 1990s", "199X"),
        ("19th century", "18XX"),
        ("c. 1970", "1970~"),
        ("about spring 1849", "1849-21~"),
        ("1992 (uncertain)", "1992?"),
        ("maybe circa 1992", "1992%"),
        ("1988-1994", "1988/1994"),
        ("1988–1994", "1988/1994"),
        ("1861-67", "1861/1867"),
        ("1992 to 1994", "1992/1994"),
        ("since 1992", "1992/.."),
        ("1992/open", "1992/.."),
        ("1992/unknown", "1992/"),
        ("199u", "199X"),
        ("197x", "197X"),
        ("１９９２", "1992"),
        ("1863 or 1864", "[1863,1864]"),
    ],
)
def test_a_mistake_with_one_meaning_gets_its_right_form(text, suggestion):
    assert suggest(text) == suggestion


@pytest.mark.parametrize(
    "text",
    [
        "02/03/1992",
        "1900s",
        "mid 1990s",
        "30.02.1992",
        "2005-2004",
        "1901-02",
        "1901–12",
        "early 1992",
        "90",
        "before 1928",
        "Ramazan 1992",
        "1863, printed 1870",
        "a/b",
        "",
    ],
)
def test_a_mistake_with_several_meanings_gets_no_suggestion(text):
    assert suggest(text) == ""


def test_no_suggestion_differs_from_the_sample_reading():
    with sample_path("edtf", "natural_language_to_edtf.csv").open() as file:
        rows = [(row["text"], row["edtf"] or "") for row in csv.DictReader(file)]
    suggestions = {text: suggest(text) for text, _reading in rows}
    assert sum(map(bool, suggestions.values())) >= 35
    wrong = {text for text, reading in rows if suggestions[text] not in ("", reading.replace(" ", ""))}
    assert wrong == set(OTHER_READINGS)


@quickly
@given(any_text)
def test_whatever_is_suggested_is_a_date(text):
    suggestion = suggest(text)
    assert not suggestion or FuzzyDate.parse(suggestion).text == suggestion
