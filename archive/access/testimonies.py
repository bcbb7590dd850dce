"""The rules of testimonies and of what is in them: transcripts, passages, mentions, files, who takes part.

See :mod:`archive.access.rules` for what a rule is and for the table of them all.
"""

from django.db.models import Q

from archive.access import naming
from archive.access.consent import consented
from archive.access.levels import BEFORE_PUBLICATION, INHERITED, Access, Status
from archive.access.viewer import Viewer

RECORDINGS = ("audio", "video")
REDACTED = "redacted"
FOR_READERS = ("access", REDACTED, "thumbnail")
"""Values of columns whose models are not imported here: kinds and renditions of a file."""


def allowed_levels(viewer: Viewer) -> list[str]:
    """The levels of access that this viewer has everywhere, without a grant."""
    return [Access.PUBLIC, Access.REGISTERED] if viewer.is_registered else [Access.PUBLIC]


def testimony(viewer: Viewer, prefix: str = "") -> Q:
    if viewer.is_curator:
        return ~Q(**{f"{prefix}status": Status.ERASED})
    readable = _published_with_consent(viewer, prefix) & _open(viewer, prefix)
    return readable | previewed(viewer, prefix) if viewer.previews else readable


def previewed(viewer: Viewer, prefix: str = "") -> Q:
    """Not published yet, and shown to this viewer before it is."""
    return Q(**{f"{prefix}status__in": BEFORE_PUBLICATION, f"{prefix}pk__in": sorted(viewer.previews)})


def _published_with_consent(viewer: Viewer, prefix: str) -> Q:
    return Q(**{f"{prefix}status": Status.PUBLISHED}) & consented(viewer, prefix, "readable")


def _open(viewer: Viewer, prefix: str) -> Q:
    """At a level the viewer has, and past its embargo."""
    past_embargo = Q(**{f"{prefix}embargo_until": None}) | Q(**{f"{prefix}embargo_until__lte": viewer.now})
    return _at_level(viewer, f"{prefix}access", f"{prefix}pk") & past_embargo


def existence(viewer: Viewer, prefix: str = "") -> Q:
    """That a testimony exists: what may be read, and what is kept from the viewer by level or embargo only, where
    consent lets it be known. Closed testimonies are known to curators alone."""
    if viewer.is_curator:
        return testimony(viewer, prefix)
    may_be_known = ~Q(**{f"{prefix}access": Access.CLOSED}) & consented(viewer, prefix, "knowable")
    return _published_with_consent(viewer, prefix) & (_open(viewer, prefix) | may_be_known)


def _at_level(viewer: Viewer, column: str, granted_by: str, *, may_inherit: bool = False) -> Q:
    levels = allowed_levels(viewer)
    if may_inherit:
        levels = [INHERITED, *levels]
    level = Q(**{column: levels[0]}) if len(levels) == 1 else Q(**{f"{column}__in": levels})
    if viewer.grants:
        level |= Q(**{column: Access.ON_REQUEST, f"{granted_by}__in": sorted(viewer.grants)})
    return level


def _own_level(viewer: Viewer, prefix: str, testimony_path: str) -> Q:
    """The part's own level, which may be stricter than its testimony's."""
    if viewer.is_curator:
        return Q()
    level = _at_level(viewer, f"{prefix}access", f"{prefix}{testimony_path}", may_inherit=True)
    if viewer.previews:
        of_the_draft = {
            f"{prefix}{testimony_path}__in": sorted(viewer.previews),
            f"{prefix}{testimony_path}__status__in": BEFORE_PUBLICATION,
            f"{prefix}access__in": [Access.REGISTERED, Access.ON_REQUEST],
        }
        level |= Q(**of_the_draft)
    return level


def of_testimony(viewer: Viewer, prefix: str = "") -> Q:
    return testimony(viewer, f"{prefix}testimony__")


def transcript(viewer: Viewer, prefix: str = "") -> Q:
    return of_testimony(viewer, prefix) & _own_level(viewer, prefix, "testimony")


def passage(viewer: Viewer, prefix: str = "") -> Q:
    return transcript(viewer, f"{prefix}transcript__") & _own_level(viewer, prefix, "transcript__testimony")


def section(viewer: Viewer, prefix: str = "") -> Q:
    """The sections that begin at no passage, or at one that may be read: a section says what the words are about."""
    begins = f"{prefix}first_passage"
    return of_testimony(viewer, prefix) & (Q(**{begins: None}) | passage(viewer, f"{begins}__"))


def retelling(viewer: Viewer, prefix: str = "") -> Q:
    """The passages of which may be told whose words they retell."""
    return passage(viewer, prefix) & naming.retold_shown(viewer, prefix)


def of_passage(viewer: Viewer, prefix: str = "") -> Q:
    return passage(viewer, f"{prefix}passage__")


def media_file(viewer: Viewer, prefix: str = "") -> Q:
    described = of_testimony(viewer, prefix) & _own_level(viewer, prefix, "testimony")
    if viewer.is_curator:
        return described
    recorded = Q(**{f"{prefix}kind__in": RECORDINGS})
    return (
        described
        & Q(**{f"{prefix}rendition__in": FOR_READERS})
        & not_withheld(prefix)
        & (~recorded | consented(viewer, f"{prefix}testimony__", "hearable"))
    )


def media_handed_out(viewer: Viewer, prefix: str = "") -> Q:
    """The files that are handed out. Withheld originals are not, to curators either: the workbench does it, to those
    who may look at what is sealed, for a reason that is kept."""
    return media_file(viewer, prefix) & not_withheld(prefix)


def not_withheld(prefix: str = "") -> Q:
    """The files that tell nothing of what is withheld in their testimony."""
    return Q(**{f"{prefix}testimony__originals_withheld": False}) | Q(**{f"{prefix}rendition": REDACTED})


def identified(viewer: Viewer, prefix: str = "") -> Q:
    """The participations that may be read, with a person who may be told."""
    return of_testimony(viewer, prefix) & naming.name_shown(viewer, prefix)


def mention(viewer: Viewer, prefix: str = "") -> Q:
    return of_passage(viewer, prefix) & naming.not_of_hidden_narrator(viewer, prefix, "person", "passage__transcript__")
