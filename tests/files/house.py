"""Files of a testimony as the tests need them: rows with bytes, in any rendition."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from archive.lib import public_ids
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
    """A file with its digest; an access copy of a recording unless ``columns`` say otherwise. It has the level given,
    or that of its testimony, as if it had been looked at and opened."""
    columns = {"kind": "audio", "rendition": "access", "media_type": "audio/wav"} | columns
    name = f"any.{EXTENSIONS.get(columns['media_type'], 'bin')}"
    digest = hashlib.sha256(content).hexdigest()
    made = MediaFile.objects.create(
        testimony=testimony, file=ContentFile(content, name=name), sha256=digest, size=len(content), **columns
    )
    MediaFile.objects.filter(pk=made.pk).write_guarded(access=columns.get("access", ""))
    made.refresh_from_db(fields=["access"])
    return made


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def address(record: Any, name: str = "media") -> str:
    return reverse(f"archive:{name}", args=[record.public_id])


def hidden_as_nothing(client: Client, url: str, **headers: str) -> bool:
    """Whether ``url`` answers byte for byte as an identifier that was never given."""
    response, nothing = client.get(url, headers=headers), client.get(reverse("archive:media", args=[public_ids.mint()]))
    kept = {"Content-Type", "Content-Length", "Content-Security-Policy", "Cache-Control", "Vary", "ETag"}
    return (response.status_code, response.content, {k: v for k, v in response.headers.items() if k in kept}) == (
        404,
        nothing.content,
        {k: v for k, v in nothing.headers.items() if k in kept},
    )
