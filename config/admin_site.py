"""The curators' workbench as a site of its own, its records grouped by subject.

It lives here and not in archive/admin/, because a module that both builds the site and is discovered by it is
built twice, and loses its registrations.
"""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


class Subject(NamedTuple):
    """A heading on the workbench's first page and what stands below it, by model label."""

    code: str
    name: Any
    models: tuple[str, ...]


SUBJECTS = (
    Subject(
        "testimonies",
        _("Testimonies"),
        (
            "archive.testimony",
            "archive.collection",
            "archive.transcript",
            "archive.passage",
            "archive.section",
            "archive.mediafile",
            "archive.consent",
        ),
    ),
    Subject(
        "authorities",
        _("People, places, events"),
        ("archive.person", "archive.organisation", "archive.place", "archive.event", "archive.name"),
    ),
    Subject("sources", _("Sources and statements"), ("archive.source", "archive.statement")),
    Subject("vocabulary", _("Vocabulary"), ("archive.tag", "archive.term", "archive.language")),
    Subject("access", _("Access"), ("archive.accessrequest", "archive.accessgrant", "archive.previewlink")),
    Subject(
        "record-keeping",
        _("Record keeping"),
        ("archive.proposedaction", "archive.ledgerentry", "archive.residue", "archive.publicid"),
    ),
    Subject("accounts", _("Accounts"), ("auth.user", "auth.group")),
)


class ArchiveAdminSite(admin.AdminSite):
    """Django's admin under the archive's own name."""

    site_header = settings.ARCHIVE_NAME
    site_title = settings.ARCHIVE_NAME
    index_title = _("Curators' workbench")
    enable_nav_sidebar = True

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way to log in, and it asks for the second factor; this address leads there."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        onward = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
            onward = reverse("admin:index", current_app=self.name)
        if request.user.is_authenticated:
            return HttpResponseRedirect(onward)
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({REDIRECT_FIELD_NAME: onward})}")

    def password_change(  # type: ignore[override]  # it only leads elsewhere
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One's own password is changed on the account's page, which also tells its owner by e-mail."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own: list[URLPattern | URLResolver] = [
            path("subjects/<slug:code>/", self.admin_view(self.subject_index), name="subject"),
            path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.by_number), name="view_on_site"),
        ]
        return own + super().get_urls()

    def autocomplete_view(self, request: HttpRequest) -> Any:
        from archive.admin.choosing import ToldApart  # what it imports asks for this site

        return ToldApart.as_view(admin_site=self)(request)

    def by_number(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """Django leads from a record's number to its address, hidden or not; here each page has the address itself."""
        raise Http404("A record is found by its public identifier, never by its number.")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """What this user may see, by subject; a model that no subject names stands under its application."""
        apps = self._build_app_dict(request, app_label)
        known = {model["model"]._meta.label_lower: model for app in apps.values() for model in app["models"]}
        groups = []
        for subject in SUBJECTS:
            models = [known.pop(label) for label in subject.models if label in known]
            if models:
                groups.append(self._group(subject, models))
        for app in apps.values():
            rest = [model for model in app["models"] if model["model"]._meta.label_lower in known]
            if rest:
                groups.append({**app, "models": rest})
        return groups

    def _group(self, subject: Subject, models: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "name": subject.name,
            "app_label": subject.code,
            "app_url": reverse("admin:subject", args=[subject.code], current_app=self.name),
            "has_module_perms": True,
            "models": models,
        }

    def subject_index(self, request: HttpRequest, code: str) -> HttpResponse:
        """The records of one subject."""
        groups = [group for group in self.get_app_list(request) if group["app_label"] == code]
        if not groups:
            raise Http404(f"There is no subject {code!r} that this user may see.")
        context = {
            **self.each_context(request),
            "title": groups[0]["name"],
            "subtitle": None,
            "app_list": groups,
            "app_label": code,
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/app_index.html", context)

    def app_index(  # type: ignore[override]  # it answers with a redirect, too
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The archive is one application, which means nothing to a curator: its first page is the workbench's."""
        if app_label == "archive":
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        return super().app_index(request, app_label, extra_context)


class ArchiveAdminConfig(AdminConfig):
    """Puts ArchiveAdminSite where `django.contrib.admin.site` points."""

    default_site = "config.admin_site.ArchiveAdminSite"
