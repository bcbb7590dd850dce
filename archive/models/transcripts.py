"""Transcripts and their passages."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import Signal

from archive.access.levels import INHERITED_LABEL, Access
from archive.lib.languages import validate_language_tag
from archive.lib.spans import remap
from archive.lib.text import nfc
from archive.models.base import (
    ArchiveManager,
    ArchiveQuerySet,
    refuse_parts_of_another,
)
from archive.models.people import Person
from archive.models.public_ids import Addressed, Identified
from archive.models.sessions import Session
from archive.models.testimonies import Participation, Testimony

STRICTER_ACCESS = [("", INHERITED_LABEL), *Access.choices[1:]]
"""What a part may be set to: its testimony's access, or a stricter level."""

text_changing = Signal()
"""Sent before a passage with a new text is written (``passage``, ``old_text``); a receiver may refuse by raising."""

text_changed = Signal()
"""Sent after a passage with a new text was written (``passage``, ``old_text``)."""


class Transcript(Identified):
    """One text of a testimony: a verbatim transcript, a summary, a translation."""

    class Kind(models.TextChoices):
        VERBATIM = "verbatim", "Verbatim transcript"
        EDITED = "edited", "Edited transcript"
        SUMMARY = "summary", "Summary, not verbatim"
        TRANSLATION = "translation", "Translation"
        MACHINE = "machine", "Machine transcript, unchecked"

    HIERARCHIES = ("renders",)
    GUARDED: ClassVar = ("access",)

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="transcripts")
    language = models.CharField(max_length=35, validators=[validate_language_tag], help_text="BCP 47 tag of this text.")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    renders = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="renderings",
        help_text="The transcript that this one translates.",
    )
    made_by = models.CharField(max_length=255, blank=True, help_text="Who made this text.")
    checked_by = models.CharField(max_length=255, blank=True, help_text="Who checked it against the original.")
    position = models.PositiveSmallIntegerField(default=0, help_text="The smallest number is shown first.")
    access = models.CharField(max_length=10, choices=STRICTER_ACCESS, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(renders__isnull=True) | ~Q(renders=F("id")),
                name="transcript_does_not_render_itself",
                violation_error_message="A transcript cannot translate itself.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language}) of {self.testimony}"

    def clean(self) -> None:
        super().clean()
        refuse_parts_of_another(self.testimony_id, renders=self.renders and self.renders.testimony_id)

    @property
    def may_be_deleted(self) -> bool:
        """Not once its testimony was published: its passages are cited."""
        return self.testimony.may_be_deleted


class PassageQuerySet(ArchiveQuerySet):
    def in_order(self) -> Self:
        return self.order_by("transcript", "position", "id")

    def bulk_update(self, objs: Iterable["Passage"], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        """As everywhere, and what is pinned to a changed text moves with its words."""
        objs, fields = list(objs), list(fields)
        with transaction.atomic(using=self.db):
            before = {}
            if "text" in fields:
                rows = self.model.objects.select_for_update().filter(pk__in=[passage.pk for passage in objs])
                before = dict(rows.values_list("pk", "text"))
            for passage in objs:
                if passage.pk in before:
                    passage.announce(before[passage.pk])
            count = super().bulk_update(objs, fields, *args, **kwargs)
            for passage in objs:
                if passage.pk in before:
                    passage.carry_over(before[passage.pk])
        return count

    def reporting(self, person: Person) -> Self:
        """Passages that retell words of ``person``."""
        return self.filter(reports=person)


class Passage(Addressed):
    """A citable stretch of a transcript: its own permanent address, one speaker.

    ``text`` is the text that may be shown, in NFC; every offset into it counts Unicode code points. ``reports`` names
    the person whose words are retold in it. Times are milliseconds on the session's clock. ``leaves_tombstone`` says
    that everyone could read it when its testimony was withdrawn.
    """

    class Origin(models.TextChoices):
        MACHINE = "machine", "By machine"
        HUMAN = "human", "By a person"
        CHECKED = "checked", "By a person, checked"
        APPROVED = "approved", "Approved by the narrator"

    HIERARCHIES = ("renders",)
    GUARDED: ClassVar = ("access", "leaves_tombstone")
    DERIVES: ClassVar = {"text": ("text",)}

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="passages")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.RESTRICT, related_name="passages")
    position = models.PositiveIntegerField()
    speaker = models.ForeignKey(
        Participation,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="passages",
        help_text="Who speaks.",
    )
    reports = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reported_passages",
        verbose_name="retells words of",
        help_text="The person whose words are retold inside this passage, if any.",
    )
    start_ms = models.PositiveBigIntegerField("start in milliseconds", null=True, blank=True)
    end_ms = models.PositiveBigIntegerField("end in milliseconds", null=True, blank=True)
    text = models.TextField()
    renders = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="renderings",
        verbose_name="translates",
    )
    origin = models.CharField("how it came to be", max_length=10, choices=Origin.choices, default=Origin.HUMAN)
    access = models.CharField(max_length=10, choices=STRICTER_ACCESS, blank=True, editable=False)
    leaves_tombstone = models.BooleanField(default=False, editable=False)

    objects = ArchiveManager.from_queryset(PassageQuerySet)()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["transcript", "position", "id"], name="passage_in_order")]
        permissions: ClassVar = [
            ("redact_passage", "Can withhold words of a passage"),
            ("unseal_redaction", "Can read sealed words and identities, and lift a redaction"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end_ms__isnull=True) | Q(start_ms__isnull=False, end_ms__gt=F("start_ms")),
                name="passage_ends_after_its_start",
                violation_error_message="The end must lie after the start.",
            ),
            models.CheckConstraint(
                condition=Q(renders__isnull=True) | ~Q(renders=F("id")), name="passage_does_not_render_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in one transaction with what moves with the words (see :data:`text_changing`)."""
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, **kwargs)

    @property
    def may_be_deleted(self) -> bool:
        """A passage of a testimony that was ever published keeps its address for good."""
        return self.transcript.may_be_deleted

    def clean(self) -> None:
        super().clean()
        if self.transcript_id is not None:
            refuse_parts_of_another(
                self.transcript.testimony_id,
                speaker=self.speaker and self.speaker.testimony_id,
                session=self.session and self.session.testimony_id,
                translates=self.renders and self.renders.transcript.testimony_id,
            )

    def derive(self) -> None:
        super().derive()
        self.text = nfc(self.text)

    def announce(self, old_text: str) -> None:
        """Let those who keep watch over the words refuse the text that is about to be written."""
        if nfc(self.text) != old_text:
            text_changing.send(Passage, passage=self, old_text=old_text)

    def carry_over(self, old_text: str) -> None:
        """Move mentions and notes with their words after the text changed from ``old_text``.

        What is pinned to words that were themselves changed is kept, on the passage as a whole, with the words it stood
        on; a curator pins it anew.
        """
        if old_text == self.text:
            return
        pinned = [*self.mentions.exclude(start=None), *self.notes.exclude(start=None)]
        moved = remap(old_text, self.text, [(pin.start, pin.end) for pin in pinned])
        for pin, span in zip(pinned, moved, strict=True):
            start, end = span or (None, None)
            if (start, end) != (pin.start, pin.end):
                pin.start, pin.end = start, end
                pin.save()
        text_changed.send(Passage, passage=self, old_text=old_text)
