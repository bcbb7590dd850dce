"""What earlier versions left wrong where two curators worked at the same moment, found and put right again.

Each function returns how many records it changed: nothing, where nothing was wrong. Called by housekeeping.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from archive.access.levels import FROM_LOOSE_TO_STRICT, Part, Status
from archive.access.viewer import visitor
from archive.actions import protected_parts
from archive.actions.access import set_level
from archive.actions.locks import hold
from archive.actions.marks import close_redacted_copies, settle_originals
from archive.lib.batches import batched
from archive.models import IndexedTestimony, LedgerEntry, MediaFile, Participation, Testimony
from archive.models.names import OWNERS, bearers, derive_headings, differing_headings
from archive.models.sealed import ProtectedPart, Redaction
from archive.search import index, marks

BATCH = 500


def withhold_open_originals() -> int:
    """Withhold the originals of the testimonies that someone protected takes part in, or of which words are withheld,
    where they are open, and close the redacted copies, which were made without regard to that. Opens none."""
    protected_parts.keep_missing()
    protected = ProtectedPart.objects.filter(testimony=OuterRef("pk"), takes_part=True)
    marked = Redaction.objects.filter(passage__transcript__testimony=OuterRef("pk"), lifted_at=None)
    left_open = Testimony.objects.filter(Q(Exists(protected)) | Q(Exists(marked)), originals_withheld=False)
    found = list(left_open.exclude(status=Status.ERASED).order_by("pk"))
    for testimony in found:
        with transaction.atomic():
            settle_originals(testimony)
            close_redacted_copies(testimony)
    return len(found)


def close_looser_copies() -> int:
    """Give copies that are looser than what they were made from its level, in the ledger too. Those on whose level
    someone once decided stay: a redacted copy may be opened beside its closed master."""
    decided = LedgerEntry.objects.filter(action=LedgerEntry.Action.ACCESS_SET, subject=OuterRef("public_id"))
    looser = Q(pk__in=())
    for number, level in enumerate(FROM_LOOSE_TO_STRICT):
        looser |= Q(derived_from__access=level, access__in=FROM_LOOSE_TO_STRICT[:number])
    left_open, closed = MediaFile.objects.filter(looser, ~Exists(decided)).select_related("derived_from"), 0
    while found := list(left_open.order_by("pk")):  # again, since a copy may have copies itself
        for seen in found:
            with transaction.atomic():
                hold(seen)
                if (copy := left_open.filter(pk=seen.pk).first()) is not None and copy.derived_from is not None:
                    set_level(copy, None, copy.derived_from.access)
                    closed += 1
    return closed


def derive_all_headings() -> int:
    """Derive anew the heading of every authority, and who is named; what differed is written, in the index, too."""
    written = 0
    for owner in OWNERS:
        for keys in batched(list(bearers(owner).order_by("pk").values_list("pk", flat=True)), BATCH):
            if differing := differing_headings(owner, keys):  # read first: nobody is locked for nothing
                written += derive_headings(owner, differing)
    return written


def forget_hidden_narrators() -> int:
    """Have the index forget, where it tells anyone of them, the narrators whom consent does not let be named."""
    narrating = Participation.objects.filter(role=Participation.Role.NARRATOR, person__is_named=True)
    shown = narrating.visible_to(visitor(), Part.NAME).order_by().values("pk")
    hidden: dict[int, set[str]] = defaultdict(set)
    for testimony, person in narrating.exclude(pk__in=shown).order_by().values_list("testimony", "person"):
        hidden[testimony].add(marks.mark("p", person))
    stale = [
        key
        for keys in batched(sorted(hidden), BATCH)
        for key, facets in IndexedTestimony.objects.filter(pk__in=keys).values_list("pk", "facets")
        if hidden[key] & set(facets.split())
    ]
    if stale:
        index.refresh(stale)
    return len(stale)
