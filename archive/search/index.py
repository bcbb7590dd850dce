"""Writing the index: in the transaction of the change, and never anywhere else.

The unit is a testimony. :func:`refresh` compares what the index holds of it with what it should hold, by digest, and
writes the difference; so it may be called once too often, never once too seldom. Who changes many things at once
collects what was touched (:func:`collecting`) and has it written at the end, inside the same transaction.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, Q, Sum

from archive.lib.batches import batched
from archive.models import (
    IndexedBlock,
    IndexedName,
    IndexedTestimony,
    IndexedText,
    IndexState,
    Name,
    Passage,
    Posting,
    Testimony,
)
from archive.search import backends, blocks, documents, marks, names, postings
from archive.search.analysis import VERSION
from archive.search.documents import Document
from archive.search.shown import Shown, keys, to_anyone_for_good
from archive.search.streams import MARK, Read, pack, unpack

TABLES = tuple(model._meta.db_table for model in (IndexedTestimony, IndexedBlock, IndexedText, IndexedName, Posting))
"""Where words stand in the index: what cleans after a deletion cleans here, too."""
DESCRIBED = ("is_public", "has_restricted", "length", "facets")
"""What the index says of a testimony as a whole."""
MOST_TESTIMONIES, MOST_PASSAGES = 500, 20_000
"""Of one round of writing, which ends with whichever is reached first. Each round writes the postings of its block
anew, so that small ones take half as long again; what is written is held in memory until its round ends."""
BATCH = 2000
"""Rows to one statement."""

Facets = dict[int, set[str]]
"""The public marks of public testimonies."""

Touched = dict[int, set[int] | None]
"""Testimonies, each with its touched passages, or None for all of it."""

_collected: ContextVar[Touched | None] = ContextVar("collected", default=None)


@contextmanager
def collecting() -> Iterator[None]:
    """Write what is touched inside once, when the block ends; in one transaction with everything that is written in it.
    Nested blocks end with the outermost one."""
    if _collected.get() is not None:
        yield
        return
    touched: Touched = {}
    with transaction.atomic():
        token = _collected.set(touched)
        try:
            yield
        finally:
            _collected.reset(token)
        _write(touched)


def touch(testimonies: Collection[int], passages: Mapping[int, set[int]] | None = None) -> None:
    """Have the index follow ``testimonies``: now, or at the end of :func:`collecting`. With ``passages`` (by
    testimony), only those of it."""
    fresh: Touched = {key: passages.get(key, set()) if passages is not None else None for key in testimonies}
    collected = _collected.get()
    if collected is None:
        _write(fresh)
        return
    for key, parts in fresh.items():
        before = collected.get(key, set())
        collected[key] = None if parts is None or before is None else before | parts


def refresh(testimonies: Collection[int]) -> None:
    """Make the index hold what it should of ``testimonies``, which need not exist any more."""
    _write(dict.fromkeys(testimonies))


def _write(touched: Touched) -> None:
    if not touched:
        return
    whole = sorted(key for key, passages in touched.items() if passages is None)
    with transaction.atomic():
        _lock(touched)
        for testimonies in _rounds(whole):
            _write_round(testimonies, None)
        for key in sorted(key for key, passages in touched.items() if passages):
            _write_round([key], touched[key])


def _rounds(testimonies: Iterable[int]) -> Iterator[list[int]]:
    """``testimonies`` in lots that are written at once; one with very many passages is a lot of its own."""
    for batch in batched(testimonies, MOST_TESTIMONIES):
        rows = Passage.objects.filter(transcript__testimony__in=batch).order_by()
        passages = dict(rows.values_list("transcript__testimony").annotate(Count("pk")))
        lot: list[int] = []
        counted = 0
        for key in batch:
            counted += passages.get(key, 0)
            if lot and counted > MOST_PASSAGES:
                yield lot
                lot, counted = [], passages.get(key, 0)
            lot.append(key)
        yield lot


def _lock(testimonies: Collection[int]) -> None:
    """Whoever writes near the same testimonies waits here, and then reads what was committed meanwhile."""
    backends.current().lock({key // postings.BLOCK for key in testimonies})


def _write_round(testimonies: list[int], passages: set[int] | None) -> None:
    anyone = to_anyone_for_good()
    strays = _indexed_elsewhere(testimonies, passages)
    if strays:  # passages have moved: both testimonies are another one now
        testimonies, passages = sorted({*testimonies, *strays}), None
        _lock(strays)
    wanted = documents.of_testimonies(testimonies, passages, anyone)
    stale, fresh = _difference(testimonies, passages, wanted)
    changes: dict[str, Counter[int]] = defaultdict(Counter)
    old = [row for batch in batched(stale, BATCH) for row in IndexedText.objects.filter(pk__in=batch)]
    gone = [(row, unpack(row.stream)) for row in old]
    _count(changes, gone, -1)
    backends.current().forget(gone)
    new = [row for document in fresh for row in _rows_of(document)]
    backends.current().insert(new)
    _count(changes, new, +1)
    postings.change(changes)
    _describe(testimonies, anyone, borne_by(wanted) if passages is None else _borne_after(changes, testimonies[0]))


def _indexed_elsewhere(testimonies: list[int], passages: set[int] | None) -> set[int]:
    """Other testimonies under which the index still holds passages that are to be written."""
    moved: Collection[int] | models.QuerySet = passages or ()
    if passages is None:
        moved = Passage.objects.filter(transcript__testimony__in=testimonies).order_by().values("pk")
    rows = IndexedText.objects.filter(passage__in=moved).exclude(testimony__in=testimonies)
    return set(rows.values_list("testimony", flat=True))


def _difference(
    testimonies: list[int], passages: set[int] | None, wanted: Mapping[int, list[Document]]
) -> tuple[list[int], list[Document]]:
    """The rows to forget, and the documents to write."""
    rows = IndexedText.objects.filter(testimony__in=testimonies)
    if passages is not None:
        rows = IndexedText.objects.filter(passage__in=passages)
    held: dict[tuple[int, int, str], list[tuple[int, str]]] = defaultdict(list)
    for pk, testimony, passage, part, digest in rows.values_list("pk", "testimony", "passage", "part", "digest"):
        held[testimony, passage or 0, part].append((pk, digest))
    fresh = []
    for found in wanted.values():
        for document in found:
            key = (document.testimony, *document.key)
            if all(digest == document.digest() for _, digest in held.get(key, [(0, "")])):
                held.pop(key)
            else:
                fresh.append(document)
    return [pk for stale in held.values() for pk, _ in stale], fresh


def _rows_of(document: Document) -> list[Read]:
    digest = document.digest()
    return [
        (
            IndexedText(
                testimony=document.testimony,
                passage=document.passage,
                part=document.part,
                piece=piece,
                is_public=document.is_public,
                length=len(stream.words),
                digest=digest,
                stream=pack(stream),
            ),
            stream,
        )
        for piece, stream in enumerate(document.streams())
    ]


def _count(changes: dict[str, Counter[int]], rows: list[Read], sign: int) -> None:
    for row, stream in rows:
        if row.is_public:
            for term, count in documents.frequencies(row.part, stream).items():
                changes[term][row.testimony] += sign * count


def _describe(testimonies: list[int], anyone: Shown, facets: Facets) -> None:
    """Bring up to date what the index says of each testimony as a whole; forget those of which it holds nothing."""
    rows = descriptions(testimonies, anyone, facets)
    IndexedTestimony.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["testimony"], update_fields=list(DESCRIBED)
    )
    IndexedTestimony.objects.filter(pk__in=[key for key in testimonies if key not in rows]).delete()
    blocks.stamp({key // postings.BLOCK for key in testimonies})


def descriptions(testimonies: list[int], anyone: Shown, facets: Facets) -> dict[int, IndexedTestimony]:
    """What the index should say of each testimony as a whole, by key; nothing where it holds nothing of one."""
    texts = IndexedText.objects.filter(testimony__in=testimonies)
    lengths = dict(texts.filter(is_public=True).values_list("testimony").annotate(Sum("length")))
    restricted = set(texts.filter(is_public=False).values_list("testimony", flat=True))
    restricted |= keys(_clock_bound(Testimony.objects.filter(pk__in=testimonies), anyone.viewers[0].now))
    return {
        key: IndexedTestimony(
            testimony=key,
            is_public=key in facets,
            has_restricted=key in restricted,
            length=lengths.get(key, 0),
            facets=" ".join(sorted(facets.get(key, ()))),
        )
        for key in testimonies
        if key in lengths or key in restricted
    }


def _clock_bound(testimonies: models.QuerySet, now: datetime) -> models.QuerySet:
    """Those whose names or recordings the clock will show or hide."""
    bound = Q()
    for stem in ("nameable", "hearable"):
        bound |= Q(**{f"{stem}_until__gt": now}) | Q(**{f"{stem}_from__gt": now})
    return testimonies.filter(bound)


def borne_by(wanted: Mapping[int, list[Document]]) -> Facets:
    """The public marks of testimonies, by all their documents, those of their passages included; only public
    testimonies are in it."""
    facets: Facets = {}
    for key, found in wanted.items():
        described = [document for document in found if document.part == documents.FACETS]
        if described:
            facets[key] = {term for document in described for term, _, _ in document.spans}
            passages = (document for document in found if document.part == documents.PASSAGE)
            facets[key].update(
                term for document in passages for term, _, _ in document.spans if term[1] in marks.FACETS
            )
    return facets


def _borne_after(changes: Mapping[str, Mapping[int, int]], testimony: int) -> Facets:
    """The same where only passages of ``testimony`` were written, whose ``changes`` are in the postings."""
    rows = IndexedTestimony.objects.filter(pk=testimony, is_public=True)
    before = rows.values_list("facets", flat=True).first()
    if before is None:
        return {}
    changed = [term for term in changes if term[0] == MARK and term[1] in marks.FACETS]
    found = postings.read(changed)
    borne = {term for term in changed if found.get(term, {}).get(testimony)}
    return {testimony: {*before.split()} - {*changed} | borne}


def rebuild(*, progress: Mapping[str, object] | None = None) -> Iterator[int]:
    """Write the whole index anew, batch by batch, each in a transaction of its own; yields how many were written."""
    with transaction.atomic():
        IndexState.objects.all().delete()
        Posting.objects.all().delete()
        IndexedName.objects.all().delete()
        IndexedTestimony.objects.all().delete()
        IndexedBlock.objects.all().delete()
        backends.current().clear()
    yield from complete()


def complete() -> Iterator[int]:
    """Index every testimony that the index does not hold by this version of the analyser; goes on where an earlier run
    was interrupted."""
    todo = sorted(keys(Testimony.objects.all()) | set(IndexedTestimony.objects.values_list("pk", flat=True)))
    for testimonies in _rounds(todo):
        refresh(testimonies)
        yield len(testimonies)
    names.keep_names(Name.objects.values_list("pk", flat=True))
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": VERSION})


def is_current() -> bool:
    """Whether the index was written by this version of the analyser."""
    return IndexState.objects.filter(pk=1, analyser=VERSION).exists()
