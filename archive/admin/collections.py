"""Collections."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.actions.publication import WITHDRAW, Transition
from archive.admin.display import links, list_url
from archive.admin.publication import STATUS_FIELDS, PublicationAdmin
from archive.admin.searching import FoldedSearch
from archive.models import Collection, Testimony

WHAT_STAYS = (
    "Its testimonies, and the collections in it, are not hidden with it: readers go on finding them, without its name. "
    "Withdraw each that is to be hidden, or close it."
)


@admin.register(Collection)
class CollectionAdmin(FoldedSearch, PublicationAdmin):
    list_display = ["title", "custodian", "parent", "default_access", "status_shown", "changed"]
    list_filter = ["status", "default_access", "updated_at"]
    list_select_related = ["parent"]
    search_fields = ["sort_key", "public_id"]
    search_help_text = "Words of the title, or its identifier."
    folded_columns = ("sort_key",)
    ordering = ["sort_key", "id"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["public_id", *STATUS_FIELDS, "holds", "testimonies_in_it"]
    change_only_fieldsets = ("Status", "In it")
    panels = (*PublicationAdmin.panels, "holds", "testimonies_in_it")
    fieldsets = [
        (None, {"fields": ["title", "description", "custodian", "parent"]}),
        ("Rights and access", {"fields": ["rights", "default_access"]}),
        ("Status", {"fields": ["public_id", *STATUS_FIELDS]}),
        ("In it", {"fields": ["testimonies_in_it", "holds"]}),
    ]

    def facts(self, record: Collection, transition: Transition) -> list[tuple[str, Any]]:
        """Before it is withdrawn: what stays."""
        facts = super().facts(record, transition)
        return [*facts, ("What is in it", WHAT_STAYS)] if transition is WITHDRAW else facts

    @admin.display(description="collections in it")
    def holds(self, collection: Collection) -> SafeString | str:
        return links(collection.children.all()[:50])

    @admin.display(description="testimonies in it")
    def testimonies_in_it(self, collection: Collection) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            list_url(Testimony, collection__id__exact=collection.pk),
            Testimony.objects.in_collection(collection).count(),
        )
