"""The files of a testimony as its page shows them: to be played, looked at, read or saved."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.lib import media_types
from archive.models import MediaFile, Testimony

Kind, Rendition = MediaFile.Kind, MediaFile.Rendition


@dataclass(frozen=True)
class ShownFile:
    """One file, what may be done with it, and the thumbnail that stands for it."""

    media_file: MediaFile
    number: int
    may_be_saved: bool
    thumbnail: MediaFile | None = None

    @property
    def may_be_opened(self) -> bool:
        """Whether a browser may open it; what it may not can only be saved."""
        return media_types.is_shown(self.media_file.media_type)


def files_of(viewer: Viewer, testimony: Testimony) -> list[ShownFile]:
    """The copies for readers of ``testimony`` that ``viewer`` may have, in their order. One query.

    Curators see here what a reader could; masters are in the workbench. A file that this viewer could neither open nor
    save is left out.
    """
    savable = MediaFile.objects.visible_to(viewer, Part.DOWNLOAD).filter(pk=OuterRef("pk"))
    files = list(
        MediaFile.objects.visible_to(viewer, Part.FILE)
        .filter(testimony=testimony)
        .exclude(rendition=Rendition.MASTER)
        .annotate(may_be_saved=Exists(savable))
        .select_related("session")
        .order_by("session__position", "session", "part", "id")
    )
    thumbnails = {each.derived_from_id: each for each in files if each.rendition == Rendition.THUMBNAIL}
    shown: list[ShownFile] = []
    for each in files:
        if each.rendition == Rendition.THUMBNAIL:
            continue
        file = ShownFile(each, len(shown) + 1, each.may_be_saved, thumbnails.get(each.pk))
        if file.may_be_opened or file.may_be_saved:
            shown.append(file)
    return shown
