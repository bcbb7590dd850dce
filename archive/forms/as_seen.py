"""Forms whose page must still be as it was seen, where saving an old page would bring back what was sealed since."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from archive.models import Participation, Person, Testimony

CHANGED = (
    "This record was changed after you opened the page, and an identity in it is protected: what you sent back could "
    "bring back what was sealed. Open the page again and repeat what you changed."
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
        if self.instance.pk and cleaned.get("as_seen") != self.stands_at() and self.protects_someone():
            raise ValidationError(CHANGED, code="changed")
        return cleaned


class PersonForm(AsSeenForm):
    class Meta:
        model = Person
        fields = "__all__"  # noqa: DJ007  the page chooses them

    def protects_someone(self) -> bool:
        return self.instance.identity_protected


class TestimonyForm(AsSeenForm):
    __test__ = False  # the name starts like a test's

    class Meta:
        model = Testimony
        fields = "__all__"  # noqa: DJ007  the page chooses them

    def protects_someone(self) -> bool:
        narrators = Participation.objects.narrating().filter(testimony=self.instance.pk)
        return narrators.filter(person__identity_protected=True).exists()
