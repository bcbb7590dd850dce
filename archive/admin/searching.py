"""Search in any spelling: what a curator types is brought down to plain ASCII, as the keys of the records are.

Names are also found by what the index of search holds of them: in the other alphabet of a language, and without the
ending that a word has in a sentence.
"""

from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.http import HttpRequest

from archive.lib.text import ascii_fold
from archive.models import IndexedName, Name, Participation, SourceContribution
from archive.search.analysis import word_forms

LANGUAGES = ("az", "uz", "tr", "ru", "hy", "en", "de", "fr", "fa")
"""In which the endings of what was typed are looked at, and the alphabets it may be written in."""
SHORTEST_STEM = 4


NOTHING = Q(pk__in=())
"""A condition that no record meets."""


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
        if search_term.strip() and not ascii_fold(search_term):
            return queryset.none(), False
        for typed in search_term.split():
            folded = ascii_fold(typed).split()
            if request.viewer.is_curator:
                found = Q(*(self.matching(word) for word in folded)) | self.meaning(typed)
            else:
                found = Q(*(FoldedSearch.matching(self, word) for word in folded))
            if folded:
                queryset = queryset.filter(found)
        return queryset, False

    def meaning(self, typed: str) -> Q:
        """A condition for one word as it was typed, beside :meth:`matching`; for curators only."""
        return NOTHING


def called(word: str, **owner: Any) -> Q:
    """Whether a name of the authority has ``word`` in its key: ``called("xocali", place=OuterRef("pk"))``."""
    return Q(Exists(Name.objects.filter(folded__contains=word, **owner)))


def called_in_other_words(typed: str, **owner: Any) -> Q:
    """Whether a name of the authority has a word that ``typed`` means: as spelled in the other alphabet of its
    language, or without an ending."""
    forms = word_forms(typed, LANGUAGES)
    meant = {form for form in forms.stems if len(form) >= SHORTEST_STEM}
    if not meant:
        return NOTHING
    indexed = IndexedName.objects.filter(word__in=meant).order_by().values("name")
    return Q(Exists(Name.objects.filter(pk__in=indexed, **owner)))


def taken_part_by(word: str, **testimony: Any) -> Q:
    """Whether someone with ``word`` in a name takes part in the testimony."""
    return Q(Exists(Participation.objects.filter(person__names__folded__contains=word, **testimony)))


def contributed_by(word: str, **source: Any) -> Q:
    """Whether a person or an organisation with ``word`` in a name made the source."""
    made = Q(person__names__folded__contains=word) | Q(organisation__names__folded__contains=word)
    return Q(Exists(SourceContribution.objects.filter(made, **source)))
