"""Whether a narrator may be named: where consent lets the name be shown, or where what the archive holds is no name.

As in :mod:`archive.access.rules`, each rule returns a condition for the rows at a look-up ``prefix``.
"""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.access.consent import consented
from archive.access.prepared import Outer, prepared
from archive.access.viewer import Viewer

NARRATOR = "narrator"
"""The role of a participation; its model is not imported here."""

TIES = (
    ("SourceContribution", "source", "person"),
    ("Statement", "asserted_by", "person"),
    ("Statement", "cites_source", "person"),
    ("Name", "source", "person"),
    ("PersonRelation", "source", "person"),
    ("PersonRelation", "source", "other"),
    ("EventParticipation", "source", "person"),
    ("Person_sources", "source", "person"),
)
"""How a person and a source lead to one another: the model, its key to the source, its key to the person.

That the person is named in another account that rests on the source is no such tie (``docs/visibility.md``): it would
count only where that account may be read, which is asked by rules that ask this one.
"""


def name_shown(viewer: Viewer, prefix: str = "") -> Q:
    """Whether the person of a participation may be told: everyone but a narrator whose real name consent hides, also
    where that narrator takes another part in the same testimony."""
    if viewer.is_curator:
        return Q()
    return Q(**{f"{prefix}person__is_named": False}) | credit_shown(viewer, prefix)


def credit_shown(viewer: Viewer, prefix: str = "") -> Q:
    """Whether a participation's own wording of the name may be printed. It can be a name where the authority has none,
    so that a narrator without a name in the authority does not show it either."""
    if viewer.is_curator:
        return Q()
    return (
        consented(viewer, f"{prefix}testimony__", "nameable")
        | Q(**{f"{prefix}person__identity_protected": True})
        | ~narrating(viewer, f"{prefix}person", f"{prefix}testimony")
    )


@prepared
def narrating(viewer: Viewer, person: Outer, testimony: Outer) -> Q:
    """Whether ``person`` is a narrator of ``testimony``."""
    narrators = apps.get_model("archive", "Participation")._default_manager
    return Q(Exists(narrators.filter(role=NARRATOR, person=person, testimony=testimony)))


def retold_shown(viewer: Viewer, prefix: str = "") -> Q:
    """Whether it may be told whose words a passage retells."""
    return not_of_hidden_narrator(viewer, prefix, "reports", "transcript__")


def not_of_hidden_narrator(viewer: Viewer, prefix: str, person_path: str, transcript_path: str) -> Q:
    """Not of a narrator of the same testimony whose name consent does not show."""
    if viewer.is_curator:
        return Q()
    shown = consented(viewer, f"{prefix}{transcript_path}testimony__", "nameable")
    narrates = narrating_by_name(viewer, f"{prefix}{person_path}", f"{prefix}{transcript_path}testimony")
    return Q(**{f"{prefix}{person_path}": None}) | shown | ~narrates


@prepared
def narrating_by_name(viewer: Viewer, person: Outer, testimony: Outer) -> Q:
    """Whether ``person`` is a narrator of ``testimony`` under a real name."""
    return Q(Exists(named_narrators().filter(person=person, testimony=testimony)))


def named_narrators() -> QuerySet:
    """The participations of narrators under a real name."""
    return apps.get_model("archive", "Participation")._default_manager.filter(
        role=NARRATOR, person__is_named=True, person__identity_protected=False
    )


def unnamed_narrators(viewer: Viewer) -> QuerySet:
    """The participations of narrators whose names consent does not show."""
    return named_narrators().filter(~consented(viewer, "testimony__", "nameable"))


def source_tells_nobody(viewer: Viewer, source_path: str, testimony_prefix: str) -> Q:
    """Whether the source at ``source_path`` and the testimony at ``testimony_prefix`` may be told of each other.

    Not where the source leads to a narrator of the testimony whose name consent does not show: who made it, whom it
    says something of, who is described after it. The same counts for what the page of the source leads on to: what it
    is part of or known through, its parts, what is known through it. The narrators, few, are looked up first.
    """
    if viewer.is_curator:
        return Q()
    page = (source_path, f"{source_path}__part_of", f"{source_path}__seen_through")
    told = leading_to_narrator(viewer, f"{testimony_prefix}pk", *page)
    return consented(viewer, testimony_prefix, "nameable") | ~told


@prepared
def leading_to_narrator(viewer: Viewer, testimony: Outer, source: Outer, part_of: Outer, seen_through: Outer) -> Q:
    """Whether ``source``, or what its page leads on to, leads to a narrator of ``testimony`` under a real name."""
    leads = Q()
    for model, key, person_key in TIES:
        found = Q(**{key: source}) | Q(**{f"{key}__part_of": source}) | Q(**{f"{key}__seen_through": source})
        found |= Q(**{key: part_of}) | Q(**{key: seen_through})
        rows = apps.get_model("archive", model)._default_manager
        leads |= Q(Exists(rows.filter(found, **{person_key: OuterRef("person")})))
    return Q(Exists(named_narrators().filter(leads, testimony=testimony)))
