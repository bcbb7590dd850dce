"""What happens around every save and deletion, ``loaddata`` included (which skips ``save()`` but sends signals).

Connected by :class:`archive.apps.ArchiveConfig`.
"""

from collections.abc import Collection
from typing import Any

from allauth.mfa.signals import authenticator_added
from django.apps import apps
from django.contrib.auth.signals import user_logged_out
from django.contrib.messages import get_messages
from django.db import connections, models
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save

from archive.accounts import second_factor
from archive.actions import protected_parts
from archive.actions.copies import settle_level
from archive.actions.locks import keep_what_shows, refuse_erased
from archive.actions.marks import carry_marks, keep_marks, settle_originals, withhold_as_entered
from archive.actions.requesters import forget_reasons
from archive.actions.stored_files import file_models, leave_files, remember_files
from archive.lib.planner import refresh_statistics
from archive.models import (
    AccessGrant,
    AccessRequest,
    Consent,
    MediaFile,
    Name,
    Participation,
    Passage,
    Person,
    Source,
    Testimony,
)
from archive.models.base import Record
from archive.models.names import refresh_headings
from archive.models.public_ids import Identified
from archive.models.sources import follow_sources
from archive.models.transcripts import text_changed, text_changing

REMEMBERED = (MediaFile, Name, Participation, Passage)
"""Models for which the row as it was is needed after a save."""


def prepare(
    sender: type[models.Model],
    instance: models.Model,
    using: str,
    update_fields: Collection[str] | None = None,
    **kwargs: Any,
) -> None:
    """Before any save, raw ones too: refuse what belongs to an erased testimony, mint the identifier and derive what is
    derived. What decides whether readers see it stays as it is meanwhile."""
    if not isinstance(instance, Record):
        return
    refuse_erased(instance, using)
    keep_what_shows(instance, using)
    if isinstance(instance, Identified):
        instance.identify()
    instance.derive()
    if isinstance(instance, REMEMBERED):
        instance.row_before = row_before(sender, instance, writes_text(update_fields)) if instance.pk else None
    if isinstance(instance, Passage) and instance.row_before and writes_text(update_fields):
        instance.announce(instance.row_before.text)


def row_before(sender: type[models.Model], instance: models.Model, locks: bool) -> models.Model | None:
    """The row as it is, which for a passage whose text is about to be written stays so until that is done: otherwise
    words withheld by someone else at this moment would be written back."""
    rows = sender._default_manager.filter(pk=instance.pk)
    if locks and isinstance(instance, Passage) and connections[rows.db].in_atomic_block:
        rows = rows.select_for_update()
    return rows.first()


def writes_text(update_fields: Collection[str] | None) -> bool:
    return update_fields is None or "text" in update_fields


def follow(
    sender: type[models.Model],
    instance: models.Model,
    update_fields: Collection[str] | None = None,
    *,
    created: bool,
    **kwargs: Any,
) -> None:
    """After a save: headings follow their names and the sources of these, mentions and notes follow their words, and
    files are as strict as they must be."""
    if isinstance(instance, Name):
        refresh_headings([name for name in (instance, instance.row_before) if name is not None])
    elif isinstance(instance, Passage) and instance.row_before and writes_text(update_fields):
        instance.carry_over(instance.row_before.text)
    elif isinstance(instance, Source) and created:  # a fixture may hold the names before the source
        follow_sources([instance.pk])
    elif isinstance(instance, Participation):
        withhold_for(instance)
    elif isinstance(instance, Consent) and instance.narrator_id is not None:
        for testimony in Testimony.objects.filter(pk=instance.testimony_id):
            protected_parts.keep(testimony)
    elif isinstance(instance, MediaFile):
        settle_level(instance, instance.row_before)


def withhold_for(participation: Participation) -> None:
    """Withhold the original files of a testimony that a protected person takes part in, and, where this person was
    entered in it just now, close the redacted copies that were made before, with an entry in the ledger.

    Parents may not be there yet while a fixture is loaded; whoever is protected in it already was so before.
    """
    if not Person.objects.filter(pk=participation.person_id, identity_protected=True).exists():
        return
    before = participation.row_before
    stays = before is not None and of_whom(before) == of_whom(participation)
    for testimony in Testimony.objects.filter(pk=participation.testimony_id):
        if stays:
            settle_originals(testimony)
        else:
            withhold_as_entered(testimony)


def of_whom(participation: Participation) -> tuple[int, int]:
    return participation.testimony_id, participation.person_id


def forget_name(sender: type[models.Model], instance: Name, **kwargs: Any) -> None:
    refresh_headings([instance])


def keep_published(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Refuse to delete what was ever published, from wherever the deletion comes."""
    if isinstance(instance, Record) and not instance.may_be_deleted:
        raise models.ProtectedError(
            f"{instance._meta.verbose_name} {instance.natural_key()} was published once: withdraw it instead.",
            {instance},
        )


def forget_requester(sender: type[models.Model], instance: AccessRequest | AccessGrant, **kwargs: Any) -> None:
    """With a researcher's login go the requests and grants, and what was written about them in the ledger."""
    forget_reasons(instance)


def note_files(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    remember_files(instance)


def let_go_of_files(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """With a row goes its file: a recording, the document that was signed. So does a file that was exchanged."""
    leave_files(instance)


def connect_files() -> None:
    for model in file_models():
        for before in (pre_save, pre_delete):
            before.connect(note_files, sender=model, dispatch_uid="archive.note_files")
        for after in (post_save, post_delete):
            after.connect(let_go_of_files, sender=model, dispatch_uid="archive.let_go_of_files")


def look_at_tables(using: str, **kwargs: Any) -> None:
    """After every ``migrate``, and so at every ``make run`` and every upgrade."""
    refresh_statistics(connections[using])


def take_messages_along(sender: Any, request: Any, **kwargs: Any) -> None:
    """At logging out: messages not read yet name records, and the next person at this browser is not meant."""
    if request is not None and hasattr(request, "_messages"):
        list(get_messages(request))


def connect() -> None:
    user_logged_out.connect(take_messages_along, dispatch_uid="archive.take_messages_along")
    authenticator_added.connect(second_factor.set_up, dispatch_uid="archive.second_factor")
    pre_save.connect(prepare, dispatch_uid="archive.prepare")
    post_save.connect(follow, dispatch_uid="archive.follow")
    text_changing.connect(keep_marks, dispatch_uid="archive.keep_marks")
    text_changed.connect(carry_marks, dispatch_uid="archive.carry_marks")
    post_delete.connect(forget_name, sender=Name, dispatch_uid="archive.forget_name")
    connect_files()
    pre_delete.connect(keep_published, dispatch_uid="archive.keep_published")
    for asked in (AccessRequest, AccessGrant):
        pre_delete.connect(forget_requester, sender=asked, dispatch_uid=f"archive.forget_requester.{asked.__name__}")
    post_migrate.connect(look_at_tables, sender=apps.get_app_config("archive"), dispatch_uid="archive.look_at_tables")
