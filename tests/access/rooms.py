"""The house that the sweep walks through: for every state a testimony with everything it leads to, all of it planted.

The open rooms and the stubs are built first, then what nobody may know of, so that a test can compare what a visitor
reads before and after. Every hidden testimony also speaks of what is open (one person, place, event, tag, source and
collection), where it must not be counted.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.utils import timezone

from archive.access.levels import Access, Status
from archive.actions import ledger
from archive.models import (
    AccessGrant,
    AccessRequest,
    Consent,
    Event,
    EventParticipation,
    Language,
    LedgerEntry,
    LedgerReason,
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
from tests.access.rooms_by_action import (
    ask_for_a_second_person,
    erase_testimonies,
    protect_narrator,
    withhold_words,
)
from tests.access.rooms_in_part import (
    furnish_own_works,
    furnish_sources,
    furnish_strict_parts,
    furnish_what_rests_on_them,
    keep_one_back,
)
from tests.access.rooms_previewed import give_previews

FIRST = ("public", "registered", "on_request", "embargoed", "embargoed_on_request", "unnamed", "unquotable")
FIRST = (*FIRST, "redacted", "protected")
LATER = tuple(state for state in READERS if state not in FIRST)
NOT_YET_A_STUB = ("registered_unknown", "on_request_unknown")
"""Open to some and unknown to the rest: a reader who has an account sees them."""


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


# --- the house ------------------------------------------------------------------------------------------


def foundation(world: World) -> SimpleNamespace:
    """What is open to everyone and spoken of in every room."""
    here = SimpleNamespace(state="open")
    here.source = world.plant(cast.Source, "open", EVERYONE, kind="book", **published())
    here.collection = world.plant(cast.Collection, "open", EVERYONE, default_access=Access.PUBLIC, **published())
    here.tag = world.plant(Tag, "open", EVERYONE)
    here.person, here.place = authority(world, Person, "open", EVERYONE), authority(world, Place, "open", EVERYONE)
    here.event = authority(world, Event, "open", EVERYONE, date="1992-02")
    here.organisation = authority(world, Organisation, "open", EVERYONE)
    for described in (here.person, here.place, here.event, here.organisation):
        described.sources.add(here.source)
    return here


def published() -> dict[str, Any]:
    return {"status": Status.PUBLISHED, "published_at": timezone.now() - timedelta(hours=2)}


def build_open(world: World) -> SimpleNamespace:
    """The open rooms and those that stand as stubs."""
    open_house = foundation(world)
    open_house.rooms = {state: furnish(world, state, open_house) for state in FIRST}
    withhold_words(world, open_house.rooms["redacted"])
    protect_narrator(world, open_house.rooms["protected"])
    keep_one_back(world, open_house.rooms["public"])
    world.forget_what_is_gone()
    return open_house


def build_hidden(world: World, open_house: SimpleNamespace) -> None:
    """The rooms nobody outside may know of, and every tie from the open records to them."""
    hidden = {state: furnish(world, state, open_house) for state in LATER}
    open_house.rooms |= hidden
    draft = hidden["draft"]
    Place.objects.filter(pk=open_house.place.pk).update(parent=draft.place)
    Event.objects.filter(pk=open_house.event.pk).update(parent=draft.event)
    open_house.tag.broader.add(draft.tag)
    furnish_sources(world, open_house)
    furnish_strict_parts(world, open_house)
    requests(world, open_house)
    give_previews(world, open_house)
    erase_testimonies(world, hidden["erased"])
    world.forget_what_is_gone()


def build_rest(world: World, open_house: SimpleNamespace) -> None:
    """What is open beside the hidden rooms, and would change what a visitor reads."""
    furnish_what_rests_on_them(world, open_house)
    furnish_own_works(world, open_house)


def requests(world: World, open_house: SimpleNamespace) -> None:
    """Someone who asked for what is on request, and a decision with its reason."""
    names = {column: world.token("accounts", f"user.{column}", STAFF) for column in ("first_name", "last_name")}
    asker = User.objects.create_user(world.token("accounts", "user.username", STAFF), **names)
    world.enter(asker, "accounts", NOBODY)
    for state in ("on_request", "draft"):
        testimony = open_house.rooms[state].testimony
        may = STAFF
        world.plant(AccessRequest, state, may, testimony=testimony, researcher=asker, agreed_to_terms_at=timezone.now())
        with transaction.atomic():
            entry = ledger.append(LedgerEntry.Action.WITHDRAWN, testimony)
        text = world.token(state, "ledgerreason.text", STAFF)
        LedgerReason.objects.create(entry=entry, salt="00", text=text)
        world.enter(entry, state, NOBODY)
    ask_for_a_second_person(world, open_house.rooms["draft"].testimony, asker)


def people(open_house: SimpleNamespace) -> dict[str, User | None]:
    """Who looks, by identity: an account each, with its grants."""
    now = timezone.now()
    volunteers = Group.objects.create(name="volunteers")
    volunteers.permissions.set(
        Permission.objects.filter(content_type__app_label="archive", codename__regex="^(view|change)_").exclude(
            codename="view_unpublished"
        )
    )
    accounts = {
        "visitor": None,
        "registered": cast.user("registered"),
        "granted": cast.user("granted"),
        "over": cast.user("over"),
        "revoked": cast.user("revoked"),
        "inactive": cast.user("inactive"),
        "volunteer": cast.user("volunteer", "volunteers", is_staff=True),
        "curator": cast.user("curator", "publisher", is_staff=True),
        "administrator": cast.user("administrator", "administrator", is_staff=True, is_superuser=True),
    }
    day = timedelta(days=1)
    for identity, given in {
        "granted": {"valid_until": now + day},
        "over": {"valid_until": now - timedelta(seconds=1)},
        "revoked": {"valid_until": now + day, "revoked_at": now},
    }.items():
        for state in ("on_request", "on_request_unknown", "embargoed_on_request", "public"):
            room = open_house.rooms[state]
            for testimony in (room.testimony, room.bare):
                AccessGrant.objects.create(
                    testimony=testimony, researcher=accounts[identity], valid_from=now - day, **given
                )
    return accounts
