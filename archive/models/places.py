"""Places: countries, regions, settlements, buildings, with contested names side by side."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from archive.models.authorities import Authority
from archive.models.vocabulary import Term

GEONAMES = RegexValidator(r"^[1-9][0-9]*$", "A GeoNames identifier is a number, for example 586006.")

DEEPEST = 12
"""How many places above a place are read."""


class Place(Authority):
    """A place known to the archive.

    ``latitude`` and ``longitude`` are degrees (WGS 84), null where unknown: a position is never guessed. ``precision``
    says what the point stands for. ``parent`` is the administrative or spatial unit that the catalogue files the place
    under, which says nothing about anyone's claim to it.
    """

    class Precision(models.TextChoices):
        UNKNOWN = "unknown", "Position unknown"
        SITE = "site", "The site itself"
        SETTLEMENT = "settlement", "A point in the settlement"
        REGION = "region", "A point for a whole region"

    HIERARCHIES = ("parent",)

    kind = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Term.Scheme.PLACE_KIND},
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="lies in",
    )
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.UNKNOWN)
    position_from = models.CharField(
        "position taken from", max_length=255, blank=True, help_text="For example: GeoNames, CC BY 4.0."
    )
    geonames = models.CharField("GeoNames", max_length=12, blank=True, validators=[GEONAMES])

    class Meta(Authority.Meta):
        constraints: ClassVar = [
            *Authority.Meta.constraints,
            models.UniqueConstraint(
                fields=["geonames"], condition=~Q(geonames=""), name="one_place_per_geonames_identifier"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="place_not_in_itself",
                violation_error_message="A place cannot lie in itself.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, precision="unknown")
                | (Q(latitude__isnull=False, longitude__isnull=False) & ~Q(precision="unknown")),
                name="place_position_with_precision",
                violation_error_message="Give latitude, longitude and a precision together, or none of them.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="place_position_on_earth",
                violation_error_message="Latitude runs from -90 to 90, longitude from -180 to 180 degrees.",
            ),
        ]

    def ancestors(self) -> list["Place"]:
        """The places this one lies in, from the widest to the nearest. Reads one row a level unless prefetched."""
        above: list[Place] = []
        place = self.parent
        while place is not None and place not in above and len(above) < DEEPEST:
            above.insert(0, place)
            place = place.parent
        return above
