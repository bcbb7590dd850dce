"""Whether a narrator may be named: where consent lets the name be shown, or where what the archive holds is no name.

As in :mod:`archive.access.rules`, each rule returns a condition for the rows at a look-up ``prefix``.
"""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.access.consent import consented
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
"""How a person and a source lead to one another: the model, its key to the source, its key to the person."""


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
    narrating = apps.get_model("archive", "Participation")._default_manager.filter(
        role=NARRATOR, person=OuterRef(f"{prefix}person"), testimony=OuterRef(f"{prefix}testimony")
    )
    return (
        consented(viewer, f"{prefix}testimony__", "nameable")
        | Q(**{f"{prefix}person__identity_protected": True})
        | ~Q(Exists(narrating))
    )


def retold_shown(viewer: Viewer, prefix: str = "") -> Q:
    """Whether it may be told whose words a passage retells."""
    return not_of_hidden_narrator(viewer, prefix, "reports", "transcript__")


def not_of_hidden_narrator(viewer: Viewer, prefix: str, person_path: str, transcript_path: str) -> Q:
    """Not of a narrator of the same testimony whose name consent does not show."""
    if viewer.is_curator:
        return Q()
    narrators = apps.get_model("archive", "Participation")._default_manager.filter(
        role=NARRATOR,
        person__is_named=True,
        person__identity_protected=False,
        person=OuterRef(f"{prefix}{person_path}"),
        testimony=OuterRef(f"{prefix}{transcript_path}testimony"),
    )
    shown = consented(viewer, f"{prefix}{transcript_path}testimony__", "nameable")
    return Q(**{f"{prefix}{person_path}": None}) | shown | ~Q(Exists(narrators))


def unnamed_narrators(viewer: Viewer) -> QuerySet:
    """The participations of narrators whose names consent does not show."""
    narrators = apps.get_model("archive", "Participation")._default_manager.filter(
        role=NARRATOR, person__is_named=True, person__identity_protected=False
    )
    return narrators.filter(~consented(viewer, "testimony__", "nameable"))


def source_tells_nobody(viewer: Viewer, source_path: str, testimony_prefix: str) -> Q:
    """Whether the source at ``source_path`` and the testimony at ``testimony_prefix`` may be told of each other.

    Not where the source leads to a narrator of the testimony whose name consent does not show: who made it, whom it
    says something of, who is described after it. The same counts for what the page of the source leads on to: what it
    is part of or known through, its parts, what is known through it. The narrators, few, are looked up first.
    """
    if viewer.is_curator:
        return Q()
    leads = Q()
    for model, source_key, person_key in TIES:
        rows = apps.get_model("archive", model)._default_manager
        leads |= Q(Exists(rows.filter(_at_source(source_key, source_path), **{person_key: OuterRef("person")})))
    narrators = apps.get_model("archive", "Participation")._default_manager.filter(
        leads,
        role=NARRATOR,
        person__is_named=True,
        person__identity_protected=False,
        testimony=OuterRef(f"{testimony_prefix}pk"),
    )
    return consented(viewer, testimony_prefix, "nameable") | ~Q(Exists(narrators))


def _at_source(key: str, path: str) -> Q:
    """That ``key`` is the source at ``path``, two queries further out, or one that its page leads to."""
    source = OuterRef(OuterRef(path))
    wholes = [OuterRef(OuterRef(f"{path}__{whole}")) for whole in ("part_of", "seen_through")]
    found = Q(**{key: source}) | Q(**{f"{key}__part_of": source}) | Q(**{f"{key}__seen_through": source})
    return found | Q(**{key: wholes[0]}) | Q(**{key: wholes[1]})
