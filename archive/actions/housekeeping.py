"""What has to be done again and again, without anyone asking: one list of steps, each safe to repeat and to interrupt.

To add a step, add a line to :data:`STEPS`: a title in plain words and a function without arguments that does it and
returns a sentence about what it did. A step that raises does not keep the others from running.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from archive.access.levels import Status
from archive.actions import residue, second_person, stored_files
from archive.actions.consent import fold, folded
from archive.actions.erase import destroy_left_behind
from archive.actions.ledger_check import faults, settle_older_reasons
from archive.actions.ledger_export import export_head, export_ledger, read_head, refuse_set_back
from archive.actions.previews import forget_previews
from archive.actions.refusals import ActionRefused
from archive.actions.requesters import purge_requests
from archive.actions.settling import (
    close_looser_copies,
    derive_all_headings,
    forget_hidden_narrators,
    withhold_open_originals,
)
from archive.models import Consent, Testimony

BATCH = 200

LISTED = 20
"""How many stray files, and how much that is passed over, are listed by their paths."""


class Step(NamedTuple):
    title: str
    carry_out: Callable[[], str]


def refold_consents() -> str:
    """Bring forward consents that began after a gap: folding writes the first span without a gap only."""
    now, changed = timezone.now(), 0
    ending = Consent.objects.exclude(valid_until=None).values("testimony")
    due = Testimony.objects.exclude(status=Status.ERASED).filter(pk__in=ending).order_by("pk")
    last = 0
    while True:
        prefetched = due.filter(pk__gt=last).prefetch_related(Prefetch("consents", Consent.objects.all()))
        batch = list(prefetched[:BATCH])
        if not batch:
            return f"{changed} testimonies with other dates of consent"
        last = batch[-1].pk
        for testimony in batch:
            columns = folded(list(testimony.consents.all()), now)
            if any(getattr(testimony, column) != value for column, value in columns.items()):
                with transaction.atomic():
                    fold(testimony)
                changed += 1


def empty_erased() -> str:
    """Destroy what was entered under an erased testimony before that was refused."""
    return f"{destroy_left_behind()} records under erased testimonies destroyed"


def withhold_originals() -> str:
    """Withhold the recordings of protected people that earlier versions left open."""
    return f"{withhold_open_originals()} testimonies whose originals were open are withheld"


def close_copies() -> str:
    """Make copies as strict as what they were made from, where they were left looser."""
    return f"{close_looser_copies()} copies looser than what they were made from made as strict"


def settle_headings() -> str:
    """Take headings from no hidden name, and let the index name no hidden narrator, where earlier versions did."""
    return (
        f"{derive_all_headings()} headings derived anew, "
        f"{forget_hidden_narrators()} testimonies whose hidden narrators were in the index"
    )


def clean_residue() -> str:
    """Try again to clean what was destroyed and is not clean yet."""
    cleaned, left = residue.clean_pending()
    if not left:
        return f"{cleaned} cleaned, nothing pending"
    rows = residue.pending()
    obstacles = sorted({str(row.get_obstacle_display()) for row in rows})
    subjects = sorted({row.subject for row in rows})
    return f"{cleaned} cleaned, RESIDUE PENDING: {left}, of {', '.join(subjects)} ({'; '.join(obstacles)})"


def find_strays() -> str:
    """List files in the storage that no record names. None is removed: that takes an operator."""
    found = stored_files.look_through()
    said = "every file in the storage has its record"
    if found.strays:
        said = (
            f"{len(found.strays)} FILES THAT NO RECORD NAMES: {_first_of(found.strays)}. "
            "stray_files lists them all, and removes them when told to"
        )
    return said + (f"; not looked into: {_first_of(found.passed_over)}" if found.passed_over else "")


def _first_of(paths: list[str]) -> str:
    more = f" and {len(paths) - LISTED} more" if len(paths) > LISTED else ""
    return f"{', '.join(paths[:LISTED])}{more}"


def forget_sessions() -> str:
    """Delete the sessions that are over."""
    before = Session.objects.count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return f"{before - Session.objects.count()} sessions that were over"


def expire_proposals() -> str:
    """Close what waited too long for a second person."""
    return f"{second_person.expire()} proposals that waited too long"


def forget_requesters() -> str:
    """Blank what requests for access tell of people, once it was kept as long as the setting says."""
    return f"{purge_requests(timezone.now())} requests and grants detached from people"


def forget_links() -> str:
    """Delete preview links that ended a while ago, with the notes for whom they were."""
    return f"{forget_previews(timezone.now())} preview links that were over"


def ledger_file() -> Path:
    """Where the whole ledger is exported: beside its head."""
    return Path(settings.ARCHIVE_LEDGER_HEAD_FILE).with_suffix(".jsonl")


def export() -> str:
    """Export the ledger and its head to files outside the database; refused when the database was set back."""
    head_file = Path(settings.ARCHIVE_LEDGER_HEAD_FILE)
    refuse_set_back(read_head(head_file))
    settle_older_reasons()
    broken = next(faults(), None)
    if broken is not None:
        raise ActionRefused(f"Nothing was exported: the ledger is not whole at {broken}. Run verify_ledger.")
    count = export_ledger(ledger_file())
    head = export_head(head_file)
    return f"{count} entries to {ledger_file()}, the head at {head.sequence} to {head_file}"


STEPS = [
    Step("Consents", refold_consents),
    Step("Erased", empty_erased),
    Step("Originals", withhold_originals),
    Step("Copies", close_copies),
    Step("Headings", settle_headings),
    Step("Residue", clean_residue),
    Step("Files", find_strays),
    Step("Sessions", forget_sessions),
    Step("Second person", expire_proposals),
    Step("Requests", forget_requesters),
    Step("Preview links", forget_links),
    Step("Ledger", export),
]
