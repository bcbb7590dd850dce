"""Keeping pages from machines: where consent does not cover their use, a page says so to those that ask.

The header is X-Robots-Tag with the rules for robots (https://datatracker.ietf.org/doc/html/rfc9309 says what robots
honour). It is a request, not a lock: what a page shows can be copied.
"""

from typing import Any

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.http import HttpResponse

from archive.access import rules
from archive.access.levels import Part
from archive.access.viewer import Viewer

NOT_FOR_MACHINES = "noindex, noarchive, nosnippet, noimageindex, noai"


def marking_minable(records: QuerySet, viewer: Viewer, prefix: str = "") -> QuerySet:
    """``records`` with ``is_minable``: whether consent lets machines use the testimony at ``prefix``."""
    condition = rules.visible("testimony", viewer, prefix, Part.MACHINE_USE)
    minable = Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
    return records.annotate(is_minable=minable)


def keep_from_machines(response: HttpResponse, record: Any) -> HttpResponse:
    """``response``, which shows ``record`` from :func:`marking_minable`, marked where machines may not use it."""
    if not record.is_minable:
        response.headers["X-Robots-Tag"] = NOT_FOR_MACHINES
    return response
