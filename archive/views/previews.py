"""Reading a testimony before it is published, by the address that a curator gave.

The page is the same for whoever opens it, logged in or not, and changes nothing of their session. It holds no link to
what only readers with other rights could open, and no recording. An address that opens nothing, because it is wrong,
over, revoked or its testimony withdrawn, is answered like any other where nothing is.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.accounts import guessing
from archive.actions import previews
from archive.models import PreviewLink, Testimony, Transcript
from archive.views import errors, statements
from archive.views.machine_use import NOT_FOR_MACHINES
from archive.views.related import name_languages, veil
from archive.views.testimonies import chosen, described, for_reading, people_and_places_on, read, said_in, told_by

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": NOT_FOR_MACHINES, "Referrer-Policy": "no-referrer"}


def preview(request: HttpRequest, token: str) -> HttpResponse:
    if guessing.is_slowed_down(request):
        return errors.too_many_requests(request)
    link = previews.opened_by(token, request.viewer.now)
    if link is None:
        guessing.count_wrong(request)
        raise Http404("Nothing here may be read.")
    viewer = Viewer(now=request.viewer.now, previews=frozenset({link.testimony_id}))
    testimony = for_reading(viewer).visible_to(viewer, Part.PREVIEW).filter(pk=link.testimony_id).first()
    response = once_published(request, link) if testimony is None else unpublished(request, viewer, testimony, link)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def once_published(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    """Onward to the public page, for those who may read it."""
    testimony = Testimony.objects.visible_to(request.viewer).filter(pk=link.testimony_id).first()
    if testimony is None:
        guessing.count_wrong(request)  # or who is not slowed down would know that it is there, and hidden
        raise Http404("Nothing here may be read.")
    return HttpResponseRedirect(testimony.get_absolute_url())


def unpublished(request: HttpRequest, viewer: Viewer, testimony: Testimony, link: PreviewLink) -> HttpResponse:
    veil(testimony, "collection", "source")
    transcripts = list(Transcript.objects.visible_to(viewer).filter(testimony=testimony).order_by("position", "id"))
    transcript = chosen(transcripts, request.GET.get("transcript", ""))
    page, notes = read(request, viewer, transcript)
    said = said_in(viewer, testimony)
    context: dict[str, Any] = told_by(viewer, testimony) | described(viewer, testimony)
    name_languages(
        [
            testimony.recorded_at,
            *(each.person for each in context["participations"]),
            *(statement.subject for statement in said),
            *(target for passage in page or [] for target in people_and_places_on(passage)),
        ]
    )
    for passage in page or []:
        passage.marks = []  # each would be a link
    context |= {
        "viewer": viewer,
        "unlinked": True,
        "preview_link": link,
        "testimony": testimony,
        "transcripts": transcripts,
        "transcript": transcript,
        "page": page,
        "notes": notes,
        "statements": statements.by_subject(said),
    }
    return render(request, "archive/testimonies/preview.html", context)
