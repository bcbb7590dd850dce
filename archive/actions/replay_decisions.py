"""How each kind of entry is carried out again on a restored backup: what it takes from readers, never what it gives.

A function for an action gets the entry and returns None when it was carried out (or has no effect on readers), what
was :class:`Missed`, or a function that is asked so once all entries were carried out. To make another action
repeatable, put its function into :data:`DECISIONS`; an action that is not there closes the testimony it is about.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from archive.access.levels import BEFORE_PUBLICATION, FROM_LOOSE_TO_STRICT, Status
from archive.access.viewer import Viewer
from archive.actions.belongings import batches
from archive.actions.consent import fold
from archive.actions.erase import destroy_testimony
from archive.actions.known_only_from import known_only_from
from archive.actions.ledger import take_reasons
from archive.actions.publication import leave_tombstones
from archive.actions.replay_sealed import protect_identity, redact, withhold_originals
from archive.actions.replay_subjects import Decision, Missed, subject_of, telling_of, testimonies_of
from archive.lib.number_ranges import numbers_in
from archive.models import (
    AccessGrant,
    Collection,
    Consent,
    LedgerEntry,
    Person,
    PreviewLink,
    ProposedAction,
    Source,
    Testimony,
)


def close_subject(entry: LedgerEntry) -> Missed:
    """For what cannot be repeated from codes: its testimony is closed."""
    closing = testimonies_of(subject_of(entry))
    return Missed("it cannot be repeated from the ledger; decide it anew", closing)


def gives_more(entry: LedgerEntry) -> Missed:
    return Missed("it gave readers more and is not repeated; decide it anew")


def publish(entry: LedgerEntry) -> Missed:
    """Not repeated. What was a draft in the backup may have been hidden again after it was published, and its preview
    links ended with the draft."""
    return replace(gives_more(entry), previewed=_previewed(subject_of(entry)))


def nothing_to_do(entry: LedgerEntry) -> None:
    """It changed nothing that readers see."""


def withdraw(entry: LedgerEntry) -> Missed | None:
    record = subject_of(entry)
    if not isinstance(record, Testimony | Source | Collection):
        return Missed("what was withdrawn is not in this backup")
    columns: dict[str, Any] = {"status": Status.WITHDRAWN, "withdrawn_at": entry.at}
    if isinstance(record, Testimony):
        columns["leaves_tombstone"] = leave_tombstones(record, Viewer(now=entry.at))
    published = type(record).objects.filter(pk=record.pk, status=Status.PUBLISHED)
    if published.write_guarded(**columns, updated_at=entry.at):
        return None
    is_now = Status(record.status).label.lower()
    return (
        None
        if record.status == Status.WITHDRAWN
        else Missed(f"it is {is_now} in this backup, and stays so", previewed=_previewed(record))
    )


def erase(entry: LedgerEntry) -> Missed | None:
    record = subject_of(entry)
    erase_reasons(entry)
    if not isinstance(record, Testimony):
        return Missed("what was erased is not in this backup; its address tells nothing any more")
    if record.status == Status.ERASED:
        return None
    named = set(str(entry.codes.get("people") or "").split())
    only_here = {person.public_id for person in known_only_from(record)} & named
    destroy_testimony(record, entry.at, status_seen=record.status, people=only_here)
    others = Person.objects.filter(public_id__in=named - only_here)
    if not others:
        return None
    closing = tuple(testimony for person in others for testimony in telling_of(person))
    return Missed("people erased with it are told of elsewhere in this backup; erase them by hand", closing)


def set_access(entry: LedgerEntry) -> Missed | None:
    """The stricter level and the later embargo hold."""
    record, access = subject_of(entry), entry.codes.get("access")
    if record is None:
        return Missed("what it is about is not in this backup")
    if access not in FROM_LOOSE_TO_STRICT or not hasattr(record, "access"):
        return close_subject(entry)
    columns: dict[str, Any] = {}
    if FROM_LOOSE_TO_STRICT.index(access) > FROM_LOOSE_TO_STRICT.index(record.access):
        columns["access"] = access
    embargo = moment(entry.codes.get("embargo_until"))
    held = getattr(record, "embargo_until", None)
    if embargo is not None and (held is None or embargo > held):
        columns["embargo_until"] = embargo
    if columns:
        type(record).objects.filter(pk=record.pk).write_guarded(**columns, updated_at=entry.at)
    looser = access != columns.get("access", record.access) or (embargo is None and held is not None)
    why = "as far as it gave readers more, it is not repeated; decide it anew" if looser else ""
    return Missed(why, previewed=_previewed(record) if columns else ())


def record_consent(entry: LedgerEntry) -> Missed:
    """What a consent says is not in the ledger, but for its scopes: those no longer given are taken back here. Its
    dates may have become narrower, or a narrator of their own may have said no: what readers can read is closed."""
    testimony, consent = _consent_of(entry)
    if testimony is None:
        return Missed("the testimony is not in this backup")
    scopes = entry.codes.get("scopes")
    lost = set(consent.scopes_left) - set(str(scopes).split()) if consent is not None and scopes is not None else set()
    if consent is not None and lost:
        _take_back(consent, lost, entry.at)
        fold(testimony)
    closing = (testimony,) if testimony.status == Status.PUBLISHED else ()
    previewed = _previewed(testimony) if lost else ()
    return Missed("a consent was recorded or corrected; enter it anew from its document", closing, previewed)


def revoke_consent(entry: LedgerEntry) -> Missed:
    testimony, consent = _consent_of(entry)
    if testimony is None:
        return Missed("the testimony is not in this backup")
    if consent is None:
        closing = (testimony,) if testimony.status == Status.PUBLISHED else ()
        return Missed("the consent that was taken back is not in this backup", closing, _previewed(testimony))
    scopes = str(entry.codes.get("scopes") or "").split()
    if scopes:
        _take_back(consent, set(scopes), entry.at)
    else:
        Consent.objects.filter(pk=consent.pk, revoked_at=None).write_guarded(revoked_at=entry.at)
    fold(testimony)
    return Missed(previewed=_previewed(testimony))


def _previewed(record: Any) -> tuple[Testimony, ...]:
    """What preview links of the backup open of ``record``, or of what it is a part of: a preview asks for no level,
    embargo or consent, so what hides the record from readers does not hide it there."""
    return tuple(each for each in testimonies_of(record) if each.status in BEFORE_PUBLICATION)


def _consent_of(entry: LedgerEntry) -> tuple[Testimony | None, Consent | None]:
    testimony = subject_of(entry)
    if not isinstance(testimony, Testimony) or testimony.status == Status.ERASED:
        return None, None
    return testimony, Consent.objects.filter(public_id=entry.codes.get("consent"), testimony=testimony).first()


def _take_back(consent: Consent, scopes: Iterable[str], at: datetime) -> None:
    fresh = {scope: at.isoformat() for scope in scopes if scope not in consent.revoked_scopes}
    Consent.objects.filter(pk=consent.pk).write_guarded(revoked_scopes=consent.revoked_scopes | fresh)


def shorten_grant(entry: LedgerEntry) -> Missed | None:
    """A grant that was taken back is taken back; one whose end was set ends no later than that."""
    grant = _grant_of(entry)
    if grant is None:
        return None  # it was given after the backup: nobody has it here
    if entry.action == LedgerEntry.Action.GRANT_REVOKED:
        AccessGrant.objects.filter(pk=grant.pk, revoked_at=None).write_guarded(revoked_at=entry.at)
        return None
    until = moment(entry.codes.get("until"))
    if until is None or until > grant.valid_until:
        return gives_more(entry)
    if until <= grant.valid_from:
        AccessGrant.objects.filter(pk=grant.pk, revoked_at=None).write_guarded(revoked_at=entry.at)
    else:
        AccessGrant.objects.filter(pk=grant.pk).write_guarded(valid_until=until)
    return None


def _grant_of(entry: LedgerEntry) -> AccessGrant | None:
    """The very grant, and no other that was given its number on the backup: its testimony and its beginning fit, or its
    researcher where an older entry says whose it was."""
    number, researcher = entry.codes.get("grant"), entry.codes.get("researcher")
    if not isinstance(number, int):
        return None
    fitting: dict[str, Any] = {"valid_from": moment(entry.codes.get("valid_from")), "researcher": researcher}
    known = {name: value for name, value in fitting.items() if value is not None}
    return AccessGrant.objects.filter(pk=number, testimony__public_id=entry.subject, **known).first()


def revoke_preview(entry: LedgerEntry) -> None:
    """A link that was given after the backup does not exist here, and opens nothing."""
    links = PreviewLink.objects.filter(pk=entry.codes.get("link"), testimony__public_id=entry.subject)
    links.filter(revoked_at=None).write_guarded(revoked_at=entry.at)


def decline_proposal(entry: LedgerEntry) -> None:
    """What was proposed before the backup and decided since cannot be confirmed a second time."""
    ProposedAction.objects.filter(record=entry.subject, code=entry.codes.get("of"), decision="open").update(
        decision=ProposedAction.Decision.EXPIRED
    )


def use_up(entry: LedgerEntry) -> None:
    """What was opened since the backup was made used up the confirmation for it. Which of several it was, the entry
    does not say; none of those of this record opens anything again without a second person."""
    confirmed = ProposedAction.objects.filter(record=entry.subject, decision=ProposedAction.Decision.CONFIRMED)
    confirmed.filter(used_at=None).update(used_at=entry.at)


def open_sealed(entry: LedgerEntry) -> Missed:
    use_up(entry)
    return gives_more(entry)


def erase_reasons(entry: LedgerEntry) -> None:
    """The reasons that were erased since the backup was made are in it again."""
    for batch in batches(numbers_in(str(entry.codes.get("reasons") or ""))):
        take_reasons(LedgerEntry.objects.filter(sequence__in=batch))


def moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


DECISIONS: dict[str, Decision] = {
    "submitted": nothing_to_do,
    "returned": nothing_to_do,
    "published": publish,
    "withdrawn": withdraw,
    "restored": gives_more,
    "erased": erase,
    "access_set": set_access,
    "consent_recorded": record_consent,
    "consent_revoked": revoke_consent,
    "redacted": redact,
    "originals_withheld": withhold_originals,
    "unsealed": use_up,
    "identity_unsealed": use_up,
    "redaction_lifted": open_sealed,
    "identity_protected": protect_identity,
    "identity_revealed": open_sealed,
    "granted": gives_more,
    "grant_revoked": shorten_grant,
    "grant_end_set": shorten_grant,
    "request_declined": nothing_to_do,
    "preview_given": nothing_to_do,
    "preview_revoked": revoke_preview,
    "loaded": publish,
    "proposed": nothing_to_do,
    "confirmed": decline_proposal,
    "declined": decline_proposal,
    "replayed": nothing_to_do,
    "reason_refused": nothing_to_do,
    "reasons_erased": erase_reasons,
}
"""By action."""
