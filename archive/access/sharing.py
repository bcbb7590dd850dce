"""Which answers a cache that serves several people may keep: those proven public, and no others.

Proven means that nothing about the answer can depend on who asked. Each entry of :data:`REASONS` is one way in which it
could; an answer to which any of them applies is kept by nobody. What cannot be told (a request that was answered before
its session or its viewer was known) counts against it.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

PUBLIC = "public, no-cache"
"""May be kept, and is asked about at every use: what may be read can end between two requests (RFC 9111, 5.2.2.4)."""
PRIVATE = "no-store"

Test = Callable[[HttpRequest, HttpResponseBase], bool]


def reason_to_keep_private(request: HttpRequest, response: HttpResponseBase) -> str:
    """Why no shared cache may keep ``response``, in a word or two; empty if it is proven public."""
    return next((reason for reason, applies in REASONS.items() if applies(request, response)), "")


def strong_etag(response: HttpResponseBase) -> str:
    """The strong entity tag (RFC 9110, 8.8.3) that a view gave its answer, or nothing."""
    etag = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else ""


def _changes_something(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.method not in ("GET", "HEAD")


def _no_whole_answer(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Anything but 200, and 304 of a view that compares entity tags itself."""
    return response.status_code != 200 and not (response.status_code == 304 and strong_etag(response))


def _no_public_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.resolver_match is None or request.resolver_match.app_names != ["archive"]


def _carries_credentials(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Any cookie counts, also one that no longer leads to a session."""
    return bool(request.COOKIES) or "HTTP_AUTHORIZATION" in request.META


def _asked_by_someone(request: HttpRequest, response: HttpResponseBase) -> bool:
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return True
    return viewer.is_registered or viewer.is_curator or bool(viewer.grants) or bool(viewer.looking_as)


def _has_a_session(request: HttpRequest, response: HttpResponseBase) -> bool:
    session = getattr(request, "session", None)
    return session is None or session.modified or not session.is_empty()


def _sets_a_cookie(request: HttpRequest, response: HttpResponseBase) -> bool:
    return bool(response.cookies) or response.has_header("Set-Cookie")


def _holds_a_form_token(request: HttpRequest, response: HttpResponseBase) -> bool:
    return "CSRF_COOKIE" in request.META or bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))


def _tells_someone_something(request: HttpRequest, response: HttpResponseBase) -> bool:
    messages = getattr(request, "_messages", None)
    return messages is None or messages.used or messages.added_new


def _is_restricted(request: HttpRequest, response: HttpResponseBase) -> bool:
    """:mod:`archive.views.stubs` marks a request whose answer holds the stub of something that is not public: what it
    says is due to change."""
    return bool(getattr(request, "restricted", False))


def _says_so_itself(request: HttpRequest, response: HttpResponseBase) -> bool:
    said = response.headers.get("Cache-Control", "").lower()
    return "no-store" in said or "private" in said


def _has_no_name(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A body that is not here (streamed, sent by the web server, left out of an answer to HEAD) cannot be hashed, and
    the view gave it no entity tag."""
    if strong_etag(response):
        return False
    return response.streaming or response.has_header("X-Accel-Redirect") or not getattr(response, "content", b"")


REASONS: dict[str, Test] = {
    "method": _changes_something,
    "status": _no_whole_answer,
    "route": _no_public_page,
    "credentials": _carries_credentials,
    "viewer": _asked_by_someone,
    "session": _has_a_session,
    "cookie": _sets_a_cookie,
    "form token": _holds_a_form_token,
    "messages": _tells_someone_something,
    "restricted": _is_restricted,
    "the view's word": _says_so_itself,
    "no entity tag": _has_no_name,
}
