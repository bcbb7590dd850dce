"""The addresses of the public pages. Names and numbers never stand in them: only public identifiers do."""

from django.urls import path

from archive.views import (
    collections,
    events,
    home,
    organisations,
    people,
    places,
    sources,
    tags,
    testimonies,
)

app_name = "archive"

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("testimonies/", testimonies.listing, name="testimony-list"),
    path("testimonies/<str:public_id>/", testimonies.detail, name="testimony"),
    path("passages/<str:public_id>/", testimonies.passage, name="passage"),
    path("people/", people.listing, name="person-list"),
    path("people/<str:public_id>/", people.detail, name="person"),
    path("organisations/", organisations.listing, name="organisation-list"),
    path("organisations/<str:public_id>/", organisations.detail, name="organisation"),
    path("places/", places.listing, name="place-list"),
    path("places/<str:public_id>/", places.detail, name="place"),
    path("events/", events.listing, name="event-list"),
    path("events/<str:public_id>/", events.detail, name="event"),
    path("sources/", sources.listing, name="source-list"),
    path("sources/<str:public_id>/", sources.detail, name="source"),
    path("collections/", collections.listing, name="collection-list"),
    path("collections/<str:public_id>/", collections.detail, name="collection"),
    path("tags/", tags.listing, name="tag-list"),
    path("tags/<str:public_id>/", tags.detail, name="tag"),
]
