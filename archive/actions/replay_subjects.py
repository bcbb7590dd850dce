"""What a replayed entry of the ledger is about on a restored backup, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from archive.access.levels import Status
from archive.models import Consent, LedgerEntry, MediaFile, Passage, Person, Source, Testimony, Transcript


@dataclass(frozen=True)
class Missed:
    """What became of an entry otherwise: ``why`` it was not carried out, for the operator ("" where it was), which
    testimonies and sources are ``close``d because of it, and which ones are ``previewed`` no longer: their preview
    links in force end. Those of what is closed do anyway."""

    why: str = ""
    close: tuple[Testimony | Source, ...] = ()
    previewed: tuple[Testimony, ...] = ()


Afterwards = Callable[[], Missed | None]
"""What is asked once every entry was carried out."""
Decision = Callable[[LedgerEntry], Missed | Afterwards | None]


def subject_of(entry: LedgerEntry) -> Any:
    """The record that ``entry`` is about; None when this backup does not have it."""
    try:
        model = apps.get_model(entry.subject_kind)
    except (LookupError, ValueError):
        return None
    if not any(field.name == "public_id" for field in model._meta.fields):
        return None
    return model._base_manager.filter(public_id=entry.subject).first()


def testimonies_of(record: Model | None) -> tuple[Testimony, ...]:
    """The testimonies that ``record`` belongs to, or is."""
    if isinstance(record, Testimony):
        return (record,)
    if isinstance(record, Transcript | MediaFile | Consent):
        return (record.testimony,)
    if isinstance(record, Passage):
        return (record.transcript.testimony,)
    if isinstance(record, Person):
        return telling_of(record)
    return ()


def telling_of(person: Person) -> tuple[Testimony, ...]:
    """Every testimony that leads to ``person``."""
    return tuple(
        Testimony.objects.filter(
            Q(participations__person=person)
            | Q(transcripts__passages__mentions__person=person)
            | Q(transcripts__passages__reports=person)
            | Q(transcripts__passages__statements__person=person)
            | Q(consents__narrator=person)
        )
        .exclude(status=Status.ERASED)
        .distinct()
    )
