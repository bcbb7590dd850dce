"""Names of authorities as they stand in running text, with the endings that languages put on them.

No stemmer exists for Azerbaijani or Uzbek, and those of other languages treat names badly (Turkish leaves *xocalıda*,
Russian *касымова*). So the forms of a name are spelled out here, and a search for it is a phrase of alternatives.
The tables are those of :mod:`archive.search.suffixes` and :mod:`archive.search.declensions`; they work on the name
in its own script, and each form is folded afterwards. What they find and what they find wrongly is measured in
``tests/search/test_scripts_report.py``.
"""

from collections.abc import Callable
from functools import partial

from archive.lib.scripts import script_of
from archive.search.analysis import fold_words, lower_word, primary_subtag, tokens
from archive.search.declensions import russian, ukrainian
from archive.search.suffixes import armenian, azerbaijani, english, georgian, persian, turkish, uzbek

SHORTEST_DECLINED = 3
"""A word with fewer letters (an initial, a particle) takes no ending: too many other words would be meant."""

_LAST_WORD: dict[str, Callable[[str], set[str]]] = {
    **{"az": azerbaijani, "azj": azerbaijani, "tr": turkish, "uz": uzbek, "hy": armenian, "ka": georgian},
    **{"fa": persian, "pes": persian, "prs": persian, "en": english},
}
"""Only the last word of a name takes endings."""
_EVERY_WORD: dict[str, Callable[[str], set[str]]] = {"ru": russian, "uk": ukrainian}

_BY_SCRIPT: dict[str, tuple[Callable[[str], set[str]], ...]] = {
    "Latn": (partial(azerbaijani, dots_lost=True), partial(turkish, dots_lost=True), uzbek),
    "Cyrl": (azerbaijani, uzbek),
    "Armn": (armenian,),
    "Geor": (georgian,),
    "Arab": (persian,),
}
"""What the last word may take where the language of a name is not known."""
_EVERY_WORD_BY_SCRIPT: dict[str, tuple[Callable[[str], set[str]], ...]] = {"Cyrl": (russian, ukrainian)}

_UNKNOWN = ("", "und", "mul", "mis")


def name_tokens(name: str, language: str) -> list[frozenset[str]]:
    """Return, for each position of the name, the exact tokens that may stand there: the bare word among them.

    ``language`` is the BCP 47 tag of the name; where it is not known ("" or und), all languages of the script are
    taken together; where it has no table here, the words stand bare. In Azerbaijani, Turkish, Uzbek, Armenian, Georgian
    and Persian the last word of a name takes the endings, in Russian and Ukrainian every word. For part of a name by
    itself (a surname) ask for that part. A name without any word gives an empty list.
    """
    words = tokens(name, language)
    forms = []
    for word in words:
        written = name[word.start : word.end]
        last = word.end == words[-1].end
        alone = [other.start for other in words].count(word.start) == 1
        spelled = _inflected(lower_word(written, language), language, last) if alone and _declines(written) else set()
        forms.append(frozenset({word.exact}.union(*(fold_words(each) for each in spelled))))
    return forms


def _declines(word: str) -> bool:
    return len(word) >= SHORTEST_DECLINED and not any(letter.isdigit() for letter in word)


def _inflected(word: str, language: str, last: bool) -> set[str]:
    primary = primary_subtag(language)
    if primary not in _UNKNOWN:
        inflect = _EVERY_WORD.get(primary) or (_LAST_WORD.get(primary) if last else None)
        return inflect(word) if inflect else set()
    script = script_of(word)
    tables = _EVERY_WORD_BY_SCRIPT.get(script, ()) + (_BY_SCRIPT.get(script, ()) if last else ())
    return set().union(*(inflect(word) for inflect in tables))
