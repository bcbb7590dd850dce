"""What every record shares: derivation, guarded columns, queries that read as a curator's verbs.

Three rules hold for every model of the archive:

* What can be derived is derived by one method, :meth:`Record.derive`. The ``pre_save`` receiver calls it (also for
  ``loaddata``, which skips ``save()``), and the bulk methods of :class:`ArchiveQuerySet` call it, because bulk writes
  skip signals.
* Guarded columns (``GUARDED``: status, access, what consent allows, an authority's heading) are never written by
  ``save()`` of an existing row, by ``update()`` or by ``bulk_update()``. Only :meth:`ArchiveQuerySet.write_guarded`
  writes them: ``archive.actions`` uses it for the columns that actions own, an authority for its own heading.
* Readers start from :meth:`ArchiveQuerySet.visible_to`.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.dispatch import Signal
from django.utils import timezone

from archive.access import rules
from archive.access.levels import Part, Status
from archive.access.viewer import Viewer
from archive.lib.fuzzy_date_fields import FuzzyDateField, derive_bounds

rows_written = Signal()
"""Sent with ``keys`` after rows of a model (the sender) were written without ``post_save``: in bulk, by ``update()`` or
by ``write_guarded()``; in the same transaction."""


def exactly_one(*fields: str) -> Q:
    """A condition for a CheckConstraint: exactly one of the nullable ``fields`` is set."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in fields})
    return condition


def publication_permissions(model_name: str, label: str) -> list[tuple[str, str]]:
    """The permissions of the actions that move a publishable record between its states."""
    return [
        (f"submit_{model_name}", f"Can submit a {label} for review"),
        (f"return_{model_name}", f"Can return a {label} to its cataloguer"),
        (f"publish_{model_name}", f"Can publish a {label}"),
        (f"withdraw_{model_name}", f"Can withdraw and restore a {label}"),
    ]


HIGHEST = 50
"""How many records may stand above one another; more is taken for a circle."""


def refuse_circle(record: models.Model, field: str) -> None:
    """Raise a ValidationError when following the foreign key ``field`` to its own model leads back to ``record``."""
    nearest = getattr(record, field)
    if nearest is None or nearest.pk == record.pk:
        return  # a constraint of the database refuses a record above itself, in words of its own
    above, steps = nearest, 0
    while above is not None and steps < HIGHEST:
        if record.pk is not None and above.pk == record.pk:
            raise ValidationError({field: f"“{nearest}” already lies in “{record}”: the two would go in a circle."})
        above, steps = getattr(above, field), steps + 1


def refuse_parts_of_another(testimony: int | None, **parts: int | None) -> None:
    """Raise a ValidationError when one of ``parts`` (each the key of the testimony it belongs to, or None) does not
    belong to ``testimony``."""
    strangers = [part for part, belongs_to in parts.items() if belongs_to not in (None, testimony)]
    if testimony is not None and strangers:
        raise ValidationError([f"{part.replace('_', ' ')}: this belongs to another testimony." for part in strangers])


def publication_constraints(model_name: str) -> list[models.CheckConstraint]:
    """That a published or withdrawn record has the date of it."""
    return [
        models.CheckConstraint(
            condition=~Q(status__in=[Status.PUBLISHED, Status.WITHDRAWN]) | Q(published_at__isnull=False),
            name=f"published_{model_name}_has_its_date",
        ),
        models.CheckConstraint(
            condition=~Q(status=Status.WITHDRAWN) | Q(withdrawn_at__isnull=False),
            name=f"withdrawn_{model_name}_has_its_date",
        ),
    ]


class GuardedColumnError(TypeError):
    """A guarded column was about to be written by a plain save or update."""


