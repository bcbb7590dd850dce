"""What the pages of persons, organisations, places and events have in common."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from archive.admin.base import ArchiveAdmin
from archive.admin.display import add_url, list_url, panel
from archive.admin.names import NamedSearch, NameInline
from archive.models import Mention, Statement

PANEL_ROWS = 20

DESCRIPTION = ("Description", {"fields": ["description", "sources"]})
IDENTIFIERS = (
    "Identifiers elsewhere",
    {"fields": ["public_id", ("wikidata", "viaf")], "classes": ["collapse"]},
)
USE = (
    "Where it appears",
    {"fields": ["mentioned_in", "said_about"], "classes": ["after-rows"]},
)


class AuthorityAdmin(NamedSearch, ArchiveAdmin):
    """An authority's page: its names first, then what describes it, then where it appears."""

    inlines = [NameInline]
    readonly_fields = ["public_id", "other_names", "mentioned_in", "said_about"]
    change_only_fieldsets = (USE[0],)
    panels: tuple[str, ...] = ("mentioned_in", "said_about")
    tying_columns = ("other_names",)
    resting_columns: tuple[str, ...] = ("description",)
    ordering = ["sort_key", "id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("names")

    def save_related(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> None:
        """Take up the heading that the names just gave the record, so that the message says it."""
        super().save_related(request, form, formsets, change)
        form.instance.refresh_from_db(fields=["heading", "sort_key"])

    @property
    def own_name(self) -> str:
        return self.model._meta.model_name

    @admin.display(description="name", ordering="sort_key")
    def headed(self, record: Any) -> str:
        return str(record)

    @admin.display(description="other names")
    def other_names(self, record: Any) -> str:
        """Its other names, as the list prints them."""
        others = dict.fromkeys(name.text for name in record.names.all() if name.text != record.heading)
        return " · ".join(list(others)[:5])

    @admin.display(description="mentioned in")
    def mentioned_in(self, record: Any) -> SafeString:
        mentions = (
            Mention.objects.filter(**{self.own_name: record})
            .select_related("passage__transcript__testimony")
            .order_by("passage__transcript__testimony__sort_key", "passage__position")
        )
        return panel("mentions", mentions=mentions[:PANEL_ROWS], total=mentions.count())

    @admin.display(description="said about it")
    def said_about(self, record: Any) -> SafeString:
        statements = Statement.objects.filter(**{self.own_name: record})
        return panel(
            "statements",
            statements=statements[:PANEL_ROWS],
            total=statements.count(),
            all_url=list_url(Statement, **{f"{self.own_name}__id__exact": record.pk}),
            add_url=add_url(Statement, **{self.own_name: record.pk}),
        )
