"""Actions that take two people: what was asked for, and the second person's answer."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from archive.admin import codes
from archive.admin.base import ReadOnlyAdmin
from archive.admin.confirming import action_url, confirm, record_of
from archive.admin.display import badge, list_url, moment
from archive.forms.erasing import ConfirmForm, DeclineForm
from archive.models import ProposedAction

TONES = {"open": "waiting", "confirmed": "in-force", "declined": "missing", "expired": "over"}
CONFIRM, DECLINE = "confirm", "decline"
ANSWERS: dict[str, tuple[str, type[Form], str, str]] = {
    CONFIRM: (
        "Confirm",
        ConfirmForm,
        "It is carried out at once, on the state that was seen back then.",
        "good",
    ),
    DECLINE: ("Decline", DeclineForm, "It is not carried out. It can be asked for again.", "bad"),
}


@admin.register(ProposedAction)
class ProposedActionAdmin(ReadOnlyAdmin):
    change_form_template = "admin/archive/change_form.html"
    list_display = ["asked_for", "kind", "record", "proposed_by", "proposed_at", "state"]
    list_filter = ["decision", "code", "proposed_at"]
    list_select_related = ["proposed_by", "decided_by"]
    search_fields = ["record"]
    search_help_text = "A public identifier."
    fields = [
        "asked_for",
        "kind",
        "record",
        "seen",
        "wanted",
        "reason",
        "proposed_by",
        "proposed_at",
        "expires_at",
        "state",
        "decided_by",
        "decided_at",
    ]
    readonly_fields = ["asked_for", "kind", "seen", "wanted", "state"]

    def get_urls(self) -> list[URLPattern]:
        answers = [self._page(code, partial(self.answer_view, code=code)) for code in ANSWERS]
        return [*answers, *super().get_urls()]

    def _page(self, code: str, view: Callable[..., HttpResponse]) -> URLPattern:
        name = f"{self.opts.app_label}_{self.opts.model_name}_{code}"
        return path(f"<path:object_id>/{code}/", self.admin_site.admin_view(view), name=name)

    def answer_view(self, request: HttpRequest, object_id: str, code: str) -> HttpResponse:
        """The page on which the second person answers."""
        proposal = record_of(self, request, object_id, attrgetter("permission"))
        label, form, explanation, tone = ANSWERS[code]
        facts = [
            ("Asked for", self.asked_for(proposal)),
            ("Record", f"{self.kind(proposal)} {proposal.record}"),
            ("State seen", self.seen(proposal)),
            ("Wanted", self.wanted(proposal)),
            ("By", f"{proposal.proposed_by}, {moment(proposal.proposed_at)}"),
            ("Reason", proposal.reason or "–"),
        ]
        return confirm(
            self,
            request,
            form(request.POST if request.method == "POST" else None, record=proposal),
            label=label,
            explanation=explanation,
            tone=tone,
            facts=facts,
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context |= {"badges": self.badges(request, obj), "buttons": self.buttons(request, obj)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def badges(self, request: HttpRequest, obj: ProposedAction) -> list[SafeString]:
        return [self.state(obj)]

    def buttons(self, request: HttpRequest, obj: ProposedAction) -> list[dict[str, str]]:
        """The answers that this user may give now; nobody confirms what they asked for themselves."""
        if not waits(obj) or not request.user.has_perm(obj.permission):
            return []
        own = obj.proposed_by_id == request.user.pk
        return [
            {"label": label, "url": action_url(obj, code), "tone": tone}
            for code, (label, _form, _explanation, tone) in ANSWERS.items()
            if code == DECLINE or not own
        ]

    def back_to(self, obj: ProposedAction) -> HttpResponseRedirect:
        return HttpResponseRedirect(list_url(ProposedAction))

    @admin.display(description="action", ordering="code")
    def asked_for(self, proposal: ProposedAction) -> str:
        return proposal.get_code_display()

    @admin.display(description="kind of record")
    def kind(self, proposal: ProposedAction) -> str:
        return codes.named(proposal.record_kind)

    @admin.display(description="state seen", ordering="state_seen")
    def seen(self, proposal: ProposedAction) -> str:
        return codes.state(proposal.state_seen)

    @admin.display(description="wanted")
    def wanted(self, proposal: ProposedAction) -> SafeString | str:
        return codes.in_words(proposal.details)

    @admin.display(description="state", ordering="decision")
    def state(self, proposal: ProposedAction) -> SafeString:
        if proposal.decision == ProposedAction.Decision.OPEN and not waits(proposal):
            return badge("over", ProposedAction.Decision.EXPIRED.label)
        return badge(TONES[proposal.decision], proposal.get_decision_display())


def waits(proposal: ProposedAction) -> bool:
    return proposal.decision == ProposedAction.Decision.OPEN and proposal.expires_at > timezone.now()
