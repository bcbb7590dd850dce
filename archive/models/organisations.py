"""Organisations: publishers, units, institutions, associations."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from archive.lib.fuzzy_date_fields import FuzzyDateField, bound_field
from archive.models.authorities import Authority
from archive.models.vocabulary import Term


class Organisation(Authority):
    """A body known to the archive: a newspaper, a military unit, a court, a human rights organisation."""

    kind = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Term.Scheme.ORGANISATION_KIND},
    )
    founded = FuzzyDateField(blank=True)
    founded_earliest = bound_field()
    founded_latest = bound_field()
    dissolved = FuzzyDateField(blank=True)
    dissolved_earliest = bound_field()
    dissolved_latest = bound_field()

    class Meta(Authority.Meta):
        constraints: ClassVar = [
            *Authority.Meta.constraints,
            models.CheckConstraint(
                condition=Q(founded_earliest__isnull=True)
                | Q(dissolved_latest__isnull=True)
                | Q(dissolved_latest__gte=F("founded_earliest")),
                name="organisation_dissolved_after_founding",
                violation_error_message="The organisation was dissolved before it was founded.",
            ),
        ]
