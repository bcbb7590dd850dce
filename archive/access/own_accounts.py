"""Whether a relation, or a part in an event, leads from a narrator to the account that consent does not let be told of
as theirs.

The page of a narrator who is known from elsewhere leads by a relation to a sister, and the page of the sister to the
words about her: the narrator's own. Where a source has the relation, it is the source that leads there. Without one,
it is shown only where the account speaks of nobody at its other end, or where something else that may be read, another
account or a source, leads to both ends.
"""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from archive.access import naming
from archive.access.prepared import Outer, prepared
from archive.access.sources import source_contribution, statement
from archive.access.testimonies import identified, mention, retelling
from archive.access.viewer import Rule, Viewer

End = tuple[str, str]
"""One end of a tie: its key there, and what it is, ``person`` or ``event``."""

Spoken = tuple[str, Outer]
"""The same inside a prepared condition: what it is, and its key."""

Way = tuple[str, str, Rule, str]
"""A model, its key to the end, the rule of its rows, and the path from them to the account or the source."""

ACCOUNTS: dict[str, tuple[Way, ...]] = {
    "person": (
        ("Participation", "person", identified, "testimony"),
        ("Mention", "person", mention, "passage__transcript__testimony"),
        ("Passage", "reports", retelling, "transcript__testimony"),
        ("Statement", "person", statement, "asserted_in__transcript__testimony"),
    ),
    "event": (
        ("Mention", "event", mention, "passage__transcript__testimony"),
        ("Statement", "event", statement, "asserted_in__transcript__testimony"),
    ),
}
"""How an account leads to a person or an event."""

SOURCES: dict[str, tuple[Way, ...]] = {
    "person": (
        ("SourceContribution", "person", source_contribution, "source"),
        ("Statement", "person", statement, "asserted_by"),
    ),
    "event": (("Statement", "event", statement, "asserted_by"),),
}
"""How a source leads to one."""


def not_led_to(viewer: Viewer, prefix: str, one: End, other: End) -> Q:
    """Whether the tie between the ends ``one`` (a person) and ``other`` leads from neither to an account of its own
    that speaks of the other; see the module."""
    if viewer.is_curator:
        return Q()
    ends = (f"{prefix}{one[0]}", f"{prefix}{other[0]}")
    hidden, together = (own_of_persons, persons_together) if other[1] == "person" else (own_of_event, event_together)
    return Q(**{f"{prefix}source__isnull": False}) | ~hidden(viewer, *ends) | together(viewer, *ends)


@prepared
def own_of_persons(viewer: Viewer, one: Outer, other: Outer) -> Q:
    """Whether the own account of one of two persons, not to be named there, speaks of the other."""
    return _own_account(viewer, one, ("person", other)) | _own_account(viewer, other, ("person", one))


@prepared
def own_of_event(viewer: Viewer, person: Outer, event: Outer) -> Q:
    """Whether the own account of a person, not to be named there, speaks of the event."""
    return _own_account(viewer, person, ("event", event))


@prepared
def persons_together(viewer: Viewer, one: Outer, other: Outer) -> Q:
    return _told_together(viewer, ("person", one), ("person", other))


@prepared
def event_together(viewer: Viewer, person: Outer, event: Outer) -> Q:
    return _told_together(viewer, ("person", person), ("event", event))


def _own_account(viewer: Viewer, narrator: Outer, spoken_of: Spoken) -> Q:
    own = naming.unnamed_narrators(viewer).filter(person=narrator)
    return Q(Exists(own.filter(_leading(viewer, ACCOUNTS, spoken_of, "testimony"))))


def _told_together(viewer: Viewer, *ends: Spoken) -> Q:
    """Whether an account or a source leads to both ``ends``. The narrator's own account leads to no narrator."""
    found = Q()
    for model, ways in (("Testimony", ACCOUNTS), ("Source", SOURCES)):
        leading_to = (_leading(viewer, ways, end, "pk") for end in ends)
        found |= Q(Exists(apps.get_model("archive", model)._default_manager.filter(*leading_to)))
    return found


def _leading(viewer: Viewer, ways: dict[str, tuple[Way, ...]], end: Spoken, holder: str) -> Q:
    """Whether what ``holder`` names, one query further out, leads to the ``end`` of the tie."""
    found = Q()
    for model, key, rule, path in ways[end[0]]:
        rows = apps.get_model("archive", model)._default_manager.filter(rule(viewer, ""))
        found |= Q(Exists(rows.filter(**{path: OuterRef(holder), key: end[1]})))
    return found
