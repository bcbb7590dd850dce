"""Researchers' requests for access, and the grants that answer them."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from archive.models.base import ArchiveManager, ArchiveQuerySet, Record
from archive.models.testimonies import Testimony


class AccessRequestQuerySet(ArchiveQuerySet):
    def by(self, user: Any) -> Self:
        """The requests of one researcher."""
        return self.filter(researcher=user)

    def undecided(self) -> Self:
        return self.filter(decision=AccessRequest.Decision.OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-id")


class AccessRequest(Record):
    """What a registered researcher asked for, and what was decided by whom and why. Personal data.

    After a set time what the researcher wrote is blanked and ``researcher`` becomes None
    (:func:`archive.actions.requesters.purge_requests`); it goes with the researcher's login when that is deleted.
    """

    class Decision(models.TextChoices):
        OPEN = "open", "Open"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"
        CANCELLED = "cancelled", "Taken back by the researcher"
        LAPSED = "lapsed", "Lapsed: never decided"

    GUARDED: ClassVar = ("decision", "decided_at", "decided_by", "decision_reason")

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="access_requests")
    researcher = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="access_requests"
    )
    purpose = models.TextField()
    affiliation = models.CharField(max_length=255, blank=True)
    agreed_to_terms_at = models.DateTimeField()
    terms_version = models.CharField(max_length=20, blank=True, editable=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, editable=False, related_name="+"
    )
    decision_reason = models.TextField(blank=True, editable=False)

    objects = ArchiveManager.from_queryset(AccessRequestQuerySet)()

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
            models.CheckConstraint(
                condition=~Q(decision="open") | Q(researcher__isnull=False),
                name="open_request_has_its_researcher",
            ),
        ]

    def __str__(self) -> str:
        """No title and no name: this stands in the log of the workbench, which outlives both."""
        return f"Request of {self.created_at:%Y-%m-%d} for {self.testimony.public_id}"


class AccessGrantQuerySet(ArchiveQuerySet):
    def in_force(self, now: datetime) -> Self:
        return self.not_over(now).filter(valid_from__lte=now)

    def not_over(self, now: datetime) -> Self:
        """Those in force, and those that will be."""
        return self.filter(revoked_at=None, valid_until__gt=now)

    def to(self, user: Any) -> Self:
        return self.filter(researcher=user)


class AccessGrant(Record):
    """That a researcher may read a testimony kept on request, until a date."""

    GUARDED: ClassVar = ("valid_until", "revoked_at")

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="access_grants")
    researcher = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="access_grants"
    )
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
        """No title and no name, as a request."""
        return f"Grant of {self.valid_from:%Y-%m-%d} for {self.testimony.public_id}"

    @property
    def last_day(self) -> date:
        """The day, in the archive's time zone, on which it ends."""
        return timezone.localtime(self.valid_until - timedelta(microseconds=1)).date()
