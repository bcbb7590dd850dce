"""Confirms that a transcript, a passage or a file is for fewer people than its testimony."""

from typing import Any

from django import forms

from archive.access.levels import INHERITED, INHERITED_LABEL, Access
from archive.actions.access import set_part_access
from archive.forms.actions import JudgedForm
from archive.models import LedgerEntry


class PartAccessForm(JudgedForm):
    """Sets the level of access of a part."""

    access = forms.ChoiceField(
        label="Who may read it",
        choices=[(INHERITED, INHERITED_LABEL), *Access.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text="The strictest counts: a level looser than the testimony's opens nothing. Curators always can.",
    )
    initially = ("access",)

    def carry_out(self, actor: Any) -> LedgerEntry:
        """Set the level of the part; raises as the action does."""
        with self.shown_anew():
            return set_part_access(self.record, actor, **self.cleaned_data)
