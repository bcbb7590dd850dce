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
    Tag: lambda keys: Testimony.objects.filter(tagged__tag__in=keys),
}
"""Records that testimonies point to: which of them a change concerns."""

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


def addresses(record: Any) -> tuple[Collection[int], dict[int, set[int]] | None]:
    """What :func:`archive.search.index.touch` is to be told of ``record``, which is about to go or has gone."""
    model = type(record)
    if model in ADDRESSES:
        key = record.pk if model is Testimony else getattr(record, f"{ADDRESSES[model]}_id")
        return [key], None
    if model in OF_PASSAGES:
        passage = record if model is Passage else record.passage
        testimony = passage.transcript.testimony_id
        return [testimony], {testimony: {passage.pk}}
    return [], None
