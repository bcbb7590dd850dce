"""Transcripts and sections."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.safestring import SafeString

from archive.admin.base import ArchiveAdmin
from archive.admin.counting import number_of
from archive.admin.display import access_badge, add_url, list_url, panel, part_badges
from archive.admin.part_access import PartAccessAdmin
from archive.admin.searching import FoldedSearch
from archive.forms.transcripts import SectionForm, TranscriptForm
from archive.lib.text import ascii_fold
from archive.models import Passage, Section, Transcript

PASSAGES_SHOWN = 200
"""A transcript can hold thousands of passages; the rest are in the list of passages, page by page."""


@admin.register(Transcript)
class TranscriptAdmin(PartAccessAdmin, FoldedSearch, ArchiveAdmin):
    form = TranscriptForm
    list_display = ["testimony", "kind", "language", "made_by", "number_of_passages", "access_shown", "changed"]
    list_filter = ["kind", "language", "access", "updated_at"]
    list_select_related = ["testimony"]
    search_fields = ["testimony__sort_key", "made_by", "public_id"]
    search_help_text = "Words of the testimony's title, or the identifier."
    folded_columns = ("testimony__sort_key",)
    ordering = ["testimony__sort_key", "position", "id"]
    autocomplete_fields = ["testimony"]
    readonly_fields = ["public_id", "access_shown", "passages_shown"]
    change_only_fieldsets = ("Passages",)
    panels = ("passages_shown",)
    resting_columns = ("position",)
    fieldsets = [
        (None, {"fields": ["testimony", ("kind", "language"), "renders"]}),
        ("Who made it", {"fields": [("made_by", "checked_by"), "position"]}),
        ("Passages", {"fields": ["public_id", "access_shown", "passages_shown"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        passages = number_of(Passage.objects.visible_to(request.viewer), "transcript")
        return super().get_queryset(request).select_related("testimony").annotate(passages_in_it=passages)

    def get_readonly_fields(self, request: HttpRequest, obj: Transcript | None = None) -> list[str]:
        """A transcript stays with its testimony."""
        return self.readonly_fields if obj is None else ["testimony", *self.readonly_fields]

    def badges(self, request: HttpRequest, obj: Transcript) -> list[SafeString]:
        return part_badges(obj.testimony, obj.access)

    @admin.display(description="passages", ordering="passages_in_it")
    def number_of_passages(self, transcript: Transcript) -> int:
        return transcript.passages_in_it

    @admin.display(description="access", ordering="access")
    def access_shown(self, transcript: Transcript) -> SafeString:
        return access_badge(transcript.access)

    @admin.display(description="passages")
    def passages_shown(self, transcript: Transcript) -> SafeString:
        passages = transcript.passages.in_order().select_related("speaker__person", "reports")
        pins = {"mention_count": Count("mentions", distinct=True), "note_count": Count("notes", distinct=True)}
        return panel(
            "transcript_passages",
            passages=passages.annotate(**pins)[:PASSAGES_SHOWN],
            total=passages.count(),
            shown=PASSAGES_SHOWN,
            all_url=list_url(Passage, transcript__id__exact=transcript.pk),
            add_url=add_url(Passage, transcript=transcript.pk),
        )


@admin.register(Section)
class SectionAdmin(ArchiveAdmin):
    form = SectionForm
    list_display = ["title", "testimony", "position", "session", "changed"]
    list_filter = ["updated_at"]
    list_select_related = ["testimony", "session__testimony"]
    search_fields = ["title", "testimony__sort_key", "public_id"]
    search_help_text = "Words of its title or of the testimony's, or the identifier."
    ordering = ["testimony__sort_key", "position", "id"]
    autocomplete_fields = ["testimony", "first_passage", "keywords", "places"]
    readonly_fields = ["public_id"]
    resting_columns = ("position",)
    fieldsets = [
        (None, {"fields": ["testimony", "position", "title", "synopsis"]}),
        ("Where it begins", {"fields": ["first_passage", ("session", "start_ms")]}),
        ("What it is about", {"fields": ["keywords", "places"]}),
        ("Identifier", {"fields": ["public_id"], "classes": ["collapse"]}),
    ]
    change_only_fieldsets = ("Identifier",)

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        """A section stays with its testimony."""
        return self.readonly_fields if obj is None else ["testimony", *self.readonly_fields]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        for word in search_term.split():
            folded = Q(testimony__sort_key__contains=ascii_fold(word)) if ascii_fold(word) else Q()
            queryset = queryset.filter(Q(title__icontains=word) | Q(public_id__iexact=word) | folded)
        return queryset, False
