"""Which words of a query may be a name together, and what bears it: looked up for the whole query at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.search import query, tags
from archive.search.names import MOST_OWNERS, Lookup, words_of
from archive.search.shown import Shown

LONGEST_NAME = 6
"""Words of a query that are tried as one name."""

Words = tuple[str, ...]


@dataclass(frozen=True)
class Widening:
    """The names that have words of a query, and the tags that words beside one another are called, by those words."""

    names: Lookup
    tags: dict[str, tags.Meant]


def of(wanted: query.Query, shown: Shown, *, widened: bool) -> Widening:
    """What the words of ``wanted`` may be names of; those outside of fields only if ``widened``. The number of queries
    does not grow with the words."""
    runs = list(dict.fromkeys(_runs(wanted))) if widened else []
    read = {text for run in runs for text in run} | set(_in_fields(wanted))
    folded = {text: words_of(text) for text in read}
    names = Lookup((word for words in folded.values() for word in words), shown)
    expected: list[str] = []
    for run in runs:
        words = [word for text in run for word in folded[text]]
        expected += list(names.owners_of(words, wholly=True))[:MOST_OWNERS]
        expected += list(names.owners_of(words, ["person"]))[:MOST_OWNERS] if len(run) == 1 else []
    names.learn(expected)
    return Widening(names, tags.named([" ".join(run) for run in runs], shown))


def _runs(wanted: query.Query) -> Iterator[Words]:
    """All words outside of fields that stand beside one another and so may be a name together."""
    match wanted:
        case query.Word(text):
            yield (text,)
        case query.Phrase(words) | query.Near(words, _):
            yield words
        case query.Not(part):
            yield from _runs(part)
        case query.Any(parts):
            for part in parts:
                yield from _runs(part)
        case query.All(parts):
            texts = [part.text if isinstance(part, query.Word) else None for part in parts]
            for start, first in enumerate(texts):
                if first is None:
                    yield from _runs(parts[start])
                    continue
                for end in range(start + 1, min(start + LONGEST_NAME, len(texts)) + 1):
                    run = tuple(text for text in texts[start:end] if text is not None)
                    if len(run) < end - start:
                        break
                    yield run


def _in_fields(wanted: query.Query) -> Iterator[str]:
    """The words of fields."""
    match wanted:
        case query.Not(part):
            yield from _in_fields(part)
        case query.All(parts) | query.Any(parts):
            for part in parts:
                yield from _in_fields(part)
        case query.Field(_, value):
            yield from _texts(value)


def _texts(value: query.Query) -> Iterator[str]:
    match value:
        case query.Word(text):
            yield text
        case query.Phrase(words) | query.Near(words, _):
            yield from words
        case query.Not(part):
            yield from _texts(part)
        case query.All(parts) | query.Any(parts):
            for part in parts:
                yield from _texts(part)
