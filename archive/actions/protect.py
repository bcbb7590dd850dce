"""Protecting a person's identity: readers' tables keep a pseudonym and what is coarse, the real identity is sealed.

What goes out of the tables: every name, external identifiers, exact dates of life, how others credited the person, and,
unless the curator says otherwise, what connects the person (:mod:`archive.actions.connections`), the description and
the exact date and place of the recordings. The same name elsewhere (in a
text, a title, a note) is found by :func:`occurrences`; in passages it can be withheld in the same step.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archive.actions import connections, ledger, loaded, locks, protected_parts, residue, traces
from archive.actions.as_listed import digest_of, refuse_changed
from archive.actions.marks import close_redacted_copies, settle_originals
from archive.actions.occurrences import Occurrence, of_names
from archive.actions.redact import REASONS, redact_places
from archive.actions.redact import Place as Words
from archive.actions.refusals import ActionRefused, LostRace, require
from archive.actions.sealing import Content, seal_identity
from archive.lib.name_finding import NameFinder
from archive.lib.text import nfc
from archive.models import LedgerEntry, Name, Participation, Person, Place, Session, Testimony
from archive.search import index

PERMISSION = "archive.protect_identity"
STAND_IN = "A protected narrator"
"""The pseudonym on a restored backup, where the one that was chosen is not in the ledger."""

TABLES = (
    "archive_person",
    "archive_name",
    "archive_participation",
    "archive_testimony",
    "archive_session",
    *connections.TABLES,
    loaded.TABLE,
    "django_admin_log",
    *index.TABLES,
)
"""Where the names stood: housekeeping overwrites what the database still keeps of them."""


@dataclass(frozen=True)
class Coarser:
    """What stands in place of the exact date and place of a recording: a coarse date as EDTF, a wider place or None."""

    recorded_on: str = ""
    recorded_at: Place | None = None


@dataclass(frozen=True)
class Disguise:
    """What readers see of a protected person: a pseudonym in its language, the coarse dates of life, whether the
    description is ``sealed``, what stays of the ``recordings``, by the number of a testimony, and the codes of the
    connections that are ``staying``."""

    pseudonym: str
    language: str = "en"
    born: str = ""
    died: str = ""
    description_sealed: bool = True
    recordings: Mapping[int, Coarser] = field(default_factory=dict)
    staying: Iterable[str] = ()


def real_names(person: Person) -> list[str]:
    """Every form of the name that ``person`` bears; none for someone known by a description only."""
    names = Name.objects.filter(person=person).order_by("pk")
    borne = [form for name in names if name.is_real for form in (name.text, name.sort_as) if form]
    credited = Participation.objects.filter(person=person).exclude(credited_as="")
    return list(dict.fromkeys([*borne, *credited.values_list("credited_as", flat=True)]))


def occurrences(person: Person, actor: Any) -> list[Occurrence]:
    """Where a name of ``person`` stands besides in what :func:`protect` takes out of the tables itself, as far as
    ``actor`` may see the records."""
    return [each for each in of_names(person, real_names(person), actor) if not _is_cleared(each, person)]


def _is_cleared(found: Occurrence, person: Person) -> bool:
    """Whether protecting takes it out of the tables anyway: how the person is credited, and identifiers elsewhere."""
    if isinstance(found.record, Participation):
        return found.record.person_id == person.pk
    return found.record == person and found.field in ("Wikidata", "VIAF")


def listed(person: Person) -> dict[str, str]:
    """A digest of what a curator decides about, by what it is: the same as long as nothing of it changes.

    Other records in which the name stands are not among it: every table is read for them (:func:`occurrences`).
    """
    current = Person.objects.get(pk=person.pk)
    told = Testimony.objects.told_by(person).order_by("pk")
    sittings = Session.objects.filter(testimony__in=told.order_by().values("pk")).order_by("pk")
    about = [current.updated_at, current.identity_protected, *real_names(person)]
    accounts = [*told.values_list("pk", "kind", "recorded_on", "recorded_at")]
    accounts += sittings.values_list("pk", "testimony", "held_on", "place")
    connected = [(connections.code_of(row), connections.described(row)) for row in connections.connections_of(person)]
    sources = person.sources.order_by("pk").values_list("pk", flat=True)
    return {
        "the person": digest_of([*about, *sources]),
        "the accounts, or the date or place of one": digest_of(accounts),
        "the connections": digest_of(connected),
    }


@transaction.atomic
def protect(
    person: Person,
    actor: Any,
    *,
    pseudonym: str,
    language: str = "en",
    born: str = "",
    died: str = "",
    seal_description: bool = True,
    recordings: Mapping[int, Coarser] | None = None,
    staying: Iterable[str] = (),
    withhold: Iterable[Words] = (),
    seen: Mapping[str, str] | None = None,
    reason: str = "",
) -> LedgerEntry:
    """Seal the identity of ``person`` as it was seen, and let ``pseudonym`` stand for it, from the next request on.

    ``born`` and ``died`` are the coarse dates that stay; ``recordings`` gives, by the number of a testimony that the
    person narrates, what stays of its date and place; ``staying`` holds the codes of the connections that stay;
    ``seen`` is what :func:`listed` gave for the page on which that was decided, None where there was none. Raises
    :class:`~archive.actions.refusals.LostRace` when the person was renamed or protected meanwhile, or more was entered,
    :class:`~archive.actions.refusals.ActionRefused` for a pseudonym or reason that holds a real name.
    """
    require(actor, PERMISSION, "protect an identity")
    withhold = list(withhold)
    _hold(person, withhold)
    if seen is not None:
        refuse_changed(listed(person), seen)
    pseudonym, forms = nfc(pseudonym).strip(), real_names(person)
    finder = NameFinder(forms)
    if not pseudonym:
        raise ActionRefused("Give the pseudonym that readers see.")
    if finder.matches(pseudonym):
        raise ActionRefused("The pseudonym holds a part of the real name. Choose another.")
    if finder.matches(reason):
        raise ActionRefused("The reason holds a part of the real name. Write it without: it is kept in the ledger.")
    redact_places(withhold, actor, reason_code=REASONS.PRIVACY)
    _seal(person, Disguise(pseudonym, language, born, died, seal_description, recordings or {}, staying), finder)
    residue.leave_for_housekeeping(person.public_id, tables=TABLES)
    return ledger.append(
        LedgerEntry.Action.IDENTITY_PROTECTED, person, actor, reason=reason.strip(), described=int(seal_description)
    )


def _hold(person: Person, withhold: list[Words]) -> None:
    """Lock ``person`` and, before it, the testimonies that lead to the person, or in which words are to be withheld."""
    leading = protected_parts.testimonies_of(person)
    withheld_in = locks.testimonies_of_passages(place.public_id for place in withhold)
    concerned = Q(pk__in=leading.order_by().values("pk")) | Q(pk__in=withheld_in.values("pk"))
    locks.hold_all(Testimony.objects.filter(concerned))
    Person.objects.select_for_update().get(pk=person.pk)


@transaction.atomic
def protect_again(person: Person) -> None:
    """Protect ``person`` on a restored backup that was made before; the decision is in the ledger already.

    Everything that can be sealed is; the recordings' dates and places stay, and ``occurrences`` lists what is left.
    """
    if not person.identity_protected:
        _seal(person, Disguise(STAND_IN), NameFinder(real_names(person)))
        residue.leave_for_housekeeping(person.public_id, tables=TABLES)


def _seal(person: Person, disguise: Disguise, finder: NameFinder) -> None:
    current = Person.objects.select_for_update().get(pk=person.pk)
    seen = Person.objects.filter(pk=person.pk, heading=person.heading, identity_protected=False)
    if not seen.write_guarded(identity_protected=True, updated_at=timezone.now()):
        raise LostRace("Someone else has changed or protected this person meanwhile. Look again before you decide.")
    about = [current, *Name.objects.filter(person=current), *Participation.objects.filter(person=current)]
    about += connections.connections_of(current)
    stands_in = {"text": disguise.pseudonym, "language": disguise.language}
    content: Content = {"pseudonym": stands_in, **_take_life(current, disguise), "names": _take_names(current)}
    content |= {"credits": _take_credits(current), "recordings": _take_recordings(current, disguise.recordings)}
    content |= {"connections": connections.take(current, disguise.staying)}
    seal_identity(current, content)
    Name.objects.create(person=current, **stands_in, kind=Name.Kind.PSEUDONYM, preferred=True)
    traces.clean_history(finder.matches, about)
    loaded.forget([current.public_id, *_recorded(content), *connections.identifiers_of(content["connections"])])
    for testimony in Testimony.objects.filter(participations__person=current).distinct():
        settle_originals(testimony)
        close_redacted_copies(testimony)
    for testimony in Testimony.objects.filter(consents__narrator=current).distinct():
        protected_parts.keep(testimony)
    person.refresh_from_db()


def _recorded(content: Content) -> Iterator[str]:
    """The identifiers of the testimonies and sessions whose dates and places are sealed in ``content``."""
    for recording in content["recordings"]:
        yield recording["testimony"]
        yield from (sitting["public_id"] for sitting in recording["sittings"])


def _take_life(person: Person, disguise: Disguise) -> Content:
    described, stays = disguise.description_sealed, {"born": disguise.born, "died": disguise.died}
    columns = ["wikidata", "viaf", "born", "died", *(["description", "fate_note"] if described else [])]
    taken = {column: str(getattr(person, column) or "") for column in columns}
    for column in columns:
        setattr(person, column, stays.get(column, ""))
    person.save(update_fields=columns)
    sources = list(person.sources.values_list("pk", flat=True)) if described else []
    if described:
        person.sources.clear()
    return {"life": taken, "sources": sources}


def _take_names(person: Person) -> list[Content]:
    names = list(Name.objects.filter(person=person).order_by("pk"))
    taken = [
        {
            "text": name.text,
            "sort_as": name.sort_as,
            "language": name.language,
            "kind": name.kind,
            "used_during": str(name.used_during or ""),
            "used_by": name.used_by,
            "preferred": name.preferred,
            "source": name.source_id,
        }
        for name in names
    ]
    for name in names:
        name.delete()
    return taken


def _take_credits(person: Person) -> list[Content]:
    credited = list(Participation.objects.select_for_update().filter(person=person).exclude(credited_as=""))
    taken = [{"participation": each.pk, "credited_as": each.credited_as} for each in credited]
    for each in credited:
        each.credited_as = ""
        each.save(update_fields=["credited_as"])
    return taken


def _take_recordings(person: Person, recordings: Mapping[int, Coarser]) -> list[Content]:
    """Writes the columns that are taken and no other: what someone else corrects at this moment stays corrected."""
    taken = []
    told = Testimony.objects.told_by(person).filter(pk__in=recordings).order_by().values("pk")
    for testimony in Testimony.objects.select_for_update().filter(pk__in=told).order_by("pk"):
        coarser = recordings[testimony.pk]
        sittings = list(Session.objects.select_for_update().filter(testimony=testimony))
        taken.append(
            {
                "testimony": testimony.public_id,
                "recorded_on": str(testimony.recorded_on or ""),
                "recorded_at": testimony.recorded_at_id,
                "coarser": [coarser.recorded_on, coarser.recorded_at and coarser.recorded_at.pk],
                "sittings": [
                    {
                        "pk": each.pk,
                        "public_id": each.public_id,
                        "date": str(each.held_on or ""),
                        "place": each.place_id,
                    }
                    for each in sittings
                ],
            }
        )
        testimony.recorded_on, testimony.recorded_at = coarser.recorded_on, coarser.recorded_at
        testimony.save(update_fields=["recorded_on", "recorded_at"])
        for sitting in sittings:
            sitting.held_on, sitting.place = "", None
            sitting.save(update_fields=["held_on", "place"])
    return taken
