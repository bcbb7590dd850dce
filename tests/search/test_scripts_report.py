"""How much is found across spellings, scripts and endings, measured on real texts; `pytest -s` prints the tables.

The floors stand just below what was measured. Each measure has a control that shows it can fail.
"""

import html
import itertools
import json
import re
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest

from archive.lib.scripts import script_of
from archive.search.analysis import tokens, word_forms
from archive.search.endings import name_tokens
from tests.samples import sample_path
from tests.search.inflected_names import INFLECTED

SCRIPTS = ["Latn", "Cyrl", "Armn", "Arab"]
EVERY_NTH_PLACE = 5
ALONE = {
    **{("Latn", "Cyrl"): 0.85, ("Latn", "Armn"): 0.55, ("Latn", "Arab"): 0.25},
    **{("Cyrl", "Latn"): 0.25, ("Cyrl", "Armn"): 0.25, ("Armn", "Latn"): 0.2, ("Armn", "Cyrl"): 0.35},
}
"""The share of names found without the authority, by the script asked in and the script written in."""
Forms = list[frozenset[str]]


def declaration(name: str) -> str:
    """The Universal Declaration of Human Rights in one language, without its mark-up."""
    page = sample_path("lang", "udhr", f"{name}.html").read_text()
    return html.unescape(re.sub("<[^>]+>", " ", page[page.index("<body") :]))


def bare(name: str) -> Forms:
    return [frozenset({token.exact}) for token in tokens(name)]


def stands(sought: Forms, words: list[str]) -> bool:
    """Whether the words of a name stand among ``words`` one after the other, each in one of its forms."""
    places = range(len(words) - len(sought) + 1) if sought else ()
    return any(all(words[place + at] in forms for at, forms in enumerate(sought)) for place in places)


def is_found(sought: Forms, text: str) -> bool:
    return stands(sought, [token.exact for token in tokens(text)])


def share(parts: Iterable[bool]) -> float:
    counted = list(parts)
    return sum(counted) / len(counted)


def show(title: str, rows: Iterable[tuple[object, ...]]) -> None:
    print(f"\n{title}")
    for row in rows:
        print("  " + " | ".join(f"{cell:6.1%}" if isinstance(cell, float) else f"{cell!s:>14}" for cell in row))


# --- one text in two alphabets --------------------------------------------------------------------------


def words_met(one: str, other: str, languages: list[str], tag: str) -> tuple[float, float]:
    """The share of the distinct words of ``one`` that ``other`` (in language ``tag``) has by exact form, and by any."""
    there = tokens(other, tag)
    exact, stems = {token.exact for token in there}, {token.stem for token in there}
    forms = {word_forms(one[token.start : token.end], languages) for token in tokens(one)}
    return (
        share(form.exact in exact for form in forms),
        share(form.exact in exact or bool(form.stems & stems) for form in forms),
    )


def test_one_text_in_two_alphabets():
    latin, cyrillic, turkish = declaration("azj_latn"), declaration("azj_cyrl"), declaration("tur")
    by_latin = words_met(latin, cyrillic, ["az"], "az-Cyrl")
    by_cyrillic = words_met(cyrillic, latin, ["az"], "az")
    control = words_met(cyrillic, turkish, ["az"], "tr")
    rows = [("Latin spelling", *by_latin), ("Cyrillic", *by_cyrillic), ("in Turkish", *control)]
    show("Azerbaijani declaration: words found by the other alphabet's spelling (exact | exact or stem)", rows)
    assert min(by_latin[0], by_cyrillic[0]) > 0.18
    assert min(by_latin[1], by_cyrillic[1]) > 0.99
    assert control[1] < 0.2


# --- names in four scripts ------------------------------------------------------------------------------


def names_in_scripts() -> list[dict[str, set[str]]]:
    """For each place its names, by script."""
    places = json.loads(sample_path("places", "geonames_south_caucasus.json").read_text())
    found = []
    for place in places:
        scripts: dict[str, set[str]] = {script: set() for script in SCRIPTS}
        for name in {place["name"], *place["alternatenames"]}:
            if name and script_of(name) in scripts:
                scripts[script_of(name)].add(name)
        found.append(scripts)
    return found


class Spelling(NamedTuple):
    """A name of a place, with what is asked of it again and again."""

    words: list[str]
    bare: Forms
    inflected: Forms


def spellings(places: list[dict[str, set[str]]]) -> list[dict[str, list[Spelling]]]:
    return [
        {
            script: [
                Spelling([token.exact for token in tokens(name)], bare(name), name_tokens(name, ""))
                for name in sorted(names)
            ]
            for script, names in scripts.items()
        }
        for scripts in places
    ]


def found_across(places: list[dict[str, list[Spelling]]], asked: str, written: str) -> tuple[int, float, float, float]:
    """Of the names in script ``written``: how many there are, and the shares found by a name in script ``asked``.

    Found without the authority; with it; and with it where it lacks that very spelling.
    """
    without, within, unlisted = [], [], []
    for scripts in places:
        if scripts[asked]:
            every = [spelling for script in SCRIPTS for spelling in scripts[script]]
            for name in scripts[written]:
                without.append(any(stands(other.bare, name.words) for other in scripts[asked]))
                within.append(any(stands(other.inflected, name.words) for other in every))
                unlisted.append(any(stands(other.inflected, name.words) for other in every if other is not name))
    return len(without), share(without), share(within), share(unlisted)


