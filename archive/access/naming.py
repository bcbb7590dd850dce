"""Whether a narrator may be named: where consent lets the name be shown, or where what the archive holds is no name.

As in :mod:`archive.access.rules`, each rule returns a condition for the rows at a look-up ``prefix``.
"""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from archive.access.consent import consented
from archive.access.viewer import Viewer

NARRATOR = "narrator"
"""The role of a participation; its model is not imported here."""


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
