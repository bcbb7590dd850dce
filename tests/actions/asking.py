"""How the tests ask for access and decide on it, with sensible words."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from archive.access.viewer import Viewer
from archive.actions import requests
from archive.actions.requests import Decided
from archive.models import AccessGrant, AccessRequest, Testimony

ORIGIN = "https://archive.example.org/"
PURPOSE = "A thesis on floods"


def looking(user: Any) -> Viewer:
    """The viewer that the middleware makes of ``user``, who is no curator."""
    grants = AccessGrant.objects.to(user).in_force(timezone.now()).values_list("testimony", flat=True)
    return Viewer(user_id=user.pk, grants=frozenset(grants))


def ask(testimony: Testimony, researcher: Any, **changes: Any) -> AccessRequest:
    words = {
        "purpose": PURPOSE,
        "affiliation": "University of the valley",
        "terms_version": requests.TERMS_VERSION,
        "origin": ORIGIN,
    }
    return requests.ask(testimony, looking(researcher), **words | changes)


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def grant(asked: AccessRequest, actor: Any, *, days: int = 30, reason: str = "A thesis with a plan") -> Decided:
    return requests.grant(asked, actor, reason=reason, valid_until=in_days(days), origin=ORIGIN)


def revoke(given: AccessGrant, actor: Any, reason: str = "The plan changed") -> Decided:
    return requests.revoke(given, actor, reason=reason, origin=ORIGIN)


def reads(user: Any, testimony: Testimony) -> bool:
    return Testimony.objects.visible_to(looking(user)).filter(pk=testimony.pk).exists()