def test_names_in_four_scripts():
    places = spellings(names_in_scripts()[::EVERY_NTH_PLACE])
    measured = {pair: found_across(places, *pair) for pair in itertools.permutations(SCRIPTS, 2)}
    show(
        "Places: names in one script found by those in another",
        [
            ("asked → written", "names", "alone", "authority", "not listed"),
            *((f"{one} → {other}", *row) for (one, other), row in measured.items()),
        ],
    )
    for pair, (_, alone, within, unlisted) in measured.items():
        assert within == 1
        assert alone > ALONE.get(pair, 0) - 0.03
        assert unlisted > 0.4
    neighbours = [scripts | {"Latn": places[at - 1]["Latn"]} for at, scripts in enumerate(places)]
    control = found_across(neighbours, "Latn", "Cyrl")
    show("control: asked by the Latin names of another place", [control])
    assert control[1] < 0.05


# --- names with endings ---------------------------------------------------------------------------------

RECALL = {"az": 0.95, "tr": 0.95, "uz": 0.95, "ru": 0.95, "hy": 0.95}
DECLARATIONS = {"az": "azj_latn", "tr": "tur", "ru": "rus", "hy": "hye"}


def recall(language: str, forms_of: Callable[[str, str], Forms]) -> float:
    return share(is_found(forms_of(name, language), text) for name, text in INFLECTED[language])


def wrongly_matched(names: Iterable[str], language: str, words: set[str]) -> set[str]:
    """The words that a form of a name matches, other than the name itself."""
    parts = {part for name in names for part in name.split()}
    forms = {form for part in parts for alternatives in name_tokens(part, language) for form in alternatives}
    return words & (forms - {token.exact for part in parts for token in tokens(part)})


def by_beginning(names: Iterable[str], words: set[str]) -> set[str]:
    """What a search for everything that begins like a name would match."""
    starts = tuple({token.exact for name in names for token in tokens(name)})
    return {word for word in words if word.startswith(starts) and word not in starts}


def exact_words(text: str) -> set[str]:
    return {token.exact for token in tokens(text)}


@pytest.mark.parametrize("language", RECALL)
def test_names_with_endings_are_found(language):
    assert len(INFLECTED[language]) >= 40
    found = recall(language, name_tokens)
    without = recall(language, lambda name, _: bare(name))
    show(
        f"{language}: {len(INFLECTED[language])} inflected names found (with the tables | without)", [(found, without)]
    )
    assert found > RECALL[language]
    assert without < 0.05


def az_names() -> list[str]:
    lists = json.loads(sample_path("places", "az_names_villages_streets.json").read_text())
    return sorted({name for kind in lists if kind != "streets" for name in lists[kind]})


def test_common_words_are_not_taken_for_names():
    rows, shares = [], {}
    for language, name in DECLARATIONS.items():
        words = exact_words(declaration(name))
        names = {each for each, _ in INFLECTED[language]}
        wrong = wrongly_matched(names, language, words)
        rows.append((language, f"{len(words)} words", f"{len(names)} names", len(wrong), *sorted(wrong)[:8]))
        shares[language] = len(wrong) / len(words)
    show("Words of the declaration that a form of a listed name matches wrongly", rows)
    assert max(shares.values()) < 0.005


@pytest.mark.parametrize("language", ["az", ""])
def test_a_dictionary_is_not_taken_for_names(language):
    words = exact_words(sample_path("lang", "az_wordlist_nltkaz.txt").read_text())
    few, many = sorted({name for name, _ in INFLECTED["az"]}), az_names()
    wrong_few, wrong_many = wrongly_matched(few, language, words), wrongly_matched(many, language, words)
    beginning = by_beginning(many, words)
    show(
        f"Azerbaijani dictionary, names of language {language or 'unknown'}: words wrongly matched",
        [
            (f"{len(words)} words", f"{len(few)} names", len(wrong_few), *sorted(wrong_few)[:8]),
            ("", f"{len(many)} names", len(wrong_many), len(wrong_many) / len(words), *sorted(wrong_many)[:8]),
            ("by beginning", f"{len(many)} names", len(beginning), len(beginning) / len(words)),
        ],
    )
    assert len(wrong_few) < 8
    assert len(wrong_many) / len(words) < 0.007
    assert len(beginning) > 20 * len(wrong_many)


# --- speed ----------------------------------------------------------------------------------------------

PASSAGE = 300
PROMISED = 10_000


@pytest.mark.bench
@pytest.mark.parametrize(
    ("name", "language"),
    [("en_sotu_paragraphs", "en"), ("ru_libreoffice_help", "ru"), ("tr_libreoffice_help", "tr")],
)
def test_passages_a_second(name, language):
    text = sample_path("corpus", f"{name}.txt").read_text()
    passages = [text[start : start + PASSAGE] for start in range(0, len(text), PASSAGE)]
    rates = []
    for _ in range(2):
        begun = time.process_time()
        for passage in passages:
            tokens(passage, language)
        rates.append(round(len(passages) / (time.process_time() - begun)))
    show(
        f"{name}: passages of {PASSAGE} characters a second ({PROMISED} promised)",
        [("first", *rates[:1]), ("again", *rates[1:])],
    )
