"""Testimonies: the accounts themselves, their sittings, and who took part in them."""

from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from taggit.managers import TaggableManager

from archive.access.levels import Status
from archive.access.viewer import Viewer
from archive.lib.fuzzy_date_fields import FuzzyDateField, bound_field
from archive.lib.text import ascii_fold, nfc
from archive.models.access_conditions import AccessConditions, consent_constraints
from archive.models.base import (
    ArchiveManager,
    ArchiveQuerySet,
    Record,
    publication_constraints,
    publication_permissions,
)
from archive.models.collections import Collection
from archive.models.people import Person
from archive.models.places import Place
from archive.models.sources import Source
from archive.models.vocabulary import Language, Tag, TaggedTestimony, TagManager, Term


class TestimonyQuerySet(ArchiveQuerySet):
    """Testimonies, chosen as a curator or researcher would say it. Chains after ``visible_to(viewer)``."""

    def told_by(self, person: Person) -> Self:
        """For staff's own work: who tells is told to readers only where consent shows the name."""
        return self.filter(pk__in=Participation.objects.narrating().filter(person=person).values("testimony"))

    def mentioning(self, mentions: models.QuerySet) -> Self:
        """Testimonies with a passage among ``mentions``: pass only those that the viewer may read."""
        return self.filter(pk__in=mentions.values("passage__transcript__testimony"))

    def concerning(
        self, participations: models.QuerySet, mentions: models.QuerySet, retellings: models.QuerySet
    ) -> Self:
        """Testimonies in which someone takes part (``participations``), is spoken of (``mentions``) or has words retold
        (``retellings``, passages): pass only those of the person that the viewer may be told of."""
        taking_part = participations.order_by().values("testimony")
        spoken_of = mentions.order_by().values("passage__transcript__testimony")
        retold = retellings.order_by().values("transcript__testimony")
        return self.filter(pk__in=taking_part.union(spoken_of, retold).order_by())

    def recorded_at(self, place: Place) -> Self:
        return self.filter(recorded_at=place)

    def about_place(self, place: Place, mentions: models.QuerySet) -> Self:
        """Testimonies told at ``place`` or speaking of it (``mentions``: pass only those the viewer may read)."""
        told_there = self.model.objects.recorded_at(place).order_by().values("pk")
        spoken_of = mentions.order_by().values("passage__transcript__testimony")
        return self.filter(pk__in=told_there.union(spoken_of).order_by())

    def tagged_with(self, tag: Tag, tagged: models.QuerySet) -> Self:
        """Testimonies with this tag, or with another form of it (``tagged``: pass only those the viewer may read)."""
        rows = tagged.filter(Q(tag=tag) | Q(tag__preferred=tag)).order_by()
        return self.filter(pk__in=rows.values("content_object"))

    def in_language(self, language: Language) -> Self:
        return self.filter(pk__in=TestimonyLanguage.objects.filter(language=language).values("testimony"))

    def from_narrator_of_standing(self, standing: Term) -> Self:
        return self.filter(pk__in=Participation.objects.narrating().filter(standing=standing).values("testimony"))

    def in_collection(self, collection: Collection) -> Self:
        return self.filter(collection=collection)

    def resting_on(self, source: Source) -> Self:
        return self.filter(source=source)

    def newest_first(self, viewer: Viewer) -> Self:
        """By date of publication. Curators also see drafts, which stand where they were entered."""
        if viewer.is_curator:
            return self.order_by(Coalesce("published_at", "created_at").desc(), "-id")
        return self.order_by("-published_at", "-id")


