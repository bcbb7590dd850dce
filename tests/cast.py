"""The named cast: the records that tests speak of, each built by one call with sensible defaults.

Aysel is a narrator whose testimony anyone may read; Bahram is known only from a draft. The rooms of the house are the
states a testimony can be in (:data:`STATES`).
"""

from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from archive.access.levels import Access, Status
from archive.access.viewer import Viewer
from archive.models import (
    Collection,
    Consent,
    Event,
    Mention,
    Name,
    Organisation,
    Participation,
    Passage,
    Person,
    Place,
    Source,
    Statement,
    Term,
    Testimony,
    Transcript,
)
from archive.models.access_conditions import CONSENT_STEMS
from archive.search import index

numbers = count(1)

STATES = (
    "public",
    "registered",
    "on_request",
    "closed",
    "embargoed",
    "draft",
    "in_review",
    "withdrawn",
    "no_consent",
)


def term(scheme: str, code: str) -> Term:
    found, _new = Term.objects.get_or_create(
        scheme=scheme, code=code, defaults={"label": code.replace("-", " ").capitalize()}
    )
    return found


def collection(title: str = "Accounts from the valley", **columns: Any) -> Collection:
    columns = {
        "status": Status.PUBLISHED,
        "published_at": timezone.now(),
        "default_access": Access.PUBLIC,
    } | columns
    return Collection.objects.create(title=title, **columns)


def source(title: str = "An article", **columns: Any) -> Source:
    columns = {
        "kind": Source.Kind.ARTICLE,
        "status": Status.PUBLISHED,
        "published_at": timezone.now(),
    } | columns
    return Source.objects.create(title=title, **columns)


def _authority(model: type, owner: str, name: str, columns: dict[str, Any], **name_columns: Any) -> Any:
    record = model.objects.create(**{key: value for key, value in columns.items() if key != "name_kind"})
    kind = {"kind": columns["name_kind"]} if "name_kind" in columns else {}
    Name.objects.create(text=name, **{"language": "en", "preferred": True, owner: record} | kind | name_columns)
    record.refresh_from_db()
    return record


def person(name: str = "Aysel Karimova", **columns: Any) -> Person:
    return _authority(Person, "person", name, columns)


def place(name: str = "Sarikend", **columns: Any) -> Place:
    return _authority(Place, "place", name, columns)


def event(name: str = "The flood", **columns: Any) -> Event:
    return _authority(Event, "event", name, columns)


def organisation(name: str = "The valley newspaper", **columns: Any) -> Organisation:
    return _authority(Organisation, "organisation", name, columns)


def also_called(record: Any, name: str, language: str = "und", **columns: Any) -> Name:
    """Another name for an authority."""
    return Name.objects.create(text=name, language=language, **{record._meta.model_name: record} | columns)


def testimony(
    title: str = "", *, narrator: Person | None = None, text: str = "", state: str = "public", **columns: Any
) -> Testimony:
    """A testimony in one of :data:`STATES`, with a narrator, a transcript and one passage."""
    number = next(numbers)
    now = timezone.now()
    published = {"status": Status.PUBLISHED, "access": Access.PUBLIC, "published_at": now}
    by_state: dict[str, dict[str, Any]] = {
        "public": published,
        "registered": published | {"access": Access.REGISTERED},
        "on_request": published | {"access": Access.ON_REQUEST},
        "closed": published | {"access": Access.CLOSED},
        "embargoed": published | {"embargo_until": now + timedelta(days=30)},
        "draft": {"status": Status.DRAFT, "access": Access.PUBLIC},
        "in_review": {"status": Status.IN_REVIEW, "access": Access.PUBLIC},
        "withdrawn": published | {"status": Status.WITHDRAWN, "withdrawn_at": now, "leaves_tombstone": True},
        "no_consent": published,
    }
    given = {f"{stem}_from": now - timedelta(days=1) for stem in CONSENT_STEMS}
    consented = {} if state == "no_consent" else given
    columns = {"kind": Testimony.Kind.INTERVIEW} | by_state[state] | consented | columns
    if "collection" not in columns:
        columns["collection"] = Collection.objects.first() or collection()
    with index.collecting():  # one writing of the index for all of it
        record = Testimony.objects.create(title=title or f"Testimony {number}", **columns)
        if state != "no_consent":
            consent(record, narrator=narrator)
        speaker = Participation.objects.create(
            testimony=record,
            person=narrator or person(f"Narrator {number}"),
            role=Participation.Role.NARRATOR,
            standing=term("standing", "survivor"),
        )
        words = text or f"She says that the river rose in the night ({number})."
        passage(record, words, speaker=speaker, leaves_tombstone=record.leaves_tombstone)
    return record


def consent(record: Testimony, **columns: Any) -> Consent:
    columns = {
        "basis": Consent.Basis.RELEASE,
        **dict.fromkeys(Consent.SCOPES, True),
        "valid_from": timezone.now() - timedelta(days=1),
    } | columns
    return Consent.objects.create(testimony=record, **columns)


def passage(record: Testimony, text: str, **columns: Any) -> Passage:
    """One more passage of the first transcript of ``record``."""
    transcript = record.transcripts.first() or Transcript.objects.create(
        testimony=record, language="en", kind=Transcript.Kind.SUMMARY
    )
    columns = {"position": transcript.passages.count() + 1} | columns
    return Passage.objects.create(transcript=transcript, text=text, **columns)


def mention(where: Passage, words: str, target: Any, **columns: Any) -> Mention:
    """A mention of ``target`` on the first occurrence of ``words``."""
    start = where.text.index(words)
    return Mention.objects.create(
        passage=where, start=start, end=start + len(words), **{target._meta.model_name: target} | columns
    )


def statement(about: Any, wording: str = "The source says that it rained.", **columns: Any) -> Statement:
    columns = columns if {"asserted_by", "asserted_in"} & columns.keys() else {"asserted_by": source()} | columns
    return Statement.objects.create(wording=wording, **{about._meta.model_name: about} | columns)


def user(name: str, *groups: str, **columns: Any) -> User:
    record = User.objects.create_user(name, f"{name}@example.org", "a long enough password", **columns)
    record.groups.add(*Group.objects.filter(name__in=groups))
    return record


def staff(group: str) -> User:
    """A member of staff in one of the groups: cataloguer, reviewer, publisher, administrator."""
    return user(f"{group} {next(numbers)}", group, is_staff=True)


VISITOR = Viewer
CURATOR = Viewer(user_id=1, is_curator=True)
