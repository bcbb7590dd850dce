"""Proof that the index holds what the records say, and no more; each fault can be mended.

What depends on the clock stays where it was written until an edit moves it (see :mod:`archive.search.index`): a text
that an embargo kept back when it was indexed and that anyone may read by now is no fault. So a text may be held as it
should be now, or as it should have been right before one of the moments that its testimony has passed since.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.lib.batches import batched
from archive.models import IndexedName, IndexedTestimony, IndexedText, IndexState, Name, Posting, Testimony
from archive.models.access_conditions import CONSENT_STEMS
from archive.search import backends, documents, index, names, postings
from archive.search.analysis import VERSION
from archive.search.backends import proving
from archive.search.documents import Document
from archive.search.shown import keys, to_anyone_for_good

KINDS = {
    "version": "written by another version of the analyser",
    "missing": "texts that the index lacks",
    "stray": "texts in the index that are not there, or no longer",
    "outdated": "texts that the index holds otherwise than they are",
    "damaged": "texts that stand in the index with other words, or in the wrong half",
    "described": "testimonies that the index describes otherwise than they are",
    "matching": "texts that the database finds by other words than theirs",
    "postings": "testimonies whose words are counted wrongly",
    "names": "names that the index holds otherwise than they are",
}
"""The kinds of faults, in the order in which they are looked for."""

MOMENTS = ("embargo_until", *(f"{stem}_{end}" for stem in CONSENT_STEMS for end in ("from", "until")))
"""Where a testimony's times are at which the clock shows or hides something of it."""
AT_ONCE, NAMES_AT_ONCE = 100, 500
"""Testimonies and names that are compared with the index at once."""

Difference = tuple[int, str, list[int]]
"""A testimony, the kind of fault, and the rows of the index that it is about."""
Key = tuple[int, int, str]
"""A text: its testimony, its passage (0 for none), its part."""


@dataclass(frozen=True)
class Fault:
    """A difference between records and index: one of :data:`KINDS`, and the public identifier that it concerns."""

    kind: str
    where: str


def faults(*, repair: bool = False, progress: Callable[[int], object] = lambda count: None) -> Iterator[Fault]:
    """Every difference, mended as it is found if ``repair``: lot by lot, each in a transaction of its own, so that it
    can be interrupted. ``progress`` is told of each lot; the lots of :func:`amount` together are the whole."""
    is_current = index.is_current()
    if not is_current:
        yield Fault("version", "the index")
    yield from _of_testimonies(repair, progress)
    yield from _of_matching(repair, progress)
    yield from _of_postings(repair, progress)
    yield from _of_names(repair, progress)
    if repair and not is_current:
        IndexState.objects.update_or_create(pk=1, defaults={"analyser": VERSION})


def amount() -> int:
    """How much :func:`faults` has to look at, as ``progress`` counts it."""
    return len(_testimonies()) + IndexedText.objects.count() + len(_blocks()) + Name.objects.count()


# --- texts and descriptions -----------------------------------------------------------------------------


def _testimonies() -> list[int]:
    held = IndexedText.objects.order_by().values_list("testimony", flat=True).distinct()
    return sorted({*keys(Testimony.objects.all()), *held, *keys(IndexedTestimony.objects.all())})


