"""Preview links: a testimony that is not published yet, shown to someone without an account."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from archive.models.base import ArchiveManager, ArchiveQuerySet, Record
from archive.models.testimonies import Testimony


class PreviewLinkQuerySet(ArchiveQuerySet):
    def in_force(self, now: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=now)


class PreviewLink(Record):
    """That whoever holds an address may read a testimony before it is published, until a moment.

    ``token_digest`` is a keyed hash of the secret part of that address, which is kept nowhere. ``for_whom`` is a note
    for staff only, and personal data. Written by ``archive.actions.previews`` only.
    """

    GUARDED: ClassVar = ("token_digest", "expires_at", "revoked_at")

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="preview_links")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, editable=False, related_name="+"
    )
    for_whom = models.CharField(max_length=255)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ArchiveManager.from_queryset(PreviewLinkQuerySet)()

    def __str__(self) -> str:
        """No title and no name: this stands in the log of the workbench, which outlives both."""
        return f"Preview link of {self.created_at:%Y-%m-%d} for {self.testimony.public_id}"

    def is_in_force(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
