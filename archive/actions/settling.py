"""What earlier versions left wrong where two curators worked at the same moment, found and put right again.

Each function returns how many records it changed: nothing, where nothing was wrong. Called by housekeeping.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from archive.access.levels import Status
from archive.actions.marks import close_redacted_copies, settle_originals
from archive.models import Participation, Testimony
from archive.models.sealed import Redaction


def withhold_open_originals() -> int:
    """Withhold the originals of the testimonies that someone protected takes part in, or of which words are withheld,
    where they are open, and close the redacted copies, which were made without regard to that. Opens none."""
    protected = Participation.objects.filter(testimony=OuterRef("pk"), person__identity_protected=True)
    marked = Redaction.objects.filter(passage__transcript__testimony=OuterRef("pk"), lifted_at=None)
    left_open = Testimony.objects.filter(Q(Exists(protected)) | Q(Exists(marked)), originals_withheld=False)
    found = list(left_open.exclude(status=Status.ERASED).order_by("pk"))
    for testimony in found:
        with transaction.atomic():
            settle_originals(testimony)
            close_redacted_copies(testimony)
    return len(found)
