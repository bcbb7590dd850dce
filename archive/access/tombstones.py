"""What stays of a withdrawn record for readers: its identifier and a date."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from archive.access.levels import INHERITED, Access, Status


@dataclass(frozen=True)
class Tombstone:
    """What may be told of a withdrawn record: under which condition, and where its date is (a look-up path)."""

    condition: Q
    withdrawn_at: str


def all_of(conditions: Iterable[Q]) -> Q:
    """The one condition that each of ``conditions`` holds."""
    found = Q()
    for condition in conditions:
        found &= condition
    return found


def _of_testimony(prefix: str = "") -> dict[str, Q]:
    erased = Q(**{f"{prefix}status": Status.ERASED})
    return {
        "status": erased | Q(**{f"{prefix}status": Status.WITHDRAWN}),
        "leaves_tombstone": Q(**{f"{prefix}leaves_tombstone": True}),
        "level": erased | ~Q(**{f"{prefix}access": Access.CLOSED}),
    }


_HELD_BY = "transcript__testimony__"
_ITS_WITHDRAWAL = F(f"{_HELD_BY}withdrawn_at")

CONDITIONS: dict[str, dict[str, Q]] = {
    "testimony": _of_testimony(),
    "passage": {
        "read by everyone": Q(leaves_tombstone=True),
        "status": _of_testimony(_HELD_BY)["status"],
        "leaves_tombstone": _of_testimony(_HELD_BY)["leaves_tombstone"],
        "level": Q(**{f"{_HELD_BY}access": Access.PUBLIC}),
        "own level": Q(access=INHERITED),
        "level of its transcript": Q(transcript__access=INHERITED),
        "embargo": Q(**{f"{_HELD_BY}embargo_until": None}) | Q(**{f"{_HELD_BY}embargo_until__lte": _ITS_WITHDRAWAL}),
    },
    "source": {"status": Q(status=Status.WITHDRAWN)},
    "collection": {"status": Q(status=Status.WITHDRAWN)},
}
"""What each condition asks, by the name of the model and by what it is about. An erased testimony is closed as well."""

TOMBSTONES: dict[str, Tombstone] = {
    subject: Tombstone(all_of(asked.values()), f"{_HELD_BY if subject == 'passage' else ''}withdrawn_at")
    for subject, asked in CONDITIONS.items()
}
"""What answers 410 once it is withdrawn or erased, by the name of its model. What was never there for every reader
leaves no tombstone: a testimony of which they could not know, or that was closed since; a passage that not everyone
could read when its testimony was withdrawn, or may read no more by its levels since."""
