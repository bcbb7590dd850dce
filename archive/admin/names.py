"""Names: rows on the page of whom or what they name, and one list of them all."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q
from django.http import HttpRequest
from django.utils.safestring import SafeString

from archive.admin.base import ArchiveAdmin, StackedRows
from archive.admin.display import link
from archive.admin.searching import FoldedSearch, called, called_in_other_words
from archive.forms.names import NameForm, NameFormSet
from archive.models import Name
from archive.models.names import OWNERS


class NameInline(StackedRows):
    """Every form of the name that people know, side by side."""

    model = Name
    form = NameForm
    formset = NameFormSet
    autocomplete_fields = ["source"]
    classes = ("rows", "grid", "names")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("text", "language", "kind", "preferred"),
                    ("sort_as", "used_during", "used_by", "source"),
                ]
            },
        )
    ]
    verbose_name = "name"
    verbose_name_plural = "names, each with its language and who uses it"


class NamedSearch(FoldedSearch):
    """Finds an authority by any of its names, in any spelling."""

    search_fields = ["heading", "names__folded", "public_id"]
    search_help_text = "Any of its names in any script or spelling, or an identifier (also Wikidata's)."
    folded_columns = ("sort_key",)
    exact_columns = ("public_id", "wikidata", "viaf")

    def matching(self, word: str) -> Q:
        owner = self.model._meta.model_name  # type: ignore[attr-defined]  # of Django's ModelAdmin
        return super().matching(word) | called(word, **{owner: OuterRef("pk")})

    def meaning(self, typed: str) -> Q:
        owner = self.model._meta.model_name  # type: ignore[attr-defined]  # of Django's ModelAdmin
        return called_in_other_words(typed, **{owner: OuterRef("pk")})


class NameOfKind(admin.SimpleListFilter):
    """What a name names."""

    title = "names a"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(owner, owner) for owner in OWNERS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() in OWNERS else queryset


@admin.register(Name)
class NameAdmin(FoldedSearch, ArchiveAdmin):
    form = NameForm
    list_display = ["text", "names", "language", "kind", "preferred"]
    list_filter = [NameOfKind, "preferred", "kind", "script", "language"]
    list_select_related = OWNERS
    search_fields = ["folded"]
    search_help_text = "A name in any spelling: Xocalı is found by xocali too."
    folded_columns = ("folded",)
    exact_columns = ()
    ordering = ["folded", "id"]
    autocomplete_fields = [*OWNERS, "source"]
    readonly_fields = ["folded", "script"]
    fieldsets = [
        ("Whose name", {"fields": [OWNERS], "description": "Fill in exactly one."}),
        ("The name", {"fields": [("text", "language"), "kind", "preferred", "sort_as"]}),
        ("Its use", {"fields": ["used_during", "used_by", "source"]}),
        ("Found by", {"fields": ["folded", "script"]}),
    ]
    change_only_fieldsets = ("Found by",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*OWNERS)

    def get_readonly_fields(self, request: HttpRequest, obj: Name | None = None) -> list[str]:
        """A name that is there stays with whom it names."""
        return self.readonly_fields if obj is None else [*OWNERS, *self.readonly_fields]

    @admin.display(description="whose name")
    def names(self, name: Name) -> SafeString | str:
        return link(name.owner)
