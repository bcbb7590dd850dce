"""Lifting a redaction, so that readers see the words again, and looking at them while they stay withheld.

Both show the original, so both need the permission to unseal, and both are entered in the ledger. A reason that repeats
the words is refused before anything of it is stored, the question to a second person included; that it was refused is
entered, too.
"""

from typing import Any

from django.utils import timezone

from archive.access.levels import Status
from archive.actions import connections, decisions, leads, ledger, pins, second_person
from archive.actions.guessing import entering_refused_reasons, refuse_guesses, what_is_asked
from archive.actions.marks import in_force, settle_originals
from archive.actions.protected_names import who_is_named
from archive.actions.redact import CHANGED_MEANWHILE, locked, refuse_repeating, shift_marks
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.actions.sealing import Content, add_to_identity, seal_words, unsealed, words_of
from archive.models import LedgerEntry, Passage
from archive.models.sealed import Redaction

PERMISSION = "archive.unseal_redaction"
NAMES_SOMEONE = (
    "Not lifted: the withheld words hold a name, or a part of one, of someone whose identity is protected. They stay "
    "withheld. Look at the original, and write beside the mark what may be read of it; or leave it until that identity "
    "is revealed."
)


@entering_refused_reasons("lift")
def lift(redaction: Redaction, actor: Any, *, reason: str, judged_by: str | None = None) -> LedgerEntry:
    """Put the withheld words back where the mark stands, with what was pinned to them.

    Where a second person has to agree first, the entry that says it was asked for, and nothing is changed.

    Raises :class:`~archive.actions.refusals.LostRace` when the redaction was lifted meanwhile, or anything was decided
    about the testimony since the token ``judged_by`` (:func:`archive.actions.decisions.newest`), and
    :class:`~archive.actions.sealing.CannotOpen` when the key is not there; then nothing is changed.
    """
    require(actor, PERMISSION, "lift a redaction")
    if not reason.strip():
        raise ActionRefused("Say why the redaction is lifted.")
    passage = locked(redaction.passage)
    mark = in_force(passage).filter(pk=redaction.pk).first()
    if mark is None:
        raise LostRace("This redaction was lifted before.")
    decisions.refuse_judged_before(passage, judged_by)
    sealed = words_of(mark)
    words = sealed["text"]
    refuse_guesses(mark, actor, "lift")
    refuse_repeating(reason, words)
    asked = ask_second_person(mark, actor, "lift", reason)
    if asked is not None:
        return asked
    _put_back(passage, mark, sealed)
    unsealed(mark)
    settle_originals(passage.transcript.testimony)
    redaction.refresh_from_db()
    return ledger.append(
        LedgerEntry.Action.REDACTION_LIFTED,
        passage,
        actor,
        reason=reason.strip(),
        redaction=mark.pk,
        passage=passage.public_id,
        start=mark.start,
    )


def _put_back(passage: Passage, mark: Redaction, sealed: Content) -> None:
    """Write the words of ``mark`` into ``passage``, and after them what was pinned to them or led to them.

    Raises :class:`ActionRefused` where the words name someone protected by now. A note or statement that does stays
    sealed, with that person.
    """
    words, span = sealed["text"], (mark.start, mark.end)
    lifted = passage.text[: mark.start] + words + passage.text[mark.end :]
    if who_is_named(lifted, (mark.start, mark.start + len(words))) is not None:
        raise ActionRefused(NAMES_SOMEONE)
    as_read = Passage.objects.filter(pk=passage.pk, text=passage.text)
    if not as_read.write_guarded(text=lifted, updated_at=timezone.now()):
        raise LostRace(CHANGED_MEANWHILE)
    mark.lifted_at, mark.end = timezone.now(), mark.start + len(words)
    mark.save()
    pins.loosen(passage, span)
    by = len(words) - (span[1] - span[0])
    pins.shift(passage, span[1], by)
    shift_marks(passage, span[1], by)
    passage.refresh_from_db(fields=["text"])
    pins.put_back(passage, sealed["pins"], mark.start, lambda pin, where: _hand_on(passage, mark, pin, where))
    leads.put_back(passage, sealed.get("leads", ()))


def ask_second_person(redaction: Redaction, actor: Any, to: str, reason: str) -> LedgerEntry | None:
    """None when ``actor`` may go on; the entry that says it was asked for where another person has to agree first.

    Lifting a redaction of what is published gives readers more.
    """
    passage, details = what_is_asked(redaction, to)
    published = passage.transcript.testimony.status == Status.PUBLISHED
    return second_person.require_or_propose(
        second_person.UNSEAL,
        passage,
        actor,
        permission=PERMISSION,
        reason=reason.strip(),
        details=details,
        also_with=second_person.LOOSEN if to == "lift" and published else "",
    )


@entering_refused_reasons("look")
def unseal(redaction: Redaction, actor: Any, *, reason: str) -> str | LedgerEntry:
    """The words that ``redaction`` withholds, for ``actor`` to read once; the look is entered in the ledger.

    Where a second person has to agree first, the entry that says it was asked for.
    """
    require(actor, PERMISSION, "read withheld words")
    if not reason.strip():
        raise ActionRefused("Say why you need to read the words. The look is entered in the ledger.")
    if not in_force(redaction.passage).filter(pk=redaction.pk).exists():
        raise LostRace("This redaction was lifted: its words stand in the passage.")
    words = words_of(redaction)["text"]
    refuse_guesses(redaction, actor, "look")
    refuse_repeating(reason, words)
    asked = ask_second_person(redaction, actor, "look", reason)
    if asked is not None:
        return asked
    ledger.append(LedgerEntry.Action.UNSEALED, redaction.passage, actor, reason=reason.strip(), redaction=redaction.pk)
    return words


def _hand_on(passage: Passage, lifted: Redaction, pin: pins.Pin, span: pins.Span) -> bool:
    """Seal ``pin`` with the nearest mark that still lies between its words, or a note with someone protected whom it
    names; False where there is none.

    Offsets of a sealed pin count the words of every mark as they were, those of its neighbours included.
    """
    marks = list(in_force(passage))
    after = next((mark for mark in marks if mark.start >= lifted.end), None)
    if after is not None and span[1] > after.start:
        _add_pin(after, pin, span, after.start, words_of(after))
        return True
    before = next((mark for mark in reversed(marks) if mark.end <= lifted.start), None)
    if before is not None and span[0] < before.end:
        sealed = words_of(before)
        _add_pin(before, pin, span, before.end - len(sealed["text"]), sealed)
        return True
    named = who_is_named(pin.get("text", ""))
    if named is not None:
        add_to_identity(named, "connections", [connections.packed(pins.note_of(passage, pin))])
    return named is not None


def _add_pin(mark: Redaction, pin: pins.Pin, span: pins.Span, begins: int, sealed: Content) -> None:
    moved = {**pin, "start": span[0] - begins, "end": span[1] - begins}
    seal_words(mark, {**sealed, "pins": [*sealed["pins"], moved]})
