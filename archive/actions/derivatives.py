"""Copies of pictures for readers: an access copy of bearable size, and a thumbnail of it.

They hold the pixels of the master and nothing else (:func:`archive.lib.pictures.copied`). Of a testimony whose
originals are withheld (it is redacted, or protects a narrator) none is made: what may be seen of it, a person decides
and adds as a redacted copy.
"""

import hashlib
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from archive.lib import pictures
from archive.lib.signatures import HEAD, signature_of
from archive.models import MediaFile, Testimony

Rendition = MediaFile.Rendition

SIDES = {Rendition.ACCESS: 2000, Rendition.THUMBNAIL: 400}
"""The longest side of each copy, in pixels."""

NEXT = {Rendition.MASTER: Rendition.ACCESS, Rendition.ACCESS: Rendition.THUMBNAIL}
"""What is made of what: the thumbnail of the access copy, so that whatever closes the one closes the other."""


@transaction.atomic
def make_missing(picture: MediaFile) -> list[MediaFile]:
    """Make the copies that ``picture`` lacks, one from the other; returns those that were made.

    Each has the session, part, alternative text and access of what it was made from. Nothing is made of what is no
    picture, and nothing where originals are withheld. Raises :class:`~archive.lib.pictures.PictureRefused` for a
    picture that cannot be read, :class:`FileNotFoundError` where the file is not there.
    """
    testimony = Testimony.objects.select_for_update().get(pk=picture.testimony_id)
    if picture.kind != MediaFile.Kind.IMAGE or testimony.originals_withheld:
        return []
    made: list[MediaFile] = []
    source: MediaFile | None = MediaFile.objects.get(pk=picture.pk)  # as it is now: it may have been closed
    while source is not None and source.rendition in NEXT:
        wanted = NEXT[Rendition(source.rendition)]
        copy = MediaFile.objects.filter(derived_from=source, rendition=wanted, kind=MediaFile.Kind.IMAGE).first()
        if copy is None:
            copy = _made_from(source, wanted)
            made.append(copy)
        source = copy
    return made


def _made_from(source: MediaFile, rendition: str) -> MediaFile:
    with source.file.storage.open(str(source.file.name), "rb") as opened:
        file = cast(BinaryIO, opened)
        signature = signature_of(file.read(HEAD))
        if signature not in pictures.FORMATS:
            raise pictures.PictureRefused("It is not a picture of a kind that copies can be made of.")
        picture = pictures.opened(file, signature, settings.ARCHIVE_UPLOAD_MAX_PIXELS)
        copy = pictures.copied(picture, SIDES[Rendition(rendition)])
    return MediaFile.objects.create(
        testimony_id=source.testimony_id,
        session_id=source.session_id,
        part=source.part,
        kind=source.kind,
        rendition=rendition,
        derived_from=source,
        file=ContentFile(copy.content, name=f"copy.{pictures.COPY_EXTENSION}"),
        sha256=hashlib.sha256(copy.content).hexdigest(),
        size=len(copy.content),
        media_type=pictures.COPY_TYPE,
        alt_text=source.alt_text,
        access=source.access,
    )
