"""The EDTF parser against what six other projects expect, and against python-edtf.

Where we part from them, the string is listed here with the reason.
"""

import contextlib
import datetime
import io
import json
import random
import re

import pytest
from django.core.exceptions import ValidationError
from edtf import parse_edtf

from archive.lib.edtf import parse
from archive.lib.fuzzy_dates import FuzzyDate
from tests.samples import sample_path

OTHER_VERDICTS = {
    "1900-02-29": "the validators let it pass, but 1900 was not a leap year",
    "2004-06-11%/2004-%06": "from 11 June to some time in June: an interval may end in the span it begins in",
}

OTHER_BOUNDS = {
    ("2004-06-01/", "ixc_python-edtf"): "an unknown end is unknown, not ten years later",
    ("2010-24", "ixc_python-edtf"): "winter lasts until February, as go-edtf has it for 2019-24",
    ("1950S2", "ixc_python-edtf"): "only two digits are significant: some year of the century, as go-edtf has it",
    ("1953S2", "ixc_python-edtf"): "only two digits are significant",
    ("1953S3", "ixc_python-edtf"): "only three digits are significant",
    ("1950S2", "inukshuk_edtf.js"): "only two digits are significant",
    ("1985-04-12T23:20:30-04", "sfomuseum_go-edtf"): "the day is the one written, not the one it was in Greenwich",
}

UNGIVEN = object()


def samples():
    return json.loads(sample_path("edtf", "edtf_strings.json").read_text())


def verdict(text):
    try:
        FuzzyDate.parse(text)
    except ValidationError:
        return False
    return True


def clamped(year, month, day):
    if year < 1:
        return datetime.date.min
    return datetime.date.max if year > 9999 else datetime.date(year, month, day)


def day_of(written):
    """A day as the sample suites write it: ISO, perhaps with a time; or ±inf for an open end."""
    if "inf" in written:
        return None
    year, month, day = re.match(r"(-?\d+)-(\d\d)-(\d\d)", written).groups()
    return clamped(int(year), int(month), int(day))


def expected_bounds(expectation):
    """(earliest, latest) that a suite expects; UNGIVEN where it does not say."""
    expected = expectation.get("expect")
    row = expectation.get("row", {})
    if isinstance(expected, dict):
        lower, upper = expected.get("StartLowerTimeRFC3339"), expected.get("EndUpperTimeRFC3339")
        return lower and day_of(lower), upper and day_of(upper)
    if isinstance(expected, list) and isinstance(expected[0], str):
        single = len(expected) in (1, 3)
        return day_of(expected[0]), day_of(expected[0] if single else expected[1])
    if isinstance(expected, str) and re.fullmatch(r"\[-?\d+(, \d+)*\]", expected):
        year, month, day, *_time = [*json.loads(expected), *[0, 1][len(json.loads(expected)) - 1 :], 1]
        return (clamped(year, month + 1, day) if month < 12 else UNGIVEN), UNGIVEN
    if {"year", "month", "day"} <= set(row):
        return clamped(int(row["year"]), int(row["month"]), int(row["day"])), UNGIVEN
    return UNGIVEN, UNGIVEN


def test_verdicts_agree_with_the_consensus_of_validators():
    judged = [sample for sample in samples() if sample["consensus"] is not None]
    disagreements = {sample["s"] for sample in judged if verdict(sample["s"]) != sample["consensus"]}
    assert len(judged) > 300
    assert disagreements == set(OTHER_VERDICTS)


def test_bounds_are_those_the_suites_expect():
    compared, disagreements = 0, set()
    for sample in samples():
        if not verdict(sample["s"]):
            continue
        date = FuzzyDate.parse(sample["s"])
        for expectation in sample["expectations"]:
            pairs = zip((date.earliest, date.latest), expected_bounds(expectation), strict=True)
            pairs = [(ours, theirs) for ours, theirs in pairs if theirs is not UNGIVEN]
            compared += len(pairs)
            if any(ours != theirs for ours, theirs in pairs):
                disagreements.add((sample["s"], expectation["suite"]))
    assert compared > 200
    assert disagreements == set(OTHER_BOUNDS)


def test_qualifiers_are_those_the_suites_expect():
    compared = 0
    for sample in samples():
        for expectation in sample["expectations"]:
            if expectation.get("from") == "APPROXIMATE_UNCERTAIN_EXAMPLES" and verdict(sample["s"]):
                date = FuzzyDate.parse(sample["s"])
                uncertain, approximate, both = expectation["expect"]
                assert date.uncertain == (uncertain or both), sample["s"]
                assert date.approximate == (approximate or both), sample["s"]
                compared += 1
    assert compared > 10


