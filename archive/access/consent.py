"""Consent as a condition: what was agreed to, folded into columns of the testimony, is in force at that moment."""

from django.db.models import Q

from archive.access.viewer import Rule, Viewer


def consented(viewer: Viewer, prefix: str, stem: str) -> Q:
    """The consent folded into the columns of ``stem`` is in force at ``viewer.now``."""
    return Q(**{f"{prefix}{stem}_from__lte": viewer.now}) & (
        Q(**{f"{prefix}{stem}_until": None}) | Q(**{f"{prefix}{stem}_until__gt": viewer.now})
    )


def with_scope(rule: Rule, stem: str, testimony_path: str) -> Rule:
    """``rule``, narrowed by one more scope of the consent to the testimony at ``testimony_path``."""

    def narrowed(viewer: Viewer, prefix: str = "") -> Q:
        if viewer.is_curator:
            return rule(viewer, prefix)
        return rule(viewer, prefix) & consented(viewer, f"{prefix}{testimony_path}", stem)

    return narrowed
