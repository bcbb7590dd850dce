"""The ways through the archive that every page offers."""

from typing import Any

from django import template

register = template.Library()

SECTIONS = (
    ("testimony", "Testimonies"),
    ("person", "People"),
    ("place", "Places"),
    ("event", "Events"),
    ("organisation", "Organisations"),
    ("source", "Sources"),
    ("collection", "Collections"),
    ("tag", "Tags"),
)


@register.inclusion_tag("archive/_navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    """Links to every section, the current one marked."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    here = match.url_name if match is not None and match.app_name == "archive" else ""
    section = "testimony" if here == "passage" else (here or "").removesuffix("-list")
    return {
        "sections": [(f"archive:{name}-list", label, section == name) for name, label in SECTIONS],
        "about": section == "about",
    }