def _of_testimonies(repair: bool, progress: Callable[[int], object]) -> Iterator[Fault]:
    for batch in batched(_testimonies(), AT_ONCE):
        suspects = {testimony for testimony, _kind, _rows in _differences(batch, [timezone.now()])}
        found = [each for key in sorted(suspects) for each in _differences([key], _moments(key))]
        yield from _reported(found)
        if repair and found:
            with transaction.atomic():
                concerned = sorted({testimony for testimony, _, _ in found})
                _lock({key // postings.BLOCK for key in concerned})
                for spoiled in batched(_spoiled(found), index.BATCH):  # what the database matches is mended after this
                    IndexedText.objects.filter(pk__in=spoiled).delete()
                index.refresh(concerned)
        progress(len(batch))


def _lock(blocks: Collection[int]) -> None:
    """Whoever writes near the same testimonies waits until they are mended, and reads then what was written; before
    anything is changed, or they would wait for one another."""
    backends.current().lock(blocks)


def _spoiled(found: list[Difference]) -> Iterator[int]:
    """The rows that cannot be taken out of the index by what their streams say."""
    for batch in batched((row for _, kind, rows in found if kind != "damaged" for row in rows), index.BATCH):
        streams = IndexedText.objects.filter(pk__in=batch).values_list("pk", "stream")
        yield from (row for row, packed in streams if proving.stream_in(packed) is None)
    yield from (row for _, kind, rows in found if kind == "damaged" for row in rows)


def _moments(testimony: int) -> list[datetime]:
    """Now, and right before each moment that the testimony has passed."""
    now = timezone.now()
    passed = Testimony.objects.filter(pk=testimony).values_list(*MOMENTS).first() or ()
    return [now, *sorted({each - timedelta(microseconds=1) for each in passed if each is not None and each <= now})]


def _differences(testimonies: list[int], moments: list[datetime]) -> list[Difference]:
    """Texts and descriptions that are as they should be at none of ``moments``."""
    held: dict[Key, list[IndexedText]] = defaultdict(list)
    for row in IndexedText.objects.filter(testimony__in=testimonies).order_by("piece"):
        held[row.testimony, row.passage or 0, row.part].append(row)
    wanted: dict[Key, list[Document | None]] = defaultdict(lambda: [None] * len(moments))
    described: list[Mapping[int, IndexedTestimony]] = []
    for turn, moment in enumerate(moments):
        anyone = to_anyone_for_good(moment)
        found = documents.of_testimonies(testimonies, None, anyone)
        for document in chain.from_iterable(found.values()):
            wanted[document.testimony, *document.key][turn] = document
        described.append(index.descriptions(testimonies, anyone, index.borne_by(found)))
    differences: list[Difference] = []
    for key in sorted({*held, *wanted}):
        kind = _fault_of(held.get(key, []), wanted[key])
        if kind:
            differences.append((key[0], kind, [row.pk for row in held.get(key, [])]))
    rows = {row.pk: _columns(row) for row in IndexedTestimony.objects.filter(pk__in=testimonies)}
    for testimony in testimonies:
        if rows.get(testimony) not in [_columns(each.get(testimony)) for each in described]:
            differences.append((testimony, "described", []))
    return differences


def _columns(row: IndexedTestimony | None) -> tuple[Any, ...] | None:
    return None if row is None else tuple(getattr(row, column) for column in index.DESCRIBED)


def _fault_of(rows: list[IndexedText], wanted: Collection[Document | None]) -> str:
    """What is wrong with the rows of one text, of which any of ``wanted`` is right (None: it should not be there)."""
    if not rows:
        return "" if None in wanted else "missing"
    meant = [document for document in wanted if document is not None]
    if not meant:
        return "stray"
    digests = {row.digest for row in rows}
    right = [document for document in meant if digests == {document.digest()}]
    if not right:
        return "outdated"
    return "" if _are_of(rows, right[0]) else "damaged"


def _are_of(rows: list[IndexedText], document: Document) -> bool:
    streams = document.streams()
    if [row.piece for row in rows] != list(range(len(streams))):
        return False
    for row, meant in zip(rows, streams, strict=True):
        held = proving.stream_in(row.stream)
        if held is None or (row.length, row.is_public) != (len(meant.words), document.is_public):
            return False
        if [*map(list, held)] != [*map(list, meant)]:
            return False
    return True


# --- what the database matches by -----------------------------------------------------------------------


def _of_matching(repair: bool, progress: Callable[[int], object]) -> Iterator[Fault]:
    for public in (True, False):
        found = proving.strangers(public=public, progress=progress)
        for batch in batched(sorted(found), postings.BATCH):
            rows = dict(IndexedText.objects.filter(pk__in=batch).values_list("pk", "testimony"))
            yield from _reported([(rows.get(key, 0), "matching", []) for key in batch])
        if repair and found:
            with transaction.atomic():
                proving.refill(public=public)


# --- postings -------------------------------------------------------------------------------------------


def _blocks() -> list[int]:
    written = set(Posting.objects.order_by().values_list("block", flat=True).distinct())
    return sorted(written | {key // postings.BLOCK for key in _testimonies()})


def _of_postings(repair: bool, progress: Callable[[int], object]) -> Iterator[Fault]:
    for block in _blocks():
        if _miscounted(block):  # once more, with the block locked: someone may have been writing
            with transaction.atomic():
                _lock({block})
                wrong = _miscounted(block)
                if repair:
                    postings.replace(block, {term: wanted for term, (_held, wanted) in wrong.items()})
            concerned: set[int] = set()
            for held, wanted in wrong.values():
                concerned |= {key for key in {*held, *wanted} if held.get(key) != wanted.get(key)}
            if wrong and not concerned:
                yield Fault("postings", f"an empty row of block {block}")
            yield from _reported([(key, "postings", []) for key in sorted(concerned)])
        progress(1)


def _keys_of(block: int) -> range:
    return range(block * postings.BLOCK, (block + 1) * postings.BLOCK)


def _miscounted(block: int) -> dict[str, tuple[dict[int, int], dict[int, int]]]:
    """The terms of one block that are counted wrongly, each as it is and as it should be."""
    wanted: dict[str, dict[int, int]] = defaultdict(dict)
    span = _keys_of(block)
    public = IndexedText.objects.filter(is_public=True, testimony__gte=span.start, testimony__lt=span.stop)
    columns = ("testimony", "part", "stream")
    for testimony, part, packed in public.order_by("testimony").values_list(*columns).iterator(2000):
        stream = proving.stream_in(packed) or proving.EMPTY
        for term, count in documents.frequencies(part, stream).items():
            wanted[term][testimony] = wanted[term].get(testimony, 0) + count
    held = postings.of_block(block)
    return {
        term: (held.get(term, {}), wanted.get(term, {}))
        for term in {*held, *wanted}
        if held.get(term) != wanted.get(term)
    }


# --- names ----------------------------------------------------------------------------------------------


def _of_names(repair: bool, progress: Callable[[int], object]) -> Iterator[Fault]:
    for batch in batched(Name.objects.order_by("pk").values_list("pk", flat=True), NAMES_AT_ONCE):
        held = Counter(_words(row) for row in IndexedName.objects.filter(name__in=batch))
        wanted = Counter(_words(row) for row in names.rows_for(batch))
        wrong = sorted({row[0] for row in ((held - wanted) + (wanted - held))})
        for name in Name.objects.filter(pk__in=wrong).select_related(*names.AUTHORITIES).order_by("pk"):
            yield Fault("names", name.owner.public_id if name.owner else "a name of nothing")
        if repair and wrong:
            with transaction.atomic():
                names.keep_names(wrong)
        progress(len(batch))
    strays = IndexedName.objects.exclude(name__in=Name.objects.order_by().values("pk"))
    gone = sorted(set(strays.values_list("name", flat=True)))
    for _each in gone:
        yield Fault("names", "a name that is not there")
    if repair and gone:
        IndexedName.objects.filter(name__in=gone).delete()


def _words(row: IndexedName) -> tuple[int, str, str, int]:
    return row.name, row.owner, row.word, row.words


def _reported(found: list[Difference]) -> list[Fault]:
    identifiers = dict(Testimony.objects.filter(pk__in={key for key, _, _ in found}).values_list("pk", "public_id"))
    return [Fault(kind, identifiers.get(key, "a testimony that is not there")) for key, kind, _ in found]
