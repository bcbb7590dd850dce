"""Events."""

from django.contrib import admin
from django.utils.safestring import SafeString

from archive.admin.authorities import DESCRIPTION, IDENTIFIERS, USE, AuthorityAdmin
from archive.admin.base import TabularRows
from archive.admin.display import links
from archive.admin.names import NameInline
from archive.models import Event, EventParticipation


class PersonInEventInline(TabularRows):
    model = EventParticipation
    fields = ["person", "role", "source", "note"]
    autocomplete_fields = ["person", "source"]
    verbose_name = "person in this event"
    verbose_name_plural = "persons in this event, as sources have it"


@admin.register(Event)
class EventAdmin(AuthorityAdmin):
    list_display = ["headed", "other_names", "kind", "date", "parent", "changed"]
    list_filter = ["kind", "updated_at"]
    date_hierarchy = "date_earliest"
    list_select_related = ["kind", "parent"]
    autocomplete_fields = ["places", "parent", "sources"]
    inlines = [NameInline, PersonInEventInline]
    readonly_fields = [*AuthorityAdmin.readonly_fields, "holds"]
    panels = (*AuthorityAdmin.panels, "holds")
    fieldsets = [
        ("The event", {"fields": ["kind", "date", "places", "parent"]}),
        DESCRIPTION,
        IDENTIFIERS,
        (USE[0], {"fields": ["holds", "mentioned_in", "said_about"], "classes": ["after-rows"]}),
    ]

    @admin.display(description="parts of it")
    def holds(self, event: Event) -> SafeString | str:
        return links(event.parts.all()[:50])