def generated_strings():
    """Level 0 and 1 strings of every shape that python-edtf knows, and some that do not exist; always the same.

    It does not know qualified seasons, nor unspecified digits at the ends of intervals.
    """
    chance = random.Random(1992)

    def one(*shapes):
        year = f"{chance.randint(1, 9999):04}"
        month, day = f"{chance.randint(1, 13):02}", f"{chance.randint(1, 31):02}"
        season = chance.randint(21, 23)
        return chance.choice(shapes).format(y=year, y3=year[:3], y2=year[:2], m=month, d=day, s=season)

    def qualified():
        return one("{y}", "{y}-{m}", "{y}-{m}-{d}") + chance.choice(["", "", "?", "~", "%"])

    unspecified = ("{y3}X", "{y2}XX", "{y}-XX", "{y}-{m}-XX", "{y}-XX-XX", "{y}-{s}")
    single = [qualified() for _ in range(60)] + [one(*unspecified) for _ in range(60)]
    spans = [f"{qualified()}/{qualified()}" for _ in range(40)]
    return single + spans + [f"{qualified()}/.." for _ in range(15)] + [f"../{qualified()}" for _ in range(15)]


def library_bounds(text):
    """What python-edtf makes of the text: its strict bounds, or None where it refuses. It prints, and may raise."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            parsed = parse_edtf(text)
            found = (parsed.lower_strict(), parsed.upper_strict())
    except Exception:
        return None
    return tuple(None if isinstance(end, float) else clamped(*end[:3]) for end in found)


@pytest.mark.parametrize("text", generated_strings())
def test_level_0_and_1_agree_with_python_edtf(text):
    theirs = library_bounds(text)
    if theirs is not None and None not in theirs and theirs[1] < theirs[0]:
        assert not verdict(text), "python-edtf lets an interval run backwards"
    elif theirs is None:
        assert not verdict(text)
    else:
        date = FuzzyDate.parse(text)
        assert (date.earliest, date.latest) == theirs
        assert date.level <= 1


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("1992", 0),
        ("1992-02-25/1992-02-26", 0),
        ("1992-02-26T09:30:00Z", 0),
        ("1992?", 1),
        ("197X", 1),
        ("1992-02-XX", 1),
        ("1992-21", 1),
        ("1992/..", 1),
        ("-0100", 1),
        ("Y170000002", 1),
        ("?1992", 2),
        ("1992-02~-26", 2),
        ("1992-30", 2),
        ("19XX-02", 2),
        ("1950S2", 2),
        ("Y17E7", 2),
        ("{1991,1992}", 2),
    ],
)
def test_the_level_is_that_of_the_standard(text, level):
    assert parse(text).level == level


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{2002..2001}", "ends before it begins"),
        ("[1667/1668,1670]", "an interval inside a set"),
        ("Y17XXX", "unspecified digits"),
    ],
)
def test_level_2_beyond_us_is_kept_and_named(text, what):
    date = FuzzyDate.parse(text)
    assert (date.text, date.earliest, date.latest, date.level) == (text, None, None, 2)
    assert what in date.not_understood


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("20XX-02-29", "2000-02-29", "2096-02-29"),
        ("1992-0X-31", "1992-01-31", "1992-08-31"),
        ("-0001/0001", "0001-01-01", "0001-12-31"),
        ("9999-24", "9999-12-01", "9999-12-31"),
        ("1992-02-26/1992", "1992-02-26", "1992-12-31"),
        ("Y1E99", "9999-12-31", "9999-12-31"),
        ("[1667,..1700]", None, None),
    ],
)
def test_bounds_at_the_edges(text, earliest, latest):
    if earliest is None:
        assert not verdict(text)
        return
    date = FuzzyDate.parse(text)
    assert (str(date.earliest), str(date.latest)) == (earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "2005/2004",
        "1992-02-30",
        "20X1-02-29",
        "1992-13",
        "1992-2-26",
        "/",
        "/..",
        "../",
        "1992-21-03",
        "[1992",
        "{}",
        "Y1992",
    ],
)
def test_what_is_not_edtf_is_refused_with_a_right_form(text):
    with pytest.raises(ValidationError) as refusal:
        FuzzyDate.parse(text)
    message = refusal.value.messages[0]
    assert text in message
    example = re.search(r"A right form is (.+)\.$", message)[1]
    assert verdict(example)
