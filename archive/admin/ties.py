"""What a page of the workbench shows of other records, for curators only.

The rule of a record says who may read it, not who may read what it is tied to: an open testimony may be filed in a
draft collection, told by a narrator without a name, taken from a withdrawn source. So staff who may not read what is
unpublished get the record's own columns, to be read and not changed. Of these, too, some rest on a tie: what an
authority is described as on the sources that say so, whom a statement cites on the source that is cited, and where a
passage stands on those before it.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from archive.access import rules
from archive.models import Term


class TiesForCurators(admin.ModelAdmin):
    """A ``ModelAdmin`` whose ties are hidden from staff who are no curators: in lists, filters, forms and rows.

    ``panels`` are fields, and ``tying_columns`` columns of lists, that show or count other records, published or not;
    ``resting_columns`` are columns of the record itself that tell what only such a record says, or count such records.
    """

    panels: tuple[str, ...] = ()
    tying_columns: tuple[str, ...] = ()
    resting_columns: tuple[str, ...] = ()

    def for_curators(self) -> set[str]:
        """Those, and every field that leads to a record with rules of its own."""
        ties = {field.name for field in self.opts.get_fields() if leads_to_the_hidden(field)}
        return {*ties, *self.panels, *self.tying_columns, *self.resting_columns}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.viewer.is_curator and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.viewer.is_curator and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """The page that asks first lists everything that hangs on the record."""
        return request.viewer.is_curator and super().has_delete_permission(request, obj)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return self.shown(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self.shown(request, super().get_list_filter(request))

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return self.shown(request, super().get_search_fields(request))

    def shown(self, request: HttpRequest, columns: Any) -> list[Any]:
        """Those of ``columns``, filters or columns to search, that this member of staff has."""
        left_out = set() if request.viewer.is_curator else self.for_curators()
        return [each for each in columns if first_name(each) not in left_out]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No one else asks a list for what stands at the other end of a tie, whatever the address says."""
        if not request.viewer.is_curator and first_name(lookup) not in self.own_columns():
            return False
        return super().lookup_allowed(lookup, value, request)

    def own_columns(self) -> set[str]:
        """What a list may be asked for by anyone on the staff: the record's own columns, and its terms. A key is asked
        for by the name of the field and of its column (``speaker``, ``speaker_id``)."""
        own = [each for each in self.opts.get_fields() if not each.auto_created or each.concrete]
        kept = [each for each in own if each.name not in self.for_curators()]
        return {"pk", *(each.name for each in kept), *(each.attname for each in kept if each.concrete)}

    def get_inlines(self, request: HttpRequest, obj: models.Model | None) -> list[Any]:
        return super().get_inlines(request, obj) if request.viewer.is_curator else []


def leads_to_the_hidden(field: Any) -> bool:
    """Whether ``field`` ties its record to one that may be hidden; the vocabulary never is."""
    other = field.related_model
    return other is not None and other._meta.model_name in rules.RULES and other is not Term


def first_name(column: Any) -> str:
    """The field at which a column, filter or look-up begins; empty for a filter that reads the record alone."""
    named = column[0] if isinstance(column, list | tuple) else column
    return named.partition("__")[0] if isinstance(named, str) else ""


def without(fields: Any, left_out: set[str]) -> list[Any]:
    """``fields`` of a fieldset, some of them side by side, without those ``left_out``."""
    kept = [each if isinstance(each, str) else tuple(without(each, left_out)) for each in fields]
    return [each for each in kept if each and each not in left_out]
