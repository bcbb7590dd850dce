"""The ledger and the register of public identifiers, to be read by those who may; written by no one here."""

from typing import Any

from django.contrib import admin
from django.db.models import Value
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.actions.requests import MAY_DECIDE
from archive.admin.base import ReadOnlyAdmin
from archive.admin.codes import KindOfRecord, in_words, named
from archive.admin.display import NOTHING
from archive.admin.erasing import residue_of
from archive.models import LedgerEntry, PublicId

OF_A_RESEARCHER = frozenset({"researcher", "request", "grant"})
"""Codes that lead to who asked for access or was given it."""

SHOWN_TO_NOBODY = frozenset({"researcher"})
"""Older entries have the number of the login, which leads to a person when request and grant do not any more."""

NOT_SHOWN = "shown to those who decide on requests"


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "at", "action", "kind", "subject", "actor", "reason_shown", "residue_shown"]
    list_filter = ["action", ("subject_kind", KindOfRecord), "at"]
    list_select_related = ["actor", "reason"]
    date_hierarchy = "at"
    search_fields = ["subject", "actor__username"]
    search_help_text = "A public identifier, or who did it."
    fields = [
        "sequence",
        "at",
        "actor",
        "action",
        "kind",
        "subject",
        "codes_shown",
        "reason_shown",
        "residue_shown",
        "reason_digest",
        "previous_hash",
        "entry_hash",
    ]
    readonly_fields = ["kind", "codes_shown", "reason_shown", "residue_shown"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Each entry with whether what it says of a researcher is shown: to those who decide on requests."""
        may_know = request.user.has_perm(MAY_DECIDE)
        return super().get_queryset(request).select_related("actor", "reason").annotate(tells_all=Value(may_know))

    @admin.display(description="record", ordering="subject_kind")
    def kind(self, entry: LedgerEntry) -> str:
        return named(entry.subject_kind)

    @admin.display(description="codes")
    def codes_shown(self, entry: LedgerEntry) -> SafeString | str:
        left_out = SHOWN_TO_NOBODY if entry.tells_all else OF_A_RESEARCHER
        return in_words({name: value for name, value in entry.codes.items() if name not in left_out})

    @admin.display(description="reason")
    def reason_shown(self, entry: LedgerEntry) -> SafeString | str:
        if not entry.tells_all and OF_A_RESEARCHER & entry.codes.keys():
            return NOT_SHOWN
        reason = getattr(entry, "reason", None)
        if reason is not None:
            return format_html('<span class="reason">{}</span>', reason.text)
        return "erased" if entry.reason_digest else NOTHING

    @admin.display(description="cleaned up")
    def residue_shown(self, entry: LedgerEntry) -> SafeString | str:
        return residue_of(entry.subject) if entry.action == LedgerEntry.Action.ERASED else NOTHING


@admin.register(PublicId)
class PublicIdAdmin(ReadOnlyAdmin):
    list_display = ["value", "kind", "minted_at", "successor", "erased_at"]
    list_filter = [("names", KindOfRecord), "minted_at", "erased_at"]
    list_select_related = ["successor"]
    search_fields = ["value"]
    search_help_text = "An identifier."
    ordering = ["-minted_at", "-id"]
    fields = ["value", "kind", "minted_at", "successor", "erased_at"]
    readonly_fields = ["kind"]

    @admin.display(description="names a", ordering="names")
    def kind(self, line: PublicId) -> str:
        return named(line.names)
