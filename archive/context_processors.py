"""What every template may use: the archive's name, whom to write to, and who is looking."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def archive(request: HttpRequest) -> dict[str, Any]:
    return {
        "archive_name": settings.ARCHIVE_NAME,
        "contact_email": settings.ARCHIVE_CONTACT_EMAIL,
        "viewer": getattr(request, "viewer", None),
    }
