"""Who tells: narrators are named where consent lets their names be shown, and only there.

A participation whose person may not be told keeps its role and standing; in memory its person is a blank one, without
key, name or address, so that no template, citation or link can name it.
"""

from typing import Any

from django.db.models import Q, QuerySet

from archive.access import naming
from archive.access.viewer import Viewer
from archive.models import Participation, Person, Testimony
from archive.views.marking import yes_or_no

ITSELF = ""
"""The path of a participation that is the record asked for, not one that it leads to."""


def marking_names(records: QuerySet, viewer: Viewer, path: str = ITSELF) -> QuerySet:
    """``records`` marked with whether the participation at ``path`` may be named; :func:`unname` acts on the marks."""
    prefix = f"{path}__" if path else ""
    condition = naming.name_shown(viewer, prefix) & Q(**{f"{prefix}pk__isnull": False})
    present = Q(**{f"{prefix}pk__isnull": False})
    credited = yes_or_no(naming.credit_shown(viewer, prefix) & present)
    return records.annotate(**{_mark(path): yes_or_no(condition), _mark(path, "credited"): credited})


def marking_retold(passages: QuerySet, viewer: Viewer) -> QuerySet:
    """``passages`` marked with whether it may be told whose words they retell; :func:`unname_retold` acts on it."""
    return passages.annotate(names_retold=yes_or_no(naming.retold_shown(viewer)))


def _mark(path: str, what: str = "named") -> str:
    return f"{path.replace('__', '_') or 'itself'}_is_{what}"


def unname(record: Any, path: str = ITSELF) -> Any:
    """``record`` with the participation at ``path`` without person or credit in memory, unless marked as shown."""
    participation = record
    for step in path.split("__") if path else ():
        participation = getattr(participation, step, None) if participation is not None else None
    if participation is not None and not getattr(record, _mark(path)):
        participation.person = Person()
    if participation is not None and not getattr(record, _mark(path, "credited")):
        participation.credited_as = ""
    return record


def unname_retold(passage: Any) -> Any:
    """``passage`` without the person whose words it retells, unless that may be told."""
    if not passage.names_retold:
        passage.reports = None
    return passage


def taking_part(viewer: Viewer, testimony: Testimony) -> list[Participation]:
    """Who takes part in ``testimony``, in order, unnamed where that may not be told. One query."""
    participations = Participation.objects.filter(testimony=testimony).select_related("person", "standing")
    return [unname(each) for each in marking_names(participations, viewer).order_by("position", "id")]
