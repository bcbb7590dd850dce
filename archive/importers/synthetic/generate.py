"""Generating a synthetic collection: what is shared first, then testimonies batch by batch."""

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm

from archive.actions import ledger
from archive.importers.synthetic import shared
from archive.importers.synthetic.shared import Shared
from archive.importers.synthetic.sizes import Size
from archive.importers.synthetic.testimonies import Batches
from archive.importers.synthetic.tongues import TONGUES
from archive.lib.planner import refresh_statistics
from archive.models import Collection, Language, LedgerEntry, Term, Testimony
from archive.search import index

PASSAGES_TO_A_BATCH = 4000
LARGEST_BATCH = 1000


class Refused(Exception):
    """Nothing was generated; the message says why."""


@dataclass
class Generated:
    """What a run left behind: of an interrupted one too, which stops between two batches."""

    collection: Collection
    testimonies: int = 0
    passages: int = 0
    interrupted: bool = False


def check_archive(*, into_real_archive: bool) -> None:
    """Raise :class:`Refused` where synthetic testimonies have no business, or vocabularies are missing."""
    if not into_real_archive and Testimony.objects.filter(synthetic=False).exists():
        raise Refused(
            "This archive holds testimonies that are not synthetic. Use another database (DATABASE_URL), "
            "or say --into-real-archive if you want both side by side."
        )


def needs_vocabularies() -> bool:
    """Whether a term or a language that testimonies cannot do without is missing."""
    return (
        not Term.objects.filter(scheme=Term.Scheme.STANDING).exists()
        or not Language.objects.filter(code__in=[tongue.code for tongue in TONGUES]).exists()
    )


def generate(size: Size, *, seed: int, progress: bool = True) -> Generated:
    """Generate a new synthetic collection of ``size`` beside what is there.

    The same seed gives the same records, public identifiers and times apart. Each batch has a transaction of its own,
    so that an interrupted run leaves whole testimonies. The ledger gets one entry, for the collection as a whole: what
    was never told needs no trail of its own.
    """
    random = Random(seed)
    with transaction.atomic():
        drawn_on = shared.create(size, random, f"{timezone.now():%Y-%m-%d %H:%M:%S} (seed {seed})")
        generated = Generated(drawn_on.collections.things[0])
        ledger.append(LedgerEntry.Action.LOADED, generated.collection, synthetic=size.testimonies)
    try:
        _testimonies(size, drawn_on, random, generated, progress)
    except KeyboardInterrupt:
        generated.interrupted = True
    refresh_statistics(connection)
    return generated


@contextlib.contextmanager
def _garbage_collected_at_the_end() -> Iterator[None]:
    """Without the search for garbage in between, which finds nothing among rows and takes an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        if was_on:
            gc.enable()


def _testimonies(size: Size, drawn_on: Shared, random: Random, generated: Generated, progress: bool) -> None:
    batches = Batches(drawn_on, random, timezone.now())
    at_once = max(1, min(LARGEST_BATCH, PASSAGES_TO_A_BATCH // max(size.passages, 1)))
    disable = None if progress else True
    with tqdm(total=size.testimonies, unit=" testimonies", disable=disable, smoothing=0.05) as bar:
        while generated.testimonies < size.testimonies:
            count = min(at_once, size.testimonies - generated.testimonies)
            with _garbage_collected_at_the_end(), index.collecting():
                batches.write(generated.testimonies + 1, count, size.passages)
            generated.testimonies += count
            generated.passages += count * size.passages
            bar.update(count)
