"""A reader's own page: what their account holds and where it is changed."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.accounts.second_factor import FACTORS


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "account/overview.html", {"has_second_factor": is_mfa_enabled(request.user, FACTORS)})
