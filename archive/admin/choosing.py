"""The lists that a curator chooses related records from while typing."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from archive.models.authorities import Authority
from archive.search.shown import to
from archive.search.suggestions import told_apart


class ToldApart(AutocompleteJsonView):
    """Two of one name are told apart by what each lies in or is a part of, and by their identifiers."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Authority):
            apart = told_apart([obj.public_id], obj._meta.model_name, to(self.request.viewer))[obj.public_id]
            where = f", {apart}" if apart != obj.public_id else ""
            result["text"] += f"{where} ({obj.public_id})"
        return result
