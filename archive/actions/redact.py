"""Withholding words of a passage: readers' tables keep a placeholder, the words are sealed.

With the words go what stands on them (mentions and notes, sealed along) and what the workbench's history said. What was
pinned after them keeps its words. The testimony's original recordings are withheld while a mark is in force.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from archive.access.levels import Status
from archive.actions import leads, ledger, loaded, locks, pins, residue, traces
from archive.actions.as_listed import refuse_changed
from archive.actions.marks import close_redacted_copies, in_force, settle_originals
from archive.actions.occurrences import places_of
from archive.actions.recognised import digest_of_words, find_again, is_of
from archive.actions.refusals import ActionRefused, LostRace, RepeatsSealed, require
from archive.actions.sealing import seal_words, words_of
from archive.actions.withholding import listed
from archive.lib.marks import PLACEHOLDER, is_between_characters, overlap
from archive.lib.residue import forget_deleted_words
from archive.lib.text import nfc
from archive.models import LedgerEntry, Mention, Note, Passage, Statement
from archive.models.public_ids import Identified
from archive.models.sealed import Redaction
from archive.search import index

PERMISSION = "archive.redact_passage"
CHANGED_MEANWHILE = "Someone else has changed this passage meanwhile. Look at it again before you decide."
REASONS = Redaction.Reason
SHORTEST_LOOKED_FOR = 3
"""Words of fewer characters stand in any sentence; they are not looked for elsewhere."""

RECORDS = ("archive_passage", "archive_mention", "archive_note", "archive_statement")
TABLES = (*RECORDS, loaded.TABLE, "django_admin_log", *index.TABLES)
"""Where the words stood: housekeeping overwrites what the database still keeps of it."""


class Place(NamedTuple):
    """Words of a passage: ``words`` are those that the curator saw between ``start`` and ``end``."""

    public_id: str
    start: int
    end: int
    words: str


@transaction.atomic
def redact(
    passage: Passage,
    actor: Any,
    *,
    start: int,
    end: int,
    reason_code: str,
    reason: str = "",
    seen_text: str,
    also: Iterable[Place] = (),
    leading: Iterable[str] = (),
    seen: Mapping[str, str] | None = None,
) -> Redaction:
    """Withhold the words of ``passage``, ``start`` to ``end`` (code points of ``seen_text``), and those of ``also``.

    ``leading`` holds the codes of what goes out of sight with them (:mod:`archive.actions.leads`); ``seen`` is what
    :func:`archive.actions.withholding.listed` gave for the page on which that was decided, None where there was none.

    Raises :class:`~archive.actions.refusals.LostRace` when the text is not ``seen_text`` any more, or more was entered
    than was seen, and :class:`~archive.actions.refusals.ActionRefused` for a span that is empty, outside the text, over
    another mark or inside a character, and for a ``reason`` that repeats the words. ``passage`` is read anew then.
    """
    require(actor, PERMISSION, "withhold words of a passage")
    if reason_code not in REASONS.values:
        raise ActionRefused("Say for which reason the words are withheld.")
    current = locked(passage)
    if current.text != nfc(seen_text):
        raise LostRace(CHANGED_MEANWHILE)
    if current.transcript.testimony.status == Status.ERASED:
        raise ActionRefused("The testimony was erased: there is nothing left to withhold.")
    marked = Place(current.public_id, start, end, words_between(current, start, end))
    if seen is not None:
        refuse_changed(listed(current, (start, end), actor), seen)
    places = [marked, *also]
    for place in places:
        refuse_repeating(reason, place.words)
    marks = redact_places(
        places, actor, reason_code=reason_code, reasons={marked: reason.strip()}, leading=_with_places(places, leading)
    )
    passage.refresh_from_db()
    marks[marked].refresh_from_db()
    return marks[marked]


def _with_places(places: Iterable[Place], codes: Iterable[str]) -> dict[Place, list[str]]:
    """The codes of leads, each with the first of ``places`` that lies in its own passage."""
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.public_id, place)
    grouped = leads.by_passage(codes)
    for public_id in grouped.keys() - first.keys():
        raise ActionRefused(f"Withhold the words in {public_id}, too, or leave there what leads to whom they name.")
    return {first[public_id]: own for public_id, own in grouped.items()}


def refuse_repeating(reason: str, words: str) -> None:
    """Raise :class:`RepeatsSealed` when ``reason``, which the ledger keeps, repeats the withheld ``words``."""
    if len(words.strip()) >= SHORTEST_LOOKED_FOR and places_of(words)(reason):
        raise RepeatsSealed("The reason repeats the words. Write it without them: it is kept in the ledger.")


def redact_places(
    places: Iterable[Place],
    actor: Any,
    *,
    reason_code: str,
    reasons: Mapping[Place, str] | None = None,
    leading: Mapping[Place, Iterable[str]] | None = None,
) -> dict[Place, Redaction]:
    """Withhold each of ``places`` (of any passages), whose offsets are all those of the texts before the first of them.

    Call it inside the transaction of the action that it belongs to. By place, ``reasons`` holds the free-text reasons,
    and ``leading`` the codes of the leads that are sealed with it.
    """
    # The last of a passage goes first: what comes before it stays where it was.
    chosen = sorted(set(places), key=lambda place: (place.public_id, -place.start))
    if chosen:
        require(actor, PERMISSION, "withhold words of a passage")
        locks.hold_all(locks.testimonies_of_passages(place.public_id for place in chosen))
    marks: dict[Place, Redaction] = {}
    sealed: dict[Place, list[str]] = {}
    about: list[Model] = []
    with index.collecting():
        for place in chosen:
            passage = Passage.objects.filter(public_id=place.public_id).first()
            current = locked(passage) if passage is not None else None
            if current is None or current.text[place.start : place.end] != place.words:
                raise LostRace(CHANGED_MEANWHILE)
            words_between(current, place.start, place.end)
            about += _rows_of(current)
            marks[place] = _withhold(current, (place.start, place.end), reason_code, actor)
            sealed[place] = _seal_leads(marks[place], (leading or {}).get(place, ()))
    for place, mark in marks.items():  # the head of the ledger is locked last, after the index
        _enter(mark, place, actor, reason=(reasons or {}).get(place, ""), sealed=sealed[place])
    if chosen:
        _clean_history([place.words for place in chosen], about)
        _forget_loaded(about)
        forget_deleted_words(connection)
        residue.leave_for_housekeeping(chosen[0].public_id, tables=TABLES)
    return marks


def _seal_leads(mark: Redaction, codes: Iterable[str]) -> list[str]:
    """Seal the leads with ``codes``, which lie in the passage of ``mark``, with it; the digests of those."""
    chosen = list(codes)
    digests = [lead.digest for lead in leads.leading(mark.passage, "", set()) if lead.code in chosen]
    if chosen:
        seal_words(mark, {**words_of(mark), "leads": leads.take(mark.passage, chosen)})
    return digests


def _enter(mark: Redaction, place: Place, actor: Any, *, reason: str, sealed: Iterable[str]) -> LedgerEntry:
    """The ledger entry of one mark; its codes let :func:`redact_again` find the words on a restored backup, and what
    was ``sealed`` with them."""
    salt = secrets.token_hex(16)
    return ledger.append(
        LedgerEntry.Action.REDACTED,
        mark.passage,
        actor,
        reason=reason,
        redaction=mark.pk,
        passage=place.public_id,
        reason_code=mark.reason,
        start=place.start,
        end=place.end,
        length=place.end - place.start,
        salt=salt,
        digest=digest_of_words(place.words, salt),
        leads=" ".join(sorted(sealed)),
    )


def words_between(passage: Passage, start: int, end: int) -> str:
    """The words of ``passage`` that may be withheld from ``start`` to ``end``; raises :class:`ActionRefused`."""
    text = passage.text
    if not 0 <= start < end <= len(text):
        raise ActionRefused("Mark at least one character, inside the passage.")
    if not (is_between_characters(text, start) and is_between_characters(text, end)):
        raise ActionRefused("The mark begins or ends inside a character. Take the whole letter with its accents.")
    if any(overlap((start, end), (mark.start, mark.end)) for mark in in_force(passage)):
        raise ActionRefused("Some of these words are withheld already. Lift that redaction first, or mark other words.")
    return text[start:end]


def rendition(text: str, start: int, end: int) -> str:
    """What readers see of ``text`` once the words from ``start`` to ``end`` are withheld."""
    return f"{text[:start]}{PLACEHOLDER}{text[end:]}"


def locked(passage: Passage) -> Passage:
    """``passage`` as it is now, and as it stays until the transaction ends; its testimony is locked before it."""
    locks.hold(passage)
    return Passage.objects.select_for_update(of=("self",)).select_related("transcript__testimony").get(pk=passage.pk)


def _withhold(passage: Passage, span: tuple[int, int], reason_code: str, actor: Any) -> Redaction:
    """Carry it out on the locked ``passage``, all in the transaction of the caller."""
    start, end = span
    text, words = passage.text, passage.text[start:end]
    changed = Passage.objects.filter(pk=passage.pk, text=text).write_guarded(
        text=rendition(text, start, end), updated_at=timezone.now()
    )
    if not changed:
        raise LostRace(CHANGED_MEANWHILE)
    taken = pins.take(passage, span)
    by = len(PLACEHOLDER) - (end - start)
    pins.shift(passage, end, by)
    shift_marks(passage, end, by)
    redaction = Redaction.objects.create(
        passage=passage, start=start, end=start + len(PLACEHOLDER), reason=reason_code, redacted_by=actor
    )
    seal_words(redaction, {"text": words, "pins": taken})
    settle_originals(passage.transcript.testimony)
    close_redacted_copies(passage.transcript.testimony)
    passage.refresh_from_db(fields=["text"])
    return redaction


def _rows_of(passage: Passage) -> list[Model]:
    """``passage``, what is pinned to it and said in it: whatever the history tells of them may hold its words."""
    pinned = [*Mention.objects.filter(passage=passage), *Note.objects.filter(passage=passage)]
    return [passage, *pinned, *Statement.objects.filter(asserted_in=passage)]


def _clean_history(words: Iterable[str], about: Iterable[Model]) -> None:
    """Take ``words`` out of the workbench's history, which is read through once however many they are."""
    finders = [places_of(each) for each in set(words)]
    traces.clean_history(lambda said: any(find(said) for find in finders), about)


