"""Tags, controlled terms and languages."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.safestring import SafeString
from taggit.models import Tag as TaggitTag

from archive.admin.base import ArchiveAdmin
from archive.admin.counting import number_of
from archive.admin.display import links
from archive.admin.searching import FoldedSearch
from archive.models import Language, Tag, TaggedTestimony, Term

if admin.site.is_registered(TaggitTag):
    admin.site.unregister(TaggitTag)  # taggit registers its own tags, of which the archive uses none


@admin.register(Tag)
class TagAdmin(FoldedSearch, ArchiveAdmin):
    list_display = ["name", "language", "preferred", "number_of_testimonies", "slug", "changed"]
    list_filter = ["language", ("preferred", admin.EmptyFieldListFilter), "updated_at"]
    list_select_related = ["preferred"]
    search_fields = ["key", "slug", "public_id"]
    search_help_text = "Words of the tag or of its preferred form, in any spelling and any case."
    folded_columns = ("slug",)
    ordering = ["key"]
    autocomplete_fields = ["preferred", "broader"]
    readonly_fields = ["public_id", "slug", "other_forms", "narrower_tags", "number_of_testimonies"]
    change_only_fieldsets = ("Where it stands",)
    panels = ("other_forms", "narrower_tags")
    fieldsets = [
        (None, {"fields": [("name", "language"), "preferred", "broader"]}),
        ("Where it stands", {"fields": ["public_id", "slug", "other_forms", "narrower_tags", "number_of_testimonies"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        uses = number_of(TaggedTestimony.objects.visible_to(request.viewer), "tag")
        return super().get_queryset(request).annotate(uses=uses)

    def matching(self, word: str) -> Q:
        """By its own form or the preferred one that it stands for."""
        return super().matching(word) | Q(preferred__slug__contains=word)

    @admin.display(description="testimonies", ordering="uses")
    def number_of_testimonies(self, tag: Tag) -> int:
        return tag.uses

    @admin.display(description="forms in other languages")
    def other_forms(self, tag: Tag) -> SafeString | str:
        return links(tag.forms.all())

    @admin.display(description="narrower tags")
    def narrower_tags(self, tag: Tag) -> SafeString | str:
        return links(tag.narrower.all())


@admin.register(Term)
class TermAdmin(ArchiveAdmin):
    list_display = ["label", "scheme", "code", "position"]
    list_filter = ["scheme"]
    search_fields = ["label", "code", "definition"]
    ordering = ["scheme", "position", "label"]
    fieldsets = [
        (None, {"fields": ["scheme", ("label", "code"), "position"]}),
        ("What it means", {"fields": ["definition", "uri"]}),
    ]


@admin.register(Language)
class LanguageAdmin(ArchiveAdmin):
    list_display = ["label", "own_name", "code"]
    search_fields = ["label", "own_name", "code"]
    ordering = ["label"]
    fields = ["code", "label", "own_name"]
