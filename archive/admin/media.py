"""Media files.

The digest and the exact size of a withheld original are for those who may take it away. Where all but the withheld
words is known, of a document in plain text from its redacted copy, whoever tries names finds by them which it is.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString

from archive.access.levels import Access
from archive.access.testimonies import not_withheld
from archive.actions.derivatives import make_missing
from archive.admin.base import ArchiveAdmin
from archive.admin.display import access_badge, part_badges
from archive.admin.files import PrivateFileAdmin, may_take_withheld
from archive.admin.part_access import PartAccessAdmin
from archive.admin.searching import FoldedSearch
from archive.admin.ties import first_name
from archive.forms.media import MediaFileForm
from archive.models import MediaFile

HELD_BY_MASTER = "The master was kept as received. Readers never get it; beside what is shown, it holds: {}."
TOLD = (
    "The file itself tells: {}. Whoever saves it can read this. If it names or betrays someone who is not to be known, "
    "close this file, and add one from which it was removed."
)
STILL_CLOSED = (
    "This redacted copy is closed: words may have been withheld since it was made. Compare it with the account as it "
    "is now, then open it with “Set access”."
)
WITHHELD = "withheld, as the file is"
MEASURES = ("sha256", "size")


def with_measures(files: QuerySet[MediaFile], *, of_withheld: bool = False) -> QuerySet[MediaFile]:
    """``files`` with ``told_size`` and ``told_sha256``: those of a withheld original are empty, unless ``of_withheld``.
    Lists are searched and sorted by these, since an order tells of a size as well."""
    if of_withheld:
        return files.annotate(told_size=F("size"), told_sha256=F("sha256"))
    return files.annotate(
        told_size=Case(When(not_withheld(), then=F("size"))),
        told_sha256=Case(When(not_withheld(), then=F("sha256")), default=Value("")),
    )


@admin.register(MediaFile)
class MediaFileAdmin(PartAccessAdmin, PrivateFileAdmin, FoldedSearch, ArchiveAdmin):
    form = MediaFileForm
    file_column = "file"
    list_display = ["testimony", "kind", "rendition", "part", "size_shown", "access_shown", "changed"]
    list_filter = ["kind", "rendition", "access", "updated_at"]
    list_select_related = ["testimony"]
    search_fields = ["testimony__sort_key", "told_sha256", "public_id"]
    search_help_text = "Words of the testimony's title, the SHA-256 digest or the identifier."
    folded_columns = ("testimony__sort_key",)
    exact_columns = ("public_id", "told_sha256")
    ordering = ["testimony__sort_key", "session", "part", "id"]
    autocomplete_fields = ["testimony"]
    readonly_fields = ["public_id", "file_link", "media_type", "sha256_shown", "size_shown", "access_shown"]
    change_only_fieldsets = ("At intake",)
    resting_columns = ("part",)
    add_only_fields = ("file", "told_is_seen")  # never exchanged: the digest stands for what was received
    fieldsets = [
        (None, {"fields": ["testimony", "file", "kind", "told_is_seen"]}),
        (
            "At intake",
            {"fields": ["public_id", "file_link", "media_type", "size_shown", "sha256_shown", "access_shown"]},
        ),
        ("Its part", {"fields": [("session", "part"), "rendition", "derived_from"]}),
        ("What it is", {"fields": ["duration_ms", "alt_text"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MediaFile]:
        return with_measures(super().get_queryset(request), of_withheld=may_take_withheld(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The columns themselves are asked for by those who may have them of every file."""
        if first_name(lookup) in MEASURES and not may_take_withheld(request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_readonly_fields(self, request: HttpRequest, obj: MediaFile | None = None) -> list[str]:
        """A file stays with its testimony, and what it was taken in as: a master made an access copy by a choice in a
        form would reach readers with all that is hidden in it."""
        return (
            self.readonly_fields
            if obj is None
            else ["testimony", "kind", "rendition", "derived_from", *self.readonly_fields]
        )

    def save_model(self, request: HttpRequest, obj: MediaFile, form: Any, change: bool) -> None:
        """A new picture gets its copies at once; what a copy for readers tells by itself is said to the curator."""
        super().save_model(request, obj, form, change)
        if change:
            return
        if obj.rendition == MediaFile.Rendition.REDACTED and obj.access == Access.CLOSED:
            self.message_user(request, STILL_CLOSED, messages.WARNING)
        copies = make_missing(obj)
        if copies:
            made = " and ".join(str(copy.get_rendition_display()).lower() for copy in copies)
            self.message_user(request, f"Made from it, without what else the file tells: {made}.", messages.INFO)
        found = form.intake.found
        named = ", ".join(sorted(found.hidden | found.told))
        if named and obj.rendition == MediaFile.Rendition.MASTER:
            self.message_user(request, HELD_BY_MASTER.format(named), messages.INFO)
        elif named:
            self.message_user(request, TOLD.format(named), messages.WARNING)

    def badges(self, request: HttpRequest, obj: MediaFile) -> list[SafeString]:
        return part_badges(obj.testimony, obj.access)

    @admin.display(description="size", ordering="told_size")
    def size_shown(self, media_file: Any) -> str:
        if media_file.told_size is None:
            return WITHHELD if media_file.size is not None else ""
        return filesizeformat(media_file.told_size)

    @admin.display(description="SHA-256 at intake")
    def sha256_shown(self, media_file: Any) -> str:
        return media_file.told_sha256 or (WITHHELD if media_file.sha256 else "")

    @admin.display(description="access", ordering="access")
    def access_shown(self, media_file: MediaFile) -> SafeString:
        return access_badge(media_file.access)
