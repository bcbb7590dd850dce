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
from archive.access.sources import source_contribution, statement
from archive.access.testimonies import identified, mention, retelling
from archive.access.viewer import Rule, Viewer

End = tuple[str, str]
"""One end of a tie: its key there, and what it is, ``person`` or ``event``."""

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
    ends = [(one, other), (other, one)] if other[1] == "person" else [(one, other)]
    hidden = Q()
    for narrator, spoken_of in ends:
        own = naming.unnamed_narrators(viewer).filter(person=OuterRef(f"{prefix}{narrator[0]}"))
        hidden |= Q(Exists(own.filter(_leading(viewer, prefix, ACCOUNTS, spoken_of, "testimony"))))
    return Q(**{f"{prefix}source__isnull": False}) | ~hidden | _told_together(viewer, prefix, one, other)


def _told_together(viewer: Viewer, prefix: str, one: End, other: End) -> Q:
    """Whether an account or a source leads to both ends. The narrator's own account leads to no narrator."""
    found = Q()
    for model, ways in (("Testimony", ACCOUNTS), ("Source", SOURCES)):
        leading_to = (_leading(viewer, prefix, ways, end, "pk") for end in (one, other))
        found |= Q(Exists(apps.get_model("archive", model)._default_manager.filter(*leading_to)))
    return found


def _leading(viewer: Viewer, prefix: str, ways: dict[str, tuple[Way, ...]], end: End, holder: str) -> Q:
    """Whether what ``holder`` names, one query further out, leads to the ``end`` of the tie, two queries out."""
    found = Q()
    for model, key, rule, path in ways[end[1]]:
        rows = apps.get_model("archive", model)._default_manager.filter(rule(viewer, ""))
        found |= Q(Exists(rows.filter(**{path: OuterRef(holder), key: OuterRef(OuterRef(f"{prefix}{end[0]}"))})))
    return found
