"""The records of the archive. Sealed records are known to Django but not exported from here."""

from archive.models import sealed as _sealed  # noqa: F401  registers the tables; nothing of it is exported
from archive.models.collections import Collection
from archive.models.consent import Consent
from archive.models.events import Event, EventParticipation
from archive.models.indexed import IndexedBlock, IndexedName, IndexedTestimony, IndexedText, IndexState, Posting
from archive.models.ledger import LedgerEntry, LedgerHead, LedgerReason
from archive.models.loads import LoadedRecord
from archive.models.media import MediaFile
from archive.models.names import Name
from archive.models.organisations import Organisation
from archive.models.people import Person, PersonRelation
from archive.models.pins import Mention, Note
from archive.models.places import Place
from archive.models.previews import PreviewLink
from archive.models.proposals import ProposedAction
from archive.models.public_ids import PublicId
from archive.models.research import AccessGrant, AccessRequest
from archive.models.residue import Residue
from archive.models.sections import Section
from archive.models.sessions import Session
from archive.models.sources import Source, SourceContribution
from archive.models.statements import Statement
from archive.models.testimonies import Participation, Testimony, TestimonyLanguage
from archive.models.transcripts import Passage, Transcript
from archive.models.vocabulary import Language, Tag, TaggedTestimony, Term

__all__ = [
    "AccessGrant",
    "AccessRequest",
    "Collection",
    "Consent",
    "Event",
    "EventParticipation",
    "IndexState",
    "IndexedBlock",
    "IndexedName",
    "IndexedTestimony",
    "IndexedText",
    "Language",
    "LedgerEntry",
    "LedgerHead",
    "LedgerReason",
    "LoadedRecord",
    "MediaFile",
    "Mention",
    "Name",
    "Note",
    "Organisation",
    "Participation",
    "Passage",
    "Person",
    "PersonRelation",
    "Place",
    "Posting",
    "PreviewLink",
    "ProposedAction",
    "PublicId",
    "Residue",
    "Section",
    "Session",
    "Source",
    "SourceContribution",
    "Statement",
    "Tag",
    "TaggedTestimony",
    "Term",
    "Testimony",
    "TestimonyLanguage",
    "Transcript",
]
