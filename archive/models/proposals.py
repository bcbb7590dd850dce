"""Actions that one person asked for and another has to confirm."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ProposalQuerySet(models.QuerySet):
    def waiting(self, now: datetime) -> "ProposalQuerySet":
        """Those that can still be confirmed or declined at ``now``."""
        return self.filter(decision=ProposedAction.Decision.OPEN, expires_at__gt=now)


class ProposedAction(models.Model):
    """That someone asked for an action on a record as they saw it, and what a second person decided.

    ``permission`` is what both need. ``details`` hold codes and identifiers only. ``reason`` can be blanked. Written by
    ``archive.actions.second_person`` only.
    """

    class Code(models.TextChoices):
        PUBLISH = "publish", "Publish"
        UNSEAL = "unseal", "Show a sealed original"
        ERASE = "erase", "Erase"
        LOOSEN = "loosen", "Give readers more access"

    class Decision(models.TextChoices):
        OPEN = "open", "Waiting for a second person"
        CONFIRMED = "confirmed", "Confirmed"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Expired"

    code = models.CharField("action", max_length=20, choices=Code.choices)
    permission = models.CharField(max_length=100)
    record_kind = models.CharField(max_length=40)
    record = models.CharField("public identifier", max_length=16, db_index=True)
    state_seen = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="proposal_decided_by_another_person",
            ),
            models.UniqueConstraint(
                fields=["code", "record"], condition=Q(decision="open"), name="one_open_proposal_of_an_action"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.record}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A proposal is decided or expires; it is never deleted.")
