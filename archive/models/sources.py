"""Sources: articles, books, photographs, films, reports, documents."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q

from archive.access.levels import Status
from archive.lib.fuzzy_date_fields import FuzzyDateField, bound_field
from archive.lib.languages import validate_language_tag
from archive.lib.text import ascii_fold, nfc
from archive.models.base import (
    ArchiveManager,
    ArchiveQuerySet,
    Record,
    exactly_one,
    publication_constraints,
    publication_permissions,
)
from archive.models.names import Name, hold_bearers, refresh_headings
from archive.models.organisations import Organisation
from archive.models.people import Person
from archive.models.public_ids import Addressed


class SourceQuerySet(ArchiveQuerySet):
    """Sources; when the status of some changes, so do the headings taken from names that are attributed to them."""

    def write_guarded(self, **columns: Any) -> int:
        keys = list(self.values_list("pk", flat=True)) if "status" in columns else []
        with transaction.atomic(using=self.db):
            hold_bearers(Name.objects.filter(source__in=keys))
            count = super().write_guarded(**columns)
            follow_sources(keys)
        return count

    write_guarded.alters_data = True  # type: ignore[attr-defined]  # Django's own marker for templates


def follow_sources(keys: Iterable[int]) -> None:
    """Bring the headings of whom and what the sources with ``keys`` name up to date."""
    refresh_headings(Name.objects.filter(source__in=keys))


class Source(Addressed):
    """Something published or kept elsewhere that accounts and statements rest on."""

    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        BOOK = "book", "Book"
        PHOTOGRAPH = "photograph", "Photograph"
        FILM = "film", "Film or broadcast"
        REPORT = "report", "Report"
        DOCUMENT = "document", "Official document"
        INTERVIEW = "interview", "Interview"
        OTHER = "other", "Other"

    HIERARCHIES = ("part_of", "seen_through")
    GUARDED: ClassVar = ("status", "published_at", "withdrawn_at")
    DERIVES: ClassVar = {"sort_key": ("title",)}

    title = models.CharField(max_length=300)
    sort_key = models.CharField(max_length=300, editable=False, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    language = models.CharField(max_length=35, blank=True, validators=[validate_language_tag], help_text="BCP 47 tag.")
    description = models.TextField(blank=True, help_text="What it is and what in it is used here; in neutral words.")
    publisher = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="published_sources"
    )
    issued = FuzzyDateField("date of publication", blank=True)
    issued_earliest = bound_field()
    issued_latest = bound_field()
    url = models.URLField("address on the web", max_length=500, blank=True)
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name="part of"
    )
    seen_through = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="passes_on",
        verbose_name="known through",
        help_text="If the archive has not seen this source itself: the source that reports it.",
    )
    rights = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ArchiveManager.from_queryset(SourceQuerySet)()

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        indexes: ClassVar = [models.Index(fields=["status", "sort_key", "id"], name="source_by_title")]
        permissions: ClassVar = publication_permissions("source", "source")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="source_has_a_title"),
            *publication_constraints("source"),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
                name="source_not_part_of_itself",
                violation_error_message="A source cannot be part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_be_deleted(self) -> bool:
        """Only a draft that was never published; any other is withdrawn."""
        return self.published_at is None

    def derive(self) -> None:
        super().derive()
        self.title = nfc(self.title).strip()
        self.sort_key = ascii_fold(self.title)[:300]


class SourceContribution(Record):
    """Who made a source, and as what: exactly one person or organisation."""

    class Role(models.TextChoices):
        AUTHOR = "author", "Author"
        EDITOR = "editor", "Editor"
        PHOTOGRAPHER = "photographer", "Photographer"
        TRANSLATOR = "translator", "Translator"
        INTERVIEWER = "interviewer", "Interviewer"
        DIRECTOR = "director", "Director"
        ISSUER = "issuer", "Issuing body"

    NATURAL_KEY = ("source__public_id", "person__public_id", "organisation__public_id", "role")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="source_contributions"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="source_contributions"
    )
    role = models.CharField(max_length=12, choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "contribution to a source"
        verbose_name_plural = "contributions to sources"
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=exactly_one("person", "organisation"),
                name="contribution_by_exactly_one",
                violation_error_message="Choose either a person or an organisation.",
            ),
            models.UniqueConstraint(fields=["source", "person", "role"], name="one_contribution_of_a_person"),
            models.UniqueConstraint(
                fields=["source", "organisation", "role"], name="one_contribution_of_an_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor}, {self.get_role_display().lower()} of {self.source}"

    @property
    def contributor(self) -> Person | Organisation | None:
        return self.person or self.organisation
