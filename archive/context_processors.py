"""What every template may use: the archive's name, whom to write to, its address, and who is looking."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from archive.lib.addresses import public_address


def archive(request: HttpRequest) -> dict[str, Any]:
    return {
        "archive_name": settings.ARCHIVE_NAME,
        "contact_email": settings.ARCHIVE_CONTACT_EMAIL,
        "canonical_address": partial(public_address, request, request.path),
        "viewer": getattr(request, "viewer", None),
    }
