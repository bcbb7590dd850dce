"""Marks: the terms by which a testimony is found through a record or a fact, and which facets count.

A mark is ``@``, one letter for the facet, and the key of the record or the value:

======  =============================================  ======================================
letter  facet                                          taken from
======  =============================================  ======================================
c       collection                                     the testimony's collection
k       kind                                           the testimony's kind
l       language                                       its languages
s       standing                                       its narrators' standings
p       person                                         whoever takes part, is mentioned or retold
g       place                                          places mentioned, and where it was recorded
o       (no facet) organisation                        organisations mentioned
e       event                                          events mentioned
t       tag                                            its tags, by their preferred form
d       decade                                         the time it tells of: ``@d1990``
h       what it has                                    audio, video, transcript, translation
v       (no facet) who speaks                          of a passage: its speaker, where named
w       (no facet) language of a text                  its transcripts
======  =============================================  ======================================

One function computes them for anyone and for one viewer alike, always through the rules of visibility.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from archive.access.levels import Part
from archive.models import Collection as CollectionRecord
from archive.models import (
    MediaFile,
    Mention,
    Participation,
    Passage,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
    Transcript,
)
from archive.search.shown import Shown
from archive.search.streams import MARK

TARGETS = {"person": "p", "place": "g", "organisation": "o", "event": "e"}
"""What a mention can be of, and the letter of its facet."""
SPEAKER, WRITTEN = "v", "w"
FACETS = "cklspgoetdh"
MOST_DECADES = 15
"""A testimony that tells of more than this counts under none: it would stand under every one."""

_TAKING_PART = (Participation, "testimony", "person")
_MENTIONED_IN = "passage__transcript__testimony"

LEADING: dict[str, tuple[tuple[Any, str, str], ...]] = {
    "c": ((Testimony, "pk", "collection"),),
    "k": ((Testimony, "pk", "kind"),),
    "l": ((TestimonyLanguage, "testimony", "language"),),
    "s": ((Participation, "testimony", "standing"),),
    "v": (_TAKING_PART,),
    "p": (_TAKING_PART, (Mention, _MENTIONED_IN, "person"), (Passage, "transcript__testimony", "reports")),
    "g": ((Testimony, "pk", "recorded_at"), (Mention, _MENTIONED_IN, "place")),
    "o": ((Mention, _MENTIONED_IN, "organisation"),),
    "e": ((Mention, _MENTIONED_IN, "event"),),
    "t": ((TaggedTestimony, "content_object", "tag"), (TaggedTestimony, "content_object", "tag__preferred")),
}
"""Where a mark of each letter comes from: model, path to the testimony, column. Those of others: from anywhere."""

Marks = dict[int, set[str]]
"""The marks of testimonies, by their keys."""


def mark(letter: str, value: Any) -> str:
    return f"{MARK}{letter}{value}"


def of_testimonies(testimonies: Collection[int], shown: Shown) -> Marks:
    """The marks that ``testimonies`` bear as a whole: of what describes them, not of their passages."""
    marks: Marks = defaultdict(set)
    described = shown(Testimony.objects.filter(pk__in=testimonies), Part.DESCRIPTION)
    columns = ("pk", "kind", "covers_earliest", "covers_latest")
    for pk, kind, earliest, latest in described.order_by().values_list(*columns):
        marks[pk].add(mark("k", kind))
        marks[pk].update(mark("d", decade) for decade in decades(earliest, latest))
    _add(
        marks, "c", shown(Testimony.objects.filter(_whose_collection_is_shown(shown), pk__in=testimonies)), "collection"
    )
    _add(marks, "g", shown(Testimony.objects.filter(pk__in=testimonies)), "recorded_at")
    _add(marks, "l", shown(TestimonyLanguage.objects.filter(testimony__in=testimonies)), "language", "testimony")
    taking_part = Participation.objects.filter(testimony__in=testimonies)
    _add(marks, "s", shown(taking_part), "standing", "testimony")
    _add(marks, "p", shown(taking_part, Part.NAME), "person", "testimony")
    tagged = shown(TaggedTestimony.objects.filter(content_object__in=testimonies))
    preferred = tagged.annotate(shown_as=Coalesce("tag__preferred", "tag"))
    _add(marks, "t", preferred, "shown_as", "content_object")
    _add_what_it_has(marks, testimonies, shown)
    return marks


def candidates(marks: Collection[str], testimonies: Collection[int]) -> set[int]:
    """Those of ``testimonies`` that may bear one of ``marks``, and all that do, whoever may be told of it.

    Which do, :func:`of_testimonies` and :func:`of_passages` say; this is to ask them of few.
    """
    by_letter: dict[str, set[str]] = defaultdict(set)
    for each in marks:
        by_letter[each[1]].add(each[2:])
    if not by_letter.keys() <= LEADING.keys():
        return set(testimonies)
    found: set[int] = set()
    for letter, values in by_letter.items():
        for model, path, column in LEADING[letter]:
            rows = model.objects.filter(**{f"{path}__in": testimonies, f"{column}__in": values})
            found.update(rows.order_by().values_list(path, flat=True))
    return found


def _whose_collection_is_shown(shown: Shown) -> Q:
    from_collections = shown(CollectionRecord.objects.all())
    return Q(collection__in=from_collections.values("pk"))


def _add(marks: Marks, letter: str, rows: Any, column: str, testimony: str = "pk") -> None:
    pairs = rows.exclude(**{column: None}).order_by().values_list(testimony, column)
    for key, value in pairs:
        marks[key].add(mark(letter, value))


def _add_what_it_has(marks: Marks, testimonies: Collection[int], shown: Shown) -> None:
    files = shown(MediaFile.objects.filter(testimony__in=testimonies, kind__in=["audio", "video"]))
    for key, kind in files.order_by().values_list("testimony", "kind"):
        marks[key].add(mark("h", kind))
    texts = shown(Transcript.objects.filter(testimony__in=testimonies)).order_by()
    for key, kind, language in texts.values_list("testimony", "kind", "language"):
        marks[key].add(mark("h", "translation" if kind == Transcript.Kind.TRANSLATION else "transcript"))
        marks[key].add(mark(WRITTEN, language.lower()))


def decades(earliest: Any, latest: Any) -> Iterable[int]:
    """The decades from the year of ``earliest`` to the year of ``latest``; none for an open or a very long time."""
    if earliest is None or latest is None:
        return ()
    found = range(earliest.year // 10 * 10, latest.year + 1, 10)
    return found if len(found) <= MOST_DECADES else ()


def of_all_passages(testimonies: Collection[int], shown: Shown) -> dict[int, Counter[str]]:
    """How often each mark stands in the passages of each of ``testimonies``. The database counts: there may be tens of
    thousands of mentions, and few marks."""
    found: dict[int, Counter[str]] = defaultdict(Counter)

    def count(rows: QuerySet, testimony: str, *columns: str) -> Iterable[Any]:
        return rows.order_by().values_list(testimony, *columns).annotate(times=Count("pk"))

    columns = [f"{target}_id" for target in TARGETS]
    for testimony, *targets, times in count(shown(_mentions(testimonies)), _MENTIONED_IN, *columns):
        for letter, key in zip(TARGETS.values(), targets, strict=True):
            if key is not None:
                found[testimony][mark(letter, key)] += times
    persons = _persons_speaking(testimonies, shown)
    spoken = shown(_spoken(testimonies, persons))
    for testimony, speaker, times in count(spoken, "transcript__testimony", "speaker"):
        found[testimony][mark(SPEAKER, persons[speaker])] += times
    for testimony, person, times in count(
        shown(_retelling(testimonies), Part.NAME), "transcript__testimony", "reports"
    ):
        found[testimony][mark("p", person)] += times
    return found


def of_passages(passages: Collection[int] | None, testimonies: Collection[int], shown: Shown) -> dict[int, list[Any]]:
    """For passages of ``testimonies`` (all of them where ``passages`` is None): ``(mark, start, end)`` by passage, with
    the span in code points, or None and None where the passage as a whole is meant."""
    found: dict[int, list[Any]] = defaultdict(list)
    persons = _persons_speaking(testimonies, shown)
    mentions, spoken, retelling = _mentions(testimonies), _spoken(testimonies, persons), _retelling(testimonies)
    if passages is not None:
        mentions = mentions.filter(passage__in=passages)
        spoken, retelling = spoken.filter(pk__in=passages), retelling.filter(pk__in=passages)
    columns = [f"{target}_id" for target in TARGETS]
    for passage, start, end, *targets in (
        shown(mentions).order_by("passage", "start", "id").values_list("passage", "start", "end", *columns)
    ):
        for letter, key in zip(TARGETS.values(), targets, strict=True):
            if key is not None:
                found[passage].append((mark(letter, key), start, end))
    for passage, speaker in spoken.order_by("pk").values_list("pk", "speaker"):
        found[passage].append((mark(SPEAKER, persons[speaker]), None, None))
    for passage, person in shown(retelling, Part.NAME).order_by("pk").values_list("pk", "reports"):
        found[passage].append((mark("p", person), None, None))
    return found


def _mentions(testimonies: Collection[int]) -> QuerySet:
    return Mention.objects.filter(passage__transcript__testimony__in=testimonies)


def _retelling(testimonies: Collection[int]) -> QuerySet:
    return Passage.objects.filter(transcript__testimony__in=testimonies).exclude(reports=None)


def _spoken(testimonies: Collection[int], persons: Collection[int]) -> QuerySet:
    return Passage.objects.filter(transcript__testimony__in=testimonies, speaker__in=persons)


def _persons_speaking(testimonies: Collection[int], shown: Shown) -> dict[int, int]:
    """The persons who take part and may be named, by the keys of their participations."""
    speaking = shown(Participation.objects.filter(testimony__in=testimonies), Part.NAME)
    return dict(speaking.order_by().values_list("pk", "person"))
