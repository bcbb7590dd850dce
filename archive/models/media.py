"""Media files: recordings, scans and photographs that belong to a testimony."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from archive.models.base import refuse_parts_of_another
from archive.models.public_ids import Identified
from archive.models.sessions import Session
from archive.models.testimonies import Testimony
from archive.models.transcripts import STRICTER_ACCESS

SHA256 = RegexValidator(r"^[0-9a-f]{64}$", "A SHA-256 digest is 64 hexadecimal digits.")


def private_path(media_file: "MediaFile", file_name: str) -> str:
    """Where a file is kept below the media root, which is never public. The name it came with is not used."""
    extension = file_name.rpartition(".")[2].lower()
    suffix = f".{extension}" if extension.isascii() and extension.isalnum() and len(extension) <= 5 else ""
    return f"media/{media_file.public_id[:2]}/{media_file.public_id}{suffix}"


class MediaFile(Identified):
    """A file of a testimony. Its access is never looser in effect than its testimony's."""

    class Kind(models.TextChoices):
        AUDIO = "audio", "Audio"
        VIDEO = "video", "Video"
        IMAGE = "image", "Image"
        DOCUMENT = "document", "Document"

    class Rendition(models.TextChoices):
        MASTER = "master", "Master, as received"
        ACCESS = "access", "Access copy"
        REDACTED = "redacted", "Redacted copy"
        THUMBNAIL = "thumbnail", "Thumbnail"

    HIERARCHIES = ("derived_from",)
    GUARDED: ClassVar = ("access",)

    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="media_files")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="media_files")
    part = models.PositiveSmallIntegerField(default=1, help_text="The number of the tape or file within the session.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rendition = models.CharField(max_length=10, choices=Rendition.choices, default=Rendition.MASTER)
    derived_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="derivatives"
    )
    file = models.FileField(upload_to=private_path, max_length=200)
    sha256 = models.CharField("SHA-256 at intake", max_length=64, blank=True, editable=False, validators=[SHA256])
    size = models.PositiveBigIntegerField("size in bytes", null=True, editable=False)
    media_type = models.CharField("media type", max_length=100, blank=True, help_text="For example audio/wav.")
    duration_ms = models.PositiveBigIntegerField("duration in milliseconds", null=True, blank=True)
    alt_text = models.CharField(
        max_length=500, blank=True, help_text="What a picture shows, for those who cannot see it."
    )
    access = models.CharField(max_length=10, choices=STRICTER_ACCESS, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["session", "part", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(derived_from__isnull=True) | ~Q(derived_from=F("id")),
                name="file_not_derived_from_itself",
            ),
            models.CheckConstraint(
                condition=Q(rendition="master", derived_from__isnull=True) | ~Q(rendition="master"),
                name="master_is_not_derived",
                violation_error_message="A master is the file as received: it is not derived from another.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_rendition_display()}) of {self.testimony}"

    def clean(self) -> None:
        super().clean()
        refuse_parts_of_another(
            self.testimony_id,
            session=self.session and self.session.testimony_id,
            derived_from=self.derived_from and self.derived_from.testimony_id,
        )

    @property
    def may_be_deleted(self) -> bool:
        """Not once its testimony was published: pages and citations may point at it."""
        return self.testimony.may_be_deleted
