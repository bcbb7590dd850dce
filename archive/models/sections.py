"""Sections: index points over a testimony, to find one's way in a long one."""

from typing import ClassVar

from django.db import models

from archive.models.base import refuse_parts_of_another
from archive.models.places import Place
from archive.models.public_ids import Identified
from archive.models.sessions import Session
from archive.models.testimonies import Testimony
from archive.models.transcripts import Passage
from archive.models.vocabulary import Tag


class Section(Identified):
    """An index point over a stretch of a testimony: a title and synopsis for a part of it (in OHMS: a segment)."""

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="sections")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="sections")
    first_passage = models.ForeignKey(Passage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    start_ms = models.PositiveBigIntegerField("start in milliseconds", null=True, blank=True)
    title = models.CharField(max_length=300)
    synopsis = models.TextField(blank=True)
    keywords = models.ManyToManyField(Tag, blank=True, related_name="sections")
    places = models.ManyToManyField(Place, blank=True, related_name="sections")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        refuse_parts_of_another(
            self.testimony_id,
            session=self.session and self.session.testimony_id,
            first_passage=self.first_passage and self.first_passage.transcript.testimony_id,
        )
