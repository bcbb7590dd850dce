"""Statements as the pages show them: never without whose they are, and grouped so that it is said once."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from archive.access.viewer import Viewer
from archive.models import Statement
from archive.models.authorities import Authority
from archive.views.narrators import marking_names, unname
from archive.views.related import joining_visible, veil

MOST_STATEMENTS = 300
SPEAKER = "asserted_in__speaker"


@dataclass(frozen=True)
class Group:
    """Statements with the same voice, or about the same subject."""

    statements: list[Statement]

    @property
    def first(self) -> Statement:
        """The statement to read voice or subject off."""
        return self.statements[0]

    @property
    def subject(self) -> Model | None:
        return self.first.subject


def readable(viewer: Viewer, statements: QuerySet) -> list[Statement]:
    """Those of ``statements`` that may be read, with their subjects, who asserts them and whom they cite. One query.

    Where the source that is cited may not be told, the words about it are left out with it.
    """
    joined = statements.visible_to(viewer).select_related(
        "event",
        "person",
        "place",
        "organisation",
        "asserted_by",
        "asserted_in__transcript__testimony",
        "asserted_in__speaker__person",
    )
    found = joining_visible(marking_names(joined, viewer, SPEAKER), viewer, "cites_source")[:MOST_STATEMENTS]
    return [unname(_uncite(statement), SPEAKER) for statement in found]


def _uncite(statement: Statement) -> Statement:
    cites_one = statement.cites_source_id is not None
    veil(statement, "cites_source")
    if cites_one and statement.cites_source is None:
        statement.cites = ""
    return statement


def about(viewer: Viewer, authority: Authority) -> list[Statement]:
    """What sources and passages say about ``authority``."""
    statements = Statement.objects.filter(**{authority._meta.model_name: authority})
    return readable(viewer, statements.order_by("position", "id"))


def by_voice(statements: Iterable[Statement]) -> list[Group]:
    """``statements`` grouped by the source or the narrator that makes them, in the order of first appearance."""
    return _grouped(statements, _voice)


def by_subject(statements: Iterable[Statement]) -> list[Group]:
    """``statements`` grouped by whom or what they are about, in the order of first appearance."""
    return _grouped(statements, lambda each: (each.subject._meta.model_name, each.subject.pk))


def _voice(statement: Statement) -> Hashable:
    if statement.asserted_in is None:
        return statement.asserted_by_id
    return statement.asserted_in.transcript.testimony_id, statement.asserted_in.speaker_id


def _grouped(statements: Iterable[Statement], key: Callable[[Statement], Hashable]) -> list[Group]:
    groups: dict[Hashable, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(key(statement), []).append(statement)
    return [Group(members) for members in groups.values()]
