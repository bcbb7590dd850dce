"""The codes of the ledger and of what waits for a second person, in words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from archive.access.levels import INHERITED_LABEL, Access, Status
from archive.actions.redact import REASONS
from archive.admin.display import NOTHING, moment
from archive.models import Consent, ProposedAction

LEVELS = {str(value): str(label) for value, label in Access.choices} | {"": INHERITED_LABEL}
STATES = {str(value): str(label) for value, label in Status.choices} | LEVELS | {"": NOTHING}
ACTIONS = {str(value): str(label) for value, label in ProposedAction.Code.choices}
BASES = {str(value): str(label) for value, label in Consent.Basis.choices}
ASKED_TO = {
    "file": "take the file away once",
    "lift": "lift the redaction",
    "look": "look once",
    "reveal": "take back the protection",
}


def named(label: str) -> str:
    """What a model is called, by its label; the label itself for one that is no more."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def state(code: str) -> str:
    """A status or level of access, by its code."""
    return STATES.get(code, code)


def _action(code: str) -> str:
    return ACTIONS.get(code, code)


def _level(code: str) -> str:
    return LEVELS.get(code, code)


def _scopes(codes: str) -> str:
    known = {scope: str(Consent._meta.get_field(scope).verbose_name) for scope in Consent.SCOPES}
    return ", ".join(known.get(code, code) for code in codes.split())


def _moment(text: str) -> str:
    try:
        return moment(datetime.fromisoformat(text))
    except ValueError:
        return text


WORDS: dict[str, Callable[[str], str]] = {
    "access": _level,
    "access_before": _level,
    "basis": lambda code: BASES.get(code, code),
    "embargo_before": _moment,
    "embargo_until": _moment,
    "leads": lambda digests: f"{len(digests.split())} sealed with the words",
    "of": _action,
    "reason_code": lambda code: str(dict(REASONS.choices).get(code, code)),
    "scopes": _scopes,
    "status_before": state,
    "to": lambda code: ASKED_TO.get(code, code),
    "transition": _action,
    "until": _moment,
    "valid_from": _moment,
    "valid_until": _moment,
}


LEFT_OUT = frozenset({"digest", "salt", "length", "end", "seen", "judged_by"})
"""What recognises withheld words on a restored backup, and how long they are: nobody has a use for it in the workbench
but to find out what they were. And what something was asked for by, which is only compared."""


def in_words(codes: Mapping[str, Any]) -> SafeString | str:
    """``codes`` as lines of what each is called and what it says; identifiers and numbers stay as they are."""
    lines = [
        (name.replace("_", " ").capitalize(), WORDS.get(name, str)(str(value)))
        for name, value in codes.items()
        if name not in LEFT_OUT and value is not None and (value != "" or name in ("access", "access_before"))
    ]
    return format_html_join("", "<div>{}: {}</div>", lines) or NOTHING


class KindOfRecord(admin.AllValuesFieldListFilter):
    """The kinds of record that occur in a column of labels, each by what it is called."""

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for choice in super().choices(changelist):
            yield choice | {"display": named(str(choice["display"]))}
