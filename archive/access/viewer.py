"""Who is looking, as one frozen value made once per request and passed down."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

CURATOR_PERMISSION = "archive.view_unpublished"


@dataclass(frozen=True)
class Viewer:
    """A reader at one moment.

    ``grants`` holds the primary keys of the testimonies this reader was granted; ``now`` is the moment all clock-bound
    rules are decided at, so one page never straddles an embargo's end. ``looking_as`` names the role of
    :class:`archive.access.view_as.Role` that a curator looks in, and is empty for everyone who looks as themselves.
    ``previews`` holds the primary keys of the testimonies that a preview link lets its holder read before publication;
    only :mod:`archive.views.previews` makes a viewer with any, and nobody's ``request.viewer`` has one.
    """

    user_id: int | None = None
    is_curator: bool = False
    grants: frozenset[int] = frozenset()
    now: datetime = field(default_factory=timezone.now)
    looking_as: str = ""
    previews: frozenset[int] = frozenset()

    @property
    def is_registered(self) -> bool:
        return self.user_id is not None

    def rights_at(self, moment: datetime) -> "Viewer":
        """The rights of this reader at ``moment``, whoever has them: nobody's key, and the same value for all who have
        the same."""
        return replace(self, user_id=0 if self.is_registered else None, looking_as="", now=moment)


def visitor() -> Viewer:
    """Someone who has not logged in."""
    return Viewer()


Rule = Callable[[Viewer, str], Q]
"""A rule of visibility: the condition for the rows at a look-up prefix."""
