"""What is pinned to the words of a passage: mentions and notes."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from archive.models.base import Record, exactly_one
from archive.models.events import Event
from archive.models.organisations import Organisation
from archive.models.people import Person
from archive.models.places import Place
from archive.models.public_ids import Identified
from archive.models.sources import Source
from archive.models.transcripts import Passage

MENTION_TARGETS = ("person", "organisation", "place", "event")


class Pinned(Record):
    """Something pinned to the words of a passage from ``start`` to ``end`` (code points, end exclusive).

    Without both it stands for the passage as a whole. ``surface`` keeps the words it was last pinned to.
    """

    start = models.PositiveIntegerField(null=True, blank=True, help_text="First character, counted from 0.")
    end = models.PositiveIntegerField(null=True, blank=True, help_text="The character after the last one.")
    surface = models.CharField("words", max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="%(class)s_span_ends_after_its_start",
                violation_error_message="Give both start and end, the end after the start, or neither.",
            )
        ]

    def derive(self) -> None:
        super().derive()
        if self.start is not None and self.end is not None:
            self.surface = self.passage.text[self.start : self.end][:500]

    def clean(self) -> None:
        super().clean()
        if not self._state.adding:
            return  # a span that is there follows its words when the text is saved
        if self.passage_id is not None and self.end is not None and self.end > len(self.passage.text):
            raise ValidationError(f"The passage has {len(self.passage.text)} characters: the span ends after them.")

    @property
    def lost_its_place(self) -> bool:
        """Whether the words it stood on were changed, so that a curator should pin it anew."""
        return self.start is None and bool(self.surface)


class Mention(Pinned):
    """That a passage speaks of exactly one person, organisation, place or event."""

    class Certainty(models.TextChoices):
        CERTAIN = "certain", "Certain"
        PROBABLE = "probable", "Probable"
        POSSIBLE = "possible", "Possible"

    NATURAL_KEY = ("passage__public_id", *(f"{target}__public_id" for target in MENTION_TARGETS), "start")
    DERIVES: ClassVar = {"surface": ("start", "end", "passage")}

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mentions")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="mentions"
    )
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="mentions")
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="mentions")
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.CERTAIN)

    class Meta(Pinned.Meta):
        ordering: ClassVar = ["passage", "start", "id"]
        constraints: ClassVar = [
            *Pinned.Meta.constraints,
            models.CheckConstraint(
                condition=exactly_one(*MENTION_TARGETS),
                name="mention_has_exactly_one_target",
                violation_error_message="A mention is of exactly one person, organisation, place or event.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surface or 'the passage'} → {self.target}"

    @property
    def target(self) -> Person | Organisation | Place | Event | None:
        """Whom or what the words mean."""
        return self.person or self.organisation or self.place or self.event


class Note(Pinned, Identified):
    """A curator's footnote on a passage or on some of its words, with a source."""

    DERIVES: ClassVar = {"surface": ("start", "end", "passage")}

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(help_text="A plain remark: a reading, a date, a reference. Attribute what it claims.")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Pinned.Meta):
        ordering: ClassVar = ["passage", "start", "id"]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"
