"""The history of a record: who changed what in the workbench, row by row."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class HistoryForCurators(admin.ModelAdmin):
    """A history tells of rows that are hidden beside a record that is not, and of what was decided about it: it is for
    curators. Nobody else is told which numbers are given, and gets no link to it."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not (request.viewer.is_curator and self.has_view_or_change_permission(request)):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)
