"""Researchers' requests for access, and the grants that answer them."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archive.models.base import ArchiveManager, ArchiveQuerySet, Record
from archive.models.testimonies import Testimony


class AccessRequest(Record):
    """What a registered researcher asked for, and what was decided by whom and why. Personal data."""

    class Decision(models.TextChoices):
        OPEN = "open", "Open"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"
        CANCELLED = "cancelled", "Taken back by the researcher"

    GUARDED: ClassVar = ("decision", "decided_at", "decided_by", "decision_reason")

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="access_requests")
    researcher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_requests")
    purpose = models.TextField()
    affiliation = models.CharField(max_length=255, blank=True)
    agreed_to_terms_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, editable=False, related_name="+"
    )
    decision_reason = models.TextField(blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["testimony", "researcher"],
                condition=Q(decision="open"),
                name="one_open_request_per_researcher",
            ),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at__isnull=True)
                | (~Q(decision="open") & Q(decided_at__isnull=False)),
                name="request_decision_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Request of {self.created_at:%Y-%m-%d} for {self.testimony}" if self.created_at else "Request"


class AccessGrantQuerySet(ArchiveQuerySet):
    def in_force(self, now: datetime) -> Self:
        return self.filter(revoked_at=None, valid_from__lte=now, valid_until__gt=now)

    def to(self, user: Any) -> Self:
        return self.filter(researcher=user)


class AccessGrant(Record):
    """That a researcher may read a testimony kept on request, until a date."""

    GUARDED: ClassVar = ("valid_until", "revoked_at")

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="access_grants")
    researcher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_grants")
    request = models.ForeignKey(AccessRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="grants")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ArchiveManager.from_queryset(AccessGrantQuerySet)()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["researcher", "valid_until"], name="grant_by_researcher")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="grant_ends_after_its_start")
        ]

    def __str__(self) -> str:
        return f"Grant until {self.valid_until:%Y-%m-%d} for {self.testimony}"
