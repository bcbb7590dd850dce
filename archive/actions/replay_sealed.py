"""Sealing again, on a restored backup, what was sealed since it was made: withheld words, protected identities.

When words were withheld on the live archive, a curator saw where else they stand and took out by hand what the action
does not reach: a name in the abstract, in a translation, a mention on other words. No entry says so, so the backup has
all of it back. What may be told so is listed, and the testimony closed.
"""

from functools import partial

from django.db.models import Q

from archive.access.levels import Status
from archive.actions.leads import forms_of, leading, meant_by
from archive.actions.marks import close_redacted_copies, in_force
from archive.actions.occurrences import told_in
from archive.actions.protect import protect_again
from archive.actions.redact import SHORTEST_LOOKED_FOR, redact_again
from archive.actions.replay_subjects import Afterwards, Missed, subject_of, telling_of, testimonies_of
from archive.actions.sealing import words_of
from archive.actions.traces import neutral_name
from archive.models import LedgerEntry, Mention, Passage, Person, Source, Testimony
from archive.models.sealed import Redaction

WORDS_TO_WITHHOLD = {"start", "length", "digest", "reason_code"}
"""The codes of an entry that tell which words it withheld."""


def redact(entry: LedgerEntry) -> Missed | Afterwards:
    """Withhold the same words again; where they are not found, or something else tells them, close the testimony."""
    passage = subject_of(entry)
    if not isinstance(passage, Passage):
        return Missed("the passage is not in this backup")
    mark = redact_again(entry.codes, passage) if entry.codes.keys() >= WORDS_TO_WITHHOLD else None
    if mark is not None:
        return partial(_told_besides, mark)
    return Missed("the withheld words were not found in the passage; withhold them anew", testimonies_of(passage))


def _told_besides(mark: Redaction) -> Missed | None:
    told = still_telling(mark)
    if not told:
        return None
    why = "the words are withheld again; correct or withhold what else may tell them, then open the account"
    return Missed(f"{why}: {', '.join(told)}", testimonies_of(mark.passage))


def protect_identity(entry: LedgerEntry) -> Missed:
    """Seal the names again, under a stand-in: the pseudonym is not in the ledger. What else may name the person is not
    known, so everything that leads to them is closed until someone has looked."""
    person = subject_of(entry)
    if not isinstance(person, Person):
        return Missed("the person is not in this backup")
    sources = Source.objects.filter(Q(statements__person=person) | Q(contributions__person=person)).distinct()
    closing: tuple[Testimony | Source, ...] = (*telling_of(person), *sources)
    protect_again(person)
    return Missed(
        "the identity was sealed under a stand-in: choose the pseudonym, look where else the name stands, then open",
        closing,
    )


def withhold_originals(entry: LedgerEntry) -> Missed | None:
    """Withhold the originals again, and close the redacted copies. The backup does not know who was entered in the
    testimony: nothing would keep them withheld once words are shown again or somebody is revealed, so it is closed."""
    testimony = subject_of(entry)
    if not isinstance(testimony, Testimony) or testimony.status == Status.ERASED:
        return None  # its files are not here
    Testimony.objects.filter(pk=testimony.pk).write_guarded(originals_withheld=True)
    close_redacted_copies(testimony)
    return Missed("someone protected was entered in it: enter them anew, look at its files, then open it", (testimony,))


def still_telling(mark: Redaction) -> list[str]:
    """Where what ``mark`` withholds may be told yet, by identifiers and without the words; nothing once the passage is
    gone. Ask it when all that was withheld is withheld: each mark tells of the places of the others."""
    passage = Passage.objects.filter(pk=mark.passage_id).first()
    if passage is None:
        return []
    sealed = words_of(mark)
    words = sealed["text"] if len(sealed["text"].strip()) >= SHORTEST_LOOKED_FOR else ""
    meant = meant_by(sealed)
    leads = [lead for lead in leading(passage, sealed["text"], meant) if lead.same]
    meant |= {lead.target for lead in leads}
    forms = [form for target in meant for form in forms_of(target)]
    found = told_in(passage.transcript.testimony, words, forms)
    told = [f"{neutral_name(each.record)} ({each.field})" for each in found]
    told += [f"{neutral_name(passage)} ({lead.kind})" for lead in leads]
    pinned = Mention.objects.filter(passage=passage).exclude(start=None)
    told += [f"{neutral_name(passage)} (mention)" for mention in pinned if mention.target in meant]
    told += [f"{neutral_name(each)} (translation)" for each in _renderings(passage) if not in_force(each).exists()]
    return list(dict.fromkeys(told))


def _renderings(passage: Passage) -> list[Passage]:
    """Translations of ``passage``, and what it translates."""
    return list(Passage.objects.filter(Q(renders=passage) | Q(pk=passage.renders_id)))
