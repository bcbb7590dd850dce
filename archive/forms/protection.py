"""Protecting an identity, taking it back, looking at it."""

from typing import Any

from django import forms

from archive.actions.as_listed import digest_of, refuse_changed
from archive.actions.connections import code_of, connections_of, described
from archive.actions.identity import look, reveal
from archive.actions.occurrences import Occurrence, standing
from archive.actions.protect import Coarser, listed, occurrences, protect
from archive.actions.sealing import Content
from archive.forms.actions import JudgedForm, reason_field
from archive.forms.as_listed import AsListedForm
from archive.forms.redaction import AlsoField
from archive.lib.fuzzy_date_fields import FuzzyDateFormField
from archive.lib.languages import validate_language_tag
from archive.models import LedgerEntry, Person, Place, Testimony

COARSE = "What readers may know: a year, a decade (196X), or nothing."
WITHOUT_NAME = " Do not write the name in it."


class ProtectForm(AsListedForm):
    """What stands for a person from now on, and what else goes out of sight with the name."""

    pseudonym = forms.CharField(
        max_length=255, help_text="The name that readers see. It must not hint at the real one."
    )
    language = forms.CharField(max_length=35, initial="en", validators=[validate_language_tag], label="Its language")
    born = FuzzyDateFormField(required=False, help_text=COARSE)
    died = FuzzyDateFormField(required=False, help_text=COARSE)
    seal_description = forms.BooleanField(
        label="Seal the description, the note on the fate and their sources, too",
        required=False,
        initial=True,
        help_text="Leave this on unless you have read them and nobody could be recognised by them.",
    )
    staying = forms.MultipleChoiceField(
        label="Connections that stay",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All of these are sealed, except those you tick. A relative who is named, the date of an event or an "
        "article with its author can give the person away.",
    )
    also = AlsoField(
        label="Withhold the name in passages",
        required=False,
        help_text="Each ticked place is withheld in the same step.",
    )
    reason = reason_field(required=False)

    def __init__(self, *args: Any, record: Person, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        seen = listed(record)  # first, so that what is entered while the page is made counts as not seen
        self.found: list[Occurrence] = occurrences(record, actor)
        self.elsewhere = {"where else the name stands": digest_of(map(standing, self.found))}
        self.lists(seen | self.elsewhere)
        self.fields["also"].offer(self.found)
        self.initial["also"] = [each.code for each in self.found if each.code and each.whole]
        if not self.fields["also"].choices:
            del self.fields["also"]
        connected = connections_of(record)
        self.fields["staying"].choices = [(code_of(each), described(each)) for each in connected]
        if not connected:
            del self.fields["staying"]
        self.fields["reason"].help_text += WITHOUT_NAME
        self.narrated = list(Testimony.objects.told_by(record).order_by("pk"))
        for testimony in self.narrated:
            self._offer_coarser(testimony)

    def _offer_coarser(self, testimony: Testimony) -> None:
        about = f"of {testimony.get_kind_display().lower()} {testimony.public_id}"
        self.fields[f"coarser_{testimony.pk}"] = forms.BooleanField(
            label=f"Seal the exact date and place of recording {about}", required=False, initial=True
        )
        self.fields[f"on_{testimony.pk}"] = FuzzyDateFormField(label=f"Date {about}", required=False, help_text=COARSE)
        self.fields[f"at_{testimony.pk}"] = forms.CharField(
            label=f"Place {about}",
            required=False,
            help_text="The identifier of a wider place that readers may know, or nothing.",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for testimony in self.narrated:
            typed = cleaned.get(f"at_{testimony.pk}")
            place = Place.objects.filter(public_id=typed).first() if typed else None
            if typed and place is None:
                self.add_error(f"at_{testimony.pk}", "No place has this identifier.")
            cleaned[f"place_{testimony.pk}"] = place
        return cleaned

    def carry_out(self, actor: Any) -> None:
        """Protect the person as it was seen; raises as the action does.

        Where else the name stands is compared before anything is locked: looking for it reads every table, and nobody
        could save anything as long as that takes.
        """
        with self.shown_anew():
            refuse_changed(self.elsewhere, self.cleaned_data["as_seen"])
            self._protect(actor)

    def _protect(self, actor: Any) -> None:
        given = self.cleaned_data
        chosen = given.get("also") or []
        protect(
            self.record,
            actor,
            pseudonym=given["pseudonym"],
            language=given["language"],
            born=str(given["born"] or ""),
            died=str(given["died"] or ""),
            seal_description=given["seal_description"],
            recordings={
                each.pk: Coarser(str(given[f"on_{each.pk}"] or ""), given[f"place_{each.pk}"])
                for each in self.narrated
                if given[f"coarser_{each.pk}"]
            },
            staying=given.get("staying") or (),
            withhold=self.fields["also"].places(chosen) if chosen else (),
            seen=given["as_seen"],
            reason=given["reason"],
        )


class RevealForm(JudgedForm):
    """Confirms that the person bears the real names again."""

    reason = reason_field(required=True)

    def __init__(self, *args: Any, record: Person, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["reason"].help_text += WITHOUT_NAME

    def carry_out(self, actor: Any) -> LedgerEntry:
        with self.shown_anew():
            return reveal(self.record, actor, **self.cleaned_data)


class LookForm(forms.Form):
    """Asks why someone looks at a sealed identity."""

    reason = reason_field(required=True)

    def __init__(self, *args: Any, record: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields["reason"].help_text += WITHOUT_NAME

    def carry_out(self, actor: Any) -> Content | LedgerEntry:
        """What is sealed; raises as the action does."""
        return look(self.record, actor, reason=self.cleaned_data["reason"])
