"""Preview links: given from the page of a testimony, listed with their state, and revoked."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.actions.previews import MAY_GIVE, MAY_REVOKE, can_be_previewed
from archive.actions.refusals import ActionRefused, NotPermitted
from archive.admin.confirming import action_url, ask, confirm, record_of
from archive.admin.deciding import DecidedAdmin
from archive.admin.display import NOTHING, badge, link, list_url, moment
from archive.admin.publication import PublicationAdmin
from archive.forms.previews import GivePreviewForm, RevokePreviewForm
from archive.lib.addresses import public_address
from archive.models import PreviewLink, Testimony

GIVE, REVOKE = "give_preview", "revoke"
GIVE_LABEL, REVOKE_LABEL, LIST_LABEL = "Give a preview link", "Revoke the link", "Preview links"
EXPLANATION = (
    "Whoever has the address can read the account before it is published, without a login, as a reader with access "
    "would: with words withheld, names and closed parts left out. Recordings are not part of it. The address is shown "
    "once, on the next page."
)


class GivesPreviews(PublicationAdmin):
    """The page of a testimony that can be read before it is published."""

    def get_urls(self) -> list[URLPattern]:
        return [self.action_path(GIVE, self.preview_view), *super().get_urls()]

    def buttons(self, request: HttpRequest, obj: Testimony) -> list[dict[str, str]]:
        buttons = super().buttons(request, obj)
        if request.user.has_perm(MAY_GIVE) and can_be_previewed(obj):
            buttons.append({"label": GIVE_LABEL, "url": action_url(obj, GIVE), "tone": "plain"})
        if request.user.has_perm(MAY_REVOKE) and obj.preview_links.exists():
            url = list_url(PreviewLink, testimony__id__exact=obj.pk)
            buttons.append({"label": LIST_LABEL, "url": url, "tone": "plain"})
        return buttons

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that gives a link, and then shows its address once: no message and no history repeats it."""
        testimony = record_of(self, request, object_id)
        if not request.user.has_perm(MAY_GIVE):
            raise PermissionDenied
        form = GivePreviewForm(request.POST or None, record=testimony)
        page = {"label": GIVE_LABEL, "explanation": EXPLANATION, "tone": "plain", "form": form, "refusal": ""}
        if request.method == "POST" and form.is_valid():
            try:
                given = form.carry_out(request.user)
            except NotPermitted as error:
                raise PermissionDenied(str(error)) from error
            except ActionRefused as error:
                page["refusal"] = str(error)
                testimony.refresh_from_db()
            else:
                self.log_change(request, testimony, f"{GIVE_LABEL}.")
                return self.shown_once(request, given.link, given.token)
        return ask(self, request, testimony, page)

    def shown_once(self, request: HttpRequest, given: PreviewLink, token: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": GIVE_LABEL,
            "opts": self.opts,
            "original": given.testimony,
            "link": given,
            "address": public_address(request, reverse("archive:preview", args=[token])),
        }
        return TemplateResponse(request, "admin/archive/preview_given.html", context)


@admin.register(PreviewLink)
class PreviewLinkAdmin(DecidedAdmin):
    """Only the note can be corrected; the rest is written by actions."""

    decides = MAY_REVOKE
    list_display = ["testimony", "for_whom", "made_by", "given_on", "ends_on", "state", "way_to_revoke"]
    list_filter = ["expires_at"]
    list_select_related = ["testimony", "made_by"]
    search_fields = ["testimony__sort_key", "testimony__public_id", "for_whom"]
    search_help_text = "Words of the testimony's title, its identifier or for whom the link is."
    ordering = ["-expires_at", "-id"]
    fields = ["testimony", "testimony_stands", "for_whom", "made_by", "given_on", "ends_on", "state", "revoked_on"]
    readonly_fields = ["testimony", "testimony_stands", "made_by", "given_on", "ends_on", "state", "revoked_on"]

    def has_change_permission(self, request: HttpRequest, obj: PreviewLink | None = None) -> bool:
        return request.viewer.is_curator and request.user.has_perm(MAY_REVOKE)

    def get_urls(self) -> list[URLPattern]:
        return [self.action_path(REVOKE, self.revoke_view), *super().get_urls()]

    def badges(self, request: HttpRequest, obj: PreviewLink) -> list[SafeString]:
        return [self.state(obj)]

    def buttons(self, request: HttpRequest, obj: PreviewLink) -> list[dict[str, str]]:
        if not obj.is_in_force(timezone.now()):
            return []
        return [{"label": REVOKE_LABEL, "url": action_url(obj, REVOKE), "tone": "bad"}]

    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that confirms that a link is revoked."""
        given = record_of(self, request, object_id)
        if request.method != "POST" and not given.is_in_force(timezone.now()):
            self.message_user(request, f"“{REVOKE_LABEL}” is not possible: the link has ended.", messages.ERROR)
            return self.back_to(given)
        return confirm(
            self,
            request,
            RevokePreviewForm(request.POST if request.method == "POST" else None, record=given),
            label=REVOKE_LABEL,
            explanation="From the next request on the address opens nothing. What was read or copied stays known.",
            tone="bad",
            facts=[("Testimony", link(given.testimony)), ("For", given.for_whom), ("Until", moment(given.expires_at))],
        )

    @admin.display(description="state")
    def state(self, given: PreviewLink) -> SafeString:
        if given.revoked_at is not None:
            return badge("missing", "Revoked")
        return badge("in-force", "In force") if given.is_in_force(timezone.now()) else badge("over", "Over")

    @admin.display(description="given on", ordering="created_at")
    def given_on(self, given: PreviewLink) -> str:
        return moment(given.created_at)

    @admin.display(description="until", ordering="expires_at")
    def ends_on(self, given: PreviewLink) -> str:
        return moment(given.expires_at)

    @admin.display(description="revoked on")
    def revoked_on(self, given: PreviewLink) -> str:
        return moment(given.revoked_at)

    @admin.display(description="")
    def way_to_revoke(self, given: PreviewLink) -> SafeString | str:
        if not given.is_in_force(timezone.now()):
            return NOTHING
        return format_html('<a class="button" href="{}">{}</a>', action_url(given, REVOKE), REVOKE_LABEL)
