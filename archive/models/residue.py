"""What an erasure or a redaction still has to clean: files on disk, and pages the database has not overwritten yet.

Rows hold identifiers and places only, never a name or a word of what was erased. Housekeeping works them off.
"""

from typing import Any, ClassVar

from django.db import models


class Residue(models.Model):
    """One thing that is left of something destroyed, until ``cleaned_at``; without a ``subject`` where it was no one
    record.

    A FILE has the storage ``path`` that is to be deleted; a DATABASE has the ``tables`` whose dead pages are to be
    rewritten. ``obstacle`` says why the last attempt did not succeed.
    """

    class Kind(models.TextChoices):
        FILE = "file", "File"
        DATABASE = "database", "Pages of the database"

    class Obstacle(models.TextChoices):
        NONE = "", "Not tried yet"
        READER = "reader", "A reader still holds the state from before"
        BUSY = "busy", "The tables or the database were in use"
        FAILED = "failed", "The storage or the database refused"
        NAMED = "named", "Another record names the same file"

    subject = models.CharField("public identifier", max_length=16, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    path = models.CharField(max_length=200, blank=True)
    tables = models.JSONField(default=list, blank=True)
    left_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    obstacle = models.CharField(max_length=10, choices=Obstacle.choices, blank=True, default=Obstacle.NONE)
    cleaned_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "residue"
        ordering: ClassVar = ["-left_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.subject}" if self.subject else self.get_kind_display()


def destroy(rows: models.QuerySet[Any]) -> int:
    """Delete ``rows`` and nothing else: no signal, no cascade, and no refusal of what was once published.

    For ``archive.actions.erase`` alone (a test says so), which has gathered everything that refers to them. Returns
    their number.
    """
    return rows.order_by()._raw_delete(rows.db)
