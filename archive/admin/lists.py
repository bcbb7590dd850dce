"""Lists of the workbench that answer whatever stands behind the question mark of their address.

Django leads a wrong value back to the list without filters (``?e=1``) as far as it finds it when it puts the query
together. A value that fails only in the database's hands (a year 0, a number too large) would be a server's error.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, transaction
from django.db.models import JSONField
from django.http import HttpRequest

ODD_VALUES = (ValueError, TypeError, ArithmeticError, ValidationError, FieldError, DataError)
"""What a value that fits no column raises, in Python or in the database."""


@contextmanager
def told_as_wrong(request: HttpRequest) -> Iterator[None]:
    """Within it, an odd value in the address of ``request`` is a wrong look-up; a fault without one stays one."""
    try:
        with transaction.atomic():  # PostgreSQL refuses everything after an error in the same transaction
            yield
    except ODD_VALUES as error:
        if not request.GET:
            raise
        raise IncorrectLookupParameters(error) from error


class CarefulChangeList(ChangeList):
    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with told_as_wrong(request):
            return super().get_queryset(request, *args, **kwargs)

    def get_results(self, request: HttpRequest) -> None:
        with told_as_wrong(request):
            super().get_results(request)


class CarefulLists(admin.ModelAdmin):
    """A list that is a :class:`CarefulChangeList`."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No list is asked for what stands inside a column of codes: pages print some of them and leave others out, and
        what is found would tell of those."""
        inside = {field.name for field in self.opts.concrete_fields if isinstance(field, JSONField)}
        return lookup.partition("__")[0] not in inside and super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CarefulChangeList
