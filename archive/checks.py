"""What must hold before the archive serves anyone (https://docs.djangoproject.com/en/stable/ref/checks/)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

PUBLIC_MEDIA = "archive.E001"


def media_lies_apart(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The folder of the media files is not part of one whose files are handed out to everyone, nor holds one."""
    media = Path(settings.MEDIA_ROOT).resolve()
    static = [Path(folder).resolve() for folder in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS) if folder]
    return [
        checks.Error(
            f"The media folder {media} and the folder of static files {folder} lie in one another.",
            hint="Static files are for everyone, media files are not. Set ARCHIVE_MEDIA_ROOT and ARCHIVE_STATIC_ROOT "
            "to two folders side by side, and move the files.",
            id=PUBLIC_MEDIA,
        )
        for folder in static
        if media == folder or media in folder.parents or folder in media.parents
    ]


def register() -> None:
    checks.register(media_lies_apart, checks.Tags.security)
