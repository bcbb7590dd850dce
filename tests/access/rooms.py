"""The house that the sweep walks through: for every state a testimony with everything it leads to, all of it planted.

The open rooms and the stubs are built first, then what nobody may know of, so that a test can compare what a visitor
reads before and after. Every hidden testimony also speaks of what is open (one person, place, event, tag, source and
collection), where it must not be counted.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from archive.access.levels import Access, Status
from archive.models import (
    Consent,
    Event,
    EventParticipation,
    Language,
    MediaFile,
    Mention,
    Name,
    Note,
    Organisation,
    Participation,
    Passage,
    Person,
    PersonRelation,
    Place,
    Section,
    Session,
    Statement,
    Tag,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
    Transcript,
)
from archive.models.access_conditions import CONSENT_STEMS
from tests import cast
from tests.access.canaries import EVERYONE, NOBODY, READERS, STAFF, STUBS, World


def columns_of(state: str) -> dict[str, Any]:
    """The guarded columns of a testimony in ``state``."""
    now = timezone.now()
    hour, month = timedelta(hours=1), timedelta(days=30)
    given = {f"{stem}_from": now - month for stem in CONSENT_STEMS}
    published = {"status": Status.PUBLISHED, "access": Access.PUBLIC, "published_at": now - hour} | given
    gone = {"withdrawn_at": now, "leaves_tombstone": True}
    at_level = {level: published | {"access": level} for level in ("registered", "on_request", "closed")}
    embargo, unknown = {"embargo_until": now + month}, {"knowable_from": None}
    return {
        "public": published,
        **at_level,
        "embargoed": published | embargo,
        "embargoed_on_request": at_level["on_request"] | embargo,
        "draft": given | {"status": Status.DRAFT, "access": Access.PUBLIC},
        "in_review": given | {"status": Status.IN_REVIEW, "access": Access.PUBLIC},
        "withdrawn": published | gone | {"status": Status.WITHDRAWN},
        "withdrawn_quietly": published | gone | {"status": Status.WITHDRAWN, "leaves_tombstone": False},
        "erased": published | gone | {"status": Status.WITHDRAWN},  # until it is erased
        "no_consent": published | dict.fromkeys(given),
        "consent_over": published | {f"{stem}_until": now - hour for stem in CONSENT_STEMS},
        "consent_to_come": published | {f"{stem}_from": now + hour for stem in CONSENT_STEMS},
        "registered_unknown": at_level["registered"] | unknown,
        "on_request_unknown": at_level["on_request"] | unknown,
        "embargoed_unknown": published | embargo | unknown,
        "unnamed": published | {"nameable_from": None},
        "unquotable": published | {"quotable_from": None, "minable_from": None},
        "redacted": published,
        "protected": published,
    }[state]


def authority(world: World, model: type, room: str, readers: frozenset[str], **given: Any) -> Any:
    """A planted person, place, event or organisation with a planted name and another spelling."""
    record = world.plant(model, room, readers, **given)
    owner = {model._meta.model_name: record}
    world.plant(Name, room, readers, language="en", preferred=True, **owner)
    world.plant(Name, room, readers, language="az", **owner)
    record.refresh_from_db()
    return record


def pin(world: World, passage: Passage, room: str, target: Any) -> Mention:
    start = passage.text.index("river")
    mention = Mention.objects.create(passage=passage, start=start, end=start + 5, **{target._meta.model_name: target})
    world.enter(mention, room, NOBODY)
    return mention


def furnish(world: World, state: str, open_house: SimpleNamespace) -> SimpleNamespace:
    """The room of ``state``."""
    readers = READERS[state]
    led = readers | STAFF  # curators know every authority
    told = EVERYONE if state in STUBS else NOBODY
    columns = columns_of(state)
    here = SimpleNamespace(state=state)
    here.narrator = authority(world, Person, state, STAFF if state == "unnamed" else led)
    here.mentioned, here.reported, here.stated = (authority(world, Person, state, led) for _ in range(3))
    here.kin = authority(world, Person, state, STAFF)  # only a relation leads there, and a relation is no account
    inside = {} if state == "draft" else {"parent": open_house.place}
    here.recorded_at, here.place_stated = (authority(world, Place, state, led) for _ in range(2))
    here.place = authority(world, Place, state, led, **inside)
    inside = {} if state == "draft" else {"parent": open_house.event}
    here.event, here.event_stated = authority(world, Event, state, led, **inside), authority(world, Event, state, led)
    here.organisation, here.office_stated = (authority(world, Organisation, state, led) for _ in range(2))
    here.testimony = world.plant(
        Testimony,
        state,
        readers,
        told_to=told,
        kind="interview",
        collection=open_house.collection,
        source=open_house.source,
        recorded_at=here.recorded_at,
        recorded_on="1992-03",
        **columns,
    )
    here.bare = world.plant(
        Testimony,
        state,
        readers,
        told_to=told,
        kind="speech",
        collection=open_house.collection,
        recorded_at=open_house.place,
        **columns,
    )
    tell(world, here, open_house, readers)
    file_with_it(world, here, open_house, readers)
    return here


def tell(world: World, here: SimpleNamespace, open_house: SimpleNamespace, readers: frozenset[str]) -> None:
    """Who takes part, and the words, with everything pinned to them."""
    room, testimony = here.state, here.testimony
    named = STAFF if room == "unnamed" else readers
    only = ("/testimonies/", "/passages/") if room == "unquotable" else ()
    standing = cast.term("standing", "survivor")
    here.speaker = world.plant(
        Participation, room, named, testimony=testimony, person=here.narrator, role="narrator", standing=standing
    )
    world.plant(
        Participation, room, readers, testimony=testimony, person=open_house.person, role="translator", position=1
    )
    world.plant(
        Participation, room, named, testimony=here.bare, person=here.narrator, role="narrator", standing=standing
    )
    session = world.plant(Session, room, readers, testimony=testimony, place=here.recorded_at)
    here.transcript = world.plant(Transcript, room, readers, testimony=testimony, language="en", kind="summary")
    here.passages = [
        world.plant(
            Passage,
            room,
            readers,
            transcript=here.transcript,
            session=session,
            position=position,
            leaves_tombstone=True,
            speaker=here.speaker,
            reports=reported,
            text=world.words(room, "passage.text", readers, "The river rose in the night.", only),
        )
        for position, reported in enumerate((here.reported, here.narrator, open_house.person), 1)
    ]
    first, second, third = here.passages
    for target in (here.mentioned, here.place, here.event, here.organisation):
        pin(world, first, room, target)
    pin(world, second, room, here.narrator)
    for target in (open_house.person, open_house.place, open_house.event, open_house.organisation):
        pin(world, third, room, target)
    subjects = (here.stated, here.place_stated, here.event_stated, here.office_stated)
    opened = (open_house.person, open_house.place, open_house.event, open_house.organisation)
    for subject in (*subjects, *opened):
        about = {subject._meta.model_name: subject}
        world.plant(Statement, room, readers, asserted_in=first, figure=7, **about)
    world.plant(Statement, room, named, asserted_in=second, person=here.narrator)
    world.plant(Note, room, readers, passage=first, start=0, end=3)


def file_with_it(world: World, here: SimpleNamespace, open_house: SimpleNamespace, readers: frozenset[str]) -> None:
    """Tags, languages, files, consents, relations: what stands beside the words."""
    room, testimony, led = here.state, here.testimony, readers | STAFF
    here.tag = world.plant(Tag, room, led)
    here.form = world.plant(Tag, room, led, preferred=open_house.tag)
    for tag in (here.tag, here.form, open_house.tag):
        world.enter(TaggedTestimony.objects.create(tag=tag, content_object=testimony), room, NOBODY)
    here.tag.broader.add(open_house.tag)
    number = len(world.all("language"))
    code = f"q{chr(ord('a') + number // 20)}{chr(ord('a') + number % 20)}"  # the codes kept for private use
    here.language = world.plant(Language, room, led, code=code)
    TestimonyLanguage.objects.create(testimony=testimony, language=here.language)
    section = world.plant(Section, room, readers, testimony=testimony, first_passage=here.passages[0])
    section.keywords.add(here.tag)
    consent_file = world.content(room, "consent.document", STAFF if readers else NOBODY, "release.pdf")
    world.plant(
        Consent,
        room,
        STAFF if readers else NOBODY,
        testimony=testimony,
        narrator=here.narrator,
        basis="release",
        document=consent_file,
        valid_from=timezone.now(),
    )
    for rendition in ("master", "access", "redacted"):
        may = readers if rendition != "master" else readers & STAFF
        may = may & STAFF if room in ("redacted", "protected") and rendition == "access" else may
        file = world.content(room, "mediafile.file", may, "picture.png")
        world.plant(MediaFile, room, may, testimony=testimony, kind="image", rendition=rendition, file=file)
    told_apart = STAFF if room == "unnamed" else led
    for person, other, may in (
        (here.narrator, here.mentioned, told_apart),
        (here.mentioned, here.kin, STAFF),
        (open_house.person, here.mentioned, led),
    ):
        world.plant(PersonRelation, room, may, person=person, other=other, kind="sibling")
    for person, event, may in (
        (here.mentioned, here.event, led),
        (open_house.person, here.event, led),
        (here.mentioned, open_house.event, led),
    ):
        world.plant(EventParticipation, room, may, person=person, event=event, role="witness")
    open_house.event.places.add(here.place)
    here.event.places.add(open_house.place)
