"""Invented names of people, places, events and organisations, in the letters of several tongues."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.db import models

from archive.importers.synthetic.tongues import TONGUES, Tongue, Word, invent_word
from archive.models import Name
from archive.models.authorities import Authority
from archive.models.names import heading_of

Words = tuple[Word, ...]

IN_ENGLISH = next(tongue for tongue in TONGUES if tongue.code == "en")


@dataclass(frozen=True, eq=False)
class Known:
    """An authority as testimonies need it: its primary key, and what it is called in each tongue."""

    pk: int
    words: Words
    written: dict[str, str] = field(default_factory=dict)

    def called(self, tongue: Tongue) -> str:
        if tongue.code not in self.written:
            self.written[tongue.code] = tongue.name(self.words)
        return self.written[tongue.code]


def person_name(random: Random) -> Words:
    return _joined(invent_word(random, 2)), invent_word(random, random.randint(3, 4))


def place_name(random: Random) -> Words:
    return (_joined(invent_word(random, random.randint(2, 3))),)


def title_of_several(random: Random) -> Words:
    """The name of an event or an organisation: two or three words."""
    return tuple(invent_word(random, random.randint(2, 3)) for _ in range(random.randint(2, 3)))


def _joined(word: Word) -> Word:
    """``word`` with a consonant at the end of its first syllable, which makes it rarer than names are."""
    (onset, vowel, coda), *rest = word
    return (onset, vowel, (onset + 5) % 12 if coda is None else coda), *rest


def names_for(random: Random, words: Words, tongues: Sequence[Tongue], owner: str, record: models.Model) -> list[Name]:
    """The rows of names of ``record`` in English and in each of ``tongues``, the preferred one of each language."""
    rows: dict[str, Name] = {}
    for tongue in (IN_ENGLISH, *tongues):
        text = tongue.name(words)
        kind = Name.Kind.USUAL if tongue is not IN_ENGLISH or not tongues else Name.Kind.TRANSLITERATION
        rows.setdefault(
            tongue.code, Name(text=text, language=tongue.code, kind=kind, preferred=True, **{owner: record})
        )
    if random.random() < 0.2:
        variant = TONGUES[0].name(words) + "-" + TONGUES[0].write(invent_word(random, 1))
        rows["variant"] = Name(text=variant, language="und", kind=Name.Kind.VARIANT, **{owner: record})
    return list(rows.values())


def create(
    model: type[Authority], rows: Sequence[tuple[dict[str, Any], Words, Sequence[Tongue]]], random: Random
) -> list[Known]:
    """Create authorities with their names, headings included: columns, words and tongues of each."""
    records, names = [], []
    for columns, words, tongues in rows:
        record = model(**columns)
        own = names_for(random, words, tongues, model._meta.model_name, record)
        record.heading, record.sort_key = heading_of(own)
        records.append(record)
        names += own
    model.objects.bulk_create(records)
    Name.objects.bulk_create(names)
    return [Known(record.pk, words) for record, (_columns, words, _tongues) in zip(records, rows, strict=True)]
