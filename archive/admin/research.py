"""Requests for access and grants: decided on by actions, and seen only by those who decide."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, When
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from archive.actions.requests import MAY_DECIDE, MAY_GIVE, MAY_TAKE_BACK
from archive.admin.confirming import action_url, record_of
from archive.admin.deciding import DecidedAdmin, decide, named, origin_of
from archive.admin.display import NOTHING, badge, link, moment
from archive.forms.requests import DeclineForm, EndForm, GrantForm, RevokeGrantForm
from archive.models import AccessGrant, AccessRequest

EARLIER_SHOWN = 20
TONES = {
    AccessRequest.Decision.OPEN: "waiting",
    AccessRequest.Decision.GRANTED: "in-force",
    AccessRequest.Decision.DECLINED: "missing",
}
OPEN_FIRST = Case(When(decision=AccessRequest.Decision.OPEN, then=0), default=1, output_field=IntegerField())


@admin.register(AccessRequest)
class AccessRequestAdmin(DecidedAdmin):
    decides = MAY_DECIDE
    list_display = ["testimony", "asked_by", "affiliation", "state", "asked_on", "decided_on"]
    list_filter = ["decision", "created_at"]
    list_select_related = ["testimony", "researcher"]
    date_hierarchy = "created_at"
    search_fields = ["testimony__sort_key", "testimony__public_id", "researcher__username", "affiliation"]
    search_help_text = "Words of the testimony's title, its identifier, the login or the affiliation."
    ordering = [OPEN_FIRST, "-created_at", "-id"]
    fieldsets = [
        ("What is asked", {"fields": ["testimony", "testimony_stands", "purpose", "affiliation", "agreed"]}),
        ("Who asks", {"fields": ["asked_by", "earlier"]}),
        ("Decision", {"fields": ["state", "decided_on", "decided_by", "decision_reason", "access_given"]}),
    ]
    readonly_fields = [
        "testimony_stands",
        "agreed",
        "asked_by",
        "earlier",
        "state",
        "asked_on",
        "decided_on",
        "access_given",
    ]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.action_path("grant", self.grant_view),
            self.action_path("decline", self.decline_view),
            *super().get_urls(),
        ]

    def badges(self, request: HttpRequest, obj: AccessRequest) -> list[SafeString]:
        return [self.state(obj)]

    def buttons(self, request: HttpRequest, obj: AccessRequest) -> list[dict[str, str]]:
        if obj.decision != AccessRequest.Decision.OPEN:
            return []
        grant = {"label": "Grant", "url": action_url(obj, "grant"), "tone": "good"}
        decline = {"label": "Decline", "url": action_url(obj, "decline"), "tone": "bad"}
        return [grant, decline] if request.user.has_perm(MAY_GIVE) else [decline]

    def grant_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that confirms that a request is granted."""
        explanation = (
            "The researcher can read the testimony at once, as long as it is kept on request, and is told by e-mail. "
            "An embargo still closes it."
        )
        return self.decision_view(request, object_id, GrantForm, "Grant", explanation, "good")

    def decline_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that confirms that a request is declined."""
        explanation = "Nothing changes for the testimony. The researcher is told by e-mail, and may ask again."
        return self.decision_view(request, object_id, DeclineForm, "Decline", explanation, "bad")

    def decision_view(
        self, request: HttpRequest, object_id: str, form: type[Any], label: str, explanation: str, tone: str
    ) -> HttpResponse:
        asked = record_of(self, request, object_id)
        if request.method != "POST" and asked.decision != AccessRequest.Decision.OPEN:
            is_now = asked.get_decision_display().lower()
            self.message_user(request, f"“{label}” is not possible: the request is {is_now}.", messages.ERROR)
            return self.back_to(asked)
        filled = form(request.POST or None, record=asked, origin=origin_of(request))
        facts = [
            ("Testimony", link(asked.testimony)),
            ("Asked by", named(asked.researcher)),
            ("Affiliation", asked.affiliation or NOTHING),
            ("Purpose", asked.purpose),
        ]
        return decide(self, request, filled, label=label, explanation=explanation, tone=tone, facts=facts)

    # --- what is shown ---

    @admin.display(description="state", ordering="decision")
    def state(self, asked: AccessRequest) -> SafeString:
        return badge(TONES.get(AccessRequest.Decision(asked.decision), "over"), asked.get_decision_display())

    @admin.display(description="asked on", ordering="created_at")
    def asked_on(self, asked: AccessRequest) -> str:
        return moment(asked.created_at)

    @admin.display(description="decided on", ordering="decided_at")
    def decided_on(self, asked: AccessRequest) -> str:
        return moment(asked.decided_at)

    @admin.display(description="agreed to the terms")
    def agreed(self, asked: AccessRequest) -> str:
        return f"{moment(asked.agreed_to_terms_at)}, version {asked.terms_version or 'unknown'}"

    @admin.display(description="access given")
    def access_given(self, asked: AccessRequest) -> SafeString | str:
        rows = ((link(each, f"until the end of {each.last_day:%Y-%m-%d}"), each) for each in asked.grants.all())
        lines = ((way, grant_state(given)) for way, given in rows)
        return format_html_join(", ", "{} {}", lines) or NOTHING

    @admin.display(description="other requests")
    def earlier(self, asked: AccessRequest) -> SafeString | str:
        """What else this researcher has asked for, newest first."""
        if asked.researcher is None:
            return NOTHING
        others = AccessRequest.objects.by(asked.researcher).exclude(pk=asked.pk).select_related("testimony")
        lines = (
            (link(each, f"{each.created_at:%Y-%m-%d}"), self.state(each), each.testimony)
            for each in others.newest_first()[:EARLIER_SHOWN]
        )
        return format_html_join(mark_safe("<br>"), "{} {} {}", lines) or "None"


def grant_state(given: AccessGrant) -> SafeString:
    now = timezone.now()
    if given.revoked_at is not None:
        return badge("missing", "Taken back")
    if given.valid_until <= now:
        return badge("over", "Over")
    return badge("waiting", "Not yet in force") if given.valid_from > now else badge("in-force", "In force")


@admin.register(AccessGrant)
class AccessGrantAdmin(DecidedAdmin):
    decides = MAY_TAKE_BACK
    list_display = ["testimony", "asked_by", "from_shown", "last_day_shown", "state"]
    list_filter = ["valid_until"]
    list_select_related = ["testimony", "researcher"]
    search_fields = ["testimony__sort_key", "testimony__public_id", "researcher__username"]
    search_help_text = "Words of the testimony's title, its identifier or the login."
    ordering = ["-valid_until", "-id"]
    fields = [
        "testimony",
        "testimony_stands",
        "asked_by",
        "asked_in",
        "from_shown",
        "last_day_shown",
        "state",
        "taken_back_on",
    ]
    readonly_fields = [
        "testimony_stands",
        "asked_by",
        "asked_in",
        "from_shown",
        "last_day_shown",
        "state",
        "taken_back_on",
    ]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.action_path("revoke", self.revoke_view),
            self.action_path("set_end", self.end_view),
            *super().get_urls(),
        ]

    def badges(self, request: HttpRequest, obj: AccessGrant) -> list[SafeString]:
        return [grant_state(obj)]

    def buttons(self, request: HttpRequest, obj: AccessGrant) -> list[dict[str, str]]:
        if obj.revoked_at is not None or obj.valid_until <= timezone.now():
            return []
        return [
            {"label": "Change the end", "url": action_url(obj, "set_end"), "tone": "plain"},
            {"label": "Take access back", "url": action_url(obj, "revoke"), "tone": "bad"},
        ]

    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that confirms that access is taken back."""
        explanation = "From the next request on the researcher cannot read it, and is told by e-mail."
        return self.grant_view(request, object_id, RevokeGrantForm, "Take access back", explanation, "bad")

    def end_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that sets another end."""
        explanation = "The researcher can read it until the end of that day, and is told by e-mail."
        return self.grant_view(request, object_id, EndForm, "Change the end", explanation, "plain")

    def grant_view(
        self, request: HttpRequest, object_id: str, form: type[Any], label: str, explanation: str, tone: str
    ) -> HttpResponse:
        given = record_of(self, request, object_id)
        if request.method != "POST" and not self.buttons(request, given):
            self.message_user(request, f"“{label}” is not possible: the grant has ended.", messages.ERROR)
            return self.back_to(given)
        filled = form(request.POST or None, record=given, origin=origin_of(request))
        facts = [
            ("Testimony", link(given.testimony)),
            ("Researcher", named(given.researcher)),
            ("Now", f"until the end of {given.last_day:%Y-%m-%d}"),
        ]
        return decide(self, request, filled, label=label, explanation=explanation, tone=tone, facts=facts)

    # --- what is shown ---

    @admin.display(description="state")
    def state(self, given: AccessGrant) -> SafeString:
        return grant_state(given)

    @admin.display(description="from", ordering="valid_from")
    def from_shown(self, given: AccessGrant) -> str:
        return moment(given.valid_from)

    @admin.display(description="until the end of", ordering="valid_until")
    def last_day_shown(self, given: AccessGrant) -> str:
        return f"{given.last_day:%Y-%m-%d}"

    @admin.display(description="request")
    def asked_in(self, given: AccessGrant) -> SafeString | str:
        return link(given.request) if given.request is not None else "given without a request"

    @admin.display(description="taken back on")
    def taken_back_on(self, given: AccessGrant) -> str:
        return moment(given.revoked_at)
