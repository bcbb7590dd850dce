"""What every request passes: the viewer is made once, and every answer carries its security headers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from archive.access.viewer import CURATOR_PERMISSION, Viewer
from archive.accounts import second_factor
from archive.models import AccessGrant

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
        "frame-ancestors 'none'",
    ]
)
ADMIN_POLICY = CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data:") + (
    "; style-src-attr 'unsafe-inline'"
)
"""The admin's widgets set style attributes and one data: image; scripts stay as strict as everywhere."""


class ContentSecurityPolicyMiddleware:
    """Puts the Content-Security-Policy (https://www.w3.org/TR/CSP3/) and the permissions policy on every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path_info.startswith("/admin/") else CONTENT_SECURITY_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response


class ViewerMiddleware:
    """Sets ``request.viewer``, and keeps every page out of shared caches.

    Which pages may be shared is decided in one place, later; until a page is proven public, none is.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer behind a request, at the moment of the request."""
    now = timezone.now()
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return Viewer(now=now)
    is_curator = user.is_staff and not second_factor.is_lacking(request) and user.has_perm(CURATOR_PERMISSION)
    grants = () if is_curator else AccessGrant.objects.to(user).in_force(now).values_list("testimony", flat=True)
    return Viewer(user_id=user.pk, is_curator=is_curator, grants=frozenset(grants), now=now)
