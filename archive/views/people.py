"""People: A–Z, and one person with what they told, what is told of them and what they are reported to have said."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.models import (
    EventParticipation,
    Participation,
    Passage,
    Person,
    PersonRelation,
    SourceContribution,
)
from archive.views import authorities, statements
from archive.views.finding import shows
from archive.views.paging import RELATED_PER_PAGE, Page, page_of
from archive.views.related import name_languages, with_visible


def listing(request: HttpRequest) -> HttpResponse:
    people = Person.objects.visible_to(request.viewer)
    people = people.only("public_id", "heading", "sort_key", "born", "died", "fate")
    return render(request, "archive/people/list.html", authorities.alphabetical(request, people))


@shows(lambda viewer: Person.objects.all())
def detail(request: HttpRequest, person: Person) -> HttpResponse:
    viewer = request.viewer
    reported = Passage.objects.visible_to(viewer, Part.NAME).reporting(person)
    events = event_participations(viewer, person)
    relations, inverse_relations = relations_of(viewer, person)
    name_languages(
        [
            *(each.event for each in events),
            *(each.other for each in relations),
            *(each.person for each in inverse_relations),
        ]
    )
    context = {
        "person": person,
        "names": authorities.names_of(viewer, person),
        "description_sources": authorities.description_sources(viewer, person),
        "told": part_taken(request, person),
        "told_of": authorities.told_of(request, person),
        "reported": authorities.quoted(request, reported, None, "reported"),
        "events": events,
        "relations": relations,
        "inverse_relations": inverse_relations,
        "statements": statements.by_voice(statements.about(viewer, person)),
        "contributions": sources_made(viewer, person),
    }
    return render(request, "archive/people/detail.html", context)


def part_taken(request: HttpRequest, person: Person) -> Page:
    """The testimonies that ``person`` tells or takes another part in, the newest first."""
    participations = (
        Participation.objects.each_visible_to(request.viewer, Part.NAME)
        .filter(person=person)
        .select_related("testimony", "standing")
        .order_by("-testimony__published_at", "-testimony", "position")
    )
    return page_of(request, participations, RELATED_PER_PAGE, parameter="told")


def event_participations(viewer: Viewer, person: Person) -> list[EventParticipation]:
    participations = EventParticipation.objects.visible_to(viewer).filter(person=person)
    return with_visible(
        participations.select_related("event").order_by("event__date_earliest", "event__sort_key"), viewer, "source"
    )


def relations_of(viewer: Viewer, person: Person) -> tuple[list[PersonRelation], list[PersonRelation]]:
    """How ``person`` stands to others, and how others stand to ``person``."""
    relations: QuerySet = PersonRelation.objects.visible_to(viewer).order_by("kind", "id")
    return (
        with_visible(relations.filter(person=person).select_related("other"), viewer, "source"),
        with_visible(relations.filter(other=person).select_related("person"), viewer, "source"),
    )


def sources_made(viewer: Viewer, person: Person) -> list[SourceContribution]:
    contributions = SourceContribution.objects.visible_to(viewer).filter(person=person)
    return list(contributions.select_related("source").order_by("source__sort_key", "id")[:RELATED_PER_PAGE])
