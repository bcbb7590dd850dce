"""Which testimonies a change concerns, so that the index follows it.

Names of authorities are not in the index of texts (a query is expanded through them when it is asked), so that a
renamed person, place or event touches no testimony.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Model, QuerySet

from archive.models import (
    Collection as CollectionRecord,
)
from archive.models import (
    MediaFile,
    Mention,
    Participation,
    Passage,
    Person,
    Source,
    Tag,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
    Transcript,
)
from archive.search import index

BATCH = 500

ADDRESSES: dict[type[Model], str] = {
    Testimony: "pk",
    Transcript: "testimony",
    Participation: "testimony",
    TestimonyLanguage: "testimony",
    TaggedTestimony: "content_object",
    MediaFile: "testimony",
}
"""Models of which a row concerns one testimony as a whole, and where its key is."""

OF_PASSAGES: dict[type[Model], tuple[str, str]] = {
    Passage: ("pk", "transcript__testimony"),
    Mention: ("passage", "passage__transcript__testimony"),
}
"""Models of which a row concerns one passage: where its key is, and the testimony's."""

CONCERNED: dict[type[Model], Callable[[Collection[int]], QuerySet]] = {
    CollectionRecord: lambda keys: Testimony.objects.filter(collection__in=keys),
    Person: lambda keys: Testimony.objects.filter(participations__person__in=keys),
    Source: lambda keys: Testimony.objects.filter(tagged__printed_by__in=keys),
    Tag: lambda keys: Testimony.objects.filter(tagged__tag__in=keys),
}
"""Records that testimonies point to: which of them a change concerns."""

MOVING = (*(model for model in ADDRESSES if model is not Testimony), Mention)
"""Models of which a row can leave one testimony or passage for another, and the index does not know where it was. Who
moves such rows by ``update()`` or in bulk has what they left refreshed (:func:`archive.search.index.refresh`)."""

FOLLOWED = (*ADDRESSES, *OF_PASSAGES, *CONCERNED)


def rows_changed(model: type[Model], keys: Iterable[int]) -> None:
    """Have the index follow rows of ``model`` that were written."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        _follow(model, ordered[start : start + BATCH])


def _follow(model: type[Model], keys: list[int]) -> None:
    if model in ADDRESSES:
        rows = model._default_manager.filter(pk__in=keys)
        index.touch(set(rows.order_by().values_list(ADDRESSES[model], flat=True)))
    elif model in OF_PASSAGES:
        passage, testimony = OF_PASSAGES[model]
        touched: dict[int, set[int]] = defaultdict(set)
        rows = model._default_manager.filter(pk__in=keys).order_by()
        for of_testimony, key in rows.values_list(testimony, passage):
            touched[of_testimony].add(key)
        index.touch(touched, touched)
    else:
        index.touch(set(CONCERNED[model](keys).order_by().values_list("pk", flat=True)))


Addresses = tuple[Collection[int], dict[int, set[int]] | None]
"""What :func:`archive.search.index.touch` is to be told of a record."""


def addresses(record: Any) -> Addresses:
    """The addresses of ``record``, which is about to go."""
    model = type(record)
    if model in ADDRESSES:
        key = record.pk if model is Testimony else getattr(record, f"{ADDRESSES[model]}_id")
        return [key], None
    if model in OF_PASSAGES:
        passage = record if model is Passage else record.passage
        testimony = passage.transcript.testimony_id
        return [testimony], {testimony: {passage.pk}}
    return [], None


def left_by(record: Any) -> Addresses | None:
    """The addresses that a record of one of :data:`MOVING` has in the database; None where it keeps them."""
    if record._state.adding:
        return None
    rows = type(record)._default_manager.filter(pk=record.pk).order_by()
    if type(record) is Mention:
        found = rows.exclude(passage=record.passage_id).values_list(*OF_PASSAGES[Mention])
        return next((([testimony], {testimony: {passage}}) for passage, testimony in found), None)
    column = ADDRESSES[type(record)]
    left = list(rows.exclude(**{column: getattr(record, f"{column}_id")}).values_list(column, flat=True))
    return (left, None) if left else None