def _forget_loaded(about: Iterable[Model]) -> None:
    """Forget what fixtures loaded of the passages in ``about``, of their mentions and notes."""
    loaded.forget(row.public_id for row in about if isinstance(row, Identified))


def shift_marks(passage: Passage, place: int, by: int) -> None:
    """Move the marks in force that begin at ``place`` or after it by so many characters."""
    for mark in in_force(passage).filter(start__gte=place):
        mark.start, mark.end = mark.start + by, mark.end + by
        mark.save()


# --- on a restored backup -------------------------------------------------------------------------------


@transaction.atomic
def redact_again(entry_codes: dict[str, Any], passage: Passage) -> Redaction | None:
    """Withhold anew what the ledger entry with ``entry_codes`` once withheld, on a backup that still holds the words.

    No one is asked for a permission, and no entry is made: the decision was made and is in the ledger. Returns the
    mark, also where the words are withheld already and stand nowhere else; None when they are nowhere in the passage,
    or it cannot be told which of several were meant, so that the caller closes and lists it. What the entry says was
    sealed with the words is sealed again; an older entry does not say it, and all that leads to whom they name is.
    """
    current = locked(passage)
    found = find_again(current.text, entry_codes)
    if not found:
        marks = in_force(current)
        return next((mark for mark in marks if is_of(entry_codes, words_of(mark)["text"])), None)
    span = found[0]
    if len(found) > 1 or any(overlap(span, (mark.start, mark.end)) for mark in in_force(current)):
        return None
    words, about = current.text[span[0] : span[1]], _rows_of(current)
    codes = _sealed_then(current, span, entry_codes)
    redaction = _withhold(current, span, entry_codes["reason_code"], None)
    _seal_leads(redaction, codes)
    _clean_history([words], about)
    _forget_loaded(about)
    forget_deleted_words(connection)
    residue.leave_for_housekeeping(current.public_id, tables=TABLES)
    passage.refresh_from_db()
    return redaction


def _sealed_then(passage: Passage, span: tuple[int, int], entry_codes: dict[str, Any]) -> list[str]:
    """The codes of the leads that were sealed with the words of ``span``."""
    if "leads" not in entry_codes:
        return [lead.code for lead in leads.leads_of(passage, span) if lead.same]
    digests = str(entry_codes["leads"]).split()
    return [lead.code for lead in leads.leading(passage, "", set()) if lead.digest in digests]
