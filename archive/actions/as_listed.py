"""What a page listed, and what stands there now: one decides by what was seen, and nothing is done where it differs.

What a page lists is digested when it is made; the action digests it again once everything is locked.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from archive.actions.refusals import LostRace

CHANGED = (
    "Since you opened this page, someone else has changed what it lists ({}). Nothing was done: you have not seen it "
    "as it is. Look at what is listed now, and decide by that."
)
ASKED_OTHERWISE = (
    "Since this was asked for, someone else has changed what its page listed ({}). Nothing was done. Decline it; it "
    "can be asked for again by whoever has looked at it as it is now."
)


def digest_of(rows: Iterable[Any]) -> str:
    """The same as long as ``rows`` (of text, numbers, moments, lists of them) are; it does not tell them."""
    return hashlib.sha256(json.dumps(list(rows), default=str).encode()).hexdigest()


def refuse_changed(now: Mapping[str, str], seen: Mapping[str, str], said: str = CHANGED) -> None:
    """Raise :class:`~archive.actions.refusals.LostRace` where ``now`` is not as ``seen``, saying what differs."""
    differing = [what for what, digest in now.items() if seen.get(what) != digest]
    if differing:
        raise LostRace(said.format("; ".join(differing)))
