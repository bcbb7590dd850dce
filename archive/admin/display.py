"""Small pieces of the workbench's pages: badges, links, times, panels."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from archive.access.levels import INHERITED_LABEL, Access, Status
from archive.models import Testimony

NOTHING = "–"


def badge(tone: str, text: str) -> SafeString:
    """A short word on a coloured ground; ``tone`` is a class of workbench.css."""
    return format_html('<span class="badge badge-{}">{}</span>', tone, text)


def status_badge(status: str) -> SafeString:
    return badge(status.replace("_", "-"), Status(status).label)


def access_badge(access: str) -> SafeString:
    """The level of access, its short name only; a part that inherits says so."""
    if not access:
        return badge("inherited", INHERITED_LABEL)
    return badge(access.replace("_", "-"), Access(access).label.partition(":")[0])


def part_badges(testimony: Testimony, *own_levels: str) -> list[SafeString]:
    """Where the testimony of a part stands, and the levels of access of the part and what holds it, if stricter."""
    levels = dict.fromkeys([testimony.access, *filter(None, own_levels)])
    return [format_html("Testimony: {}", status_badge(testimony.status)), *map(access_badge, levels)]


def moment(value: datetime | None) -> str:
    """A moment in the archive's time zone, as lists and panels print it."""
    return NOTHING if value is None else date_format(timezone.localtime(value), "j M Y, H:i")


def admin_url(record: models.Model, view: str = "change") -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}", args=[record.pk])


def list_url(model: type[models.Model], **filters: Any) -> str:
    """The list of ``model`` in the workbench, filtered."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + (
        f"?{query}" if query else ""
    )


def add_url(model: type[models.Model], **initial: Any) -> str:
    """The page that adds a ``model``, with some fields filled in."""
    query = "&".join(f"{name}={value}" for name, value in initial.items())
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add") + (f"?{query}" if query else "")


def link(record: models.Model | None, text: str | None = None) -> SafeString | str:
    """A link to the page of ``record`` in the workbench."""
    if record is None:
        return NOTHING
    try:
        return format_html('<a href="{}">{}</a>', admin_url(record), text or record)
    except NoReverseMatch:
        return text or str(record)


def links(records: Iterable[models.Model]) -> SafeString | str:
    return format_html_join(", ", "{}", ((link(record),) for record in records if record is not None)) or NOTHING


def panel(name: str, **context: Any) -> SafeString:
    """A piece of a change page, by the name of its template in templates/admin/archive/."""
    return render_to_string(f"admin/archive/_{name}.html", context)
