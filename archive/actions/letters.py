"""Letters about requests for access: that something was decided, and where to read it.

A letter holds the neutral label of the testimony, the state and the address of a page; no title, no purpose, no
reason and no name of anyone. Who may not be told any more that the testimony exists reads its identifier only. It is
posted when the transaction of what it tells commits, so that nobody is told what did not happen; a letter that cannot
be posted undoes nothing, and says so (:attr:`Letter.fault`).
"""

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.actions.labels import neutral_label
from archive.models import AccessGrant, AccessRequest, Testimony

logger = logging.getLogger(__name__)

DECIDES = "archive.change_accessrequest"
BY_PERMISSION = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Letter:
    """One letter to each of ``addresses``, none of whom sees the others. ``fault`` says, once the transaction has been
    committed, why it could not be posted."""

    about: str
    subject: str
    text: str
    addresses: list[str] = field(default_factory=list)
    fault: str = ""

    def post_on_commit(self) -> "Letter":
        if not self.addresses:
            self.fault = "there is no e-mail address to write to"
            logger.warning("A letter about %s was not sent: nobody has an e-mail address", self.about)
        else:
            transaction.on_commit(self._post)
        return self

    def _post(self) -> None:
        messages = [
            EmailMessage(self.subject, self.text, settings.DEFAULT_FROM_EMAIL, [address]) for address in self.addresses
        ]
        try:
            get_connection().send_messages(messages)
        except Exception as error:  # each mail backend raises kinds of its own, and the decision stands whatever it is
            self.fault = f"the mail server did not take it ({type(error).__name__})"
            logger.error("A letter about %s was not sent: %s", self.about, type(error).__name__)


def to_researcher(told: AccessRequest | AccessGrant, state: str, origin: str, **facts: Any) -> Letter:
    """Tell the researcher of ``told`` its ``state`` (a template in ``requests/mail``)."""
    researcher = told.researcher
    page = origin.rstrip("/") + reverse("archive:request-list")
    label = neutral_label(told.testimony) if _may_know(researcher, told.testimony) else told.testimony.public_id
    letter = _written(told.testimony, label, state, page, facts)
    if researcher is not None and researcher.is_active and researcher.email:
        letter.addresses = [researcher.email]
    return letter.post_on_commit()


def to_curators(asked: AccessRequest, origin: str) -> Letter:
    """Tell everyone who decides on requests that there is a new one."""
    page = origin.rstrip("/") + reverse("admin:archive_accessrequest_change", args=[asked.pk])
    letter = _written(asked.testimony, neutral_label(asked.testimony), "asked", page, {})
    deciding = get_user_model().objects.with_perm(DECIDES, backend=BY_PERMISSION)
    letter.addresses = sorted(set(deciding.filter(is_staff=True).exclude(email="").values_list("email", flat=True)))
    return letter.post_on_commit()


SUBJECTS = {
    "asked": "A request for access",
    "granted": "Your request was granted",
    "given": "You were given access",
    "declined": "Your request was declined",
    "revoked": "Your access was taken back",
    "end_set": "Your access ends on another day",
}


def _may_know(researcher: Any, testimony: Testimony) -> bool:
    """Whether ``researcher`` may be told at this moment that ``testimony`` exists."""
    if researcher is None:
        return False
    now = timezone.now()
    grants = AccessGrant.objects.to(researcher).in_force(now).values_list("testimony", flat=True)
    viewer = Viewer(user_id=researcher.pk, grants=frozenset(grants), now=now)
    return Testimony.objects.visible_to(viewer, Part.EXISTENCE).filter(pk=testimony.pk).exists()


def _written(testimony: Testimony, label: str, state: str, page: str, facts: dict[str, Any]) -> Letter:
    write = partial(render_to_string, f"archive/requests/mail/{state}.txt")
    text = write({"label": label, "page": page, "archive_name": settings.ARCHIVE_NAME, **facts})
    subject = " ".join(f"{SUBJECTS[state]} · {settings.ARCHIVE_NAME}".split())
    return Letter(testimony.public_id, subject, text)
