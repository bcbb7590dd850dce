"""By which decisions a page was judged, and whether they still are the newest.

A curator decides on what a page showed, and a second person confirms what was asked for on such a page. In between a
colleague may have decided something else: withheld words, taken back a consent, withdrawn and restored. A level or a
status may be the same again, and yet be another decision; so what is compared is not what they are, but which decision
was the newest.
"""

import hashlib

from django.db.models import Max, Model, Q, QuerySet

from archive.actions.ledger import HEAD
from archive.actions.locks import testimonies_of
from archive.actions.refusals import LostRace
from archive.models import (
    Consent,
    LedgerEntry,
    LedgerHead,
    MediaFile,
    Mention,
    Participation,
    Passage,
    Person,
    ProposedAction,
    Testimony,
    Transcript,
)
from archive.models.public_ids import Identified

Action = LedgerEntry.Action

DECIDES_NOTHING = (
    Action.UNSEALED,
    Action.IDENTITY_UNSEALED,
    Action.REASON_REFUSED,
    Action.REASONS_ERASED,
    Action.GRANTED,
    Action.GRANT_REVOKED,
    Action.GRANT_END_SET,
    Action.REQUEST_DECLINED,
    Action.PREVIEW_GIVEN,
    Action.PREVIEW_REVOKED,
    Action.PROPOSED,
    Action.CONFIRMED,
    Action.DECLINED,
)
"""What is entered about a record and leaves what readers in general get of it as it was. All else counts."""

PUTS_OUT_OF_SIGHT = (Action.REDACTED, Action.IDENTITY_PROTECTED)
"""What takes words or names out of what readers get, and which what is entered afterwards can bring back."""

JUDGED_BEFORE = (
    "Something was decided about this after you opened the page: its status, its access or that of a part, a consent, "
    "words that are withheld, or someone who is protected. Nothing was done. Look at it as it is now before you "
    "decide; then send this page once more if it is to be done all the same."
)
ASKED_BEFORE = (
    "Something was decided about this after it was asked for: its status, its access or that of a part, a consent, "
    "words that are withheld, or someone who is protected. Nothing was done. Decline it; it can be asked for again by "
    "whoever has looked at it as it is now."
)


def newest(record: Identified) -> str:
    """A token of the decisions about ``record`` as they are now; another one once something more was decided.

    For a testimony and whatever belongs to one it counts what was decided about the testimony, its texts, passages,
    files and consents, and about the people who take part or gave consent; and who of these is protected, since someone
    can be entered who was so before. For a person it counts what was decided about the person, and all this about each
    testimony that the person takes part in or gave consent to. Read it before what the page shows. What compares it
    holds the testimony.
    """
    entries = LedgerEntry.objects.exclude(action__in=DECIDES_NOTHING).order_by()
    testimony = testimonies_of(record).first()
    if isinstance(record, Person):
        return _newest_of_person(record)
    if testimony is None:
        return str(_last(entries.filter(subject=record.public_id)))
    people = _taking_part_in(testimony)
    last = max(_last(entries.filter(subject__in=each)) for each in _identifiers_in(testimony, people))
    protected = people.filter(identity_protected=True).order_by("public_id").values_list("public_id", flat=True)
    return f"{last} {hashlib.sha256(' '.join(protected).encode()).hexdigest()}"


def newest_of_all() -> int:
    """The number of the newest entry of the ledger. Whatever is entered later has a higher one, and what is not entered
    yet, though begun, has none."""
    return LedgerHead.objects.filter(pk=HEAD).values_list("sequence", flat=True).first() or 0


def put_out_of_sight_since(record: Model, number: int) -> int:
    """The number of the newest entry after ``number`` by which words were withheld in a testimony that ``record`` is or
    belongs to, or someone was protected who takes part in it, gave a consent to it, or is told of in its passages; 0
    where there is none. What asks holds the testimony.
    """
    entries = LedgerEntry.objects.filter(action__in=PUTS_OUT_OF_SIGHT, sequence__gt=number).order_by()
    if not entries.exists():
        return 0
    return max((_newest_in(testimony, entries) for testimony in testimonies_of(record)), default=0)


def _newest_in(testimony: Testimony, entries: QuerySet[LedgerEntry]) -> int:
    passages = Passage.objects.filter(transcript__testimony=testimony).order_by()
    told_of = Person.objects.filter(
        Q(pk__in=Mention.objects.filter(passage__in=passages.values("pk")).order_by().values("person"))
        | Q(pk__in=passages.values("reports"))
    )
    people = _taking_part_in(testimony) | told_of
    return max(_last(entries.filter(subject__in=each)) for each in _identifiers_in(testimony, people))


def _taking_part_in(testimony: Testimony) -> QuerySet[Person]:
    """Those who take part in ``testimony``, or gave a consent to it."""
    return Person.objects.filter(
        Q(pk__in=Participation.objects.filter(testimony=testimony).order_by().values("person"))
        | Q(pk__in=Consent.objects.filter(testimony=testimony, narrator__isnull=False).order_by().values("narrator"))
    )


def _identifiers_in(testimony: Testimony, people: QuerySet[Person]) -> list[QuerySet]:
    """The identifiers under which what is decided about ``testimony``, its parts and ``people`` is entered. What is
    decided about a consent is entered about its testimony."""
    about: list[QuerySet[Model]] = [
        Testimony.objects.filter(pk=testimony.pk),
        Transcript.objects.filter(testimony=testimony),
        Passage.objects.filter(transcript__testimony=testimony),
        MediaFile.objects.filter(testimony=testimony),
        people,
    ]
    return [each.order_by().values("public_id") for each in about]


def _newest_of_person(person: Person) -> str:
    last = _last(LedgerEntry.objects.exclude(action__in=DECIDES_NOTHING).filter(subject=person.public_id).order_by())
    theirs = Testimony.objects.filter(
        Q(pk__in=Participation.objects.filter(person=person).order_by().values("testimony"))
        | Q(pk__in=Consent.objects.filter(narrator=person).order_by().values("testimony"))
    )
    told = " ".join(newest(testimony) for testimony in theirs.order_by("pk"))
    return f"{last} {hashlib.sha256(told.encode()).hexdigest()}"


def _last(entries: QuerySet[LedgerEntry]) -> int:
    return entries.aggregate(last=Max("sequence"))["last"] or 0


def refuse_judged_before(record: Identified, judged_by: str | None, confirmed: ProposedAction | None = None) -> None:
    """Raise :class:`~archive.actions.refusals.LostRace` where something was decided about ``record``, whose testimony
    is held, since ``judged_by`` was its token; None where nothing was judged by a page.

    ``confirmed`` is what was asked for by it.
    """
    if judged_by is not None and judged_by != newest(record):
        raise LostRace(JUDGED_BEFORE if confirmed is None else ASKED_BEFORE)