class Testimony(AccessConditions):
    """The account of one narrator or several, with what is needed to find it, read it and cite it."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "Interview"
        WRITTEN = "written", "Written statement"
        PUBLISHED = "published", "Published account"
        DEPOSITION = "deposition", "Deposition"
        LETTER = "letter", "Letter"
        SPEECH = "speech", "Speech"

    DERIVES: ClassVar = {"sort_key": ("title",)}

    title = models.CharField(max_length=300)
    sort_key = models.CharField(max_length=300, editable=False)
    abstract = models.TextField(
        blank=True, help_text="Two or three sentences in the third person, attributed: “She says that …”."
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="testimonies")
    accession_number = models.CharField(
        max_length=60, blank=True, help_text="Your own inventory number; unique within the collection."
    )
    languages = models.ManyToManyField(
        Language,
        through="TestimonyLanguage",
        blank=True,
        related_name="testimonies",
        verbose_name="languages",
    )
    recorded_on = FuzzyDateField("told or recorded on", blank=True)
    recorded_on_earliest = bound_field()
    recorded_on_latest = bound_field()
    covers = FuzzyDateField("time told of", blank=True)
    covers_earliest = bound_field()
    covers_latest = bound_field()
    recorded_at = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recorded_testimonies",
        verbose_name="place of recording",
    )
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="testimonies",
        help_text="Where the account was published or is kept, if not here first.",
    )
    rights = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Term.Scheme.RIGHTS},
        verbose_name="rights statement",
    )
    licence = models.URLField(blank=True, help_text="The address of the licence, if there is one.")
    content_warnings = models.ManyToManyField(
        Term, blank=True, related_name="+", limit_choices_to={"scheme": Term.Scheme.CONTENT_WARNING}
    )
    provenance = models.TextField(
        "provenance note",
        blank=True,
        help_text="Who told it, to whom, where it was published, in which language we read it.",
    )
    synthetic = models.BooleanField(
        default=False, editable=False, help_text="Made by the generator for trying out; no one told it."
    )
    tags = TaggableManager(through=TaggedTestimony, manager=TagManager, blank=True, related_name="testimonies")

    objects = ArchiveManager.from_queryset(TestimonyQuerySet)()

    class Meta:
        verbose_name_plural = "testimonies"
        ordering: ClassVar = ["sort_key", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=[
                    "status",
                    "access",
                    "-published_at",
                    "-id",
                    "embargo_until",
                    "readable_from",
                    "readable_until",
                ],
                name="testimony_readable_newest",
            ),
            models.Index(fields=["status", "-published_at", "-id"], name="testimony_known_newest"),
            models.Index(
                fields=["collection", "status", "access", "-published_at", "-id"], name="testimony_of_collection"
            ),
            models.Index(fields=["recorded_at", "status", "access"], name="testimony_recorded_at"),
            models.Index(fields=["source", "status", "access"], name="testimony_of_source"),
            models.Index(fields=["sort_key", "id"], name="testimony_by_title"),
        ]
        permissions: ClassVar = [
            ("view_unpublished", "Can read what is not published"),
            *publication_permissions("testimony", "testimony"),
            ("set_access_testimony", "Can set the access and embargo of a testimony"),
            ("erase_testimony", "Can erase a testimony for good"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="testimony_has_a_title"),
            models.CheckConstraint(condition=~Q(access=""), name="testimony_has_a_level_of_access"),
            models.UniqueConstraint(
                fields=["collection", "accession_number"],
                condition=~Q(accession_number=""),
                name="one_testimony_per_accession_number",
                violation_error_message="This collection already has a testimony with this accession number.",
            ),
            *publication_constraints("testimony"),
            *consent_constraints(),
        ]

    def __str__(self) -> str:
        return self.title

    def derive(self) -> None:
        super().derive()
        self.title = nfc(self.title).strip()
        self.sort_key = ascii_fold(self.title)[:300]
        if not self.access:
            self.access = self.collection.default_access

    @property
    def may_be_deleted(self) -> bool:
        """Only a draft that was never published; any other testimony is withdrawn or erased, and stays as that."""
        return self.published_at is None and self.status != Status.ERASED


class TestimonyLanguage(Record):
    """A language that a testimony is told in."""

    NATURAL_KEY = ("testimony__public_id", "language__code")

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="testimony_languages")
    language = models.ForeignKey(Language, on_delete=models.PROTECT, related_name="testimony_languages")

    class Meta:
        verbose_name = "language of a testimony"
        verbose_name_plural = "languages of testimonies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["testimony", "language"], name="one_language_once_per_testimony")
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.testimony}"


class ParticipationQuerySet(ArchiveQuerySet):
    def narrating(self) -> Self:
        return self.filter(role=Participation.Role.NARRATOR)


class Participation(Record):
    """The part that a person takes in a testimony. A narrator has a standing; no one else does."""

    class Role(models.TextChoices):
        NARRATOR = "narrator", "Narrator"
        INTERVIEWER = "interviewer", "Interviewer"
        TRANSLATOR = "translator", "Translator"
        TRANSCRIBER = "transcriber", "Transcriber"
        RECORDER = "recorder", "Recorder"
        PRESENT = "present", "Present"

    NATURAL_KEY = ("testimony__public_id", "person__public_id", "role")

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=12, choices=Role.choices)
    standing = models.ForeignKey(
        Term,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Term.Scheme.STANDING},
        help_text="How the narrator stands to what is told: survivor, witness, relative …",
    )
    credited_as = models.CharField(
        max_length=255,
        blank=True,
        help_text="The name as the testimony gives it, if other than in the authority.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = ArchiveManager.from_queryset(ParticipationQuerySet)()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["standing", "role", "testimony"], name="participation_by_standing")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["testimony", "person", "role"],
                name="one_role_once_per_person",
                violation_error_message="This person already has this role in the testimony.",
            ),
            models.CheckConstraint(
                condition=Q(role="narrator", standing__isnull=False) | (~Q(role="narrator") & Q(standing__isnull=True)),
                name="narrator_has_a_standing",
                violation_error_message="A narrator needs a standing (survivor, witness …); other roles have none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credited_as or self.person}, {self.get_role_display().lower()}"

    def clean(self) -> None:
        super().clean()
        if self.credited_as and self.person_id is not None and self.person.identity_protected:
            raise ValidationError({"credited_as": "The identity of this person is protected: leave this empty."})
