"""Preview links: giving a narrator, a relative or a reviewer an address at which a testimony can be read before it is
published, and taking it back.

The secret part of the address is made here, given back once and kept nowhere: what is stored is its keyed hash, so
that whoever reads the database or a backup can open nothing with it.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from archive.access.levels import BEFORE_PUBLICATION, Status
from archive.actions import ledger, residue
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.models import LedgerEntry, PreviewLink, Testimony

MAY_GIVE = "archive.add_previewlink"
MAY_REVOKE = "archive.change_previewlink"

KEPT = timedelta(days=30)
"""How long a link that opens nothing any more stays in the list."""

SALT = "archive.actions.previews"


class Given(NamedTuple):
    """A link, the secret part of its address (kept nowhere else), and its entry in the ledger."""

    link: PreviewLink
    token: str
    entry: LedgerEntry


def can_be_previewed(testimony: Testimony) -> bool:
    return testimony.status in BEFORE_PUBLICATION


@transaction.atomic
def give_preview(testimony: Testimony, actor: Any, *, for_whom: str, days: int) -> Given:
    """Make a link to ``testimony`` as it was seen, for ``days`` days from now.

    Raises :class:`~archive.actions.refusals.NotPermitted`, :class:`~archive.actions.refusals.LostRace` when the status
    changed since ``testimony`` was read, and :class:`~archive.actions.refusals.ActionRefused`.
    """
    require(actor, MAY_GIVE, "give preview links")
    if not can_be_previewed(testimony):
        is_now = Status(testimony.status).label.lower()
        raise ActionRefused(f"The testimony is {is_now}: only a draft, or what is in review, is previewed.")
    if not for_whom.strip():
        raise ActionRefused("Say for whom the link is.")
    if not 1 <= days <= settings.ARCHIVE_PREVIEW_DAYS:
        raise ActionRefused(f"A preview link lasts from 1 to {settings.ARCHIVE_PREVIEW_DAYS} days.")
    as_seen = Testimony.objects.select_for_update().filter(pk=testimony.pk, status=testimony.status)
    if not as_seen.exists():
        raise LostRace("Someone else has changed its status meanwhile. Look at it again before you decide.")
    token = secrets.token_urlsafe(32)
    link = PreviewLink.objects.create(
        testimony=testimony,
        token_digest=digest_of(token, settings.SECRET_KEY),
        made_by=actor,
        for_whom=for_whom.strip(),
        expires_at=timezone.now() + timedelta(days=days),
    )
    return Given(link, token, _enter(LedgerEntry.Action.PREVIEW_GIVEN, link, actor))


@transaction.atomic
def revoke_preview(link: PreviewLink, actor: Any) -> LedgerEntry:
    """Take ``link`` back: from the next request on it opens nothing."""
    require(actor, MAY_REVOKE, "revoke preview links")
    now = timezone.now()
    if not PreviewLink.objects.in_force(now).filter(pk=link.pk).write_guarded(revoked_at=now, updated_at=now):
        raise LostRace("This link has ended meanwhile, or was revoked. There is nothing left to revoke.")
    link.refresh_from_db()
    return _enter(LedgerEntry.Action.PREVIEW_REVOKED, link, actor)


def revoke_all(testimony: Testimony, **codes: Any) -> int:
    """Take back every link to ``testimony`` that is in force, each with an entry that nobody is named in; how many.

    For a restored backup, whose links open again what was published or hidden since. Call it inside a transaction.
    """
    now = timezone.now()
    links = list(PreviewLink.objects.in_force(now).filter(testimony=testimony).order_by("pk"))
    PreviewLink.objects.filter(pk__in=[link.pk for link in links]).write_guarded(revoked_at=now, updated_at=now)
    for link in links:
        _enter(LedgerEntry.Action.PREVIEW_REVOKED, link, None, **codes)
    return len(links)


def opened_by(token: str, now: datetime) -> PreviewLink | None:
    """The link whose address ends in ``token``, if it counts at ``now``; with it its testimony, which is published or
    comes before that. One query, whatever ``token`` is."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    links = PreviewLink.objects.in_force(now).filter(token_digest__in=[digest_of(token, key) for key in keys])
    shown = links.filter(testimony__status__in=[*BEFORE_PUBLICATION, Status.PUBLISHED])
    return shown.select_related("testimony").first()


def digest_of(token: str, key: str) -> str:
    """The keyed hash (HMAC-SHA256, in hexadecimal) under which a link is found."""
    return salted_hmac(SALT, token, secret=key, algorithm="sha256").hexdigest()


def forget_previews(now: datetime) -> int:
    """Delete the links that ended longer ago than :data:`KEPT`, with the note for whom they were; their number."""
    long_ago = now - KEPT
    over = PreviewLink.objects.filter(expires_at__lt=long_ago) | PreviewLink.objects.filter(revoked_at__lt=long_ago)
    forgotten = over.delete()[0]
    if forgotten:
        residue.leave_for_housekeeping(ledger.WHOLE_ARCHIVE.public_id, tables=[PreviewLink._meta.db_table])
    return forgotten


def _enter(action: LedgerEntry.Action, link: PreviewLink, actor: Any, **codes: Any) -> LedgerEntry:
    return ledger.append(action, link.testimony, actor, link=link.pk, until=link.expires_at.isoformat(), **codes)
