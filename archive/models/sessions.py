"""Sessions: the sittings of an interview, each with its own clock."""

from typing import ClassVar

from django.db import models

from archive.lib.fuzzy_date_fields import FuzzyDateField, bound_field
from archive.models.places import Place
from archive.models.public_ids import Identified
from archive.models.testimonies import Testimony


class Session(Identified):
    """One sitting of an interview. Media and passages belong to one, and their times run on its clock."""

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField("number of the sitting", default=1)
    held_on = FuzzyDateField("date", blank=True)
    held_on_earliest = bound_field()
    held_on_latest = bound_field()
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    duration_ms = models.PositiveBigIntegerField("duration in milliseconds", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["testimony", "position"],
                name="one_session_per_position",
                violation_error_message="Another sitting of this testimony has this number.",
            )
        ]

    def __str__(self) -> str:
        return f"Session {self.position} of {self.testimony}"
