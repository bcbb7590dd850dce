"""Under which conditions an account may be read: its status, level of access, embargo and consent, as columns."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from archive.access.levels import Access, Status
from archive.models.public_ids import Addressed

CONSENT_STEMS = ("readable", "hearable", "quotable", "downloadable", "minable", "nameable", "knowable")
"""What consent allows, as the stems of the columns that it is folded into (see ``Consent.FOLDED``)."""


class AccessConditions(Addressed):
    """The columns that the rules of visibility read off an account.

    They belong to actions: no form, import or bulk write changes them. The pairs ``…_from``, ``…_until`` say from when
    until when consent is in force, a pair for each scope; ``leaves_tombstone``, that readers could know of it when it
    was withdrawn or erased; ``originals_withheld``, that its text is redacted or a narrator protected, so that of its
    files only redacted copies may be shown.
    """

    GUARDED: ClassVar = (
        "status",
        "access",
        "embargo_until",
        *(f"{stem}_{end}" for stem in CONSENT_STEMS for end in ("from", "until")),
        "submitted_at",
        "published_at",
        "withdrawn_at",
        "leaves_tombstone",
        "originals_withheld",
    )

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    access = models.CharField(max_length=10, choices=Access.choices, blank=True, editable=False)
    embargo_until = models.DateTimeField(null=True, editable=False)
    readable_from = models.DateTimeField(null=True, editable=False)
    readable_until = models.DateTimeField(null=True, editable=False)
    hearable_from = models.DateTimeField(null=True, editable=False)
    hearable_until = models.DateTimeField(null=True, editable=False)
    quotable_from = models.DateTimeField(null=True, editable=False)
    quotable_until = models.DateTimeField(null=True, editable=False)
    downloadable_from = models.DateTimeField(null=True, editable=False)
    downloadable_until = models.DateTimeField(null=True, editable=False)
    minable_from = models.DateTimeField(null=True, editable=False)
    minable_until = models.DateTimeField(null=True, editable=False)
    nameable_from = models.DateTimeField(null=True, editable=False)
    nameable_until = models.DateTimeField(null=True, editable=False)
    knowable_from = models.DateTimeField(null=True, editable=False)
    knowable_until = models.DateTimeField(null=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    leaves_tombstone = models.BooleanField(default=False, editable=False)
    originals_withheld = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


def consent_constraints() -> list[models.CheckConstraint]:
    """For each scope: consent ends only after it began."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{stem}_until__isnull": True})
            | Q(**{f"{stem}_from__isnull": False, f"{stem}_until__gt": F(f"{stem}_from")}),
            name=f"testimony_{stem}_until_after_from",
        )
        for stem in CONSENT_STEMS
    ]
