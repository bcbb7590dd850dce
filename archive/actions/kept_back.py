"""Parts that are given on request, of testimonies that are open themselves: a transcript, a passage, a file.

A grant is for a testimony as a whole and opens such parts with it (:mod:`archive.access.rules`). That there are any is
told where a grant would open something to be read, played or saved, and consent lets the existence of what is kept be
known; how many, or which, is not.
"""

from django.db.models import Exists, Q, QuerySet

from archive.access.levels import Access, Part
from archive.access.viewer import Viewer
from archive.lib.media_types import shown_names
from archive.models import MediaFile, Passage, Testimony, Transcript

PARTS = ((Transcript, "testimony"), (Passage, "transcript__testimony"), (MediaFile, "testimony"))


def is_kept_back(testimony: Testimony, viewer: Viewer) -> bool:
    """Whether a grant would open parts of ``testimony``, which ``viewer`` may read, and that may be told. One query."""
    if viewer.is_curator:
        return False
    granted = Viewer(user_id=viewer.user_id, grants=viewer.grants | {testimony.pk}, now=viewer.now)
    passages = _passages(testimony, granted).exclude(pk__in=_passages(testimony, viewer).values("pk"))
    files = _files(testimony, granted).exclude(pk__in=_files(testimony, viewer).values("pk"))
    opened = Q(Exists(passages)) | Q(Exists(files))
    return Testimony.objects.visible_to(viewer, Part.KEPT_BACK).filter(opened, pk=testimony.pk).exists()


def _passages(testimony: Testimony, viewer: Viewer) -> QuerySet[Passage]:
    return Passage.objects.visible_to(viewer).filter(transcript__testimony=testimony.pk)


def _files(testimony: Testimony, viewer: Viewer) -> QuerySet[MediaFile]:
    """What ``viewer`` may open or save of the files. A thumbnail only stands for another."""
    savable = MediaFile.objects.visible_to(viewer, Part.DOWNLOAD).filter(testimony=testimony.pk).values("pk")
    files = MediaFile.objects.visible_to(viewer, Part.FILE).filter(testimony=testimony.pk)
    files = files.exclude(rendition=MediaFile.Rendition.THUMBNAIL)
    return files.filter(Q(media_type__in=shown_names()) | Q(pk__in=savable))


def has_parts_on_request(testimony: Testimony) -> bool:
    """Whether parts of ``testimony`` are on request, consent and embargo apart. For curators."""
    return any(model.objects.filter(**{path: testimony, "access": Access.ON_REQUEST}).exists() for model, path in PARTS)
