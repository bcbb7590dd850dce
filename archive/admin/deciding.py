"""What the pages about requests, grants and the giving of access have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.admin.base import ArchiveAdmin
from archive.admin.confirming import confirm
from archive.admin.display import access_badge, badge, status_badge
from archive.forms.requests import DecisionForm
from archive.lib.addresses import public_address
from archive.models import AccessGrant, AccessRequest


class DecidedAdmin(ArchiveAdmin):
    """Rows about a researcher: read by those who may decide on them, and written by actions only."""

    actions = None
    decides: str = ""
    """The permission without which nothing is shown: these rows are personal data."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(self.decides)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def action_path(self, code: str, view: Callable[..., HttpResponse]) -> URLPattern:
        name = f"{self.opts.app_label}_{self.opts.model_name}_{code}"
        return path(f"<path:object_id>/{code}/", self.admin_site.admin_view(view), name=name)

    @admin.display(description="researcher", ordering="researcher__username")
    def asked_by(self, record: AccessRequest | AccessGrant) -> str | SafeString:
        return named(record.researcher)

    @admin.display(description="testimony now")
    def testimony_stands(self, record: AccessRequest | AccessGrant) -> SafeString:
        return format_html("{} {}", status_badge(record.testimony.status), access_badge(record.testimony.access))


def decide(model_admin: ArchiveAdmin, request: HttpRequest, form: DecisionForm, **page: Any) -> HttpResponse:
    """The page that confirms ``form``, with a warning where the researcher could not be told."""
    answer = confirm(model_admin, request, form, **page)
    if form.letter is not None and form.letter.fault:
        told = f"Nobody was told by e-mail: {form.letter.fault}. The decision stands."
        model_admin.message_user(request, told, messages.WARNING)
    return answer


def named(researcher: User | None) -> str | SafeString:
    """Who asked, for those who decide: name, login and e-mail address."""
    if researcher is None:
        return "removed after the time that requests are kept"
    name = researcher.get_full_name() or researcher.get_username()
    off = "" if researcher.is_active else badge("over", "Login switched off")
    return format_html("{} ({}) {} {}", name, researcher.get_username(), researcher.email, off)


def origin_of(request: HttpRequest) -> str:
    return public_address(request, "/")
