"""Links by which testimonies can be read before publication: one in every state, and two drafts with more to hide."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from archive.access.levels import Status
from archive.actions import previews
from archive.models import Passage, PreviewLink, Testimony, Transcript
from tests.access.canaries import NOBODY, STAFF, World

STATES = ("public", "registered", "on_request", "closed", "embargoed", "draft", "in_review", "withdrawn", "erased")


def give_previews(world: World, open_house: SimpleNamespace) -> None:
    for state in STATES:
        _give(world, state, open_house.rooms[state].testimony, NOBODY if state == "erased" else STAFF)
    draft = open_house.rooms["draft"]
    for how, column in (("over", "expires_at"), ("revoked", "revoked_at")):
        link = _give(world, f"draft {how}", draft.testimony, STAFF)
        PreviewLink.objects.filter(pk=link.pk).write_guarded(**{column: timezone.now()})
    _close_parts(world, draft)
    _rest_on_what_is_hidden(world)


def _give(world: World, room: str, testimony: Testimony, may: frozenset[str]) -> PreviewLink:
    token = f"preview-{room.replace(' ', '-')}"
    world.previews[reverse("archive:preview", args=[token])] = room
    ends = timezone.now() + timedelta(days=7)
    digest = previews.digest_of(token, settings.SECRET_KEY)
    return world.plant(PreviewLink, room, may, testimony=testimony, token_digest=digest, expires_at=ends)


def _close_parts(world: World, draft: SimpleNamespace) -> None:
    """Parts of the draft that are closed whoever previews it."""
    room = "closed in draft"
    text: dict[str, Any] = {"language": "en", "kind": "edited", "position": 8, "access": "closed"}
    closed = world.plant(Transcript, room, STAFF, testimony=draft.testimony, **text)
    world.plant(Passage, room, STAFF, transcript=closed, position=1)
    world.plant(Passage, room, STAFF, transcript=draft.transcript, position=8, access="closed")


def _rest_on_what_is_hidden(world: World) -> None:
    room = "draft on hidden ground"
    source, collection = (
        next(record for where, record in world.records[name] if where == "source draft")
        for name in ("source", "collection")
    )
    columns = {"kind": "letter", "status": Status.DRAFT, "access": "public"}
    testimony = world.plant(Testimony, room, STAFF, source=source, collection=collection, **columns)
    _give(world, room, testimony, STAFF)
