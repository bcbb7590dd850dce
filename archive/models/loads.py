"""What fixtures brought in, so that loading them again undoes nobody's work."""

from typing import ClassVar

from django.db import models


class LoadedRecord(models.Model):
    """The state of one record as a fixture last loaded it.

    ``natural_key`` is the record's natural key as JSON; ``digest`` holds two halves of a keyed hash of the record as
    it stood right after loading: of the fixture's fields, and of the whole row. A record that no longer has that digest
    was changed by someone since; an empty digest is no record's.
    """

    label = models.CharField(max_length=60)
    natural_key = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["label", "natural_key"], name="one_line_per_loaded_record")
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.natural_key}"
