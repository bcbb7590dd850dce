"""Statements: what an account or a source says about an event, a person, a place or an organisation."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from archive.lib.fuzzy_date_fields import FuzzyDateField, bound_field
from archive.models.base import exactly_one
from archive.models.events import Event
from archive.models.organisations import Organisation
from archive.models.people import Person
from archive.models.places import Place
from archive.models.public_ids import Identified
from archive.models.sources import Source
from archive.models.transcripts import Passage

SUBJECTS = ("event", "person", "place", "organisation")


class Statement(Identified):
    """That a source or a passage says something, in wording of ours, with a figure or date where it gives one.

    The archive's own voice asserts nothing: each statement is asserted by exactly one source or passage.
    """

    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    wording = models.TextField(help_text="What is said, in our own neutral words.")
    figure = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True, help_text="What the figure counts: people killed, US dollars …")
    date = FuzzyDateField("date it gives", blank=True)
    date_earliest = bound_field()
    date_latest = bound_field()
    asserted_by = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name="asserted by source",
    )
    asserted_in = models.ForeignKey(
        Passage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name="asserted in passage",
    )
    cites = models.CharField(
        max_length=255,
        blank=True,
        help_text="Whom the source itself gives for it, for example: official data, unnamed.",
    )
    cites_source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cited_statements",
        verbose_name="cites source",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=exactly_one(*SUBJECTS),
                name="statement_about_exactly_one",
                violation_error_message="A statement is about exactly one event, person, place or organisation.",
            ),
            models.CheckConstraint(
                condition=exactly_one("asserted_by", "asserted_in"),
                name="statement_asserted_by_exactly_one",
                violation_error_message="A statement is asserted by exactly one source or passage.",
            ),
            models.CheckConstraint(
                condition=Q(figure__isnull=True) | ~Q(unit=""),
                name="statement_figure_has_a_unit",
                violation_error_message="Say what the figure counts.",
            ),
        ]

    def __str__(self) -> str:
        return self.wording if len(self.wording) <= 80 else f"{self.wording[:79]}…"

    @property
    def subject(self) -> Event | Person | Place | Organisation | None:
        """What the statement is about."""
        return self.event or self.person or self.place or self.organisation
