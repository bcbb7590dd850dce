"""Panels on a testimony's page: what belongs to it and is edited on pages of its own."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from archive.admin.display import add_url, list_url, panel
from archive.admin.media import with_measures
from archive.models import Consent, MediaFile, Section, Testimony, Transcript

PANEL_ROWS = 50


class TestimonyParts:
    """Read-only panels with the way to change each part and to add another."""

    PANELS = ["transcripts_shown", "sections_shown", "media_shown", "consents_shown"]

    @admin.display(description="texts")
    def transcripts_shown(self, testimony: Testimony) -> SafeString:
        transcripts = testimony.transcripts.annotate(number_of_passages=Count("passages"))
        return panel("transcripts", transcripts=transcripts, add_url=add_url(Transcript, testimony=testimony.pk))

    @admin.display(description="sections")
    def sections_shown(self, testimony: Testimony) -> SafeString:
        return panel(
            "sections",
            **_first("sections", testimony.sections.all()),
            all_url=list_url(Section, testimony__id__exact=testimony.pk),
            add_url=add_url(Section, testimony=testimony.pk),
        )

    @admin.display(description="recordings and files")
    def media_shown(self, testimony: Testimony) -> SafeString:
        return panel(
            "media",
            **_first("media_files", with_measures(testimony.media_files.select_related("session"))),
            all_url=list_url(MediaFile, testimony__id__exact=testimony.pk),
            add_url=add_url(MediaFile, testimony=testimony.pk),
        )

    @admin.display(description="consent")
    def consents_shown(self, testimony: Testimony) -> SafeString:
        return panel(
            "consents",
            consents=testimony.consents.select_related("narrator"),
            now=timezone.now(),
            readable_from=testimony.readable_from,
            readable_until=testimony.readable_until,
            add_url=add_url(Consent, testimony=testimony.pk),
        )


def _first(name: str, rows: QuerySet) -> dict[str, Any]:
    """The rows that a panel shows, as its ``name``, and how many there are in ``total``. Counted only beyond those."""
    shown = list(rows[:PANEL_ROWS])
    return {name: shown, "total": len(shown) if len(shown) < PANEL_ROWS else rows.count()}
