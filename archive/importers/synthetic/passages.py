"""Synthetic passages: texts of invented words, with the names of shared people and places standing in them."""

from dataclasses import dataclass
from random import Random

from archive.importers.synthetic.chance import Shares
from archive.importers.synthetic.naming import Known
from archive.importers.synthetic.shared import Shared
from archive.importers.synthetic.tongues import Tongue, speech_of

NOTICE = "[Synthetic text]"
WORDS = (30, 55)
"""About 300 characters."""
WITH_NAMES = 0.4
"""The share of passages in which somebody or something is named."""

KINDS = Shares([("person", 0.45), ("place", 0.4), ("event", 0.1), ("organisation", 0.05)])


@dataclass(frozen=True)
class Named:
    """A name in a text: what it is of, and where it stands in code points, the end exclusive."""

    kind: str
    known: Known
    start: int
    end: int


def passage_text(random: Random, tongue: Tongue, shared: Shared, *, first: bool) -> tuple[str, list[Named]]:
    """The text of one passage and the names in it. The ``first`` of a testimony says that all of it is synthetic."""
    words = speech_of(tongue.code).sentences(random, random.randint(*WORDS))
    if first:
        words.insert(0, NOTICE)
    if random.random() >= WITH_NAMES:
        return " ".join(words), []
    chosen: dict[int, tuple[str, Known]] = {}
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        kind = KINDS.one(random)
        chosen[random.randrange(1, len(words))] = kind, _pool(shared, kind).one(random)
    return _with_names(words, chosen, tongue)


def _pool(shared: Shared, kind: str):
    return {
        "person": shared.people,
        "place": shared.places,
        "event": shared.events,
        "organisation": shared.organisations,
    }[kind]


def _with_names(words: list[str], chosen: dict[int, tuple[str, Known]], tongue: Tongue) -> tuple[str, list[Named]]:
    """``words`` joined, with a name in place of each word that is ``chosen``; a full stop stays where it was."""
    named, position = [], 0
    for number, word in enumerate(words):
        if number in chosen:
            kind, known = chosen[number]
            name = known.called(tongue)
            named.append(Named(kind, known, position, position + len(name)))
            word = name + (tongue.stop if word.endswith(tongue.stop) else "")
            words[number] = word
        position += len(word) + 1
    return " ".join(words), named
