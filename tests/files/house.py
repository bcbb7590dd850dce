"""Files of a testimony as the tests need them: rows with bytes, in any rendition."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile

from archive.models import MediaFile, Testimony

SOUND = bytes(range(256)) * 1000
EXTENSIONS = {
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
    "text/plain": "txt",
}


def media_file(testimony: Testimony, content: bytes = SOUND, **columns: Any) -> MediaFile:
    """A file with its digest; an access copy of a recording unless ``columns`` say otherwise."""
    columns = {"kind": "audio", "rendition": "access", "media_type": "audio/wav"} | columns
    name = f"any.{EXTENSIONS.get(columns['media_type'], 'bin')}"
    digest = hashlib.sha256(content).hexdigest()
    return MediaFile.objects.create(
        testimony=testimony, file=ContentFile(content, name=name), sha256=digest, size=len(content), **columns
    )


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content
