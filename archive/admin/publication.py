"""Publishing as buttons: the same for testimonies, sources and collections.

The buttons show what this user may do with the record now (:func:`archive.actions.publication.open_to`); each leads
to a page to confirm, whose form carries the transition out unless something was decided since.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.access.levels import Status
from archive.actions.publication import TRANSITIONS, Publishable, Transition, open_to
from archive.admin.base import ArchiveAdmin
from archive.admin.confirming import action_url, confirm, record_of
from archive.admin.display import moment, panel, status_badge
from archive.forms.actions import TransitionForm
from archive.models import LedgerEntry

TONES = {"publish": "good", "restore": "good", "withdraw": "bad"}
DECISIONS = (
    LedgerEntry.Action.SUBMITTED,
    LedgerEntry.Action.RETURNED,
    LedgerEntry.Action.PUBLISHED,
    LedgerEntry.Action.WITHDRAWN,
    LedgerEntry.Action.RESTORED,
    LedgerEntry.Action.ACCESS_SET,
)
DECISIONS_SHOWN = 10
STATUS_FIELDS = ("status_shown", "decisions")


def step(before: str, after: str) -> SafeString:
    return format_html("{} → {}", status_badge(before), status_badge(after))


class PublicationAdmin(ArchiveAdmin):
    """The page of a record that is published and withdrawn by actions."""

    panels: tuple[str, ...] = ("decisions",)

    def get_urls(self) -> list[URLPattern]:
        pages = [self.action_path(code, partial(self.transition_view, code=code)) for code in TRANSITIONS]
        return pages + super().get_urls()

    def action_path(self, code: str, view: Callable[..., HttpResponse]) -> URLPattern:
        """The address of a page that confirms an action."""
        return path(
            f"<path:object_id>/{code}/",
            self.admin_site.admin_view(view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_{code}",
        )

    def badges(self, request: HttpRequest, obj: Publishable) -> list[SafeString]:
        return [status_badge(obj.status)]

    def buttons(self, request: HttpRequest, obj: Publishable) -> list[dict[str, str]]:
        return [
            {
                "label": transition.label,
                "url": action_url(obj, transition.code),
                "tone": TONES.get(transition.code, "plain"),
            }
            for transition in open_to(request.user, obj)
        ]

    def transition_view(self, request: HttpRequest, object_id: str, code: str) -> HttpResponse:
        """The page that confirms one transition."""
        transition = TRANSITIONS[code]
        record = record_of(self, request, object_id, transition.permission_for)
        if request.method != "POST" and record.status not in transition.comes_from:
            is_now = Status(record.status).label.lower()
            self.message_user(request, f"“{transition.label}” is not possible: it is {is_now}.", messages.ERROR)
            return self.back_to(record)
        form = TransitionForm(request.POST or None, transition=transition, record=record)
        return confirm(
            self,
            request,
            form,
            label=transition.label,
            explanation=transition.explanation,
            tone=TONES.get(code, "plain"),
            facts=[("Status", step(record.status, transition.leads_to)), *self.facts(record, transition)],
        )

    def facts(self, record: Any, transition: Transition) -> list[tuple[str, Any]]:
        """What else a curator should know before deciding."""
        if transition.leads_to == Status.PUBLISHED and record.published_at is not None:
            return [("First published", moment(record.published_at))]
        return []

    @admin.display(description="status", ordering="status")
    def status_shown(self, record: Publishable) -> SafeString:
        return status_badge(record.status)

    @admin.display(description="decisions so far")
    def decisions(self, record: Publishable) -> SafeString:
        entries = LedgerEntry.objects.about(record.public_id).filter(action__in=DECISIONS)
        return panel("decisions", entries=entries.select_related("actor", "reason")[:DECISIONS_SHOWN])
