"""Consent: on what basis a testimony may be read, heard, quoted, and for how long."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from archive.models.base import ArchiveManager, ArchiveQuerySet
from archive.models.people import Person
from archive.models.public_ids import Identified
from archive.models.testimonies import Testimony


def private_document_path(consent: "Consent", file_name: str) -> str:
    """Where a signed document is kept: staff only, never under a public address."""
    extension = file_name.rpartition(".")[2].lower()
    suffix = f".{extension}" if extension.isascii() and extension.isalnum() and len(extension) <= 5 else ""
    return f"consent/{consent.public_id}{suffix}"


class ConsentQuerySet(ArchiveQuerySet):
    def not_over(self, now: datetime) -> Self:
        """Consents that are in force at ``now`` or will be."""
        return self.filter(revoked_at=None).filter(Q(valid_until=None) | Q(valid_until__gt=now))

    def allowing(self, scope: str) -> Self:
        """Consents that gave ``scope`` (a name in ``Consent.SCOPES``) and from which it was not taken back."""
        return self.filter(**{scope: True, f"revoked_scopes__{scope}__isnull": True})


class Consent(Identified):
    """A basis for publishing a testimony, scoped, dated and revocable.

    The scopes (``may_…``) record what was given. What was taken back is recorded beside it: the whole consent in
    ``revoked_at``, a single scope in ``revoked_scopes`` (scope: moment in ISO 8601). Actions fold what is in force into
    columns of the testimony (``FOLDED``), where the rules of visibility look.
    """

    class Basis(models.TextChoices):
        RELEASE = "release", "Signed release"
        ORAL = "oral", "Recorded oral consent"
        PUBLISHED = "published", "Already published"
        LEGAL = "legal", "Legal basis"

    FOLDED: ClassVar = {
        "may_read": "readable",
        "may_hear": "hearable",
        "may_quote": "quotable",
        "may_download": "downloadable",
        "may_use_by_machine": "minable",
        "may_show_name": "nameable",
        "may_be_known": "knowable",
    }
    """Scope: the stem of the testimony's two columns for it (``…_from``, ``…_until``)."""

    SCOPES: ClassVar = tuple(FOLDED)

    GUARDED: ClassVar = ("revoked_at", "revoked_scopes")

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="consents")
    narrator = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="consents")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    may_read = models.BooleanField("read", default=False, help_text="The text may be read by those the access allows.")
    may_hear = models.BooleanField("hear", default=False, help_text="Recordings may be played.")
    may_quote = models.BooleanField("quote", default=False, help_text="Words may be quoted elsewhere.")
    may_download = models.BooleanField("download", default=False)
    may_use_by_machine = models.BooleanField("machine use", default=False, help_text="Harvesting, mining, training.")
    may_show_name = models.BooleanField("name shown", default=False, help_text="The narrator's name may stand with it.")
    may_be_known = models.BooleanField(
        "existence known",
        default=False,
        help_text="Readers may be told that the account exists while its content is closed to them.",
    )
    valid_from = models.DateTimeField("in force from")
    valid_until = models.DateTimeField("in force until", null=True, blank=True)
    revoked_at = models.DateTimeField("revoked on", null=True, editable=False)
    revoked_scopes = models.JSONField("scopes revoked", default=dict, editable=False)
    document = models.FileField(
        "signed document",
        upload_to=private_document_path,
        blank=True,
        help_text="Staff only; never shown to the public.",
    )
    remark = models.TextField(blank=True, help_text="Staff only: how the consent was given.")

    objects = ArchiveManager.from_queryset(ConsentQuerySet)()

    class Meta:
        ordering: ClassVar = ["valid_from", "id"]
        permissions: ClassVar = [("revoke_consent", "Can record that a consent was taken back")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="consent_ends_after_its_start",
                violation_error_message="The end must lie after the start.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} from {self.valid_from:%Y-%m-%d}"

    def allows(self, scope: str, now: datetime) -> bool:
        """Whether it allows ``scope`` at ``now`` or will later, as far as is known now."""
        over = self.revoked_at is not None or (self.valid_until is not None and self.valid_until <= now)
        return scope in self.scopes_left and not over

    @property
    def scopes(self) -> list[str]:
        """The scopes this consent covers, in plain words; without those that were taken back."""
        return [str(self._meta.get_field(scope).verbose_name) for scope in self.scopes_left]

    @property
    def scopes_left(self) -> list[str]:
        """The names of the scopes that were given and not taken back one by one."""
        return [scope for scope in self.SCOPES if getattr(self, scope) and scope not in self.revoked_scopes]
