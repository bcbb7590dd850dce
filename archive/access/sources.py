"""The rules of sources and collections, and of what is said or remarked in the name of a source."""

from django.db.models import Q

from archive.access import naming
from archive.access.levels import Status
from archive.access.testimonies import of_passage, passage, testimony
from archive.access.viewer import Viewer

TESTIMONIES: dict[tuple[str, str], str] = {
    ("testimony", "source"): "",
    ("taggedtestimony", "printed_by"): "content_object__",
    ("statement", "cites_source"): "asserted_in__transcript__testimony__",
    ("note", "source"): "passage__transcript__testimony__",
}
"""Where a source is named beside a testimony: by model and key to the source, the path to the testimony."""


def published(viewer: Viewer, prefix: str = "") -> Q:
    if viewer.is_curator:
        return ~Q(**{f"{prefix}status": Status.ERASED})
    return Q(**{f"{prefix}status": Status.PUBLISHED})


def source_shown(viewer: Viewer, prefix: str = "") -> Q:
    """Whether the source a claim is attributed to may be named; unattributed, the claim would be the archive's own."""
    return Q(**{f"{prefix}source": None}) | published(viewer, f"{prefix}source__")


def beside(viewer: Viewer, prefix: str, path: str, testimony_path: str) -> Q:
    """Whether the source at ``path`` may be named beside the testimony at ``testimony_path``, and that beside it."""
    told = naming.source_tells_nobody(viewer, f"{prefix}{path}", f"{prefix}{testimony_path}")
    return published(viewer, f"{prefix}{path}__") & told


def resting_on_it(viewer: Viewer, prefix: str = "") -> Q:
    """The testimonies that may be read and of which may be told on which source they rest."""
    return testimony(viewer, prefix) & beside(viewer, prefix, "source", "")


def tagged(viewer: Viewer, prefix: str = "") -> Q:
    """The tags on testimonies that may be read, as far as the archive or a source that may be named has them."""
    shown = Q(**{f"{prefix}printed_by": None}) | published(viewer, f"{prefix}printed_by__")
    return testimony(viewer, f"{prefix}content_object__") & shown


def printed_by_it(viewer: Viewer, prefix: str = "") -> Q:
    """The tags on testimonies that may be read and of which may be told which source prints them."""
    tagged = "content_object__"
    return testimony(viewer, f"{prefix}{tagged}") & beside(viewer, prefix, "printed_by", tagged)


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
    attributed = beside(viewer, prefix, "source", TESTIMONIES["note", "source"])
    return of_passage(viewer, prefix) & (Q(**{f"{prefix}source": None}) | attributed)
