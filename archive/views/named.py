"""Whom and what a testimony names: one list for the margin of the reading view, read in one query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.models import Mention, Name, Participation, Passage, Statement, Testimony
from archive.models.authorities import Authority
from archive.views.related import AUTHORITIES

MOST_NAMED = 600


@dataclass
class Named:
    """The authorities that a testimony names, by kind, each list by sort key."""

    person: list[Authority] = field(default_factory=list)
    organisation: list[Authority] = field(default_factory=list)
    place: list[Authority] = field(default_factory=list)
    event: list[Authority] = field(default_factory=list)

    def all(self) -> list[Authority]:
        return [*self.person, *self.organisation, *self.place, *self.event]


def named_in(viewer: Viewer, testimony: Testimony) -> Named:
    """Everyone and everything that what ``viewer`` may read of ``testimony`` names."""
    queries = [_of_kind(kind, model, _keys(kind, viewer, testimony)) for kind, model in AUTHORITIES.items()]
    named = Named()
    rows = queries[0].union(*queries[1:], all=True).order_by()
    for kind, pk, public_id, heading, sort_key, language in sorted(rows[:MOST_NAMED], key=lambda row: row[4]):
        authority = AUTHORITIES[kind](pk=pk, public_id=public_id, heading=heading, sort_key=sort_key)
        authority.heading_language = language
        getattr(named, kind).append(authority)
    return named


def _of_kind(kind: str, model: type[Model], keys: QuerySet) -> QuerySet:
    names = Name.objects.for_headings().filter(**{kind: OuterRef("pk")}, text=OuterRef("heading"))
    language = Subquery(names.order_by("-preferred", "id").values("language")[:1])
    return (
        model.objects.filter(pk__in=keys)
        .order_by()
        .annotate(named_as=Value(kind, CharField()), language=Coalesce(language, Value("")))
        .values_list("named_as", "pk", "public_id", "heading", "sort_key", "language")
    )


def _keys(kind: str, viewer: Viewer, testimony: Testimony) -> QuerySet:
    """The keys of the authorities of one ``kind``: spoken of, taking part, retold, the place of recording."""
    mentions = Mention.objects.visible_to(viewer).filter(passage__transcript__testimony=testimony)
    statements = Statement.objects.visible_to(viewer).filter(asserted_in__transcript__testimony=testimony)
    keys = [queryset.order_by().values(key=F(kind)) for queryset in (mentions, statements)]
    if kind == "person":
        retellings = Passage.objects.visible_to(viewer, Part.NAME).filter(transcript__testimony=testimony)
        named = Participation.objects.visible_to(viewer, Part.NAME).filter(testimony=testimony)
        keys.append(named.order_by().values(key=F("person")))
        keys.append(retellings.order_by().values(key=F("reports")))
    if kind == "place":
        keys.append(Testimony.objects.filter(pk=testimony.pk).order_by().values(key=F("recorded_at")))
    return keys[0].union(*keys[1:]).order_by()


def give_languages(named: Named, *authorities: Any) -> None:
    """Copy the languages of the headings from ``named`` to the same records read elsewhere on the page."""
    languages = {(each._meta.model_name, each.pk): each.heading_language for each in named.all()}
    for authority in _present(authorities):
        authority.heading_language = languages.get((authority._meta.model_name, authority.pk), "")


def _present(authorities: Iterable[Any]) -> list[Any]:
    return [authority for authority in authorities if authority is not None]
