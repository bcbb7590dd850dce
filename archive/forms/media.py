"""Files: taken in with their digest, and never linked to by an address of their own."""

import hashlib
import mimetypes
from typing import Any

from django import forms
from django.core.files.base import File

from archive.forms.passages import TimecodeField
from archive.forms.transcripts import chosen_testimony
from archive.models import Consent, MediaFile, Session


def sha256_of(file: File) -> str:
    """The SHA-256 digest of a file in hexadecimal, read in chunks; the file is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


class MediaFileForm(forms.ModelForm):
    """A file of a testimony. Digest and size are taken from the bytes as they arrive."""

    duration_ms = TimecodeField(label="Duration", help_text="1:02:03, or 2:03.5 below an hour.")

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
            "media_type",
            "duration_ms",
            "alt_text",
        )
        widgets = {"file": forms.FileInput}  # which, unlike Django's own, shows no address
        help_texts = {"file": "It cannot be exchanged later: add another file instead."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        testimony = chosen_testimony(self)
        if "session" in self.fields:
            self.fields["session"].queryset = Session.objects.filter(testimony=testimony).select_related("testimony")
        if "derived_from" in self.fields:
            others = MediaFile.objects.filter(testimony=testimony).exclude(pk=self.instance.pk)
            self.fields["derived_from"].queryset = others.select_related("testimony")
        if "media_type" in self.fields:
            self.fields["media_type"].help_text = "For example audio/wav. Left empty, it is taken from the file's name."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file and "file" in self.changed_data:
            self.instance.sha256, self.instance.size = sha256_of(file), file.size
            if not cleaned.get("media_type"):
                cleaned["media_type"] = mimetypes.guess_type(file.name)[0] or ""
        return cleaned


class ConsentForm(forms.ModelForm):
    """A consent with its signed document."""

    class Meta:
        model = Consent
        fields = (
            "testimony",
            "narrator",
            "basis",
            *Consent.SCOPES,
            "valid_from",
            "valid_until",
            "document",
            "remark",
        )
        widgets = {"document": forms.FileInput}
