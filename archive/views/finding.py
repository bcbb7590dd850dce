"""Finding the one record that an address names, as far as the viewer may read it.

A record that is hidden and one that never was get the same answer after the same queries. Two things are told: that
something published was withdrawn (410, its identifier and the date, nothing else), and where a merged record went
(301).
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.db.models import F, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from archive.access.levels import INHERITED, Access, Status
from archive.access.viewer import Viewer
from archive.lib import public_ids
from archive.models import Collection, Passage, PublicId, Source, Testimony
from archive.views import errors

Records = Callable[[Viewer], QuerySet]
DetailView = Callable[[HttpRequest, Model], HttpResponse]

_AS_ITS_TESTIMONY = Q(access=INHERITED, transcript__access=INHERITED)

TOMBSTONES: dict[type[Model], tuple[Q, str]] = {
    Testimony: (~Q(access=Access.CLOSED), ""),
    Passage: (_AS_ITS_TESTIMONY & ~Q(transcript__testimony__access=Access.CLOSED), "transcript__testimony__"),
    Source: (Q(), ""),
    Collection: (Q(), ""),
}
"""What leaves a tombstone when it is withdrawn: under which condition, and the path to what was withdrawn. What was
closed, or stricter than its testimony, was never there for readers, and leaves none."""

LONGEST_TRAIL = 8
"""How many mergers one address is followed through."""


def shows(records: Records) -> Callable[[DetailView], Callable[[HttpRequest, str], HttpResponse]]:
    """Turn a view of one record into a view of a public identifier.

    ``records(viewer)`` says which joins and columns the view wants; what of it is visible is decided here.
    """

    def decorate(view: DetailView) -> Callable[[HttpRequest, str], HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, public_id: str) -> HttpResponse:
            if not public_ids.is_valid(public_id):
                raise Http404("No such identifier.")
            candidates = records(request.viewer)
            record = candidates.visible_to(request.viewer).filter(public_id=public_id).first()
            if record is None:
                return absent(request, candidates.model, public_id)
            return view(request, record)

        return answer

    return decorate


def absent(request: HttpRequest, model: type[Model], public_id: str) -> HttpResponse:
    """The answer for an identifier that leads to nothing ``request.viewer`` may read."""
    withdrawn_on = withdrawal(model, public_id)
    if withdrawn_on is not None:
        return errors.gone(request, public_id, withdrawn_on)
    successor = successor_of(request.viewer, model, public_id)
    if successor is not None:
        return HttpResponsePermanentRedirect(successor.get_absolute_url())
    raise Http404("Nothing here may be read.")


def withdrawal(model: type[Model], public_id: str) -> datetime | None:
    """When the record was withdrawn, if that may be told."""
    if model not in TOMBSTONES:
        return None
    condition, path = TOMBSTONES[model]
    return (
        model.objects.filter(condition, public_id=public_id, **{f"{path}status": Status.WITHDRAWN})
        .annotate(withdrawn_on=F(f"{path}withdrawn_at"))
        .values_list("withdrawn_on", flat=True)
        .first()
    )


def successor_of(viewer: Viewer, model: type[Model], public_id: str) -> Model | None:
    """The visible record that the one named ``public_id`` was merged into."""
    value = public_id
    for _step in range(LONGEST_TRAIL):
        following = (
            PublicId.objects.filter(value=value, names=model._meta.label_lower)
            .values_list("successor__value", flat=True)
            .first()
        )
        if following is None:
            break
        value = following
    if value == public_id:
        return None
    return model.objects.visible_to(viewer).filter(public_id=value).first()
