"""Records beside the one a page is about: joined in the same query, and left out where the viewer may not read them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, Value

from archive.access import rules
from archive.access.viewer import Viewer
from archive.lib.text import fold_key
from archive.models import Event, Name, Organisation, Person, Place
from archive.models.authorities import Authority
from archive.search.shown import to
from archive.search.suggestions import told_apart
from archive.views.marking import yes_or_no

AUTHORITIES: dict[str, type[Authority]] = {
    "person": Person,
    "organisation": Organisation,
    "place": Place,
    "event": Event,
}


def with_visible(records: QuerySet, viewer: Viewer, *paths: str, most: int | None = None) -> list[Any]:
    """``records`` (the first ``most``) as a list, with the records at ``paths`` (foreign keys) joined.

    A related record that ``viewer`` may not read is None in memory, so that no template can show it.
    """
    return [veil(record, *paths) for record in joining_visible(records, viewer, *paths)[:most]]


def joining_visible(records: QuerySet, viewer: Viewer, *paths: str) -> QuerySet:
    """``records`` with the records at ``paths`` joined and marked; :func:`veil` acts on the marks."""
    marks = {f"{path}_is_visible": _mark(records.model, viewer, path) for path in paths}
    return records.select_related(*paths).annotate(**marks)


def _mark(model: type[Model], viewer: Viewer, path: str) -> Case:
    target = model._meta.get_field(path).related_model._meta.model_name
    condition = rules.linked(model._meta.model_name, path, target, viewer) & Q(**{f"{path}__isnull": False})
    return yes_or_no(condition)


def veil(record: Any, *paths: str) -> Any:
    """``record`` without the related records that were marked as not visible."""
    for path in paths:
        if not getattr(record, f"{path}_is_visible"):
            setattr(record, path, None)
    return record


def tell_apart(authorities: Iterable[Authority | None], viewer: Viewer) -> None:
    """Give those of ``authorities`` that are of one kind and one heading what tells them ``apart``: what each lies in
    or is a part of, or its identifier."""
    alike: dict[tuple[str, str], dict[str, list[Authority]]] = defaultdict(lambda: defaultdict(list))
    for authority in authorities:
        if authority is not None and authority.pk is not None:
            alike[authority._meta.model_name, fold_key(str(authority))][authority.public_id].append(authority)
    for (kind, _heading), namesakes in alike.items():
        if len(namesakes) > 1:
            for identifier, apart in told_apart(list(namesakes), kind, to(viewer)).items():
                for authority in namesakes[identifier]:
                    authority.apart = apart


def name_languages(authorities: Iterable[Authority | None]) -> None:
    """Give each of ``authorities`` its ``heading_language``: the BCP 47 tag of the name it is listed under.

    One query for any number of authorities of all kinds.
    """
    by_kind: dict[str, dict[int, list[Authority]]] = {}
    for authority in authorities:
        if authority is not None and authority.pk is not None:
            authority.heading_language = ""
            by_kind.setdefault(authority._meta.model_name, {}).setdefault(authority.pk, []).append(authority)
    if not by_kind:
        return
    for kind, pk, language in _heading_languages(by_kind):
        for authority in by_kind[kind][pk]:
            authority.heading_language = authority.heading_language or language


def _heading_languages(by_kind: dict[str, Iterable[int]]) -> list[tuple[str, int, str]]:
    """Kind, key and language of the names that are the headings of authorities, preferred ones first."""
    queries = [
        Name.objects.for_headings()
        .filter(**{f"{kind}__in": list(keys)}, text=F(f"{kind}__heading"))
        .order_by()
        .values_list(Value(kind), kind, "language", "preferred")
        for kind, keys in by_kind.items()
    ]
    rows = queries[0].union(*queries[1:], all=True).order_by()
    ranked = sorted(rows, key=lambda row: (not row[3], row[2] != "en"))
    return [(kind, pk, language) for kind, pk, language, _preferred in ranked]
