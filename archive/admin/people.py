"""Persons."""

from django.contrib import admin
from django.utils.safestring import SafeString

from archive.admin.authorities import DESCRIPTION, IDENTIFIERS, USE, AuthorityAdmin
from archive.admin.base import TabularRows
from archive.admin.display import badge, panel
from archive.admin.names import NameInline
from archive.admin.protection import ProtectedPages
from archive.models import EventParticipation, Participation, Passage, Person, PersonRelation

PANEL_ROWS = 20


class RelationInline(TabularRows):
    model = PersonRelation
    fk_name = "person"
    fields = ["kind", "other", "source", "note"]
    autocomplete_fields = ["other", "source"]
    verbose_name = "relation"
    verbose_name_plural = "relations: this person is the …"


class EventOfPersonInline(TabularRows):
    model = EventParticipation
    fields = ["event", "role", "source", "note"]
    autocomplete_fields = ["event", "source"]
    verbose_name = "part in an event"
    verbose_name_plural = "parts in events, as sources have them"


@admin.register(Person)
class PersonAdmin(ProtectedPages, AuthorityAdmin):
    list_display = ["headed", "other_names", "born", "died", "fate", "changed"]
    list_filter = ["fate", "identity_protected", "participations__role", "updated_at"]
    autocomplete_fields = ["sources"]
    inlines = [NameInline, RelationInline, EventOfPersonInline]
    readonly_fields = [*AuthorityAdmin.readonly_fields, "protected", "takes_part_in", "retold_in", "named_by_others"]
    panels = (*AuthorityAdmin.panels, "takes_part_in", "retold_in", "named_by_others")
    resting_columns = (*AuthorityAdmin.resting_columns, "fate_note", "is_named")
    fieldsets = [
        ("Life", {"fields": [("born", "died"), "fate", "fate_note", "protected"]}),
        DESCRIPTION,
        IDENTIFIERS,
        (
            USE[0],
            {
                "fields": ["takes_part_in", "retold_in", "mentioned_in", "named_by_others", "said_about"],
                "classes": ["after-rows"],
            },
        ),
    ]

    @admin.display(description="identity")
    def protected(self, person: Person) -> SafeString | str:
        return badge("protected", "Protected") if person.identity_protected else "Not protected"

    @admin.display(description="takes part in")
    def takes_part_in(self, person: Person) -> SafeString:
        parts = Participation.objects.filter(person=person).select_related("testimony", "standing")
        return panel("participations", participations=parts[:PANEL_ROWS], total=parts.count())

    @admin.display(description="words retold in")
    def retold_in(self, person: Person) -> SafeString:
        passages = Passage.objects.reporting(person).select_related("transcript__testimony")
        return panel("passages", passages=passages[:PANEL_ROWS], total=passages.count())

    @admin.display(description="others' relations to this person")
    def named_by_others(self, person: Person) -> SafeString:
        relations = PersonRelation.objects.filter(other=person).select_related("person")
        return panel("relations", relations=relations[:PANEL_ROWS], total=relations.count())
