"""The ledger: what was done to access, consent and publication, append-only, in a keyed hash chain.

An entry holds identifiers and codes only. The free-text reason sits in a row of its own that can be erased; the entry
points to it by a salted hash, so that an erased reason leaves the chain whole. A later entry names the entries whose
reasons were erased (``codes["reasons"]``, their numbers), so that a reason that is simply gone is told from them.
"""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models


class AppendOnlyError(TypeError):
    """A ledger entry was about to be changed or deleted."""


class LedgerQuerySet(models.QuerySet):
    """Entries can be read and appended; nothing else."""

    def _refuse(self) -> NoReturn:
        raise AppendOnlyError("The ledger is append-only: an entry is never changed or deleted.")

    def update(self, **columns: Any) -> NoReturn:
        self._refuse()

    def delete(self) -> NoReturn:
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def about(self, public_id: str) -> "LedgerQuerySet":
        return self.filter(subject=public_id)


class LedgerEntry(models.Model):
    """One entry: who did what to which record, when, chained to the entry before it."""

    class Action(models.TextChoices):
        SUBMITTED = "submitted", "Submitted for review"
        RETURNED = "returned", "Returned"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"
        RESTORED = "restored", "Restored"
        ERASED = "erased", "Erased"
        ACCESS_SET = "access_set", "Access set"
        CONSENT_RECORDED = "consent_recorded", "Consent recorded"
        CONSENT_REVOKED = "consent_revoked", "Consent taken back"
        REDACTED = "redacted", "Redacted"
        REDACTION_LIFTED = "redaction_lifted", "Redaction lifted"
        ORIGINALS_WITHHELD = "originals_withheld", "Originals withheld: someone protected was entered"
        UNSEALED = "unsealed", "Original looked at"
        IDENTITY_PROTECTED = "identity_protected", "Identity protected"
        IDENTITY_REVEALED = "identity_revealed", "Identity revealed"
        IDENTITY_UNSEALED = "identity_unsealed", "Identity looked at"
        GRANTED = "granted", "Access granted"
        GRANT_REVOKED = "grant_revoked", "Grant revoked"
        GRANT_END_SET = "grant_end_set", "Grant's end set"
        REQUEST_DECLINED = "request_declined", "Request declined"
        PREVIEW_GIVEN = "preview_given", "Preview link given"
        PREVIEW_REVOKED = "preview_revoked", "Preview link revoked"
        MERGED = "merged", "Merged"
        LOADED = "loaded", "Loaded as published"
        PROPOSED = "proposed", "Asked for; a second person decides"
        CONFIRMED = "confirmed", "Confirmed by a second person"
        DECLINED = "declined", "Declined by a second person"
        REPLAYED = "replayed", "Ledger replayed on a restored backup"
        REASON_REFUSED = "reason_refused", "Reason refused: it repeats what is sealed"
        REASONS_ERASED = "reasons_erased", "Reasons erased"

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    action = models.CharField(max_length=20, choices=Action.choices)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField("public identifier", max_length=16, db_index=True)
    codes = models.JSONField(default=dict, blank=True, help_text="Codes only: the status before, the access set …")
    reason_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64, unique=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ledger"
        ordering: ClassVar = ["-sequence"]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.get_action_display()} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("The ledger is append-only: an entry is never changed.")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("The ledger is append-only: an entry is never deleted.")


class LedgerHead(models.Model):
    """The one row that appends are serialised on: the number and hash of the last entry."""

    sequence = models.PositiveBigIntegerField(default=0)
    entry_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"Head at {self.sequence}"


class LedgerReason(models.Model):
    """The free-text reason of an entry, erasable without breaking the chain. ``salt`` is hexadecimal."""

    entry = models.OneToOneField(LedgerEntry, on_delete=models.DO_NOTHING, related_name="reason")
    salt = models.CharField(max_length=32)
    text = models.TextField()

    def __str__(self) -> str:
        return f"Reason of entry {self.entry_id}"
