"""Fuzzy dates as columns and form fields.

A model that has ``recorded_on = FuzzyDateField(blank=True)`` also declares ``recorded_on_earliest = bound_field()`` and
``recorded_on_latest = bound_field()``; ``derive_bounds(instance)`` fills them.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.lib.edtf_dates import printable
from archive.lib.fuzzy_date_suggestions import suggest
from archive.lib.fuzzy_dates import EXAMPLES, MAX_LENGTH, FuzzyDate


class FuzzyDateFormField(forms.CharField):
    """Takes EDTF, keeps level 2 it cannot read, and answers everything else with the form it should have."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs["help_text"] = kwargs.get("help_text") or _("As precise as it is known: %(examples)s.") % {
            "examples": EXAMPLES
        }
        kwargs["empty_value"] = None
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> FuzzyDate | None:  # type: ignore[override]
        if isinstance(value, FuzzyDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return FuzzyDate.parse(text)
        except ValidationError as error:
            suggestion = suggest(text)
            if not suggestion:
                raise
            raise ValidationError(
                _("“%(value)s” is not written as the archive needs it. Write %(suggestion)s."),
                code="fuzzy_date",
                params={"value": printable(text), "suggestion": suggestion},
            ) from error

    def run_validators(self, value: Any) -> None:
        super().run_validators(_as_text(value))

    def prepare_value(self, value: Any) -> Any:
        return value.text if isinstance(value, FuzzyDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and _as_text(initial).strip() != _as_text(data).strip()


class FuzzyDateField(models.CharField):
    """A column that holds an EDTF string; its Python value is a FuzzyDate, or None where there is none.

    No date is stored as "". What the database holds is never refused on the way out: a string that cannot be read
    comes back as a FuzzyDate that says so in ``not_understood``.
    """

    description = _("Fuzzy date (EDTF, up to %(max_length)s characters)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        super().__init__(*args, **kwargs)

    def get_default(self) -> Any:
        return self.to_python(super().get_default())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> FuzzyDate | None:
        return FuzzyDate.stored(value) if value else None

    def to_python(self, value: Any) -> FuzzyDate | None:
        if value is None or isinstance(value, FuzzyDate):
            return value
        if isinstance(value, str) and not value.strip():
            return None
        return FuzzyDate.parse(value)

    def get_prep_value(self, value: Any) -> Any:
        value = models.Field.get_prep_value(self, value)
        if value is None:
            return None if self.null else ""
        return _as_text(value).strip()

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(_as_text(value), model_instance)

    def run_validators(self, value: Any) -> None:
        super().run_validators(_as_text(value))

    def value_to_string(self, obj: models.Model) -> str:
        return _as_text(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": FuzzyDateFormField, **kwargs})


def bound_field() -> models.DateField:
    """Return the column for one end of a fuzzy date: ``<name>_earliest`` or ``<name>_latest``."""
    return models.DateField(null=True, blank=True, editable=False)


def derive_bounds(instance: models.Model) -> None:
    """Set ``<name>_earliest`` and ``<name>_latest`` for every FuzzyDateField of the instance.

    A string in the field becomes a FuzzyDate first. Fields that were not loaded are left alone. Raises ValidationError,
    by field name, for a string that is not a date.
    """
    for field in instance._meta.concrete_fields:
        if not isinstance(field, FuzzyDateField) or field.attname not in instance.__dict__:
            continue
        try:
            date = field.to_python(instance.__dict__[field.attname])
        except ValidationError as error:
            raise ValidationError({field.name: error}) from error
        setattr(instance, field.attname, date)
        setattr(instance, f"{field.name}_earliest", None if date is None else date.earliest)
        setattr(instance, f"{field.name}_latest", None if date is None else date.latest)


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)
