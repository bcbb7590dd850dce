"""Keeping pages from machines: where consent does not cover their use, a page says so to those that ask.

The header is X-Robots-Tag with the rules for robots (https://datatracker.ietf.org/doc/html/rfc9309 says what robots
honour). It is a request, not a lock: what a page shows can be copied. Views mark what they read; what is printed is
noted by :mod:`archive.access.machine_use`, and the middleware sets the header on every page by it.
"""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from archive.access import machine_use, rules
from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.views.marking import yes_or_no

NOT_FOR_MACHINES = "noindex, noarchive, nosnippet, noimageindex, noai"


def marking_minable(records: QuerySet, viewer: Viewer, prefix: str = "") -> QuerySet:
    """``records`` with ``is_minable``: whether consent lets machines use the testimony at ``prefix``."""
    condition = rules.visible("testimony", viewer, prefix, Part.MACHINE_USE)
    return records.annotate(is_minable=yes_or_no(condition))


def keep_from_machines(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """``response``, marked where what was noted while it was written may not be used by machines. Rules that its view
    set stay."""
    if machine_use.is_kept(request):
        set_by_view = response.headers.get("X-Robots-Tag", "").split(", ")
        every = dict.fromkeys([*filter(None, set_by_view), *NOT_FOR_MACHINES.split(", ")])
        response.headers["X-Robots-Tag"] = ", ".join(every)
    return response
