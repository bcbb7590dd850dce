"""Testimonies: everything about an account on one page, and the decisions about it as buttons."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Prefetch, Q
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.access.levels import Status
from archive.actions.access import PERMISSION as MAY_SET_ACCESS
from archive.actions.consent import narrators_without_consent
from archive.actions.publication import Transition
from archive.admin.base import TabularRows
from archive.admin.confirming import action_url, confirm, record_of
from archive.admin.display import access_badge, badge, links, moment, status_badge
from archive.admin.erasing import ErasingTestimonies
from archive.admin.giving import GivesAccess
from archive.admin.previews import GivesPreviews
from archive.admin.publication import STATUS_FIELDS
from archive.admin.redaction import withheld_badges
from archive.admin.searching import FoldedSearch, taken_part_by
from archive.admin.testimony_filters import CollectionsSeen, ConsentInForce, Embargoed, LanguagesInUse
from archive.admin.testimony_parts import TestimonyParts
from archive.forms.actions import AccessForm
from archive.forms.sessions import SessionForm
from archive.models import (
    Consent,
    Participation,
    PreviewLink,
    Session,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
)

SET_ACCESS = "set_access"
SET_ACCESS_LABEL = "Set access and embargo"


class ParticipationInline(TabularRows):
    model = Participation
    fields = ["person", "role", "standing", "credited_as", "position"]
    autocomplete_fields = ["person"]
    verbose_name = "person"
    verbose_name_plural = "who took part"


class LanguageInline(TabularRows):
    model = TestimonyLanguage
    fields = ["language"]
    autocomplete_fields = ["language"]
    verbose_name = "language"
    verbose_name_plural = "languages it is told in"


class TagInline(TabularRows):
    """Tags, through the archive's own through model (Django's autocomplete knows nothing of taggit)."""

    model = TaggedTestimony
    fields = ["tag", "printed_by"]
    autocomplete_fields = ["tag", "printed_by"]
    verbose_name = "tag"
    verbose_name_plural = "tags"


class SessionInline(TabularRows):
    model = Session
    form = SessionForm
    fields = ["position", "held_on", "place", "duration_ms"]
    autocomplete_fields = ["place"]
    verbose_name = "sitting"
    verbose_name_plural = "sittings of the interview"


def name_not_shown(testimony: Testimony) -> list[tuple[str, str]]:
    """For whoever publishes: that the narrator's name is left out, and where it may stand all the same."""
    named = Participation.objects.narrating().filter(testimony=testimony, person__is_named=True)
    if testimony.nameable_from is not None or not named.filter(person__identity_protected=False).exists():
        return []
    said = "Not shown, for want of consent. Make sure that title, abstract, note and text do not give it away."
    return [("The narrator's name", said)]


def without_consent(testimony: Testimony) -> list[tuple[str, SafeString]]:
    """For whoever publishes: the narrators who were not asked, as far as the archive knows."""
    narrators = narrators_without_consent(testimony, timezone.now())
    said = "no consent of their own is recorded, and none speaks for the whole account: what they told is shown, too."
    return [("Narrators without consent", format_html("{}: {}", links(narrators), said))] if narrators else []


