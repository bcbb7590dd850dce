"""What every request passes: the viewer is made once, every answer carries its security headers, and what shared
caches may keep is decided."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import parse_etags

from archive.access import sharing, view_as
from archive.access.viewer import CURATOR_PERMISSION, Viewer
from archive.accounts import second_factor
from archive.lib.addresses import has_likely_port
from archive.models import AccessGrant
from archive.views.machine_use import keep_from_machines

GetResponse = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
)
ADMIN_POLICY = CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data:") + (
    "; style-src-attr 'unsafe-inline'"
)
"""The admin's widgets set style attributes and one data: image; scripts stay as strict as everywhere."""


WORKBENCH = "/admin/"
FIXED_HEADERS = {
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class ContentSecurityPolicyMiddleware:
    """Puts the Content-Security-Policy (https://www.w3.org/TR/CSP3/) and the archive's own headers on every answer.

    It stands before all others, so that redirects, static files and the pages of errors have them too. An answer that
    was given before anyone decided whether it may be kept is kept by nobody.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path_info.startswith(WORKBENCH) else CONTENT_SECURITY_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in FIXED_HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", sharing.PRIVATE)
        return response


class PortMiddleware:
    """Refuses (400) a request whose Host holds a port at which nobody could have called: Django looks at the name only,
    and the addresses on the page, which caches may keep, and in mails would lead there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not has_likely_port(request):
            raise DisallowedHost("The port in the header Host is not one of the archive's: set ARCHIVE_BASE_URL.")
        return self.get_response(request)


NO_SESSION = "none"
"""A session key that leads to no session. The cookie stays: whoever sends one gets nothing that caches may share."""


class OddRequestMiddleware:
    """Takes out of a request what no one sends by accident and PostgreSQL stumbles over: a character NUL in what is
    asked of the workbench (400; readers' filters know what to do with it), and a session key that is none (as if it
    were not there)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_workbench = request.path_info.startswith(WORKBENCH)
        if in_workbench and any("\0" in part for name, values in request.GET.lists() for part in (name, *values)):
            raise BadRequest("The address holds a character that no address has.")
        if not request.COOKIES.get(settings.SESSION_COOKIE_NAME, "a").isalnum():
            request.COOKIES[settings.SESSION_COOKIE_NAME] = NO_SESSION
        return self.get_response(request)


class SharedCacheMiddleware:
    """Decides for every answer whether shared caches may keep it; no view has to think of it, and none can forget.

    What :mod:`archive.access.sharing` proves public gets ``Cache-Control: public, no-cache`` and a strong entity tag,
    and is answered 304 where the request names that tag (RFC 9110, 13.1.2: weakly compared, because a web server that
    compresses weakens the tag). Everything else gets ``no-store``, whatever the view had said. The view has run before
    any 304: consent, embargo and grants are asked at every request.

    It stands outside the session, so that it sees every cookie that is set.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        if sharing.reason_to_keep_private(request, response):
            response.headers["Cache-Control"] = sharing.PRIVATE
            return response
        response.headers["Cache-Control"] = sharing.PUBLIC
        if response.streaming:
            return response
        if not sharing.strong_etag(response):
            response.headers["ETag"] = f'"{sha256(response.content).hexdigest()}"'
        return not_modified(response) if is_known(request, response.headers["ETag"]) else response


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether whoever asks says that they hold the answer tagged ``etag``."""
    held = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    return held == ["*"] or etag in held


OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Language", "Content-Encoding", "Content-Disposition"}


def not_modified(response: HttpResponse) -> HttpResponse:
    """304 with the headers of ``response``, less those about the body it does not have (RFC 9110, 15.4.5)."""
    short = HttpResponseNotModified()
    for name, value in response.headers.items():
        if name not in OF_THE_BODY:
            short.headers[name] = value
    return short


class MachineUseMiddleware:
    """Tells machines to leave a page alone on which something stands that they may not use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return keep_from_machines(request, self.get_response(request))


class ViewerMiddleware:
    """Sets ``request.viewer``, whom every page is made for, and ``request.own_viewer``, who really asks.

    They differ while a curator looks as someone else: on the public pages only, so that the workbench always leads
    back, and for reading only, so that nothing is written in another's name.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = SimpleLazyObject(lambda: viewer_of(request))
        request.own_viewer = own  # type: ignore[attr-defined]  # ours, for the views
        request.viewer = SimpleLazyObject(lambda: imitated(request, own))  # type: ignore[attr-defined]  # ours, for the views
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if request.method in ("GET", "HEAD", "OPTIONS") or match is None or match.app_names != ["archive"]:
            return None
        if match.url_name == "look-as" or not request.viewer.looking_as:  # type: ignore[attr-defined]  # ours, for the views
            return None
        return render(request, "archive/errors/looking_as.html", status=403)


def imitated(request: HttpRequest, own: Viewer) -> Viewer:
    """``own``, or whom they chose to look as."""
    if not own.is_curator or request.path_info.startswith(WORKBENCH):
        return own
    return view_as.seen_as(own, view_as.kept(request.session, own.now))


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer behind a request, at the moment of the request."""
    now = timezone.now()
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return Viewer(now=now)
    is_curator = user.is_staff and not second_factor.is_lacking(request) and user.has_perm(CURATOR_PERMISSION)
    grants = () if is_curator else AccessGrant.objects.to(user).in_force(now).values_list("testimony", flat=True)
    return Viewer(user_id=user.pk, is_curator=is_curator, grants=frozenset(grants), now=now)
