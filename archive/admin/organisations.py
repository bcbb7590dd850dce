"""Organisations."""

from django.contrib import admin

from archive.admin.authorities import DESCRIPTION, IDENTIFIERS, USE, AuthorityAdmin
from archive.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(AuthorityAdmin):
    list_display = ["headed", "other_names", "kind", "founded", "dissolved", "changed"]
    list_filter = ["kind", "updated_at"]
    list_select_related = ["kind"]
    autocomplete_fields = ["sources"]
    fieldsets = [
        ("The organisation", {"fields": ["kind", ("founded", "dissolved")]}),
        DESCRIPTION,
        IDENTIFIERS,
        USE,
    ]
