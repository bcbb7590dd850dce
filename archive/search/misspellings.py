"""“Did you mean …?”: for a word that stands nowhere, the nearest word that does.

Only whole words of texts that everyone may read and quote are proposed, as they are written there: never stems, never
words of hidden texts. All words one edit away (a letter added, left out, changed or swapped with its neighbour) are
found; of words two edits away those that begin with the same letters.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Length

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.models import IndexedText, Passage, Posting, Testimony
from archive.search import backends, postings, query
from archive.search.analysis import tokens
from archive.search.backends.matching import AnyTerm
from archive.search.documents import ABSTRACT, DESCRIBED_IN, TITLE
from archive.search.evaluation import Evaluation
from archive.search.expansion import Planner
from archive.search.plan import One, leaves
from archive.search.shown import Shown, to_anyone_for_good

SHORTEST, LONGEST = 4, 30
"""Letters of a word for which others are proposed; a shorter one is near to too many."""
SHORTEST_TWICE_WRONG = 6
SAME_BEGINNING = 3
MOST_WORDS = 8
MOST_COMPARED = 2_000
"""Words with the same beginning that are compared."""
MOST_TRIED = 3
"""Of the nearest words, and of the texts that have one: how many are looked at to see it as it is written."""
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True)
class Proposal:
    """A word as it was typed, and the one that may have been meant."""

    typed: str
    proposed: str


def suggest(words: Iterable[str], viewer: Viewer) -> list[Proposal]:
    """A proposal for each of ``words`` that finds nothing, where there is a word near it."""
    folded = {typed: _folded(typed) for typed in list(dict.fromkeys(words))[:MOST_WORDS]}
    nowhere = _standing_nowhere([typed for typed, word in folded.items() if word], viewer)
    nearest = {word: _proposed(word) for word in dict.fromkeys(folded[typed] for typed in nowhere)}
    return [Proposal(typed, nearest[folded[typed]]) for typed in nowhere if nearest[folded[typed]]]


def _folded(typed: str) -> str:
    """``typed`` as the index has it; nothing where no others are proposed for it."""
    analysed = tokens(typed)
    if len(analysed) != 1 or not SHORTEST <= len(analysed[0].exact) <= LONGEST or not analysed[0].exact.isascii():
        return ""
    return analysed[0].exact


def _standing_nowhere(words: list[str], viewer: Viewer) -> list[str]:
    """Those of ``words`` that find nothing. They are planned as one query, so that whose names they are is not asked
    word by word: many words would multiply what the time of it could tell."""
    if not words:
        return []
    plan = Planner(viewer).plan(query.Any(tuple(query.Word(word) for word in words))).node
    assert isinstance(plan, One)  # as every plan of alternatives is
    evaluation = Evaluation(viewer)
    evaluation.expect(list(leaves(plan)))
    return [word for word, node in zip(words, plan.parts, strict=True) if not evaluation.matching(node)]


def _proposed(word: str) -> str:
    """The nearest public word as a text has it; nothing where there is none."""
    return next(filter(None, map(_as_written, _nearest(word)[:MOST_TRIED])), "")


def _nearest(word: str) -> list[str]:
    """Public words near ``word``: the nearest first, of those the ones in most testimonies."""
    found = postings.read(one_edit_from(word))
    if not found and len(word) >= SHORTEST_TWICE_WRONG:
        found = postings.read(_two_edits_from(word))
    return sorted((near for near in found if near != word), key=lambda near: (-len(found[near]), near))


def one_edit_from(word: str) -> set[str]:
    """Every word of ASCII letters and digits that one edit makes of ``word``."""
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    less = {before + after[1:] for before, after in parts if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    changed = {before + letter + after[1:] for before, after in parts if after for letter in LETTERS}
    more = {before + letter + after for before, after in parts for letter in LETTERS}
    return (less | swapped | changed | more) - {word}


def _two_edits_from(word: str) -> list[str]:
    """Public words that begin like ``word`` and are two edits away."""
    rows = backends.current().beginning(Posting.objects.all(), "term", word[:SAME_BEGINNING])
    rows = rows.annotate(letters=Length("term")).filter(letters__gte=len(word) - 2, letters__lte=len(word) + 2)
    terms = rows.order_by("term").values_list("term", flat=True).distinct()[:MOST_COMPARED]
    return [term for term in terms if edits_between(word, term, most=2) <= 2]


def edits_between(one: str, other: str, *, most: int) -> int:
    """The number of edits that make ``other`` of ``one``, or ``most`` + 1 where there are more (optimal string
    alignment: two letters swapped are one edit)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row, last = row, [place], before
        for at, facing in enumerate(other, 1):
            cost = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != facing))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == facing:
                cost = min(cost, last[at - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:  # a swap reaches back over two rows
            return most + 1
    return min(row[-1], most + 1)


def _as_written(word: str) -> str:
    """``word`` as a text has it that anyone may read and quote; nothing where none has."""
    anyone = to_anyone_for_good()
    rows = backends.current().holding(IndexedText.objects.all(), AnyTerm(frozenset({word})), public=True)
    for testimony, passage, part in rows.order_by("pk").values_list("testimony", "passage", "part")[:MOST_TRIED]:
        text, language = _text_of(testimony, passage, part, anyone)
        for token in tokens(text, language):
            if token.exact == word:
                return text[token.start : token.end]
    return ""


def _text_of(testimony: int, passage: int | None, part: str, anyone: Shown) -> tuple[str, str]:
    if passage is not None:
        rows = anyone(Passage.objects.filter(pk=passage), Part.QUOTATION)
        return rows.values_list("text", "transcript__language").first() or ("", "")
    if part not in (TITLE, ABSTRACT):
        return "", ""
    described = anyone(Testimony.objects.filter(pk=testimony)).values_list(part, flat=True).first()
    return described or "", DESCRIBED_IN
