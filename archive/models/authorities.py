"""What the four authorities (persons, organisations, places, events) have in common.

An authority's names are rows of one table, :class:`~archive.models.names.Name`. ``heading`` and ``sort_key`` are kept
up to date from those rows, so that lists sort and admin forms print without reading them.
"""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from archive.models.public_ids import Addressed

WIKIDATA = RegexValidator(r"^Q[1-9][0-9]*$", "A Wikidata identifier is a Q and a number, for example Q4121055.")
VIAF = RegexValidator(r"^[1-9][0-9]*$", "A VIAF identifier is a number, for example 102333412.")


class Authority(Addressed):
    """A person, organisation, place or event, described once and referred to from everywhere."""

    GUARDED: ClassVar[tuple[str, ...]] = ("heading", "sort_key")
    WITHOUT_NAME: ClassVar[str] = "without a name yet"

    heading = models.CharField(max_length=255, blank=True, editable=False)
    sort_key = models.CharField(max_length=255, blank=True, editable=False, db_index=True)
    description = models.TextField(
        blank=True,
        help_text="What the sources say, attributed to them. The archive's own voice claims nothing.",
    )
    sources = models.ManyToManyField(
        "archive.Source",
        blank=True,
        related_name="describes_%(class)ss",
        verbose_name="sources of the description",
    )
    wikidata = models.CharField("Wikidata", max_length=20, blank=True, validators=[WIKIDATA])
    viaf = models.CharField("VIAF", max_length=22, blank=True, validators=[VIAF])

    class Meta:
        abstract = True
        ordering: ClassVar = ["sort_key", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["wikidata"], condition=~Q(wikidata=""), name="one_%(class)s_per_wikidata_identifier"
            ),
            models.UniqueConstraint(fields=["viaf"], condition=~Q(viaf=""), name="one_%(class)s_per_viaf_identifier"),
        ]

    def __str__(self) -> str:
        return self.heading or f"{self._meta.verbose_name} {self.WITHOUT_NAME} ({self.public_id})"
