"""Addresses that leave the page: in citations, mails and canonical links. They lead to the archive and nowhere else.

A request says by itself (in its header Host) under which name and port it came. Where the public address of the archive
is set (ARCHIVE_BASE_URL), addresses are made from that alone.
"""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

DEFAULT_PORTS = {"http": "80", "https": "443"}
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def public_address(request: HttpRequest, path: str) -> str:
    """The whole address of ``path`` (with its query, if any)."""
    return under_base(request.build_absolute_uri(path))


def under_base(address: str) -> str:
    """``address`` with scheme, host and port of ARCHIVE_BASE_URL, where that is set."""
    if not settings.ARCHIVE_BASE_URL:
        return address
    base = urlsplit(settings.ARCHIVE_BASE_URL)
    return urlunsplit(urlsplit(address)._replace(scheme=base.scheme, netloc=base.netloc))


def has_likely_port(request: HttpRequest) -> bool:
    """Whether the archive could have been called at the port in the header Host of ``request``.

    At that of its scheme, at the one the server itself listens on, and at those of ARCHIVE_BASE_URL and
    ARCHIVE_CSRF_TRUSTED_ORIGINS. A name for this very computer leads nobody astray, whatever its port.
    """
    domain, port = split_domain_port(request.META.get("HTTP_HOST", ""))
    known = {*DEFAULT_PORTS.values(), str(request.META.get("SERVER_PORT", ""))}
    for origin in (settings.ARCHIVE_BASE_URL, *settings.CSRF_TRUSTED_ORIGINS):
        known.add(str(urlsplit(origin).port))
    return not port or domain in LOOPBACK or port in known
