"""Finding the one record that an address names, as far as the viewer may read it.

A record that is hidden and one that never was get the same answer after the same queries. Three things are told: that
something published was withdrawn (410, its identifier and the date, nothing else), that a testimony is kept which
consent lets be known (a stub), and where a merged record went (301).
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.db.models import F, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from archive.access import tombstones
from archive.access.viewer import Viewer
from archive.lib import public_ids
from archive.models import PublicId, Testimony
from archive.views import errors, stubs

Records = Callable[[Viewer], QuerySet]
DetailView = Callable[[HttpRequest, Model], HttpResponse]

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
    stub = stubs.found(request.viewer, public_id) if model is Testimony else None
    if stub is not None:
        return stubs.page_of_stub(request, stub)
    successor = successor_of(request.viewer, model, public_id)
    if successor is not None:
        return HttpResponsePermanentRedirect(successor.get_absolute_url())
    raise Http404("Nothing here may be read.")


def withdrawal(model: type[Model], public_id: str) -> datetime | None:
    """When the record was withdrawn, if that may be told."""
    tombstone = tombstones.TOMBSTONES.get(str(model._meta.model_name))
    if tombstone is None:
        return None
    row = model.objects.filter(tombstone.condition, public_id=public_id)
    withdrawn_on = row.annotate(withdrawn_on=F(tombstone.withdrawn_at)).values_list("withdrawn_on", flat=True).first()
    return withdrawn_on or PublicId.objects.tombstone_of(public_id, model._meta.label_lower)


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
