"""Pages to confirm that are refused, and shown anew, where something has changed since they were opened."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

from django import forms
from django.http import QueryDict

from archive.actions.refusals import LostRace


class ShownAnewForm(forms.Form):
    """A page whose hidden fields say by what one decides, for the action to compare."""

    compared: ClassVar[tuple[str, ...]] = ()
    """These fields. They begin with what the page shows."""

    @contextmanager
    def shown_anew(self) -> Iterator[None]:
        """Where the action within is refused because something has changed, let the page show what it shows now."""
        try:
            yield
        except LostRace:
            self._show_anew()
            raise

    def _show_anew(self) -> None:
        """Take what is shown now for seen; what was typed stays, and whatever a new page would tick is ticked."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        for name, field in self.fields.items():
            proposed = self.get_initial_for_field(field, name)
            if name in self.compared:
                sent[name] = proposed
            elif isinstance(field, forms.MultipleChoiceField):
                sent.setlist(name, [*{*sent.getlist(name), *(proposed or ())}])
            elif isinstance(field, forms.BooleanField) and proposed:
                sent[name] = "on"
        self.data = sent


class AsListedForm(ShownAnewForm):
    """Sends along what the page listed (:mod:`archive.actions.as_listed`), for the action to compare."""

    as_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    compared = ("as_seen",)

    def lists(self, digests: Mapping[str, str]) -> None:
        """Say what the page lists: the digests of it, each by what it is."""
        self.initial["as_seen"] = json.dumps(digests)

    def clean_as_seen(self) -> dict[str, str]:
        """What was seen, by what it is; empty, and so like nothing that stands there, where it cannot be read."""
        try:
            seen = json.loads(self.cleaned_data["as_seen"])
        except (ValueError, RecursionError):
            return {}
        return seen if isinstance(seen, dict) else {}
