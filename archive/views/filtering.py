"""What the list of testimonies says about its filters: which are set, which name was meant, what to try instead."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from archive.forms.testimonies import TYPED, TestimonyFilter
from archive.lib.text import fold_key

PLURALS = {"person": "people", "place": "places", "event": "events"}
IN_WORDS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}


@dataclass(frozen=True)
class Chip:
    """One filter that is set, with the address of the list without it."""

    label: str
    value: Any
    without: str
    typed: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several records of the same name, with the address of the list filtered by it."""

    record: Model
    address: str


@dataclass(frozen=True)
class Namesakes:
    """A name that fits several records."""

    typed: str
    plural: str
    choices: list[Choice]

    @property
    def number(self) -> str:
        """How many there are, as a sentence begins with it."""
        return IN_WORDS.get(len(self.choices), str(len(self.choices)))


def explained(request: HttpRequest, form: TestimonyFilter) -> dict[str, Any]:
    """Chips, namesakes, unknown names and suggestions for the template of the list."""
    suggestions = form.suggest()
    chosen = form.chosen
    namesakes = [_apart(request, form, each) for each in form.namesakes]
    return {
        "chips": [_chip(request, form, field, value) for field, value in chosen.items()],
        "namesakes": namesakes,
        "unknown": [(form.fields[field].label.lower(), typed) for field, typed in form.unknown.items()],
        "suggestions": suggestions,
        "filtered": any(request.GET.get(field, "").strip() for field in form.fields),
    }


def _apart(request: HttpRequest, form: TestimonyFilter, field: str) -> Namesakes:
    choices = [Choice(record, address(request, {field: record.public_id})) for record in form.namesakes[field]]
    return Namesakes(form.cleaned_data[field], PLURALS[field], choices)


def _chip(request: HttpRequest, form: TestimonyFilter, field: str, value: Any) -> Chip:
    typed = form.cleaned_data[field] if field in TYPED else ""
    told_apart = typed and fold_key(typed) != fold_key(str(value)) and typed != value.public_id
    return Chip(form.fields[field].label, value, address(request, {field: None}), typed if told_apart else "")


def address(request: HttpRequest, changes: dict[str, str | None]) -> str:
    """The list's address with ``changes`` to its filters, on the first page; None takes a filter out."""
    query = request.GET.copy()
    for field in ("page", *changes):
        query.pop(field, None)
    for field, value in changes.items():
        if value is not None:
            query[field] = value
    for field in [field for field in query if not query[field]]:
        del query[field]
    return f"{request.path}?{query.urlencode()}" if query else request.path
