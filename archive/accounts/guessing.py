"""Slowing down who guesses secret addresses, by the counters and rules of logins."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

APP = "archive"
ACTION = "wrong_preview"


def is_slowed_down(request: HttpRequest) -> bool:
    """Whether so many wrong addresses came from there that none is looked at, be it wrong or right."""
    return not _consume(request, dry_run=True)


def count_wrong(request: HttpRequest) -> None:
    """Count one wrong address."""
    _consume(request, dry_run=False)


def _consume(request: HttpRequest, *, dry_run: bool) -> bool:
    limits = settings.ARCHIVE_PREVIEW_RATE_LIMITS
    used = ratelimit.consume(request, app=APP, action=ACTION, config=limits, dry_run=dry_run, limit_get=True)
    return used is not None