@admin.register(Testimony)
class TestimonyAdmin(ErasingTestimonies, FoldedSearch, TestimonyParts, GivesAccess, GivesPreviews):
    list_display = ["title", "narrators", "standing", "consent", "changed"]
    resting_columns = ("originals_withheld", "leaves_tombstone")
    list_filter = [
        "status",
        "access",
        ConsentInForce,
        Embargoed,
        "kind",
        ("collection", CollectionsSeen),
        ("languages", LanguagesInUse),
        "content_warnings",
        "synthetic",
        "updated_at",
    ]
    date_hierarchy = "recorded_on_earliest"
    list_select_related = ["collection"]
    search_fields = ["sort_key", "participations__person__names__folded", "accession_number", "public_id"]
    search_help_text = "Words of the title, someone who took part (in any spelling), accession number or identifier."
    folded_columns = ("sort_key",)
    exact_columns = ("public_id",)
    ordering = ["-updated_at", "-id"]
    autocomplete_fields = ["collection", "recorded_at", "source"]
    inlines = [ParticipationInline, LanguageInline, TagInline, SessionInline]
    readonly_fields = [
        "public_id",
        *STATUS_FIELDS,
        "access_shown",
        "embargo_shown",
        "consent",
        *TestimonyParts.PANELS,
    ]
    change_only_fieldsets = ("Status and access", "Texts and recordings")
    panels = (*GivesAccess.panels, *TestimonyParts.PANELS)
    tying_columns = ("narrators",)
    fieldsets = [
        (None, {"fields": ["title", "kind", "abstract"]}),
        (
            "Status and access",
            {"fields": ["public_id", ("access_shown", "embargo_shown"), "consents_shown", "decisions"]},
        ),
        ("Texts and recordings", {"fields": ["transcripts_shown", "sections_shown", "media_shown"]}),
        ("Where it is kept", {"fields": ["collection", "accession_number", "source", "provenance"]}),
        ("When and where", {"fields": [("recorded_on", "covers"), "recorded_at"]}),
        ("Rights and warnings", {"fields": [("rights", "licence"), "content_warnings"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        narrators = Participation.objects.narrating().select_related("person")
        return super().get_queryset(request).prefetch_related(Prefetch("participations", narrators, "narrating"))

    def matching(self, word: str) -> Q:
        return super().matching(word) | taken_part_by(word, testimony=OuterRef("pk"))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By accession number as it is written, otherwise by the folded words."""
        by_number = queryset.filter(accession_number__iexact=search_term.strip())
        if search_term.strip() and by_number.exists():
            return by_number, False
        return super().get_search_results(request, queryset, search_term)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "content_warnings":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[str], Any]:
        """A draft that was never published goes with its consents and preview links, which by themselves are never
        deleted."""
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return shown, counts, lacking - {each._meta.verbose_name for each in (Consent, PreviewLink)}, protected

    # --- the list ---

    @admin.display(description="told by")
    def narrators(self, testimony: Testimony) -> str:
        return ", ".join(each.credited_as or str(each.person) for each in testimony.narrating)

    @admin.display(description="status, access", ordering="status")
    def standing(self, testimony: Testimony) -> SafeString:
        return format_html("{} {}", status_badge(testimony.status), access_badge(testimony.access))

    @admin.display(description="access", ordering="access")
    def access_shown(self, testimony: Testimony) -> SafeString:
        return access_badge(testimony.access)

    @admin.display(description="embargo until")
    def embargo_shown(self, testimony: Testimony) -> str:
        return moment(testimony.embargo_until)

    @admin.display(description="consent", ordering="readable_from")
    def consent(self, testimony: Testimony) -> SafeString:
        now, start, end = timezone.now(), testimony.readable_from, testimony.readable_until
        if start is None or (end is not None and end <= now):
            return badge("missing", "None")
        if start > now:
            return badge("waiting", f"From {start:%Y-%m-%d}")
        return badge("in-force", "In force" if end is None else f"Until {end:%Y-%m-%d}")

    # --- decisions ---

    def get_urls(self) -> list[URLPattern]:
        return [self.action_path(SET_ACCESS, self.access_view), *super().get_urls()]

    def badges(self, request: HttpRequest, obj: Testimony) -> list[SafeString]:
        badges = [*super().badges(request, obj), access_badge(obj.access)]
        if obj.embargo_until is not None and obj.embargo_until > timezone.now():
            badges.append(badge("embargoed", f"Closed until {moment(obj.embargo_until)}"))
        if request.viewer.is_curator:  # they count what is closed as well
            badges += withheld_badges(obj)
        if obj.synthetic:
            badges.append(badge("synthetic", "Synthetic: no one told it"))
        return badges

    def buttons(self, request: HttpRequest, obj: Testimony) -> list[dict[str, str]]:
        buttons = super().buttons(request, obj)
        if request.user.has_perm(MAY_SET_ACCESS) and obj.status != Status.ERASED:
            buttons.append({"label": SET_ACCESS_LABEL, "url": action_url(obj, SET_ACCESS), "tone": "plain"})
        return buttons

    def facts(self, record: Testimony, transition: Transition) -> list[tuple[str, Any]]:
        if transition.leads_to != Status.PUBLISHED:
            return super().facts(record, transition)
        return [
            ("Who may read it", access_badge(record.access)),
            ("Embargo until", moment(record.embargo_until)),
            ("Consent to read", self.consent(record)),
            *without_consent(record),
            *name_not_shown(record),
            ("Texts", links(record.transcripts.select_related("testimony"))),
            *super().facts(record, transition),
        ]

    def access_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that sets access and embargo."""
        record = record_of(self, request, object_id, MAY_SET_ACCESS)
        return confirm(
            self,
            request,
            AccessForm(request.POST or None, record=record),
            label=SET_ACCESS_LABEL,
            explanation="It takes effect on the next request, on every page.",
        )
