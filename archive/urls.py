"""The addresses of the public pages. Names and numbers never stand in them: only public identifiers do."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.views import (
    collections,
    concordance,
    events,
    facet_values,
    home,
    media,
    organisations,
    people,
    places,
    previews,
    requests,
    search,
    search_exports,
    sources,
    suggestions,
    tags,
    testimonies,
    view_as,
)

app_name = "archive"

form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("", require_safe(home.home), name="home"),
    path("about/", require_safe(home.about), name="about"),
    path("testimonies/", require_safe(testimonies.listing), name="testimony-list"),
    path("testimonies/<str:public_id>/", require_safe(testimonies.detail), name="testimony"),
    path("testimonies/<str:public_id>/request/", form(requests.ask), name="request"),
    path("testimonies/<str:public_id>/request/cancel/", require_POST(requests.cancel), name="request-cancel"),
    path("requests/", require_safe(requests.listing), name="request-list"),
    path("preview/<str:token>/", require_safe(previews.preview), name="preview"),
    path("passages/<str:public_id>/", require_safe(testimonies.passage), name="passage"),
    path("media/<str:public_id>/", require_safe(media.shown), name="media"),
    path("media/<str:public_id>/download/", require_safe(media.download), name="media-download"),
    path("people/", require_safe(people.listing), name="person-list"),
    path("people/<str:public_id>/", require_safe(people.detail), name="person"),
    path("organisations/", require_safe(organisations.listing), name="organisation-list"),
    path("organisations/<str:public_id>/", require_safe(organisations.detail), name="organisation"),
    path("places/", require_safe(places.listing), name="place-list"),
    path("places/<str:public_id>/", require_safe(places.detail), name="place"),
    path("events/", require_safe(events.listing), name="event-list"),
    path("events/<str:public_id>/", require_safe(events.detail), name="event"),
    path("sources/", require_safe(sources.listing), name="source-list"),
    path("sources/<str:public_id>/", require_safe(sources.detail), name="source"),
    path("collections/", require_safe(collections.listing), name="collection-list"),
    path("collections/<str:public_id>/", require_safe(collections.detail), name="collection"),
    path("tags/", require_safe(tags.listing), name="tag-list"),
    path("tags/<str:public_id>/", require_safe(tags.detail), name="tag"),
    path("concordance/", require_safe(concordance.page), name="concordance"),
    path("concordance/lines.csv", require_safe(concordance.export), name="concordance-csv"),
    path("suggestions/", require_safe(suggestions.listing), name="suggestions"),
    path("search/", require_safe(search.results), name="search"),
    path("search/feed/", require_safe(search_exports.feed), name="search-feed"),
    path("search/values/<slug:facet>/", require_safe(facet_values.of_search), name="search-values"),
    path("concordance/values/<slug:facet>/", require_safe(facet_values.of_concordance), name="concordance-values"),
    path("search/hits.csv", require_safe(search_exports.hits), name="search-hits"),
    path("look-as/", require_POST(view_as.look_as), name="look-as"),
]
