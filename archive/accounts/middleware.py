"""Staff without a second factor go to where it is shown or set up, and nowhere else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from archive.accounts import second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Sends a member of staff whose session lacks the second factor from every page to the account's own pages.

    Every page, and not the workbench alone: what only staff may read can stand anywhere. A request without a session is
    not looked into, so that a visitor's page stays the same for all visitors.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and second_factor.is_lacking(request):
            if not request.path_info.startswith(reverse("account_overview")):
                return HttpResponseRedirect(second_factor.next_step(request))
            request.must_set_up_second_factor = True  # type: ignore[attr-defined]  # kept on the request
        return self.get_response(request)
