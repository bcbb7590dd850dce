"""Collections: what one custodian keeps together, with the defaults for what is in it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from archive.access.levels import Access, Status
from archive.lib.text import ascii_fold, nfc
from archive.models.base import publication_constraints, publication_permissions
from archive.models.public_ids import Addressed


class Collection(Addressed):
    """A body of testimonies (archivists may say fonds or series; a collection may lie in another)."""

    HIERARCHIES = ("parent",)
    GUARDED: ClassVar = ("status", "published_at", "withdrawn_at")
    DERIVES: ClassVar = {"sort_key": ("title",)}

    title = models.CharField(max_length=300)
    sort_key = models.CharField(max_length=300, editable=False, db_index=True)
    description = models.TextField(blank=True)
    custodian = models.CharField(max_length=255, blank=True, help_text="Who keeps the originals and answers for them.")
    rights = models.TextField(blank=True, help_text="What may be done with the material, in plain words.")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="part of",
    )
    default_access = models.CharField(
        max_length=10,
        choices=Access.choices,
        default=Access.CLOSED,
        help_text="The access a new testimony in this collection starts with.",
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        permissions: ClassVar = publication_permissions("collection", "collection")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="collection_has_a_title"),
            *publication_constraints("collection"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="collection_not_in_itself",
                violation_error_message="A collection cannot be part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_be_deleted(self) -> bool:
        """Only a draft that was never published; any other is withdrawn."""
        return self.published_at is None

    def derive(self) -> None:
        super().derive()
        self.title = nfc(self.title).strip()
        self.sort_key = ascii_fold(self.title)[:300]
