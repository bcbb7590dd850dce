"""Files that tell what is withheld: they are handed out to those who may look at what is sealed, once for each reason.

The original recordings and scans of an account say the words that are withheld in its text, and show who is protected;
a signed consent bears the real name.
"""

from typing import Any

from django.db.models.fields.files import FieldFile

from archive.actions import ledger, protected_parts, second_person
from archive.actions.guessing import entering_refused_reasons, refuse_guesses, what_is_asked
from archive.actions.identity import refuse_naming
from archive.actions.lifting import PERMISSION
from archive.actions.marks import in_force_in
from archive.actions.redact import refuse_repeating
from archive.actions.refusals import ActionRefused, require
from archive.actions.sealing import identity_of, words_of
from archive.models import Consent, LedgerEntry, MediaFile


def is_withheld(record: MediaFile | Consent) -> bool:
    """Whether the file of ``record`` tells what is withheld: an original of an account whose originals are, or the
    document of a consent to such an account, or to one to which someone who is protected gave a consent.

    It stays so when others are entered in the places of those who are protected
    (:mod:`archive.actions.protected_parts`): that opens no file.
    """
    if isinstance(record, MediaFile):
        return record.testimony.originals_withheld and record.rendition != MediaFile.Rendition.REDACTED
    return record.testimony.originals_withheld or protected_parts.is_kept(record.testimony_id)


@entering_refused_reasons("file")
def hand_out(record: MediaFile | Consent, actor: Any, *, reason: str) -> FieldFile | LedgerEntry:
    """The withheld file of ``record``, for ``actor`` to take away once; that it was is entered in the ledger.

    Where a second person has to agree first, the entry that says it was asked for.
    """
    require(actor, PERMISSION, "take away a file that is withheld")
    if not reason.strip():
        raise ActionRefused("Say why you need the file. That you took it is entered in the ledger.")
    refuse_guesses(record, actor, "file")
    _refuse_telling(record, reason)
    asked = second_person.require_or_propose(
        second_person.UNSEAL,
        record,
        actor,
        permission=PERMISSION,
        reason=reason.strip(),
        details=what_is_asked(record, "file")[1],
    )
    if asked is not None:
        return asked
    ledger.append(LedgerEntry.Action.UNSEALED, record, actor, reason=reason.strip(), to="file")
    return record.file if isinstance(record, MediaFile) else record.document


def _refuse_telling(record: MediaFile | Consent, reason: str) -> None:
    """Raise :class:`~archive.actions.refusals.RepeatsSealed` when ``reason`` holds what the file is withheld for."""
    for person in protected_parts.people_of(record.testimony_id):
        refuse_naming(reason, identity_of(person))
    for mark in in_force_in(record.testimony):
        refuse_repeating(reason, words_of(mark)["text"])
