"""Files kept below the media root, handed out to staff who may see their record, and to no one else."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.access.levels import Part
from archive.actions.lifting import PERMISSION
from archive.actions.originals import is_withheld
from archive.admin.confirming import record_of
from archive.admin.display import NOTHING
from archive.admin.unsealing import open_once
from archive.forms.originals import OriginalFileForm

WITHHELD = (
    "This file tells what is withheld in the account, or who is protected. It is handed out once, in answer to this "
    "page. That you took it, and why, is entered in the ledger."
)


class PrivateFileAdmin:
    """Adds a page that hands out the file in the column ``file_column`` as an attachment."""

    file_column: str

    def get_urls(self: Any) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_file"
        return [
            path("<path:object_id>/file/", self.admin_site.admin_view(self.file_view), name=name),
            *super().get_urls(),
        ]

    def file_view(self: Any, request: HttpRequest, object_id: str) -> HttpResponse:
        """What readers may not take away is taken away by curators only."""
        record = record_of(self, request, object_id, for_all_staff=True)
        if is_withheld(record):
            return self.withheld_view(request, record)
        if not request.viewer.is_curator:
            given = self.model.objects.visible_to(request.viewer, Part.DOWNLOAD)
            if not given.filter(pk=record.pk).exists():
                raise PermissionDenied
        return attachment(getattr(record, self.file_column), record)

    def withheld_view(self: Any, request: HttpRequest, record: Any) -> HttpResponse:
        """Asks why someone needs a file that tells what is withheld, and hands it out once."""
        if not may_take_withheld(request):
            raise PermissionDenied
        if not getattr(record, self.file_column):
            raise Http404("This record has no file.")
        return open_once(
            self,
            request,
            OriginalFileForm(request.POST or None, record=record),
            label="Take the file away",
            explanation=WITHHELD,
            answer=lambda file: attachment(file, record),
        )

    @admin.display(description="file")
    def file_link(self: Any, record: Any) -> SafeString | str:
        file = getattr(record, self.file_column)
        if not file:
            return NOTHING
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_file", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, f"Download {download_name(file, record)}")


def may_take_withheld(request: HttpRequest) -> bool:
    """Whether this member of staff may have files that tell what is withheld, each for a reason."""
    return request.viewer.is_curator and request.user.has_perm(PERMISSION)


def download_name(file: FieldFile, record: Any) -> str:
    """A name that says which record it is and nothing of what is in it."""
    extension = file.name.rpartition(".")[2]
    return f"{record._meta.model_name}-{record.public_id}.{extension}"


def attachment(file: FieldFile, record: Any) -> HttpResponse:
    """``file`` to be saved, never to be opened in the browser under the archive's own address."""
    if not file:
        raise Http404("This record has no file.")
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file is not where it should be.") from error
    response = FileResponse(
        content,
        as_attachment=True,
        filename=download_name(file, record),
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
