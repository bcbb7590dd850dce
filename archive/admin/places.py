"""Places."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from archive.admin.authorities import DESCRIPTION, USE, AuthorityAdmin
from archive.admin.display import links
from archive.models import Place


class PositionKnown(admin.SimpleListFilter):
    """Whether the place can be put on a map."""

    title = "position"
    parameter_name = "position"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("known", "known"), ("unknown", "unknown")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("known", "unknown"):
            return queryset
        return queryset.filter(latitude__isnull=self.value() == "unknown")


@admin.register(Place)
class PlaceAdmin(AuthorityAdmin):
    list_display = ["headed", "other_names", "kind", "parent", "precision", "changed"]
    list_filter = ["kind", PositionKnown, "precision", "updated_at"]
    list_select_related = ["kind", "parent"]
    exact_columns = (*AuthorityAdmin.exact_columns, "geonames")
    autocomplete_fields = ["parent", "sources"]
    readonly_fields = [*AuthorityAdmin.readonly_fields, "holds"]
    panels = (*AuthorityAdmin.panels, "holds")
    fieldsets = [
        ("The place", {"fields": ["kind", "parent"]}),
        (
            "Position",
            {
                "fields": [("latitude", "longitude"), "precision", "position_from"],
                "description": "In degrees. Leave both empty where the position is not known; it is never guessed.",
            },
        ),
        DESCRIPTION,
        (
            "Identifiers elsewhere",
            {"fields": ["public_id", ("geonames", "wikidata", "viaf")], "classes": ["collapse"]},
        ),
        (USE[0], {"fields": ["holds", "mentioned_in", "said_about"], "classes": ["after-rows"]}),
    ]

    @admin.display(description="places in it")
    def holds(self, place: Place) -> SafeString | str:
        return links(place.children.all()[:50])
