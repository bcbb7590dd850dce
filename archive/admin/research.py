"""Requests for access and grants, to be read here: what decides about them are actions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from archive.admin.base import ReadOnlyAdmin
from archive.admin.display import badge
from archive.models import AccessGrant, AccessRequest


@admin.register(AccessRequest)
class AccessRequestAdmin(ReadOnlyAdmin):
    list_display = ["testimony", "researcher", "affiliation", "decision", "created_at", "decided_at"]
    list_filter = ["decision", "created_at"]
    list_select_related = ["testimony", "researcher"]
    date_hierarchy = "created_at"
    search_fields = ["testimony__sort_key", "researcher__username", "affiliation"]
    ordering = ["-created_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).visible_to(request.viewer)


@admin.register(AccessGrant)
class AccessGrantAdmin(ReadOnlyAdmin):
    list_display = ["testimony", "researcher", "valid_from", "valid_until", "state"]
    list_filter = ["valid_until"]
    list_select_related = ["testimony", "researcher"]
    search_fields = ["testimony__sort_key", "researcher__username"]
    ordering = ["-valid_until", "-id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).visible_to(request.viewer)

    @admin.display(description="state")
    def state(self, grant: AccessGrant) -> SafeString:
        now = timezone.now()
        if grant.revoked_at is not None:
            return badge("missing", "Taken back")
        if grant.valid_until <= now:
            return badge("over", "Over")
        return badge("waiting", "Not yet in force") if grant.valid_from > now else badge("in-force", "In force")