class ArchiveQuerySet(models.QuerySet):
    """Queries of the archive; see the module's docstring for what its write methods refuse."""

    def visible_to(self, viewer: Viewer, part: Part = Part.CONTENT) -> Self:
        """Only the records of which ``viewer`` may have ``part``: by default, those whose content may be read."""
        return self.filter(rules.visible(self.model._meta.model_name, viewer, part=part))

    def each_visible_to(self, viewer: Viewer, part: Part = Part.CONTENT) -> Self:
        """As :meth:`visible_to`, asked of row after row: for the few rows of one record, where a join would have the
        database start from everything that may be read (measured at 20,000 testimonies: 95 ms against 2)."""
        return self.filter(Exists(self.model._default_manager.visible_to(viewer, part).filter(pk=OuterRef("pk"))))

    def get_by_natural_key(self, *values: Any) -> models.Model:
        return self.get(**dict(zip(self.model.NATURAL_KEY, values, strict=True)))

    def update(self, **columns: Any) -> int:
        self._refuse_guarded(columns)
        stale = self.model.derivation_sources() & columns.keys()
        if stale:
            raise TypeError(
                f"{self.model.__name__}.update({', '.join(sorted(stale))}=…) would leave derived columns stale: "
                "use save() or bulk_update()"
            )
        return self._update_and_tell(columns)

    update.alters_data = True  # type: ignore[attr-defined]  # Django's own marker for templates

    def write_guarded(self, **columns: Any) -> int:
        """Write guarded columns, as one conditional UPDATE; returns the number of rows that met the conditions."""
        return self._update_and_tell(columns)

    write_guarded.alters_data = True  # type: ignore[attr-defined]  # Django's own marker for templates

    def _update_and_tell(self, columns: dict[str, Any]) -> int:
        if not rows_written.has_listeners(self.model):
            return super().update(**columns)
        with transaction.atomic(using=self.db):
            keys = set(self.order_by().values_list("pk", flat=True))
            count = super().update(**columns)
            if count:
                rows_written.send(self.model, keys=keys)
        return count

    def bulk_create(self, objs: Iterable[models.Model], *args: Any, **kwargs: Any) -> list[models.Model]:
        if kwargs.get("update_conflicts"):
            raise TypeError("bulk_create() inserts only: an update past save() would pass by what save() guards")
        objs = list(objs)
        self.model.prepare_many(objs)
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            rows_written.send(self.model, keys={record.pk for record in created})
        return created

    def bulk_update(self, objs: Iterable[models.Model], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        objs, fields = list(objs), list(fields)
        self._refuse_guarded(fields)
        now = timezone.now()
        for record in objs:
            record.derive()
            record.updated_at = now
        written = sorted({*fields, *self.model.derived_with(fields), "updated_at"})
        plain = models.QuerySet(self.model, using=self._db)  # ours would refuse the UPDATE that this ends in
        with transaction.atomic(using=self.db):
            count = plain.bulk_update(objs, written, *args, **kwargs)
            rows_written.send(self.model, keys={record.pk for record in objs})
        return count

    def _refuse_guarded(self, columns: Iterable[str]) -> None:
        guarded = set(columns) & set(self.model.GUARDED)
        if guarded:
            raise GuardedColumnError(f"{self.model.__name__}: {', '.join(sorted(guarded))} is written by actions only")


class ArchiveManager(models.Manager.from_queryset(ArchiveQuerySet)):  # type: ignore[misc]  # built at run time
    """The manager of every record; named so that migrations and related managers find the same methods."""


class Record(models.Model):
    """A row of the archive: timestamps, derivation, guarded columns and a natural key.

    ``NATURAL_KEY`` names the look-ups that identify a row in fixtures (a foreign key contributes its own natural key).
    ``GUARDED`` names the columns that a plain save leaves alone. ``DERIVES`` maps a derived column to its sources.
    ``HIERARCHIES`` names the foreign keys to the own model that must not go in a circle.
    """

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ()
    GUARDED: ClassVar[tuple[str, ...]] = ()
    DERIVES: ClassVar[dict[str, tuple[str, ...]]] = {}
    HIERARCHIES: ClassVar[tuple[str, ...]] = ()

    created_at = models.DateTimeField("entered on", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("last changed on", default=timezone.now, editable=False)

    objects = ArchiveManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, leaving the guarded columns of an existing row as they are in the database; in one transaction with
        what follows from it (receivers of ``post_save``: headings, the index of search)."""
        self.updated_at = timezone.now()
        chosen = kwargs.get("update_fields")
        if chosen is not None:
            type(self).objects.none()._refuse_guarded(chosen)
            kwargs["update_fields"] = {*chosen, *self.derived_with(chosen), "updated_at"}
        elif self._state.adding and self.pk is not None:
            kwargs["force_insert"] = True  # never an UPDATE of a row that this instance was not read from
        elif self.GUARDED and not self._state.adding:
            kwargs["update_fields"] = self.freely_written()
        with transaction.atomic(using=kwargs.get("using")):  # what is refused leaves the caller's transaction sound
            super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        for field in self.HIERARCHIES:
            refuse_circle(self, field)

    def derive(self) -> None:
        """Compute what is derived from this row's own columns. Overridden to add to it; always idempotent."""
        derive_bounds(self)

    @property
    def may_be_deleted(self) -> bool:
        """Whether deleting this row loses nothing that was ever published."""
        return True

    @classmethod
    def prepare_many(cls, records: list[Any]) -> None:
        """Derive ``records`` before a bulk insert; models with identifiers mint them here in one go."""
        for record in records:
            record.derive()

    @classmethod
    def derives(cls) -> dict[str, tuple[str, ...]]:
        """Every derived column of the model with the columns it comes from, fuzzy dates included."""
        bounds = {
            f"{field.name}_{end}": (field.name,)
            for field in cls._meta.fields
            if isinstance(field, FuzzyDateField)
            for end in ("earliest", "latest")
        }
        return {**bounds, **cls.DERIVES}

    @classmethod
    def derived_columns(cls) -> set[str]:
        return set(cls.derives())

    @classmethod
    def derivation_sources(cls) -> set[str]:
        return {source for sources in cls.derives().values() for source in sources}

    @classmethod
    def freely_written(cls) -> set[str]:
        """The names of the concrete columns that ``save()`` of an existing row writes."""
        return {
            field.name for field in cls._meta.concrete_fields if not field.primary_key and field.name not in cls.GUARDED
        }

    @classmethod
    def derived_with(cls, chosen: Iterable[str]) -> set[str]:
        """The derived columns that are to be written with the columns ``chosen``."""
        return {column for column, sources in cls.derives().items() if set(sources) & set(chosen)} - set(cls.GUARDED)

    def natural_key(self) -> tuple[Any, ...]:
        key: list[Any] = []
        for look_up in self.NATURAL_KEY:
            value: Any = self
            for step in look_up.split("__"):
                value = getattr(value, step) if value is not None else None
            key.append(value)
        return tuple(key)
