"""In which state synthetic testimonies are: published or not, open or not, and on what consent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from archive.access.levels import Access, Status
from archive.actions.consent import folded
from archive.importers.synthetic.chance import Shares
from archive.models import Consent

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class State:
    """One state. ``embargo`` and the ends of the consent are years from now; no consent when ``consent`` is None."""

    status: str
    access: str = Access.PUBLIC
    embargo: float | None = None
    consent: dict[str, Any] | None = field(default_factory=lambda: {"from": -5})


STATES = Shares(
    [
        (State(Status.PUBLISHED), 80),
        (State(Status.PUBLISHED, embargo=-1), 1.5),
        (State(Status.PUBLISHED, embargo=2), 1.5),
        (State(Status.PUBLISHED, Access.REGISTERED), 3),
        (State(Status.PUBLISHED, Access.ON_REQUEST), 2),
        (State(Status.PUBLISHED, Access.CLOSED), 1),
        (State(Status.PUBLISHED, consent={"from": -5, "until": -1}), 0.5),
        (State(Status.PUBLISHED, consent={"from": -5, "until": 5}), 1.5),
        (State(Status.PUBLISHED, consent={"from": -5, "revoked": -1}), 0.5),
        (State(Status.WITHDRAWN), 2),
        (State(Status.IN_REVIEW), 1.5),
        (State(Status.DRAFT), 3),
        (State(Status.DRAFT, consent=None), 2),
    ]
)


def consent_of(state: State, random: Random, now: datetime) -> Consent | None:
    """The consent that ``state`` rests on, without its testimony."""
    if state.consent is None:
        return None
    years = state.consent
    return Consent(
        basis=random.choice(Consent.Basis.values),
        may_read=True,
        may_hear=random.random() < 0.5,
        may_quote=random.random() < 0.8,
        may_download=random.random() < 0.3,
        may_use_by_machine=random.random() < 0.1,
        may_show_name=random.random() < 0.9,
        may_be_known=random.random() < 0.5,
        valid_from=now + years["from"] * YEAR,
        valid_until=now + years["until"] * YEAR if "until" in years else None,
        revoked_at=now + years["revoked"] * YEAR if "revoked" in years else None,
        remark="Synthetic.",
    )


def columns_of(state: State, consent: Consent | None, random: Random, now: datetime) -> dict[str, Any]:
    """The columns of a testimony in this state, as actions would have written them."""
    published_at = now - timedelta(days=random.randint(1, 1500), seconds=random.randrange(86_400))
    was_published = state.status in (Status.PUBLISHED, Status.WITHDRAWN)
    return {
        "status": state.status,
        "access": state.access,
        "embargo_until": None if state.embargo is None else now + state.embargo * YEAR,
        **folded([consent] if consent is not None else [], now),
        "leaves_tombstone": state.status == Status.WITHDRAWN and state.access == Access.PUBLIC,
        "submitted_at": None if state.status == Status.DRAFT else published_at,
        "published_at": published_at if was_published else None,
        "withdrawn_at": now if state.status == Status.WITHDRAWN else None,
    }
