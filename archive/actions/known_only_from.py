"""Who is known from one testimony alone: nothing leads to them once it is erased, and they can be erased with it."""

from collections.abc import Iterable

from django.db.models import ForeignKey

from archive.actions.belongings import Belongings, batches, belongings, keys_to, rows_of
from archive.actions.refusals import ActionRefused
from archive.models import Person, Testimony

KNOWN_BY = ("participation", "mention", "passage", "consent", "statement", "sourcecontribution")
"""The models by which something leads to a person."""


def known_only_from(testimony: Testimony) -> list[Person]:
    """The people that nothing leads to but ``testimony`` and what belongs to it."""
    ours = belongings(Testimony, [testimony.pk])
    candidates = {key for field in leading_to_people() for key in _people_of(field, ours)}
    elsewhere = {key for field in leading_to_people() for key in _led_to_from_elsewhere(field, candidates, ours)}
    return [person for rows in rows_of(Person, candidates - elsewhere) for person in rows.order_by("pk")]


def leading_to_people() -> list[ForeignKey]:
    return [field for field in keys_to(Person) if field.model._meta.model_name in KNOWN_BY]


def _people_of(field: ForeignKey, ours: Belongings) -> set[int]:
    keys = ours.get(field.model, set())
    found = {key for rows in rows_of(field.model, keys) for key in rows.values_list(field.attname, flat=True)}
    return found - {None}


def _led_to_from_elsewhere(field: ForeignKey, candidates: set[int], ours: Belongings) -> set[int]:
    held = ours.get(field.model, set())
    return {
        person
        for batch in batches(candidates)
        for key, person in field.model._base_manager.filter(**{f"{field.name}__in": batch}).values_list(
            "pk", field.attname
        )
        if key not in held
    }


def refuse_elsewhere_known(testimony: Testimony, people: Iterable[str]) -> None:
    """Raise :class:`ActionRefused` when something else leads to one of ``people``."""
    others = set(people) - {person.public_id for person in known_only_from(testimony)}
    if others:
        raise ActionRefused(
            f"Something else leads to {', '.join(sorted(others))} by now, so that record cannot be erased. Look again."
        )
