"""The marks of a passage while they are in force: no edit loses them, and they move with the text around them.

Connected to the saving of passages by :mod:`archive.receivers`.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from archive.access.levels import Access
from archive.actions import ledger, protected_parts
from archive.lib.marks import PLACEHOLDER, MarkLostError, follow
from archive.lib.text import nfc
from archive.models import LedgerEntry, MediaFile, Passage, Testimony
from archive.models.sealed import Redaction

LOST = (
    f"Words of this passage are withheld, and “{PLACEHOLDER}” stands in their place. Leave each of these marks as it "
    "is; to change one, lift the redaction first."
)


def in_force(passage: Passage) -> models.QuerySet[Redaction]:
    """The redactions of ``passage`` that are in force, in the order of the text."""
    return Redaction.objects.filter(passage=passage, lifted_at=None).order_by("start", "pk")


def in_force_in(testimony: Testimony) -> models.QuerySet[Redaction]:
    """The redactions in force in any text of ``testimony``."""
    return Redaction.objects.filter(passage__transcript__testimony=testimony, lifted_at=None)


def refuse_a_lost_mark(passage: Passage, old_text: str, new_text: str) -> None:
    """Raise a ValidationError when ``new_text`` lacks a mark that is in force in ``old_text``."""
    spans = list(in_force(passage).values_list("start", "end"))
    if not spans:
        return
    try:
        follow(old_text, nfc(new_text), spans)
    except MarkLostError as error:
        raise ValidationError(LOST, code="mark_lost") from error


def keep_marks(sender: Any, passage: Passage, old_text: str, **kwargs: Any) -> None:
    """Before a passage's text is written."""
    refuse_a_lost_mark(passage, old_text, passage.text)


def carry_marks(sender: Any, passage: Passage, old_text: str, **kwargs: Any) -> None:
    """After a passage's text was written: the marks are where they stand in it now."""
    marks = list(in_force(passage))
    moved = follow(old_text, passage.text, [(mark.start, mark.end) for mark in marks])
    for mark, (start, end) in zip(marks, moved, strict=True):
        if (mark.start, mark.end) != (start, end):
            mark.start, mark.end = start, end
            mark.save()


def close_redacted_copies(testimony: Testimony) -> int:
    """Close the redacted copies of ``testimony``: they were made before the newest decision, and may hold what it
    withholds. A curator looks at each and opens it again. Returns how many were closed."""
    copies = MediaFile.objects.filter(testimony=testimony, rendition=MediaFile.Rendition.REDACTED)
    return copies.exclude(access=Access.CLOSED).write_guarded(access=Access.CLOSED, updated_at=timezone.now())


@transaction.atomic
def withhold_as_entered(testimony: Testimony) -> LedgerEntry:
    """Withhold the originals of ``testimony``, in which someone protected was just entered, and close the redacted
    copies; by whom and who it was, the entry does not say.

    It is entered whatever was withheld before: once words are shown again, or someone else is revealed, it is why the
    originals of a restored backup, which does not know of the person, stay withheld.
    """
    settle_originals(testimony)
    close_redacted_copies(testimony)
    return ledger.append(LedgerEntry.Action.ORIGINALS_WITHHELD, testimony)


def settle_originals(testimony: Testimony) -> None:
    """Withhold the originals of ``testimony`` (its files as recorded) while words of it are withheld or someone who
    takes part in it, in whatever role, or did so, is protected, and no longer."""
    Testimony.objects.select_for_update().get(pk=testimony.pk)  # two decisions at once do not overlook one another
    protected_parts.keep(testimony)
    withheld = in_force_in(testimony).exists() or protected_parts.is_kept(testimony.pk, taking_part=True)
    Testimony.objects.filter(pk=testimony.pk).exclude(originals_withheld=withheld).write_guarded(
        originals_withheld=withheld
    )
    testimony.originals_withheld = withheld
