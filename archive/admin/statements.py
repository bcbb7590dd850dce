"""Statements: what a source or an account says, in our wording."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from archive.admin.base import ArchiveAdmin
from archive.admin.display import link
from archive.models import Statement
from archive.models.statements import SUBJECTS

SHOWN_OF_A_TITLE = 40


class SubjectKind(admin.SimpleListFilter):
    """What a statement is about."""

    title = "about a"
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(subject, subject) for subject in SUBJECTS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() in SUBJECTS else queryset


class HasFigure(admin.SimpleListFilter):
    """Whether a statement gives a figure."""

    title = "figure"
    parameter_name = "has_figure"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "with a figure"), ("no", "without")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(figure__isnull=self.value() == "no") if self.value() in ("yes", "no") else queryset


@admin.register(Statement)
class StatementAdmin(ArchiveAdmin):
    list_display = ["wording_shown", "about", "figure_shown", "date", "said_by"]
    list_filter = [SubjectKind, HasFigure, "updated_at"]
    list_select_related = [*SUBJECTS, "asserted_by", "asserted_in"]
    search_fields = ["wording", "unit", "cites", "public_id"]
    search_help_text = "Words of the statement, what a figure counts, whom it cites, or the identifier."
    ordering = ["-updated_at", "-id"]
    autocomplete_fields = [*SUBJECTS, "asserted_by", "asserted_in", "cites_source"]
    readonly_fields = ["public_id"]
    change_only_fieldsets = ("Identifier",)
    resting_columns = ("cites", "position")
    fieldsets = [
        ("About", {"fields": [("event", "person"), ("place", "organisation")], "description": "Fill in exactly one."}),
        ("What is said", {"fields": ["wording", ("figure", "unit"), "date"]}),
        (
            "Who says it",
            {
                "fields": [("asserted_by", "asserted_in"), ("cites", "cites_source"), "position"],
                "description": "A source or a passage, exactly one of the two. The archive itself asserts nothing.",
            },
        ),
        ("Identifier", {"fields": ["public_id"], "classes": ["collapse"]}),
    ]

    @admin.display(description="statement")
    def wording_shown(self, statement: Statement) -> str:
        return str(statement)

    @admin.display(description="about")
    def about(self, statement: Statement) -> SafeString | str:
        return link(statement.subject)

    @admin.display(description="figure", ordering="figure")
    def figure_shown(self, statement: Statement) -> str:
        return "" if statement.figure is None else f"{statement.figure.normalize():,f} {statement.unit}"

    @admin.display(description="said by")
    def said_by(self, statement: Statement) -> SafeString | str:
        voice = statement.asserted_by or statement.asserted_in
        return link(voice, Truncator(voice).chars(SHOWN_OF_A_TITLE))
