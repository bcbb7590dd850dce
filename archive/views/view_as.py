"""A curator looks at the public pages as someone with fewer rights, and as themselves again."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from archive.access import view_as
from archive.lib import public_ids
from archive.models import Testimony

ONESELF = "oneself"


def look_as(request: HttpRequest) -> HttpResponse:
    """POST ``role`` (one of :class:`~archive.access.view_as.Role`, or ``oneself``) and ``next``, the page to go on to;
    with ``granted`` also ``testimony``, the public identifier of what was granted."""
    own = request.own_viewer
    if not own.is_curator:
        raise PermissionDenied("Only curators look as others.")
    role = request.POST.get("role", "")
    if role == ONESELF:
        request.session.pop(view_as.SESSION_KEY, None)
        return onward(request)
    testimony = None
    if role == view_as.Role.GRANTED:
        testimony = granted(request)
        if testimony is None:
            raise BadRequest("The testimony that was granted is not named.")
    elif role not in list(view_as.Role):
        raise BadRequest("Nobody can be looked as by that name.")
    guise = view_as.chosen(view_as.Role(role), own.now, testimony)
    request.session[view_as.SESSION_KEY] = guise.as_kept()
    return onward(request)


def granted(request: HttpRequest) -> int | None:
    """The primary key of the testimony that the form names."""
    public_id = request.POST.get("testimony", "")
    if not public_ids.is_valid(public_id):
        return None
    readable = Testimony.objects.visible_to(request.own_viewer)
    return readable.filter(public_id=public_id).values_list("pk", flat=True).first()


def onward(request: HttpRequest) -> HttpResponse:
    """To the page that the form was on; to the beginning, if the address is not one of ours."""
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        following = reverse("archive:home")
    return HttpResponseRedirect(following)
