"""Asking for access to what is kept on request, and how one's own requests stand.

Nothing is told here of a testimony beyond its neutral label. One that may not be known, and one that never was,
answer alike.
"""

from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from archive.access.levels import Access, Part
from archive.access.viewer import Viewer
from archive.actions import requests
from archive.actions.labels import neutral_label, neutral_labels
from archive.actions.refusals import ActionRefused, LostRace
from archive.actions.requests import AlreadyAsked, AlreadyGranted
from archive.forms.requests import AskForm
from archive.lib import public_ids
from archive.lib.addresses import public_address
from archive.models import AccessGrant, AccessRequest, Testimony
from archive.views.paging import page_of

REQUESTS_PER_PAGE = 25


@dataclass(frozen=True)
class Entry:
    """One request in its researcher's list. ``is_known``: that the testimony exists may (still) be told."""

    asked: AccessRequest
    label: str
    is_known: bool
    grants: list[AccessGrant]


@login_required
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form that asks for one testimony; where one has asked already, how the request stands."""
    testimony = known(request.viewer, public_id)
    if not requests.may_be_asked_for(testimony, request.viewer):
        return redirect(testimony)
    form = AskForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            form.ask(testimony, request.viewer, public_address(request, "/"))
        except (AlreadyAsked, AlreadyGranted):
            return HttpResponseRedirect(request.path)  # sent twice: the page tells how it stands
        except ActionRefused as error:
            refusal = str(error)
        else:
            return HttpResponseRedirect(request.path)
    context = {
        "testimony": testimony,
        "label": neutral_label(testimony),
        "is_in_part": testimony.access != Access.ON_REQUEST,
        "form": form,
        "terms": f"archive/requests/terms/{requests.TERMS_VERSION}.html",
        "refusal": refusal,
        "kept_days": settings.ARCHIVE_REQUEST_RETENTION_DAYS,
        **standing(request, testimony),
    }
    return render(request, "archive/requests/ask.html", context, status=409 if refusal else 200)


def known(viewer: Viewer, public_id: str) -> Testimony:
    """The testimony, where its existence may be told; 404 otherwise."""
    found = None
    if public_ids.is_valid(public_id):
        found = Testimony.objects.visible_to(viewer, Part.EXISTENCE).filter(public_id=public_id).first()
    if found is None:
        raise Http404("Nothing here can be asked for.")
    return found


def standing(request: HttpRequest, testimony: Testimony) -> dict[str, object]:
    """How this researcher stands to the testimony: an open request, a grant in force, or too many open requests."""
    own = AccessRequest.objects.by(request.user).undecided()
    grants = AccessGrant.objects.to(request.user).in_force(request.viewer.now)
    open_request = own.filter(testimony=testimony).first()
    return {
        "open_request": open_request,
        "grant": grants.filter(testimony=testimony).order_by("-valid_until").first(),
        "too_many": requests.too_many() if open_request is None and requests.has_too_many(request.user) else "",
    }


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """The researcher's own requests, newest first, with what was decided and until when."""
    newest_grant_first = Prefetch("grants", AccessGrant.objects.order_by("-valid_until", "-id"))
    own = AccessRequest.objects.by(request.user).select_related("testimony").prefetch_related(newest_grant_first)
    page = page_of(request, own.newest_first(), REQUESTS_PER_PAGE)
    testimonies = {each.testimony_id: each.testimony for each in page}
    visible = Testimony.objects.visible_to(request.viewer, Part.EXISTENCE).filter(pk__in=testimonies)
    still_known = set(visible.values_list("pk", flat=True))
    labels = neutral_labels(testimonies.values())
    entries = [
        Entry(each, labels[each.testimony_id], each.testimony_id in still_known, list(each.grants.all()))
        for each in page
    ]
    given = AccessGrant.objects.to(request.user).in_force(request.viewer.now).filter(request=None)
    context = {"page": page, "entries": entries, "given": given_directly(request.viewer, given)}
    return render(request, "archive/requests/list.html", context)


def given_directly(viewer: Viewer, grants: QuerySet) -> list[tuple[AccessGrant, str]]:
    """Grants without a request, with labels; only of testimonies that may be known."""
    visible = Testimony.objects.visible_to(viewer, Part.EXISTENCE)
    found = list(grants.filter(testimony__in=visible.values("pk")).select_related("testimony").order_by("-id"))
    labels = neutral_labels(each.testimony for each in found)
    return [(each, labels[each.testimony_id]) for each in found]


@login_required
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back one's own request for a testimony, also one that has been hidden since."""
    asked = None
    if public_ids.is_valid(public_id):
        own = AccessRequest.objects.by(request.user).filter(testimony__public_id=public_id)
        asked = own.undecided().first() or own.newest_first().first()
    if asked is None:
        raise Http404("You have asked for no such thing.")
    with suppress(LostRace):  # decided or taken back meanwhile: the list tells how it stands
        requests.cancel(asked, request.user)
    return redirect("archive:request-list")
