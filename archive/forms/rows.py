"""Rows of a record's page: what is already loaded is not asked of the database once more for every row."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.forms.models import (
    BaseInlineFormSet,
    ModelChoiceField,
    apply_limit_choices_to_to_formfield,
)

from archive.forms.as_seen import AsSeenForm

LONGEST_KEY = 18
"""Digits of a primary key that every database can hold."""


class CarefulAutocomplete(AutocompleteSelect):
    """Django's autocomplete, asking the database only for what can be a key and not for any text a browser sends."""

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        return super().optgroups(name, [each if could_be_key(each) else "" for each in value], attr)


def could_be_key(value: Any) -> bool:
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


class KnownAutocomplete(CarefulAutocomplete):
    """An autocomplete that asks for the label of a chosen record only when ``known`` does not hold it."""

    known: dict[str, str] = {}

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        chosen = [key for key in value if key]
        if not chosen or any(key not in self.known for key in chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [
            self.create_option(name, key, self.known[key], True, index)
            for index, key in enumerate(chosen, start=len(options))
        ]
        return [(None, options, 0)]


class RowForm(AsSeenForm):
    """A row of an inline, which takes the labels of its autocompletes from the row's own loaded records."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if not isinstance(widget, KnownAutocomplete):
                continue
            relation = self._meta.model._meta.get_field(name)
            record = getattr(self.instance, name) if relation.is_cached(self.instance) else None
            widget.known = {str(record.pk): str(record)} if record is not None else {}


class RowFormSet(BaseInlineFormSet):
    """The rows of one record, each of which knows that record without asking for it."""

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        for row in rows:
            setattr(row, self.fk.name, self.instance)
        return rows

    def clean(self) -> None:
        """Refuse to delete a row that was changed since the page was opened; what else is wrong with a row that is to
        be deleted, Django leaves aside."""
        super().clean()
        for form in self.initial_forms:
            if self.can_delete and self._should_delete_form(form) and isinstance(form, AsSeenForm):
                form.refuse_changed()


def settle_choices(form_class: type[forms.ModelForm]) -> None:
    """Read the choices of the form's plain selects once, for all rows that are made of it."""
    for field in form_class.base_fields.values():
        if not isinstance(field, ModelChoiceField):
            continue
        if isinstance(getattr(field.widget, "widget", field.widget), AutocompleteSelect):
            continue
        apply_limit_choices_to_to_formfield(field)
        field.choices = list(field.choices)
