"""Sources."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q
from django.http import HttpRequest
from django.utils.safestring import SafeString

from archive.admin.base import TabularRows
from archive.admin.display import add_url, links, list_url, panel
from archive.admin.publication import STATUS_FIELDS, PublicationAdmin
from archive.admin.searching import FoldedSearch, contributed_by
from archive.models import Source, SourceContribution, Statement

PANEL_ROWS = 20


class ContributionInline(TabularRows):
    model = SourceContribution
    fields = ["person", "organisation", "role", "position"]
    autocomplete_fields = ["person", "organisation"]
    verbose_name_plural = "who made it: a person or an organisation in each row"


@admin.register(Source)
class SourceAdmin(FoldedSearch, PublicationAdmin):
    list_display = ["title", "kind", "made_by", "issued", "language", "status_shown", "changed"]
    list_filter = ["status", "kind", "language", "updated_at"]
    list_select_related = ["publisher"]
    date_hierarchy = "issued_earliest"
    search_fields = ["sort_key", "contributions__person__names__folded", "public_id"]
    search_help_text = "Words of the title, the name of someone who made it, or its identifier."
    folded_columns = ("sort_key",)
    ordering = ["sort_key", "id"]
    autocomplete_fields = ["publisher", "part_of", "seen_through"]
    inlines = [ContributionInline]
    readonly_fields = ["public_id", *STATUS_FIELDS, "holds", "testimonies_from_it", "says"]
    change_only_fieldsets = ("Status", "What rests on it")
    panels = (*PublicationAdmin.panels, "holds", "testimonies_from_it", "says")
    fieldsets = [
        (None, {"fields": ["title", "kind", "language", "description"]}),
        ("Publication", {"fields": ["publisher", "issued", "url", "part_of", "seen_through", "rights"]}),
        ("Status", {"fields": ["public_id", *STATUS_FIELDS]}),
        ("What rests on it", {"fields": ["testimonies_from_it", "says", "holds"], "classes": ["after-rows"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("contributions__person", "contributions__organisation")

    def matching(self, word: str) -> Q:
        return super().matching(word) | contributed_by(word, source=OuterRef("pk"))

    @admin.display(description="by")
    def made_by(self, source: Source) -> str:
        makers = [str(each.contributor) for each in source.contributions.all()]
        return ", ".join(makers) or (str(source.publisher) if source.publisher else "")

    @admin.display(description="holds")
    def holds(self, source: Source) -> SafeString | str:
        return links(source.parts.all()[:PANEL_ROWS])

    @admin.display(description="testimonies from it")
    def testimonies_from_it(self, source: Source) -> SafeString | str:
        return links(source.testimonies.all()[:PANEL_ROWS])

    @admin.display(description="what it says")
    def says(self, source: Source) -> SafeString:
        statements = Statement.objects.filter(asserted_by=source).select_related(
            "event", "person", "place", "organisation"
        )
        return panel(
            "statements",
            statements=statements[:PANEL_ROWS],
            total=statements.count(),
            all_url=list_url(Statement, asserted_by__id__exact=source.pk),
            add_url=add_url(Statement, asserted_by=source.pk),
        )
