"""The rules of sources and collections, and of what is said or remarked in the name of a source."""

from django.db.models import Q

from archive.access import naming
from archive.access.levels import Status
from archive.access.testimonies import of_passage, passage
from archive.access.viewer import Viewer


def published(viewer: Viewer, prefix: str = "") -> Q:
    if viewer.is_curator:
        return ~Q(**{f"{prefix}status": Status.ERASED})
    return Q(**{f"{prefix}status": Status.PUBLISHED})


def source_shown(viewer: Viewer, prefix: str) -> Q:
    """Whether the source a claim is attributed to may be named; unattributed, the claim would be the archive's own."""
    return Q(**{f"{prefix}source": None}) | published(viewer, f"{prefix}source__")


def source_contribution(viewer: Viewer, prefix: str = "") -> Q:
    return published(viewer, f"{prefix}source__")


def statement(viewer: Viewer, prefix: str = "") -> Q:
    if viewer.is_curator:
        by_source = Q(**{f"{prefix}asserted_by__isnull": False}) & published(viewer, f"{prefix}asserted_by__")
        return by_source | Q(**{f"{prefix}asserted_in__isnull": False}) & passage(viewer, f"{prefix}asserted_in__")
    by_source = Q(**{f"{prefix}asserted_by__isnull": False}) & published(viewer, f"{prefix}asserted_by__")
    by_passage = Q(**{f"{prefix}asserted_in__isnull": False}) & passage(viewer, f"{prefix}asserted_in__")
    named = naming.not_of_hidden_narrator(viewer, prefix, "person", "asserted_in__transcript__")
    return by_source | (by_passage & named)


def note(viewer: Viewer, prefix: str = "") -> Q:
    return of_passage(viewer, prefix) & source_shown(viewer, prefix)
