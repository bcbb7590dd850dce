"""Tables that a spreadsheet opens and never runs."""

import csv
import io

import pytest

from archive.lib.tables import comma_separated, safe_cell


@pytest.mark.parametrize(
    "beginning", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "\t+", "＝", "＋", "－", "＠", "\u00a0="]
)
def test_what_would_be_calculated_stands_behind_an_apostrophe(beginning):
    assert safe_cell(f"{beginning}1") == f"'{beginning}1"


@pytest.mark.parametrize(
    ("value", "written"),
    [("\x00=1", "'=1"), ("\x07+1", "'+1"), ("\x7f=1", "'=1"), ("\ud800@a", "'@a"), ("\uffff-1", "'-1")],
)
def test_what_no_spreadsheet_shows_hides_no_formula(value, written):
    assert safe_cell(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [("a=1", "a=1"), ("", ""), (7, "7"), ("a\tb\nc", "a\tb\nc"), ("Xʻ ə 河", "Xʻ ə 河")]
)
def test_other_values_stay_as_they_are(value, written):
    assert safe_cell(value) == written


def test_a_table_is_read_back_as_it_was():
    rows = [["a", 'He said "stop",'], ["line\none", "x;y"]]
    written = comma_separated(rows)
    assert written.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(written.removeprefix("\ufeff")))) == rows
