"""Why an action was not carried out, in a sentence for the person who asked for it."""

from typing import Any


class ActionRefused(Exception):
    """The action was refused and nothing was changed; the message says why in plain words."""


class NotPermitted(ActionRefused):
    """The actor lacks the permission for the action."""


class RepeatsSealed(ActionRefused):
    """The reason holds something of what is sealed."""


class LostRace(ActionRefused):
    """Someone else changed the record after the actor looked at it."""


def require(actor: Any, permission: str, what: str) -> None:
    """Raise :class:`NotPermitted` unless ``actor`` (a user) has ``permission`` (``app_label.codename``)."""
    if not actor.has_perm(permission):
        raise NotPermitted(f"You do not have the permission to {what}.")
