"""Access copies and thumbnails of pictures that lack them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from tqdm import tqdm

from archive.actions.derivatives import make_missing
from archive.lib.pictures import PictureRefused
from archive.models import MediaFile


class Command(BaseCommand):
    """Make the access copies and thumbnails that pictures lack.

    They hold the pixels of the master and nothing else. Pictures of testimonies whose originals are withheld are left
    alone. It can be interrupted and run again: what is there is not made twice.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        made, failed = 0, 0
        pictures = pictures_for_readers()
        shown = options["verbosity"] >= 1
        for picture in tqdm(
            pictures.iterator(), total=pictures.count(), disable=None if shown else True, unit="picture"
        ):
            try:
                made += len(make_missing(picture))
            except (PictureRefused, FileNotFoundError) as error:
                failed += 1
                self.stderr.write(f"{picture.public_id}: {error if isinstance(error, PictureRefused) else 'no file'}")
        if shown:
            self.stdout.write(f"Made {made} copies; {failed} pictures could not be read.")
        if failed:
            raise SystemExit(1)


def pictures_for_readers() -> QuerySet:
    """The pictures of which copies may be made: masters, and access copies that were added by hand."""
    return MediaFile.objects.filter(
        kind=MediaFile.Kind.IMAGE,
        rendition__in=[MediaFile.Rendition.MASTER, MediaFile.Rendition.ACCESS],
        testimony__originals_withheld=False,
    ).order_by("pk")
