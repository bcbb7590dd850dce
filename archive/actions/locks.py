"""One order in which rows are locked, so that no two decisions wait for each other.

First the testimonies (several of them by their keys), then what belongs to them, then people, then what tells of these
people, and the head of the ledger last. Whoever changes a testimony, or anything of it, holds it first: so an erasure
and what is entered at the same time wait for one another, and what comes second sees what the first one did.
"""

from collections.abc import Iterable
from functools import cache

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import ForeignKey, Model, Q, QuerySet

from archive.access.levels import Status
from archive.actions.belongings import owns
from archive.lib.sharing_locks import keep_as_is
from archive.models import Consent, Participation, Passage, Person, TaggedTestimony, Testimony

SHOWN_AFTER: dict[type[Model], tuple[str, ...]] = {
    Consent: ("narrator",),
    Participation: ("person",),
    TaggedTestimony: ("tag", "printed_by"),
    Testimony: ("collection",),
}
"""By which keys a record points to what decides who sees it, and what the index holds of it."""

ERASED = "The testimony was erased: nothing is kept under it any more."


def hold(record: Model, using: str = DEFAULT_DB_ALIAS) -> str | None:
    """Lock the testimony that ``record`` is or belongs to until the transaction ends; its status now, None without one.

    Outside a transaction nothing is locked.
    """
    return locked(testimonies_of(record, using)).values_list("status", flat=True).first()


def hold_all(testimonies: QuerySet[Testimony]) -> None:
    """Lock ``testimonies``, in the order in which everyone does."""
    list(locked(Testimony.objects.filter(pk__in=testimonies.order_by().values("pk"))).values_list("pk"))


def refuse_erased(record: Model, using: str = DEFAULT_DB_ALIAS) -> None:
    """Raise a ValidationError where ``record`` belongs to a testimony that was erased; otherwise it stays so until
    the transaction ends."""
    if paths_to_testimony(type(record)) and hold(record, using) == Status.ERASED:
        raise ValidationError(ERASED, code="erased")


def protected_among(people: Iterable[int]) -> bool:
    """Whether one of ``people`` (keys) is protected, which stays so until the transaction ends: whoever protects one of
    them at this moment is waited for."""
    if not (keys := set(people)):
        return False
    rows = Person.objects.filter(pk__in=keys)
    keep_as_is(rows)
    return rows.filter(identity_protected=True).exists()


def keep_what_shows(record: Model, using: str = DEFAULT_DB_ALIAS) -> None:
    """Keep what ``record`` is shown after (:data:`SHOWN_AFTER`) as it is until the transaction ends: who changes that
    at this moment does not know of the record, and is waited for; who does so afterwards finds it."""
    keys = SHOWN_AFTER.get(type(record), ())
    for field in record._meta.concrete_fields if keys else ():
        if isinstance(field, ForeignKey) and field.name in keys and getattr(record, field.attname) is not None:
            shown_after = field.related_model._base_manager.using(using)
            keep_as_is(shown_after.filter(pk=getattr(record, field.attname)))


def locked(rows: QuerySet) -> QuerySet:
    """``rows`` by their keys, locked in that order where a transaction is open."""
    rows = rows.order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True) if connections[rows.db].in_atomic_block else rows


def testimonies_of(record: Model, using: str = DEFAULT_DB_ALIAS) -> QuerySet[Testimony]:
    """The one that ``record`` is or belongs to, as it is in the database."""
    if isinstance(record, Testimony):
        return Testimony.objects.using(using).filter(pk=record.pk)
    condition = Q(pk__in=[])
    for field, rest in paths_to_testimony(type(record)):
        key = getattr(record, field.attname)
        if key is None:
            continue
        above = field.related_model._base_manager.using(using).filter(pk=key)
        condition |= Q(pk__in=above.values(rest)) if rest else Q(pk=key)
    return Testimony.objects.using(using).filter(condition)


def testimonies_of_passages(public_ids: Iterable[str]) -> QuerySet[Testimony]:
    passages = Passage.objects.filter(public_id__in=list(public_ids))
    return Testimony.objects.filter(pk__in=passages.order_by().values("transcript__testimony"))


@cache
def paths_to_testimony(model: type[Model]) -> tuple[tuple[ForeignKey, str], ...]:
    """By which keys rows of ``model`` belong to a testimony, each with the look-up that leads on from there ("" for
    the testimony itself)."""
    found: list[tuple[ForeignKey, str]] = []
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or not owns(field) or field.related_model is model:
            continue
        if field.related_model is Testimony:
            found.append((field, ""))
        else:
            onward = paths_to_testimony(field.related_model)
            found += [(field, f"{on.name}__{rest}" if rest else on.name) for on, rest in onward]
    return tuple(found)
