"""Media files: recordings, pictures and documents, handed out to those who may have them and to no one else.

Whether the viewer may have the file is asked at every request, so also for each range of a recording that is being
played. A file that is hidden, one whose testimony was withdrawn and one that never was get the same answer.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from archive.access import machine_use
from archive.access.levels import Part
from archive.lib import media_types, public_ids
from archive.lib.byte_ranges import Span, Unsatisfiable, span_asked_for
from archive.models import MediaFile
from archive.views.machine_use import marking_minable

logger = logging.getLogger(__name__)

CHUNK = 64 * 1024

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What keeps a file from acting as a page of the archive, should a browser open it as one."""


def shown(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file for a player or a page. What a browser may not open can only be saved, and needs the consent for it."""
    media_file = found(request, public_id, Part.FILE)
    if not media_types.is_shown(media_file.media_type):
        return download(request, public_id)
    return handed_out(request, media_file, as_attachment=False)


def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file to take away."""
    return handed_out(request, found(request, public_id, Part.DOWNLOAD), as_attachment=True)


def found(request: HttpRequest, public_id: str, part: Part) -> MediaFile:
    """The file of which the viewer may have ``part`` at this moment; 404 otherwise. One query."""
    if not public_ids.is_valid(public_id):
        raise Http404("No such identifier.")
    files = marking_minable(MediaFile.objects.visible_to(request.viewer, part), request.viewer, "testimony__")
    media_file = files.filter(public_id=public_id).first()
    if media_file is None or not media_file.file:
        raise Http404("Nothing here may be read.")
    return media_file


def handed_out(request: HttpRequest, media_file: MediaFile, *, as_attachment: bool) -> HttpResponseBase:
    """The answer with ``media_file``, or with as much of it as the request needs."""
    response = behind_proxy(media_file) or from_storage(request, media_file)
    for name, value in SAFE_HEADERS.items():
        response.headers[name] = value
    if response.status_code in (200, 206):
        response.headers["Content-Type"] = media_types.content_type(media_file.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(as_attachment, file_name(media_file))
    machine_use.note(request, media_file)
    return response


def file_name(media_file: MediaFile) -> str:
    """A name that says which file it is and nothing of what is in it."""
    extension = media_file.file.name.rpartition(".")[2] if "." in media_file.file.name else "bin"
    return f"mediafile-{media_file.public_id}.{extension}"


def behind_proxy(media_file: MediaFile) -> HttpResponse | None:
    """An answer that lets nginx send the file itself, where the setting says so and the file lies in a folder.

    Ranges and conditional requests are then nginx's, by the date and the size of the file.
    https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_headers
    """
    if not settings.ARCHIVE_ACCEL_REDIRECT or not isinstance(media_file.file.storage, FileSystemStorage):
        return None
    return HttpResponse(headers={"X-Accel-Redirect": settings.ARCHIVE_ACCEL_REDIRECT + quote(media_file.file.name)})


def from_storage(request: HttpRequest, media_file: MediaFile) -> HttpResponseBase:
    """The file's bytes: the whole, one range, or nothing where the request already has them."""
    try:
        size = media_file.file.size
    except FileNotFoundError as error:
        logger.warning("Media file %s is not where it should be.", media_file.public_id)
        raise Http404("The file is not where it should be.") from error
    etag = f'"{media_file.sha256}"' if media_file.sha256 else None
    changed = media_file.created_at
    validators = {"Last-Modified": http_date(changed.timestamp()), **({"ETag": etag} if etag else {})}
    whole = HttpResponse(headers=validators)
    conditional = get_conditional_response(request, etag, int(changed.timestamp()), whole)
    if conditional is not whole:
        return conditional
    try:
        span = span_wanted(request, size, etag, changed)
    except Unsatisfiable:
        nothing = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        return HttpResponse(status=416, content_type="text/plain; charset=utf-8", headers=nothing)
    return bytes_of(request, media_file, span, size, validators)


def span_wanted(request: HttpRequest, size: int, etag: str | None, changed: datetime) -> Span | None:
    """The range to send, None for the whole: ranges are for GET, and under If-Range only of the file it names."""
    asked = request.headers.get("Range")
    if asked is None or request.method != "GET":
        return None
    condition = request.headers.get("If-Range", "").strip()
    if condition and condition != etag and parse_http_date_safe(condition) != int(changed.timestamp()):
        return None
    return span_asked_for(asked, size)


def bytes_of(
    request: HttpRequest, media_file: MediaFile, span: Span | None, size: int, validators: dict[str, str]
) -> HttpResponseBase:
    headers = {**validators, "Accept-Ranges": "bytes", "Content-Length": str(span.length if span else size)}
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    if span:
        headers["Content-Range"] = span.content_range
    content = Piece(media_file.file.storage.open(media_file.file.name, "rb"), span or Span(0, size - 1, size))
    return StreamingHttpResponse(content, status=206 if span else 200, headers=headers)


class Piece:
    """The bytes of ``span`` of an open file, chunk by chunk. The file is closed with the answer, read or not."""

    def __init__(self, file: BinaryIO, span: Span) -> None:
        self.file, self.remaining = file, span.length
        file.seek(span.first)

    def __iter__(self) -> Iterator[bytes]:
        while self.remaining > 0:
            chunk = self.file.read(min(CHUNK, self.remaining))
            if not chunk:
                return
            self.remaining -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()
