"""Suggestions while typing, as JSON for the search boxes; without JavaScript nothing asks for them."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from archive.search.suggestions import Suggestion, suggest


def listing(request: HttpRequest) -> JsonResponse:
    """``{"suggestions": [{kind, text, language, heading, sought, address}, …]}`` for what stands in ``q``."""
    found = suggest(request.GET.get("q", ""), request.viewer)
    response = JsonResponse({"suggestions": [as_json(each) for each in found]})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def as_json(suggestion: Suggestion) -> dict[str, str]:
    return {
        "kind": suggestion.kind,
        "text": suggestion.text,
        "language": suggestion.language,
        "heading": suggestion.heading,
        "sought": suggestion.sought,
        "address": reverse(f"archive:{suggestion.kind}", args=[suggestion.public_id]),
    }
