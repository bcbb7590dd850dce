"""Choosing testimonies: the filters of the public list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects

from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.lib import public_ids
from archive.lib.text import ascii_fold, fold_key, nfc
from archive.models import (
    Collection,
    Event,
    Language,
    Mention,
    Name,
    Participation,
    Passage,
    Person,
    Place,
    Tag,
    TaggedTestimony,
    Term,
    Testimony,
)

NAMED: dict[str, type[Model]] = {"person": Person, "place": Place, "event": Event}
"""The filters in which one types a name of an authority."""

FILED = ("place", "event")
"""Those of them that have a kind and lie in, or are part of, another of the same."""

TYPED = ("tag", *NAMED)
MOST_SUGGESTED = 100
MOST_NAMESAKES = 20


class RecordChoice(forms.ChoiceField):
    """A select over a few records, each by its code. One query serves both its choices and its validation."""

    def __init__(self, *, anything: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.anything = anything
        self.records: dict[str, Model] = {}

    def offer(self, records: Iterable[tuple[str, Model]]) -> None:
        self.records = dict(records)
        self.choices = [("", self.anything), *((code, str(record)) for code, record in self.records.items())]

    def clean(self, value: Any) -> Model | None:
        return self.records.get(super().clean(value))


def _typed(label: str, help_text: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"})
    return forms.CharField(label=label, max_length=200, required=False, help_text=help_text, widget=widget)


def _choice(label: str, anything: str) -> RecordChoice:
    return RecordChoice(
        label=label,
        anything=anything,
        error_messages={"invalid_choice": "Choose one of the list; “%(value)s” is not in it."},
    )


class TestimonyFilter(forms.Form):
    """Filters over the testimonies that ``viewer`` may read.

    A tag, person, place or event is typed in any spelling, or given by its public identifier. What the viewer may not
    see is answered as what is not there. After validation, ``found`` holds the records that were meant, ``namesakes``
    the several that one name fits, and ``unknown`` the words that fit nothing.
    """

    __test__ = False  # the name starts like a test's

    person = _typed("Person", "Any spelling, any script.")
    place = _typed("Place", "Any of its names.")
    event = _typed("Event", "Any of its names.")
    tag = _typed("Tag", "In any language.")
    language = _choice("Language", "Any language")
    standing = _choice("Narrator’s standing", "Any standing")
    collection = _choice("Collection", "Any collection")
    kind = forms.ChoiceField(
        label="Kind of account",
        required=False,
        choices=[("", "Any kind"), *Testimony.Kind.choices],
        error_messages={"invalid_choice": "Choose one of the list; “%(value)s” is not in it."},
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.found: dict[str, Model] = {}
        self.namesakes: dict[str, list[Model]] = {}
        self.unknown: dict[str, str] = {}
        languages = Language.objects.visible_to(viewer).only("code", "label").order_by("label")
        collections = Collection.objects.visible_to(viewer).only("public_id", "title")
        narrating = Participation.objects.visible_to(viewer).narrating().order_by()
        standings = Term.objects.filter(pk__in=narrating.values("standing")).order_by("position", "label")
        self.fields["language"].offer((language.code, language) for language in languages)
        self.fields["collection"].offer((each.public_id, each) for each in collections.order_by("sort_key"))
        self.fields["standing"].offer((standing.code, standing) for standing in standings)
        for field in TYPED:
            self.fields[field].widget.attrs["list"] = f"known-{field}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in TYPED:
            typed = nfc(cleaned.get(field) or "").strip()
            if typed:
                self._recognise(field, typed)
        return cleaned

    def _recognise(self, field: str, typed: str) -> None:
        matches = self._tags(typed) if field == "tag" else self._authorities(field, typed)
        if not matches:
            self.unknown[field] = typed
        elif len(matches) == 1:
            self.found[field] = matches[0]
        else:
            self.namesakes[field] = self._told_apart(field, matches)

    def _tags(self, typed: str) -> list[Model]:
        """The tag meant, as its preferred form: whatever the language, the same testimonies are found."""
        tags = Tag.objects.visible_to(self.viewer).select_related("preferred")
        key = {"public_id": typed} if public_ids.is_valid(typed) else {"key": fold_key(typed)}
        return [tag.preferred or tag for tag in tags.filter(**key)[:1]]

    def _authorities(self, field: str, typed: str) -> list[Model]:
        """The visible authorities that go by the name ``typed``, or the one it is the identifier of."""
        authorities = NAMED[field].objects.visible_to(self.viewer)
        if field in FILED:
            authorities = authorities.select_related("kind")
        if public_ids.is_valid(typed):
            return list(authorities.filter(public_id=typed))
        if not ascii_fold(typed):
            return []
        named = Name.objects.visible_to(self.viewer).called(typed).filter(**{f"{field}__isnull": False})
        return list(authorities.filter(pk__in=named.values(field)).order_by("sort_key", "pk")[:MOST_NAMESAKES])

    def _told_apart(self, field: str, namesakes: list[Model]) -> list[Model]:
        """``namesakes`` with the records they are filed under; one that the viewer may not see is None in memory.

        One query, asked only where there are namesakes, and then no testimonies are read.
        """
        if field in FILED:
            parents = NAMED[field].objects.visible_to(self.viewer).only("public_id", "heading")
            prefetch_related_objects(namesakes, Prefetch("parent", parents))
        return namesakes

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set and understood, by field: records, and the kind as its label."""
        if not self.is_valid():
            return {}
        chosen = {name: self.cleaned_data.get(name) for name in self.fields if name not in TYPED} | self.found
        if chosen["kind"]:
            chosen["kind"] = Testimony.Kind(chosen["kind"]).label
        return {name: chosen[name] for name in self.fields if chosen.get(name)}

    def only_narrows_by(self, fields: frozenset[str]) -> bool:
        """Whether no filter is set, or only some of ``fields``."""
        return set(self.chosen) <= fields

    @property
    def authorities(self) -> list[Model]:
        """The persons, places and events that what was typed may mean."""
        meant = [record for field, record in self.found.items() if field in NAMED]
        return [*meant, *(record for records in self.namesakes.values() for record in records)]

    def narrow(self, testimonies: QuerySet) -> QuerySet:
        """Those of ``testimonies`` that meet every filter; none while a filter is not understood."""
        if not self.is_valid() or self.unknown or self.namesakes:
            return testimonies.none()
        given = self.cleaned_data
        testimonies = self._narrow_by_authority(testimonies)
        if "tag" in self.found:
            tagged = TaggedTestimony.objects.each_visible_to(self.viewer)
            testimonies = testimonies.tagged_with(self.found["tag"], tagged)
        if given["language"] is not None:
            testimonies = testimonies.in_language(given["language"])
        if given["standing"] is not None:
            testimonies = testimonies.from_narrator_of_standing(given["standing"])
        if given["collection"] is not None:
            testimonies = testimonies.in_collection(given["collection"])
        if given["kind"]:
            testimonies = testimonies.filter(kind=given["kind"])
        return testimonies

    def _narrow_by_authority(self, testimonies: QuerySet) -> QuerySet:
        mentions = Mention.objects.each_visible_to(self.viewer)
        if person := self.found.get("person"):
            takes_part = Participation.objects.each_visible_to(self.viewer, Part.NAME).filter(person=person)
            retold = Passage.objects.each_visible_to(self.viewer, Part.NAME).reporting(person)
            testimonies = testimonies.concerning(takes_part, mentions.filter(person=person), retold)
        if place := self.found.get("place"):
            testimonies = testimonies.about_place(place, mentions.filter(place=place))
        if event := self.found.get("event"):
            testimonies = testimonies.mentioning(mentions.filter(event=event))
        return testimonies

    def suggest(self) -> dict[str, list[Model]]:
        """For each typed filter left empty, what could be typed: all there is to choose from, or nothing.

        More than a hundred names help nobody in a list; then the field stays a plain one.
        """
        suggestions = {}
        for field in TYPED:
            if self.data.get(field, "").strip():
                continue
            if field == "tag":
                visible = Tag.objects.visible_to(self.viewer).only("name").order_by("key")
            else:
                authorities = NAMED[field].objects.visible_to(self.viewer).exclude(heading="")
                visible = authorities.only("heading").order_by("sort_key", "pk")
            records = list(visible[: MOST_SUGGESTED + 1])
            suggestions[field] = records if len(records) <= MOST_SUGGESTED else []
        return suggestions
