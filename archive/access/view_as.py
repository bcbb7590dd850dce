"""Looking at the archive as someone with fewer rights: what a curator chose, and the viewer that makes of them.

The choice is kept in the session, so it ends with it, and by itself after :data:`LASTS`. Only a curator can look as
someone else, and what they then see is never more than a curator sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from archive.access.viewer import Viewer

SESSION_KEY = "looking_as"
LASTS = timedelta(hours=1)


class Role(StrEnum):
    """As whom a curator can look."""

    VISITOR = "visitor"
    REGISTERED = "registered"
    GRANTED = "granted"


@dataclass(frozen=True)
class Guise:
    """The choice of one curator: ``testimony`` is the primary key that a :attr:`Role.GRANTED` reader was granted."""

    role: Role
    until: datetime
    testimony: int | None = None

    def as_kept(self) -> dict[str, Any]:
        """This choice as the session keeps it (JSON)."""
        return {"role": self.role.value, "until": self.until.isoformat(), "testimony": self.testimony}


def chosen(role: Role, now: datetime, testimony: int | None = None) -> Guise:
    """A choice made at ``now``. Raises :class:`ValueError` for a grant that names no testimony."""
    if (role == Role.GRANTED) != (testimony is not None):
        raise ValueError("A granted reader was granted one testimony, and nobody else was granted any.")
    return Guise(role, now + LASTS, testimony)


def kept(session: Mapping[str, Any], now: datetime) -> Guise | None:
    """The choice that ``session`` holds, if it still counts at ``now``."""
    held = session.get(SESSION_KEY)
    if held is None:
        return None
    try:
        guise = Guise(Role(held["role"]), datetime.fromisoformat(held["until"]), held["testimony"])
    except (KeyError, TypeError, ValueError):  # kept by another version of the archive
        return None
    return guise if now < guise.until else None


def seen_as(own: Viewer, guise: Guise | None) -> Viewer:
    """The viewer that ``own`` becomes in ``guise``. Whoever is no curator stays who they are."""
    if guise is None or not own.is_curator:
        return own
    return Viewer(
        user_id=None if guise.role == Role.VISITOR else own.user_id,
        grants=frozenset() if guise.testimony is None else frozenset({guise.testimony}),
        now=own.now,
        looking_as=guise.role.value,
    )
