"""Sealed records: what must not be read is not stored where readers read.

The original behind a redaction and the legal name behind a pseudonym are kept here, encrypted with a key that is not in
the database. No back-reference leads here, nothing here is exported from ``archive.models`` or registered in the admin,
and no public module imports this one.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archive.models.base import Record
from archive.models.people import Person
from archive.models.testimonies import Testimony
from archive.models.transcripts import Passage


class Redaction(Record):
    """A mark over words of a passage: where, why, by whom.

    The span counts code points of the public text: it is where the placeholder stands while the mark is in force
    (``lifted_at`` is None), and where it last stood once it was lifted.
    """

    class Reason(models.TextChoices):
        SAFETY = "safety", "Safety of a person"
        PRIVACY = "privacy", "Privacy of a person"
        REQUEST = "request", "At the narrator's request"
        LEGAL = "legal", "Legal obligation"

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    redacted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="redaction_ends_after_its_start")
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.start}–{self.end})"


class SealedText(Record):
    """The original words behind one redaction, encrypted. ``key_id`` says with which key."""

    redaction = models.OneToOneField(Redaction, on_delete=models.CASCADE, related_name="+")
    ciphertext = models.BinaryField()
    key_id = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"Sealed text {self.pk}"


class SealedIdentity(Record):
    """The real identity behind a protected narrator, encrypted."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    ciphertext = models.BinaryField()
    key_id = models.CharField(max_length=32)

    class Meta:
        verbose_name_plural = "sealed identities"

    def __str__(self) -> str:
        return f"Sealed identity {self.pk}"


class ProtectedPart(Record):
    """That someone takes part in a testimony, or gave a consent to it, while protected.

    It is kept when the person is taken out of there again: its files go on telling who is protected. Revealing the
    identity ends it. ``takes_part`` is False for who only gave a consent; ``person`` is None once erased.
    """

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    takes_part = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["testimony", "person"], name="one_protected_part_per_person")
        ]

    def __str__(self) -> str:
        return f"Protected part {self.pk}"
