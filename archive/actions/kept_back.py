"""Parts that are given on request, of testimonies that are open themselves: a transcript, a passage, a file.

A grant is for a testimony as a whole and opens such parts with it (:mod:`archive.access.rules`). That there are any is
told where a grant would open something to be read, played or saved, and consent lets the existence of what is kept be
known; how many, or which, is not.
"""

from django.db.models import Exists, Q

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
    opened, whole = Q(), ~Q(rendition=MediaFile.Rendition.THUMBNAIL)
    for model, path, part, of_use in (
        (Passage, "transcript__testimony", Part.CONTENT, Q()),  # a text is its passages
        (MediaFile, "testimony", Part.FILE, whole & Q(media_type__in=shown_names())),  # what a browser opens
        (MediaFile, "testimony", Part.DOWNLOAD, whole),
    ):
        parts = model.objects.filter(of_use, **{path: testimony.pk})
        known = parts.visible_to(viewer, part).values_list("pk", flat=True)
        beyond = parts.visible_to(granted, part).exclude(pk__in=known)
        opened |= Q(Exists(beyond))
    return Testimony.objects.visible_to(viewer, Part.KEPT_BACK).filter(opened, pk=testimony.pk).exists()


def has_parts_on_request(testimony: Testimony) -> bool:
    """Whether parts of ``testimony`` are on request, consent and embargo apart. For curators."""
    return any(model.objects.filter(**{path: testimony, "access": Access.ON_REQUEST}).exists() for model, path in PARTS)
