"""Consent: recorded and taken back through actions, so that it takes effect at once and stands in the ledger."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from archive.actions.consent import record
from archive.admin.base import ArchiveAdmin
from archive.admin.confirming import action_url, confirm, record_of
from archive.admin.display import badge, link, moment
from archive.admin.files import PrivateFileAdmin
from archive.admin.searching import FoldedSearch
from archive.admin.ties import without
from archive.forms.actions import RevokeForm
from archive.forms.consent import ConsentForm
from archive.forms.rows import could_be_key
from archive.models import Consent, LedgerEntry, Participation

BROADER_WAITS = (
    "What it now allows less is in force. What it allows more waits for another person, under “Proposed actions”: "
    "until it is confirmed, readers get no more than before."
)
REVOKE_LABEL = "Record that it was taken back"


@admin.register(Consent)
class ConsentAdmin(PrivateFileAdmin, FoldedSearch, ArchiveAdmin):
    form = ConsentForm
    file_column = "document"
    list_display = ["testimony", "narrator", "basis", "covers", "valid_from", "valid_until", "state"]
    list_filter = [
        "basis",
        "may_read",
        "may_hear",
        "may_quote",
        "may_download",
        "may_use_by_machine",
        "may_show_name",
        "may_be_known",
    ]
    date_hierarchy = "valid_from"
    list_select_related = ["testimony", "narrator"]
    search_fields = ["testimony__sort_key", "narrator__sort_key", "public_id"]
    search_help_text = "Words of the testimony's title, the narrator's name or the identifier."
    folded_columns = ("testimony__sort_key", "narrator__sort_key")
    ordering = ["-valid_from", "-id"]
    autocomplete_fields = ["testimony", "narrator"]
    readonly_fields = ["public_id", "state", "revoked_on", "file_link"]
    change_only_fieldsets = ("As it stands",)
    fieldsets = [
        ("As it stands", {"fields": ["public_id", "state", "revoked_on", "file_link"]}),
        (None, {"fields": ["testimony", "narrator", "basis", "taken_back_seen"]}),
        ("What it allows", {"fields": [*Consent.SCOPES], "description": "Without a tick there is no permission."}),
        ("When", {"fields": ["valid_from", "valid_until"]}),
        ("Evidence, for staff only", {"fields": ["document", "remark"]}),
    ]

    # --- who may ---

    def has_change_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        """What was taken back stays as it was."""
        return super().has_change_permission(request, obj) and (obj is None or obj.revoked_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Consent | None = None) -> list[str]:
        """A consent stays with its testimony."""
        return self.readonly_fields if obj is None else ["testimony", *self.readonly_fields]

    def get_fieldsets(self, request: HttpRequest, obj: Consent | None = None) -> list[Any]:
        """What the page says it shows goes along where it can be sent."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        left_out = {"taken_back_seen"}
        return [(name, {**options, "fields": without(options["fields"], left_out)}) for name, options in fieldsets]

    # --- recording ---

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = {"valid_from": timezone.now(), **super().get_changeform_initial_data(request)}
        testimony = str(initial.get("testimony", ""))
        if could_be_key(testimony):
            narrators = Participation.objects.narrating().filter(testimony=testimony)[:2]
            if len(narrators) == 1:
                initial.setdefault("narrator", narrators[0].person_id)
        return initial

    def get_form(self, request: HttpRequest, obj: Consent | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.actor = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Consent, form: Any, change: bool) -> None:
        if record(obj, request.user).action == LedgerEntry.Action.PROPOSED:
            self.message_user(request, BROADER_WAITS, messages.WARNING)

    # --- taking back ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.revoke_view)
        return [path("<path:object_id>/revoke/", view, name="archive_consent_revoke"), *super().get_urls()]

    def buttons(self, request: HttpRequest, obj: Consent) -> list[dict[str, str]]:
        if obj.revoked_at is not None or not request.user.has_perm("archive.revoke_consent"):
            return []
        return [{"label": REVOKE_LABEL, "url": action_url(obj, "revoke"), "tone": "bad"}]

    def badges(self, request: HttpRequest, obj: Consent) -> list[SafeString]:
        return [self.state(obj)]

    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that confirms that a consent was taken back."""
        consent = record_of(self, request, object_id, "archive.revoke_consent")
        return confirm(
            self,
            request,
            RevokeForm(request.POST or None, record=consent),
            label=REVOKE_LABEL,
            explanation=(
                "From this moment what was taken back is no longer allowed, on any page. If no consent to read is left "
                "in force, the testimony disappears from every public page at once. Every narrator who gave a consent "
                "of their own must still allow it."
            ),
            tone="bad",
            facts=[("Testimony", link(consent.testimony)), ("It allows", ", ".join(consent.scopes) or "nothing")],
        )

    # --- what is shown ---

    @admin.display(description="state")
    def state(self, consent: Consent) -> SafeString:
        now = timezone.now()
        if consent.revoked_at is not None:
            return badge("missing", "Taken back")
        if consent.valid_until is not None and consent.valid_until <= now:
            return badge("over", "Over")
        return badge("waiting", "Not yet in force") if consent.valid_from > now else badge("in-force", "In force")

    @admin.display(description="allows")
    def covers(self, consent: Consent) -> str:
        return ", ".join(consent.scopes)

    @admin.display(description="taken back on")
    def revoked_on(self, consent: Consent) -> str:
        return moment(consent.revoked_at)
