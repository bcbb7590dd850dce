"""Events, as sources and accounts describe them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from archive.lib.fuzzy_date_fields import FuzzyDateField, bound_field
from archive.models.authorities import Authority
from archive.models.base import Record
from archive.models.people import Person
from archive.models.places import Place
from archive.models.vocabulary import Term


class Event(Authority):
    """Something that happened, with its fuzzy date and places; its description is attributed to its sources."""

    HIERARCHIES = ("parent",)

    kind = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Term.Scheme.EVENT_KIND},
    )
    date = FuzzyDateField(blank=True)
    date_earliest = bound_field()
    date_latest = bound_field()
    places = models.ManyToManyField(Place, blank=True, related_name="events")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name="part of"
    )

    class Meta(Authority.Meta):
        indexes: ClassVar = [models.Index(fields=["date_earliest", "sort_key"], name="event_by_date")]
        constraints: ClassVar = [
            *Authority.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="event_not_part_of_itself",
                violation_error_message="An event cannot be part of itself.",
            ),
        ]


class EventParticipation(Record):
    """That a source or an account places a person in an event, and as what."""

    class Role(models.TextChoices):
        PRESENT = "present", "Present"
        SURVIVOR = "survivor", "Survivor"
        VICTIM = "victim", "Victim"
        WITNESS = "witness", "Witness"
        COMBATANT = "combatant", "Combatant"
        COMMANDER = "commander", "Commander"
        PRISONER = "prisoner", "Prisoner"
        NEGOTIATOR = "negotiator", "Go-between"
        OFFICIAL = "official", "Official"
        JOURNALIST = "journalist", "Journalist"

    NATURAL_KEY = ("person__public_id", "event__public_id", "role")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="event_participations")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="participations")
    role = models.CharField(max_length=12, choices=Role.choices)
    source = models.ForeignKey("archive.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "event", "role"], name="one_role_once_in_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()}: {self.event}"
