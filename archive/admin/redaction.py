"""The pages on which words of a passage are withheld, lifted and looked at."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from archive.actions import lifting, redact
from archive.actions.marks import in_force, in_force_in
from archive.admin.base import ArchiveAdmin
from archive.admin.confirming import action_url, confirm, record_of
from archive.admin.display import badge, panel
from archive.admin.unsealing import linked, show_once
from archive.forms.redaction import LiftForm, MarkForm, OriginalForm, WithholdForm
from archive.lib.marks import PLACEHOLDER
from archive.models import Mention, Note, Passage, Testimony

PREVIEW = "Show what readers will see"
WITHHOLD = "Withhold these words"
CONFIRMED = "text_seen"
"""The field by which the second page is told from the first."""


def withheld_badges(testimony: Testimony) -> list[SafeString]:
    """How many redactions are in force in a testimony, and that its original files are withheld."""
    if not testimony.originals_withheld:
        return []
    number = in_force_in(testimony).count()
    marks = [badge("protected", f"{number} redaction{'' if number == 1 else 's'} in force")] if number else []
    return [*marks, badge("protected", "Original files withheld")]


class RedactedPages(ArchiveAdmin):
    """Part of the page of a passage: its marks, and the pages to set and lift them."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<path:object_id>/redact/", self.redact_view, "redact"),
            self.page("<path:object_id>/redactions/<int:number>/lift/", self.lift_view, "lift"),
            self.page("<path:object_id>/redactions/<int:number>/original/", self.original_view, "original"),
            *super().get_urls(),
        ]

    def page(self, route: str, view: Callable[..., HttpResponse], code: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"archive_passage_{code}")

    def buttons(self, request: HttpRequest, obj: Passage) -> list[dict[str, str]]:
        buttons = super().buttons(request, obj)
        if request.user.has_perm(redact.PERMISSION):
            buttons.append({"label": "Redact words", "url": action_url(obj, "redact"), "tone": "bad"})
        if request.user.has_perm(lifting.PERMISSION):
            for place, mark in enumerate(in_force(obj), start=1):
                for label, code in (("Lift mark", "lift"), ("Show the original of mark", "original")):
                    url = reverse(f"admin:archive_passage_{code}", args=[obj.pk, mark.pk])
                    buttons.append({"label": f"{label} {place}", "url": url, "tone": "plain"})
        return buttons

    @admin.display(description="redactions in force")
    def redactions_shown(self, passage: Passage) -> SafeString:
        marks = in_force(passage).select_related("redacted_by")
        return panel("redactions", redactions=marks, placeholder=PLACEHOLDER)

    def redact_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """First the words and why, then what readers will see, to confirm."""
        passage = self.allowed(request, object_id, redact.PERMISSION)
        if CONFIRMED in request.POST:
            form = WithholdForm(request.POST, record=passage, actor=request.user)
        else:
            marked = MarkForm(request.POST or None, record=passage)
            if request.method != "POST" or not marked.is_valid():
                said = "Readers see a mark in place of the words. The words are sealed, and nothing else of them stays."
                facts = [("The passage", passage.text)]
                return confirm(self, request, marked, label=PREVIEW, explanation=said, facts=facts)
            form = WithholdForm(record=passage, actor=request.user, initial=marked.marked())
        start, end = form.span
        return confirm(
            self,
            request,
            form,
            label=WITHHOLD,
            explanation="This is what readers will see from the next request on. Read it once more as they will.",
            tone="bad",
            facts=[
                (
                    "Readers will see",
                    panel("rendition", before=passage.text[:start], mark=PLACEHOLDER, after=passage.text[end:]),
                ),
                ("Sealed along", panel("pins", pins=self.pins_on(passage, start, end))),
                ("Elsewhere in this testimony", panel("occurrences", occurrences=linked(form.elsewhere))),
            ],
        )

    def pins_on(self, passage: Passage, start: int, end: int) -> list[Any]:
        """The mentions and notes that go out of sight with the words."""
        on_them = {"passage": passage, "start__lt": end, "end__gt": start}
        mentions = Mention.objects.filter(**on_them).select_related("person", "organisation", "place", "event")
        return [*mentions, *Note.objects.filter(**on_them)]

    def lift_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Confirms that readers see the words again."""
        passage = self.allowed(request, object_id, lifting.PERMISSION)
        form = LiftForm(request.POST or None, record=passage, redaction=self.mark_of(passage, number))
        said = (
            "Readers see the words again, as far as they may read the testimony. What was pinned to them comes back. "
            "Words that name someone whose identity is protected by now are not lifted; a note or statement that does "
            "stays sealed, with that person."
        )
        return confirm(self, request, form, label="Lift the redaction", explanation=said, tone="bad")

    def original_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Shows the withheld words once."""
        passage = self.allowed(request, object_id, lifting.PERMISSION)
        form = OriginalForm(request.POST or None, record=passage, redaction=self.mark_of(passage, number))
        return show_once(
            self, request, form, label="Show the original", lines=lambda words: [("Withheld words", words)]
        )

    def allowed(self, request: HttpRequest, object_id: str, permission: str) -> Passage:
        return record_of(self, request, object_id, permission)

    def mark_of(self, passage: Passage, number: int) -> Any:
        mark = in_force(passage).filter(pk=number).first()
        if mark is None:
            raise Http404("This passage has no such redaction in force.")
        return mark
