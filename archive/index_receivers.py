"""The index of search follows every write: saves and deletions, raw ones of fixtures included, and bulk writes.

Connected by :class:`archive.apps.ArchiveConfig`.
"""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save

from archive.models import IndexedName, IndexedTestimony, IndexState, Name, Testimony
from archive.models.base import rows_written
from archive.search import following, index, names

LEFT, INDEXED_WITH = "_left", "_indexed_with"
"""What a record carries from before it is written to after."""


def moving(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Remember what a record leaves when it is saved to another place."""
    instance.__dict__[LEFT] = following.left_by(instance)


def saved(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    following.rows_changed(sender, [instance.pk])
    left = instance.__dict__.pop(LEFT, None)
    if left is not None:
        index.touch(*left)


def written(sender: type[models.Model], keys: Collection[int], **kwargs: Any) -> None:
    following.rows_changed(sender, keys)


def going(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Remember where a record belonged while its parents are still there."""
    instance.__dict__[INDEXED_WITH] = following.addresses(instance)


def gone(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    testimonies, passages = instance.__dict__.get(INDEXED_WITH, ((), None))
    index.touch(testimonies, passages)


def name_saved(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    names.keep_names([instance.pk])


def name_going(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    IndexedName.objects.filter(name=instance.pk).delete()


def names_written(sender: type[models.Model], keys: Collection[int], **kwargs: Any) -> None:
    names.keep_names(keys)


def complete(using: str, **kwargs: Any) -> None:
    """After ``migrate``: an archive from before there was an index, or from before another analyser, is indexed. What
    another version wrote is written from the start, since nothing can be taken out of it by the counts of this one.
    What was interrupted has no version, and is gone on with."""
    if index.is_current():
        return
    is_of_another = IndexState.objects.exists()
    is_left_over = not Testimony.objects.exists() and not IndexedTestimony.objects.exists()  # of an emptied database
    for _count in index.rebuild() if is_of_another or is_left_over else index.complete():
        pass


def connect() -> None:
    for model in following.MOVING:
        pre_save.connect(moving, sender=model, dispatch_uid=f"archive.index.moving.{model.__name__}")
    for model in following.FOLLOWED:
        name = model.__name__
        post_save.connect(saved, sender=model, dispatch_uid=f"archive.index.saved.{name}")
        rows_written.connect(written, sender=model, dispatch_uid=f"archive.index.written.{name}")
        pre_delete.connect(going, sender=model, dispatch_uid=f"archive.index.going.{name}")
        post_delete.connect(gone, sender=model, dispatch_uid=f"archive.index.gone.{name}")
    post_save.connect(name_saved, sender=Name, dispatch_uid="archive.index.name_saved")
    rows_written.connect(names_written, sender=Name, dispatch_uid="archive.index.names_written")
    pre_delete.connect(name_going, sender=Name, dispatch_uid="archive.index.name_going")
    post_migrate.connect(complete, sender=apps.get_app_config("archive"), dispatch_uid="archive.index.complete")
