"""The identity behind a pseudonym: taking the protection back, and looking at it while it lasts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from archive.actions import decisions, leads, ledger, locks, protected_parts, second_person
from archive.actions.guessing import entering_refused_reasons, refuse_guesses, what_is_asked
from archive.actions.lifting import PERMISSION as UNSEAL
from archive.actions.marks import settle_originals
from archive.actions.protected_names import TEXTS, RealNames, who_is_named
from archive.actions.refusals import ActionRefused, LostRace, RepeatsSealed, require
from archive.actions.sealing import Content, add_to_identity, forget_identity, identity_of
from archive.lib.name_finding import NameFinder
from archive.models import LedgerEntry, Name, Participation, Person, Place, Session, Source, Testimony

PERMISSION = "archive.reveal_identity"


@entering_refused_reasons("reveal")
def reveal(person: Person, actor: Any, *, reason: str, judged_by: str | None = None) -> LedgerEntry:
    """Let ``person`` bear the real names again, with what else was sealed. Words withheld in passages stay withheld.

    What a curator has changed since (a coarse date corrected, a description written) gives way to what was sealed,
    except the date and place of a recording, which stay as they were corrected. While someone else who is protected
    takes part in it, they stay sealed, with that person; so does a text that names someone else who is protected.

    Raises :class:`~archive.actions.refusals.LostRace` when the person is not protected any more, or anything was
    decided about the person, or the accounts the person takes part in, since the token ``judged_by``
    (:func:`archive.actions.decisions.newest`).
    """
    require(actor, PERMISSION, "take back the protection of an identity")
    if not reason.strip():
        raise ActionRefused("Say why the identity may be known.")
    locks.hold_all(protected_parts.testimonies_of(person))
    current = Person.objects.select_for_update().get(pk=person.pk)
    if not current.identity_protected:
        raise LostRace("The identity of this person is not protected any more.")
    decisions.refuse_judged_before(current, judged_by)
    content = identity_of(current)
    refuse_guesses(person, actor, "reveal")
    refuse_naming(reason, content)
    asked = _ask_second_person(person, actor, PERMISSION, "reveal", reason)
    if asked is not None:
        return asked
    Person.objects.filter(pk=person.pk).write_guarded(identity_protected=False, updated_at=timezone.now())
    _give_life(current, content)
    _give_names(current, content)
    for credit in content["credits"]:
        for part in Participation.objects.select_for_update().filter(pk=credit["participation"], person=current):
            part.credited_as = credit["credited_as"]
            part.save(update_fields=["credited_as"])
    _give_recordings(current, content["recordings"])
    leads.put_back_connections(content.get("connections", ()), list(RealNames(content).forms))
    _give_texts(content.get("texts", ()))
    forget_identity(current)
    told_of = list(protected_parts.testimonies_of(current))
    protected_parts.forget(current)
    for testimony in told_of:
        settle_originals(testimony)
    person.refresh_from_db()
    return ledger.append(LedgerEntry.Action.IDENTITY_REVEALED, person, actor, reason=reason.strip())


@entering_refused_reasons("look")
def look(person: Person, actor: Any, *, reason: str) -> Content | LedgerEntry:
    """What is sealed of ``person``, for ``actor`` to read once; the look is entered in the ledger.

    Where a second person has to agree first, the entry that says it was asked for.
    """
    require(actor, UNSEAL, "read a sealed identity")
    if not reason.strip():
        raise ActionRefused("Say why you need to know. The look is entered in the ledger.")
    content = identity_of(person)
    refuse_guesses(person, actor, "look")
    refuse_naming(reason, content)
    asked = _ask_second_person(person, actor, UNSEAL, "look", reason)
    if asked is not None:
        return asked
    ledger.append(LedgerEntry.Action.IDENTITY_UNSEALED, person, actor, reason=reason.strip())
    return content


def _ask_second_person(person: Person, actor: Any, permission: str, to: str, reason: str) -> LedgerEntry | None:
    return second_person.require_or_propose(
        second_person.UNSEAL,
        person,
        actor,
        permission=permission,
        reason=reason.strip(),
        details=what_is_asked(person, to)[1],
        also_with=second_person.LOOSEN if to == "reveal" else "",
    )


def refuse_naming(reason: str, content: Content) -> None:
    """Raise :class:`RepeatsSealed` when ``reason``, which the ledger and proposals keep, holds a sealed name."""
    sealed = [form for name in content["names"] for form in (name["text"], name["sort_as"]) if form]
    credited = [credit["credited_as"] for credit in content["credits"]]
    if NameFinder([*sealed, *credited]).matches(reason):
        raise RepeatsSealed("The reason holds a part of the real name. Write it without: it is kept in the ledger.")


def _give_life(person: Person, content: Content) -> None:
    """What was described meanwhile stays where the sealed text names someone protected: that is sealed with them."""
    life = dict(content["life"])
    for column in TEXTS:
        named = who_is_named(life.get(column, ""), known=RealNames(content).forms)
        if named is not None:
            add_to_identity(named, "texts", [{"person": person.pk, "column": column, "text": life.pop(column)}])
    for column, value in life.items():
        setattr(person, column, value)
    person.save(update_fields=list(life))
    if content["sources"]:
        person.sources.set(Source.objects.filter(pk__in=content["sources"]))


def _give_texts(sealed: Iterable[Content]) -> None:
    """Give others their texts again that stayed sealed because they named who is revealed now. Where another text was
    written meanwhile, that stays."""
    for each in sealed:
        owner = Person.objects.select_for_update().filter(pk=each["person"]).first()
        if owner is None:
            continue
        keeper = owner if owner.identity_protected else who_is_named(each["text"], known=leads.forms_of(owner))
        if keeper is not None:
            add_to_identity(keeper, "texts", [each])
        elif not getattr(owner, each["column"]):
            setattr(owner, each["column"], each["text"])
            owner.save(update_fields=[each["column"]])


def texts_of_others(content: Content) -> list[tuple[str, str]]:
    """The texts of others that are sealed in ``content``, each with what it is and whose."""
    return [
        (f"{owner} ({TEXTS[each['column']]})", each["text"])
        for each in content.get("texts", ())
        for owner in Person.objects.filter(pk=each["person"])
    ]


def _give_names(person: Person, content: Content) -> None:
    stood_in = content["pseudonym"]
    for name in Name.objects.filter(person=person, kind=Name.Kind.PSEUDONYM, **stood_in):
        name.delete()
    for name in Name.objects.filter(person=person, preferred=True):
        name.preferred = False
        name.save()
    for sealed in content["names"]:
        columns = dict(sealed)
        key, columns["source"] = columns["source"], None
        if key is not None:
            columns["source"] = Source.objects.filter(pk=key).first()
        if not Name.objects.filter(person=person, language=sealed["language"], text=sealed["text"]).exists():
            Name.objects.create(person=person, **columns)


def taking_part_with_others(person: Person) -> QuerySet[Testimony]:
    """The testimonies of ``person`` in which someone else takes part who is protected: their exact day and place stay
    sealed when ``person`` is revealed."""
    others = Participation.objects.filter(person__identity_protected=True).exclude(person=person)
    with_person = Participation.objects.filter(person=person)
    return Testimony.objects.filter(pk__in=with_person.values("testimony")).filter(pk__in=others.values("testimony"))


def _give_recordings(person: Person, sealed: Iterable[Content]) -> None:
    """Give the testimonies of ``sealed`` their days and places again, or seal these with someone else who takes part
    and is protected: one day is not told of one of two narrators only."""
    rows: dict[str, list[Content]] = defaultdict(list)
    for each in sealed:
        rows[each["testimony"]].append(each)
    for testimony in Testimony.objects.select_for_update().filter(public_id__in=rows).order_by("pk"):
        taken = rows[testimony.public_id]
        others = Person.objects.filter(identity_protected=True, participations__testimony=testimony)
        other = others.exclude(pk=person.pk).order_by("pk").first()
        if other is not None:
            add_to_identity(other, "recordings", taken)
            continue
        while taken:
            _give_recording(testimony, taken.pop(_newest(testimony, taken)))


def _newest(testimony: Testimony, taken: list[Content]) -> int:
    """Which of ``taken`` was sealed last: it left what ``testimony`` says now. Where several did, each but the first
    found it so."""
    now = _day_and_place(testimony)
    left_it = [place for place, each in enumerate(taken) if each["coarser"] == now]
    found_it = [place for place in left_it if [taken[place]["recorded_on"], taken[place]["recorded_at"]] == now]
    return next(iter([*found_it, *left_it]), 0)


def _day_and_place(testimony: Testimony) -> list[Any]:
    return [str(testimony.recorded_on or ""), testimony.recorded_at_id]


def _give_recording(testimony: Testimony, sealed: Content) -> None:
    """Writes the columns that come back and no other, as they were taken (:mod:`archive.actions.protect`)."""
    if _day_and_place(testimony) == sealed["coarser"]:
        testimony.recorded_on = sealed["recorded_on"]
        testimony.recorded_at = Place.objects.filter(pk=sealed["recorded_at"]).first()
        testimony.save(update_fields=["recorded_on", "recorded_at"])
    for sitting in sealed["sittings"]:
        for session in Session.objects.select_for_update().filter(pk=sitting["pk"], testimony=testimony):
            if not session.held_on:
                session.held_on = sitting["date"]
            session.place = session.place or Place.objects.filter(pk=sitting["place"]).first()
            session.save(update_fields=["held_on", "place"])
