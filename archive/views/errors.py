"""The pages for what cannot be shown. None of them says whether something hidden is there."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, without the request's context: its host may be the very thing that is wrong."""
    return HttpResponse(render_to_string("archive/errors/400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "archive/errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "archive/errors/404.html", status=404)


def gone(request: HttpRequest, public_id: str, withdrawn_on: datetime) -> HttpResponse:
    """410 for what was published and withdrawn: identifier and date, no title."""
    tombstone = {"public_id": public_id, "withdrawn_on": withdrawn_on}
    return render(request, "archive/errors/410.html", tombstone, status=410)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429 for who tried too often, whether or not what they tried exists."""
    return render(request, "archive/errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without database, session or context: any of them may be what failed."""
    return HttpResponse(render_to_string("archive/errors/500.html"), status=500)
