"""The register of public identifiers, and the records that carry one.

A public identifier is random, short and ends in a check character (:mod:`archive.lib.public_ids`). It is entered in one
register that outlives the row it names: a deleted draft, a merged authority and an erased testimony keep their line, so
that no identifier is ever given to something else.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from archive.lib import public_ids
from archive.models.base import Record

_BATCH = 500


class PublicIdQuerySet(models.QuerySet):
    def mint(self, count: int) -> list[str]:
        """``count`` identifiers that were never in the register. The caller enters them with :meth:`enter`."""
        fresh: list[str] = []
        taken: set[str] = set()
        while len(fresh) < count:
            candidates = [value for value in public_ids.mint_many(count - len(fresh)) if value not in taken]
            known = self.among(candidates)
            taken.update(candidates)
            fresh.extend(value for value in candidates if value not in known)
        return fresh

    def among(self, values: list[str]) -> dict[str, "PublicId"]:
        """The register's lines for ``values``, by value."""
        found: dict[str, PublicId] = {}
        for start in range(0, len(values), _BATCH):
            found.update((line.value, line) for line in self.filter(value__in=values[start : start + _BATCH]))
        return found

    def tombstone_of(self, value: str, names: str) -> datetime | None:
        """The date that the address of an erased record still tells, whose row is gone; None where it tells nothing."""
        lines = self.filter(value=value, names=names).exclude(erased_at=None)
        return lines.values_list("tombstone_at", flat=True).first()

    def enter(self, values: list[str], names: str) -> None:
        """Enter ``values`` as naming records of the model labelled ``names``.

        Raises :class:`~django.core.exceptions.ValidationError` when one of them already names something else, or named
        something that was erased.
        """
        known = self.among(values)
        for line in known.values():
            line.check_may_name(names)
        self.bulk_create(
            [PublicId(value=value, names=names) for value in values if value not in known], batch_size=_BATCH
        )


class PublicId(models.Model):
    """One line of the register: what an identifier names or named, and what became of it."""

    value = models.CharField(max_length=16, unique=True, validators=[public_ids.validate_public_id])
    names = models.CharField(max_length=40, help_text="The kind of record, for example archive.testimony.")
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        help_text="After a merge.",
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    tombstone_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="The date that its address still tells; none where it tells nothing.",
    )
    minted_at = models.DateTimeField(auto_now_add=True)

    objects = PublicIdQuerySet.as_manager()

    class Meta:
        verbose_name = "public identifier"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(successor__isnull=True) | ~models.Q(successor=models.F("id")),
                name="public_id_not_its_own_successor",
            )
        ]

    def __str__(self) -> str:
        return self.value

    def check_may_name(self, label: str) -> None:
        """Raise a ValidationError unless this identifier may (still) name a record of the model ``label``."""
        if self.names != label:
            raise ValidationError({"public_id": f"The identifier {self.value} already names a record of {self.names}."})
        if self.erased_at is not None:
            raise ValidationError({"public_id": f"The identifier {self.value} named a record that was erased."})
        if self.successor_id is not None:
            raise ValidationError({"public_id": f"The identifier {self.value} was merged into {self.successor}."})


class Identified(Record):
    """A record with a public identifier, which is also its natural key in fixtures and spreadsheets."""

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ("public_id",)

    public_id = models.CharField(
        "public identifier",
        max_length=16,
        unique=True,
        editable=False,
        validators=[public_ids.validate_public_id],
        error_messages={"unique": "Another record already has this identifier."},
    )

    class Meta:
        abstract = True

    @classmethod
    def prepare_many(cls, records: list[Any]) -> None:
        """Mint and enter the identifiers of a bulk insert, then derive each record."""
        unnamed = [record for record in records if not record.public_id]
        for record, value in zip(unnamed, PublicId.objects.mint(len(unnamed)), strict=True):
            record.public_id = value
        PublicId.objects.enter([record.public_id for record in records], cls._meta.label_lower)
        super().prepare_many(records)

    def identify(self) -> None:
        """Mint this record's identifier if it has none, and see that the register holds it. For ``pre_save``."""
        if self.public_id and not self._state.adding:
            return
        if not self.public_id:
            [self.public_id] = PublicId.objects.mint(1)
        PublicId.objects.enter([self.public_id], self._meta.label_lower)


class Addressed(Identified):
    """A record with a page of its own, whose address holds nothing but the public identifier."""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(f"archive:{self._meta.model_name}", args=[self.public_id])
