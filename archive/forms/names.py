"""Names of an authority, edited together: at most one preferred name for each language, no name twice."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.forms.models import InlineForeignKeyField

from archive.forms.rows import RowForm, RowFormSet
from archive.lib.text import nfc
from archive.models import Name


class NameForm(RowForm):
    """One name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "used_during" in self.fields:
            self.fields["used_during"].help_text = "For example 1918/1991, 1992?, 1970~ or 1992/.."

    def _get_validation_exclusions(self) -> set[str]:
        """Leave what concerns the row among its siblings to the formset, which sees them all and names the field.

        Django 6.1 began to check such constraints row by row, against the siblings as they were before this step.
        """
        parent = {name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)}
        return super()._get_validation_exclusions() | parent

    def clean_text(self) -> str:
        return nfc(self.cleaned_data["text"]).strip()


class NameFormSet(RowFormSet):
    """All names of one person, organisation, place or event."""

    def clean(self) -> None:
        """In place of Django's own check of uniqueness, which knows nothing of conditions and names no field."""
        preferred: dict[str, str] = {}
        spelled: set[tuple[str, str]] = set()
        for form in self.kept_forms():
            text, language = form.cleaned_data["text"], form.cleaned_data.get("language", "")
            if (text, language) in spelled:
                form.add_error("text", f"“{text}” is already there in this language.")
            spelled.add((text, language))
            if form.cleaned_data.get("preferred"):
                if language in preferred:
                    form.add_error("preferred", _two_preferred(language, preferred[language]))
                preferred.setdefault(language, text)

    def kept_forms(self) -> Iterator[Any]:
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            if cleaned.get("text") and not (self.can_delete and self._should_delete_form(form)):
                yield form

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """Names that cease to be preferred cease first, so that another can take their place in the same step."""
        changed = [
            form.instance.pk for form in self.initial_forms if form.initial.get("preferred") and form.has_changed()
        ]
        ceasing = list(Name.objects.filter(pk__in=changed))
        for name in ceasing:
            name.preferred = False
        Name.objects.bulk_update(ceasing, ["preferred"])
        return super().save(commit)


def _two_preferred(language: str, other: str) -> str:
    return (
        f"Only one name can be preferred in a language, and in “{language}” it is already “{other}”. "
        "Untick one of them."
    )
