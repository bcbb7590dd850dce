"""Media files."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString

from archive.admin.base import ArchiveAdmin
from archive.admin.display import access_badge, part_badges
from archive.admin.files import PrivateFileAdmin
from archive.admin.part_access import PartAccessAdmin
from archive.admin.searching import FoldedSearch
from archive.forms.media import MediaFileForm
from archive.models import MediaFile


@admin.register(MediaFile)
class MediaFileAdmin(PartAccessAdmin, PrivateFileAdmin, FoldedSearch, ArchiveAdmin):
    form = MediaFileForm
    file_column = "file"
    list_display = ["testimony", "kind", "rendition", "part", "size_shown", "access_shown", "changed"]
    list_filter = ["kind", "rendition", "access", "updated_at"]
    list_select_related = ["testimony"]
    search_fields = ["testimony__sort_key", "sha256", "public_id"]
    search_help_text = "Words of the testimony's title, the SHA-256 digest or the identifier."
    folded_columns = ("testimony__sort_key",)
    exact_columns = ("public_id", "sha256")
    ordering = ["testimony__sort_key", "session", "part", "id"]
    autocomplete_fields = ["testimony"]
    readonly_fields = ["public_id", "file_link", "sha256", "size_shown", "access_shown"]
    change_only_fieldsets = ("At intake",)
    add_only_fields = ("file",)  # it is never exchanged: the digest stands for what was received
    fieldsets = [
        (None, {"fields": ["testimony", "file", "kind"]}),
        ("At intake", {"fields": ["public_id", "file_link", "size_shown", "sha256", "access_shown"]}),
        ("Its part", {"fields": [("session", "part"), "rendition", "derived_from"]}),
        ("What it is", {"fields": [("media_type", "duration_ms"), "alt_text"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: MediaFile | None = None) -> list[str]:
        """A file stays with its testimony."""
        return self.readonly_fields if obj is None else ["testimony", *self.readonly_fields]

    def badges(self, request: HttpRequest, obj: MediaFile) -> list[SafeString]:
        return part_badges(obj.testimony, obj.access)

    @admin.display(description="size", ordering="size")
    def size_shown(self, media_file: MediaFile) -> str:
        return filesizeformat(media_file.size) if media_file.size is not None else ""

    @admin.display(description="access", ordering="access")
    def access_shown(self, media_file: MediaFile) -> SafeString:
        return access_badge(media_file.access)
