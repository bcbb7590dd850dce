"""Search in any spelling: what a curator types is brought down to plain ASCII, as the keys of the records are."""

from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.http import HttpRequest

from archive.lib.text import ascii_fold
from archive.models import Name, Participation, SourceContribution


class FoldedSearch:
    """Finds a record when every word typed is in one of its keys.

    ``folded_columns`` hold :func:`~archive.lib.text.ascii_fold` keys, ``exact_columns`` identifiers. The conditions are
    look-ups on the record itself or ``Exists``, so no row comes twice. What a page finds besides by other records, some
    of them hidden, it finds for curators only.
    """

    folded_columns: tuple[str, ...] = ()
    exact_columns: tuple[str, ...] = ("public_id",)

    def matching(self, word: str) -> Q:
        """The condition under which a record matches one folded word."""
        condition = Q()
        for column in self.folded_columns:
            condition |= Q(**{f"{column}__contains": word})
        for column in self.exact_columns:
            condition |= Q(**{f"{column}__iexact": word})
        return condition

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        words = ascii_fold(search_term).split()
        if search_term.strip() and not words:
            return queryset.none(), False
        for word in words:
            found = self.matching(word) if request.viewer.is_curator else FoldedSearch.matching(self, word)
            queryset = queryset.filter(found)
        return queryset, False


def called(word: str, **owner: Any) -> Q:
    """Whether a name of the authority has ``word`` in its key: ``called("xocali", place=OuterRef("pk"))``."""
    return Q(Exists(Name.objects.filter(folded__contains=word, **owner)))


def taken_part_by(word: str, **testimony: Any) -> Q:
    """Whether someone with ``word`` in a name takes part in the testimony."""
    return Q(Exists(Participation.objects.filter(person__names__folded__contains=word, **testimony)))


def contributed_by(word: str, **source: Any) -> Q:
    """Whether a person or an organisation with ``word`` in a name made the source."""
    made = Q(person__names__folded__contains=word) | Q(organisation__names__folded__contains=word)
    return Q(Exists(SourceContribution.objects.filter(made, **source)))
