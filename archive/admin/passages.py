"""Passages: one page for each, with what is pinned to its words and the way to the next."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.safestring import SafeString

from archive.admin.base import ArchiveAdmin, StackedRows
from archive.admin.display import access_badge, add_url, admin_url, list_url, panel, part_badges
from archive.admin.part_access import PartAccessAdmin
from archive.admin.redaction import RedactedPages
from archive.forms.passages import PassageForm
from archive.forms.pins import PinForm, PinFormSet
from archive.models import Mention, Note, Passage, Statement
from archive.models.pins import MENTION_TARGETS

PANEL_ROWS = 20


class MentionInline(StackedRows):
    model = Mention
    form = PinForm
    formset = PinFormSet
    classes = ("rows", "grid")
    fieldsets = [(None, {"fields": [("words", "which", "certainty"), MENTION_TARGETS]})]
    autocomplete_fields = list(MENTION_TARGETS)
    verbose_name_plural = "mentions: which words speak of whom or what (one in each row)"


class NoteInline(StackedRows):
    model = Note
    form = PinForm
    formset = PinFormSet
    classes = ("rows", "grid")
    fieldsets = [(None, {"fields": [("words", "which", "source"), "text"]})]
    autocomplete_fields = ["source"]
    verbose_name_plural = "notes: footnotes of ours"


@admin.register(Passage)
class PassageAdmin(PartAccessAdmin, RedactedPages, ArchiveAdmin):
    form = PassageForm
    list_display = ["excerpt", "testimony", "position", "spoken_by", "reports"]
    list_filter = ["origin", "access", "transcript__language", "transcript__kind", "updated_at"]
    list_select_related = ["transcript__testimony", "speaker__person", "reports"]
    search_fields = ["text", "public_id"]
    search_help_text = "Words as they stand in the text, or its identifier."
    ordering = ["transcript", "position", "id"]
    autocomplete_fields = ["transcript", "reports", "renders"]
    inlines = [MentionInline, NoteInline]
    readonly_fields = ["public_id", "way", "access_shown", "said", "redactions_shown"]
    add_only_fields = ("transcript",)  # afterwards the way up says it
    change_only_fieldsets = ("Where it stands", "Withheld", "What it says")
    panels = ("way", "said", "redactions_shown")
    tying_columns = ("spoken_by",)
    resting_columns = ("position",)
    fieldsets = [
        ("Where it stands", {"fields": ["way"], "classes": ["way"]}),
        (None, {"fields": ["transcript", "position", "text"]}),
        ("Withheld", {"fields": ["redactions_shown"]}),
        ("Voice", {"fields": [("speaker", "reports")]}),
        ("On the recording", {"fields": ["session", ("start_ms", "end_ms")]}),
        ("How it came to be", {"fields": ["origin", "renders"]}),
        ("What it says", {"fields": ["public_id", "access_shown", "said"], "classes": ["after-rows"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The words as they are written: the archive's own search finds them in any form."""
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(Q(text__icontains=term) | Q(public_id__iexact=term)), False

    def warnings(self, obj: Passage, formsets: list[Any]) -> list[str]:
        lost = [pin for pin in (*obj.mentions.all(), *obj.notes.all()) if pin.lost_its_place]
        warnings = super().warnings(obj, formsets)
        if lost:
            words = ", ".join(f"“{pin.surface}” ({pin._meta.verbose_name})" for pin in lost)
            warnings.append(
                f"Lost their place, because the words they stood on have changed: {words}. "
                "They now stand for the passage as a whole; type the new words below to pin them again."
            )
        return warnings

    def badges(self, request: HttpRequest, obj: Passage) -> list[SafeString]:
        return part_badges(obj.transcript.testimony, obj.transcript.access, obj.access)

    # --- the list ---

    @admin.display(description="passage")
    def excerpt(self, passage: Passage) -> str:
        return str(passage)

    @admin.display(description="testimony", ordering="transcript__testimony__sort_key")
    def testimony(self, passage: Passage) -> str:
        return str(passage.transcript.testimony)

    @admin.display(description="speaker")
    def spoken_by(self, passage: Passage) -> str:
        speaker = passage.speaker
        return "" if speaker is None else speaker.credited_as or str(speaker.person)

    @admin.display(description="access", ordering="access")
    def access_shown(self, passage: Passage) -> SafeString:
        return access_badge(passage.access)

    # --- the page ---

    @admin.display(description="in its text")
    def way(self, passage: Passage) -> SafeString:
        """Up to the transcript and the testimony, back and on to its neighbours."""
        siblings = Passage.objects.filter(transcript=passage.transcript_id)
        here = Q(position=passage.position)
        before = siblings.filter(Q(position__lt=passage.position) | here & Q(pk__lt=passage.pk))
        after = siblings.filter(Q(position__gt=passage.position) | here & Q(pk__gt=passage.pk))
        previous, following = before.order_by("-position", "-pk").first(), after.order_by("position", "pk").first()
        return panel(
            "way",
            transcript=passage.transcript,
            testimony=passage.transcript.testimony,
            previous_url=admin_url(previous) if previous else "",
            next_url=admin_url(following) if following else "",
            number=before.count() + 1,
            total=siblings.count(),
            add_url=add_url(Passage, transcript=passage.transcript_id),
        )

    @admin.display(description="statements it makes")
    def said(self, passage: Passage) -> SafeString:
        statements = passage.statements.all()
        return panel(
            "statements",
            statements=statements[:PANEL_ROWS],
            total=statements.count(),
            all_url=list_url(Statement, asserted_in__id__exact=passage.pk),
            add_url=add_url(Statement, asserted_in=passage.pk),
        )
