"""What stays of a withdrawn record for readers: its identifier and a date."""

from dataclasses import dataclass

from django.db.models import Q

from archive.access.levels import INHERITED, Status


@dataclass(frozen=True)
class Tombstone:
    """What may be told of a withdrawn record: under which condition, and where its date is (a look-up path)."""

    condition: Q
    withdrawn_at: str


def _tombstone(prefix: str = "", *, is_testimony: bool = True) -> Tombstone:
    if not is_testimony:
        return Tombstone(Q(**{f"{prefix}status": Status.WITHDRAWN}), f"{prefix}withdrawn_at")
    gone = Q(**{f"{prefix}status__in": [Status.WITHDRAWN, Status.ERASED], f"{prefix}leaves_tombstone": True})
    return Tombstone(gone, f"{prefix}withdrawn_at")


_of_testimony = _tombstone("transcript__testimony__")

TOMBSTONES: dict[str, Tombstone] = {
    "testimony": _tombstone(),
    "passage": Tombstone(
        Q(access=INHERITED, transcript__access=INHERITED) & _of_testimony.condition, _of_testimony.withdrawn_at
    ),
    "source": _tombstone(is_testimony=False),
    "collection": _tombstone(is_testimony=False),
}
"""What answers 410 once it is withdrawn or erased, by the name of its model. What readers could not know of, or what
was stricter than its testimony, was never there for them and leaves no tombstone."""
