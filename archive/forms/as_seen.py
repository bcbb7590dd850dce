"""Forms whose page must still be as it was seen, where saving an old page would bring back what was sealed since."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connections

from archive.models import Participation, Person, Testimony

CHANGED = (
    "This record was changed after you opened the page, and an identity in it is protected, or words of it are "
    "withheld: what you sent back could bring back what was sealed. Open the page again and repeat what you changed."
)


class AsSeenForm(forms.ModelForm):
    """A record that tells when it was last changed, in a hidden field, and is refused where that no longer holds."""

    as_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["as_seen"] = self.stands_at()

    def stands_at(self) -> str:
        return self.instance.updated_at.isoformat() if self.instance.pk else ""

    def protects_someone(self) -> bool:
        """Whether it is, or tells of a narrator who is, someone with a protected identity."""
        return True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("as_seen") != self.stands_now() and self.protects_someone():
            raise ValidationError(CHANGED, code="changed")
        return cleaned

    def stands_now(self) -> str:
        """When it was last changed. That stays so until the transaction of the page ends: whoever protects or withholds
        at this moment is waited for."""
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        if connections[rows.db].in_atomic_block:
            rows = rows.select_for_update()
        changed = rows.values_list("updated_at", flat=True).first()
        return changed.isoformat() if changed is not None else ""


class PersonForm(AsSeenForm):
    class Meta:
        model = Person
        fields = ()  # the page chooses them

    def protects_someone(self) -> bool:
        return Person.objects.filter(pk=self.instance.pk, identity_protected=True).exists()


class TestimonyForm(AsSeenForm):
    __test__ = False  # the name starts like a test's

    class Meta:
        model = Testimony
        fields = ()  # the page chooses them

    def protects_someone(self) -> bool:
        """Also where words of it are withheld: a curator takes them out of its title and abstract by hand."""
        if Testimony.objects.filter(pk=self.instance.pk, originals_withheld=True).exists():
            return True
        narrators = Participation.objects.narrating().filter(testimony=self.instance.pk)
        return narrators.filter(person__identity_protected=True).exists()
