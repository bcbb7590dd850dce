"""Erasing a testimony in the workbench, and what is still to be cleaned afterwards."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from archive.access.levels import Status
from archive.actions import residue
from archive.actions.destroyed import counted
from archive.actions.erase import ERASABLE, PERMISSION
from archive.admin.base import ReadOnlyAdmin
from archive.admin.confirming import action_url, confirm, record_of
from archive.admin.display import NOTHING, badge, list_url, moment
from archive.forms.erasing import EraseForm
from archive.models import LedgerEntry, Residue, Testimony

ERASE = "erase"
ERASE_LABEL = "Erase for good"


class ErasingTestimonies:
    """The button that erases a testimony, its page to confirm, and where that leads."""

    def get_urls(self: Any) -> list[URLPattern]:
        return [self.action_path(ERASE, self.erase_view), *super().get_urls()]  # type: ignore[misc]  # of the admin

    def buttons(self, request: HttpRequest, obj: Testimony) -> list[dict[str, str]]:
        buttons = super().buttons(request, obj)  # type: ignore[misc]  # of the admin
        if obj.status in ERASABLE and request.user.has_perm(PERMISSION):
            buttons.append({"label": ERASE_LABEL, "url": action_url(obj, ERASE), "tone": "bad"})
        return buttons

    def erase_view(self: Any, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that confirms erasing, with what will be destroyed and what can still exist."""
        record = record_of(self, request, object_id, PERMISSION)
        return confirm(
            self,
            request,
            EraseForm(request.POST or None, record=record),
            label=ERASE_LABEL,
            explanation="Everything listed here is destroyed and cannot be brought back by anyone.",
            tone="bad",
            facts=[
                ("Will be destroyed", counts_shown(record)),
                ("Stays", "Its identifier, the date, the fact that it was erased, and its entries in the ledger."),
                ("Can still exist", what_can_still_exist()),
            ],
        )

    def back_to(self: Any, obj: Testimony) -> HttpResponseRedirect:
        """What was erased has no page any more: its entries in the ledger say what happened."""
        if obj.status == Status.ERASED:
            return HttpResponseRedirect(list_url(LedgerEntry, q=obj.public_id))
        return super().back_to(obj)  # type: ignore[misc]  # of the admin


def counts_shown(testimony: Testimony) -> SafeString:
    return format_html_join(", ", "{} {}", ((number, kind) for kind, number in counted(testimony)))


def what_can_still_exist() -> SafeString:
    """What no erasure here reaches: whatever was copied before now."""
    steps = format_html_join("", "<li>{}</li>", ((step,) for step in residue.what_can_still_exist()))
    return format_html(
        "<ul>{}<li>Copies that readers or others downloaded.</li></ul>Every backup made up to {} holds it.",
        steps,
        moment(timezone.now()),
    )


def residue_of(public_id: str) -> SafeString | str:
    """Whether everything of an erased record is cleaned up."""
    rows = list(Residue.objects.filter(subject=public_id))
    if not rows:
        return NOTHING
    pending = [row for row in rows if row.cleaned_at is None]
    if pending:
        why = sorted({str(row.get_obstacle_display()) for row in pending})
        return badge("missing", f"Residue pending ({len(pending)}): {'; '.join(why)}")
    return badge("in-force", f"Cleaned {moment(max(row.cleaned_at for row in rows if row.cleaned_at))}")


@admin.register(Residue)
class ResidueAdmin(ReadOnlyAdmin):
    """What is still to be cleaned; housekeeping tries again until it is."""

    list_display = ["subject", "kind", "state", "left_at", "tried_at", "attempts"]
    list_filter = ["kind", "obstacle", ("cleaned_at", admin.EmptyFieldListFilter)]
    search_fields = ["subject"]
    search_help_text = "A public identifier."

    @admin.display(description="state")
    def state(self, row: Residue) -> SafeString:
        if row.cleaned_at is not None:
            return badge("in-force", f"Cleaned {moment(row.cleaned_at)}")
        return badge("missing", f"Residue pending: {row.get_obstacle_display()}")
