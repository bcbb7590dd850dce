"""Giving someone access to a testimony without a request: a button on the testimony's page."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from archive.actions.requests import MAY_GIVE, is_given_on_request
from archive.admin.confirming import action_url, record_of
from archive.admin.deciding import decide, origin_of
from archive.admin.publication import PublicationAdmin
from archive.forms.requests import GiveForm
from archive.models import Testimony

GIVE = "give_access"
GIVE_LABEL = "Give someone access"


class GivesAccess(PublicationAdmin):
    """The page of a testimony that may be kept on request."""

    def get_urls(self) -> list[URLPattern]:
        return [self.action_path(GIVE, self.give_view), *super().get_urls()]

    def buttons(self, request: HttpRequest, obj: Testimony) -> list[dict[str, str]]:
        buttons = super().buttons(request, obj)
        if request.user.has_perm(MAY_GIVE) and is_given_on_request(obj):
            buttons.append({"label": GIVE_LABEL, "url": action_url(obj, GIVE), "tone": "plain"})
        return buttons

    def give_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that gives someone access."""
        testimony = record_of(self, request, object_id, MAY_GIVE)
        return decide(
            self,
            request,
            GiveForm(request.POST or None, record=testimony, origin=origin_of(request)),
            label=GIVE_LABEL,
            explanation=(
                "For someone who has not asked: a narrator's family, a partner. They need a login, can read it at once "
                "and are told by e-mail. An embargo still closes it."
            ),
        )
