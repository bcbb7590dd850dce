"""Files: taken in with their digest, and never linked to by an address of their own."""

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File

from archive.forms.as_seen import AsSeenForm
from archive.forms.intake import TOLD_IS_SEEN, Intake, take_in
from archive.forms.passages import TimecodeField
from archive.forms.transcripts import chosen_testimony
from archive.models import MediaFile, Session

SOURCE_GONE = "The file that this one was made from was deleted meanwhile."


def sha256_of(file: File) -> str:
    """The SHA-256 digest of a file in hexadecimal, read in chunks; the file is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


class MediaFileForm(AsSeenForm):
    """A file of a testimony. What it is, its digest and its size are taken from the bytes as they arrive."""

    duration_ms = TimecodeField(
        label="Duration", help_text="1:02:03, or 2:03.5 below an hour. Left empty, it is taken from the recording."
    )

    told_is_seen = forms.BooleanField(
        label=TOLD_IS_SEEN,
        required=False,
        help_text="For an access copy with a title, an author, a date or the like in it. Nothing else is let through.",
    )

    class Meta:
        model = MediaFile
        fields = (
            "testimony",
            "session",
            "part",
            "kind",
            "rendition",
            "derived_from",
            "file",
            "duration_ms",
            "alt_text",
        )
        widgets = {"file": forms.FileInput}  # which, unlike Django's own, shows no address
        help_texts = {
            "file": "It cannot be exchanged later: add another file instead. A black bar drawn over words in a "
            "document does not take them out of it."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.intake: Intake | None = None
        testimony = chosen_testimony(self)
        if "session" in self.fields:
            self.fields["session"].queryset = Session.objects.filter(testimony=testimony).select_related("testimony")
        if "derived_from" in self.fields:
            others = MediaFile.objects.filter(testimony=testimony).exclude(pk=self.instance.pk)
            self.fields["derived_from"].queryset = others.select_related("testimony")
        if "file" in self.fields:
            self.fields["file"].max_length = None  # of a name that is not kept

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, kind, rendition = (cleaned.get(name) for name in ("file", "kind", "rendition"))
        if file and kind and rendition and "file" in self.changed_data:
            try:
                self.intake = take_in(file, kind, rendition, told_is_seen=bool(cleaned.get("told_is_seen")))
            except ValidationError as error:
                self.add_error("file", error)
            else:
                cleaned |= self.taken_in(self.intake, cleaned)
        return cleaned

    def refusals(self) -> list[Callable[[], None]]:
        return [*super().refusals(), self.refuse_without_source]

    def refuse_without_source(self) -> None:
        """Refuse a copy of what was deleted while it was looked into."""
        source = self.instance.derived_from_id
        if source is not None and not MediaFile.objects.filter(pk=source).exists():
            raise ValidationError(SOURCE_GONE)

    def taken_in(self, intake: Intake, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What the bytes themselves say: digest, size and type, and the duration where none was given."""
        self.instance.sha256, self.instance.size = sha256_of(intake.file), intake.size
        self.instance.media_type = intake.media_type
        duration = cleaned.get("duration_ms")
        return {"file": intake.file, "duration_ms": intake.duration_ms if duration is None else duration}
