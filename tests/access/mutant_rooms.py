"""A few more rooms beside the sweep's: what would show a guard missing that nothing else shows."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from archive.access.levels import Status
from archive.models import (
    AccessGrant,
    AccessRequest,
    Collection,
    Language,
    MediaFile,
    Mention,
    Name,
    Participation,
    Passage,
    Person,
    PersonRelation,
    Place,
    PublicId,
    Section,
    Source,
    SourceContribution,
    Statement,
    TaggedTestimony,
    Term,
    Testimony,
    TestimonyLanguage,
    Transcript,
)
from tests.access.canaries import EVERYONE, NOBODY, STAFF
from tests.access.rooms import columns_of
from tests.access.surfaces import House
from tests.cast import term


def furnish_more(house: House) -> None:
    """What would show a guard missing that no room of the sweep needs."""
    world, rooms, now = house.world, house.open_house.rooms, timezone.now()
    hidden_source = next(record for room, record in world.records["source"] if room == "source draft")
    hidden_collection = next(record for room, record in world.records["collection"] if room == "source draft")
    # Who is known also from elsewhere contributed to a source that is not published.
    SourceContribution.objects.create(source=hidden_source, person=house.open_house.person, role="editor")
    SourceContribution.objects.create(source=hidden_source, organisation=house.open_house.organisation, role="editor")
    # Someone known from a hidden testimony alone stands to someone who is known from elsewhere.
    world.plant(
        PersonRelation, "draft", STAFF, person=rooms["draft"].mentioned, other=house.open_house.person, kind="sibling"
    )
    # An open source prints a word of a testimony that is hidden.
    draft = rooms["draft"]
    TaggedTestimony.objects.filter(content_object=draft.testimony, tag=draft.tag).update(
        printed_by=house.open_house.source
    )
    world.plant(Section, "draft", STAFF, testimony=draft.testimony, position=2)
    for told_in in TestimonyLanguage.objects.filter(testimony=draft.testimony):
        world.enter(told_in, "draft", NOBODY)
    # Withdrawn, and stricter than its testimony while it was published: by the passage, by its transcript.
    gone, strict = rooms["withdrawn"], {"language": "en", "kind": "edited", "position": 5}
    closed = world.plant(Transcript, "withdrawn", STAFF, testimony=gone.testimony, access="closed", **strict)
    read = {"leaves_tombstone": True}
    world.plant(Passage, "withdrawn", STAFF, transcript=closed, position=1, **read)
    world.plant(Passage, "withdrawn", STAFF, transcript=gone.transcript, position=9, access="closed", **read)
    _never_read(house)
    # On request in a collection that is not published, and granted to nobody.
    ungranted = world.plant(
        Testimony,
        "ungranted",
        STAFF,
        told_to=EVERYONE,
        kind="interview",
        collection=hidden_collection,
        **columns_of("on_request"),
    )
    _with_files(house, "unheard", "hearable", kind="audio", media_type="audio/mpeg")
    _with_files(house, "undownloaded", "downloadable", kind="document", media_type="application/zip")
    for room in ("public", "draft", "closed", "registered", "redacted"):
        for rendition in ("access", "master"):
            may = STAFF if rendition == "master" or room in ("draft", "closed", "redacted") else EVERYONE
            may = may - {"visitor", "inactive"} if room == "registered" else may
            _file(house, room, rooms[room].testimony, may, rendition, kind="image", media_type="image/png")
    _kept_back(house)
    _spoken_of_in_secret(house)
    _known_elsewhere(house)
    _without_name(house)
    _merged(house)
    _from_outside(house)
    _namesakes(house)
    granted, dates = house.people["granted"], {"valid_from": now, "valid_until": now + timedelta(days=1)}
    for testimony in (rooms["closed"].testimony, rooms["draft"].testimony):
        grant = AccessGrant.objects.create(testimony=testimony, researcher=granted, **dates)
        world.enter(grant, "closed", NOBODY)
    # Asked for by someone, who keeps its identifier, and hidden since.
    columns = {"kind": "interview", "collection": house.open_house.collection, **columns_of("draft")}
    asked = world.plant(Testimony, "asked for", STAFF, told_to=EVERYONE, **columns)
    for identity, testimony in (("granted", ungranted), ("registered", ungranted), ("registered", asked)):
        AccessRequest.objects.create(
            testimony=testimony, researcher=house.people[identity], purpose="To read it.", agreed_to_terms_at=now
        )


def _never_read(house: House) -> None:
    """Passages of withdrawn testimonies that not everyone could read: on request, under an embargo, added afterwards;
    and a testimony that was closed after it was withdrawn."""
    world = house.world
    later = house.open_house.rooms["withdrawn"].transcript
    world.plant(Passage, "withdrawn", STAFF, transcript=later, position=10)
    for room, columns in (
        ("withdrawn on request", {"access": "on_request"}),
        ("withdrawn embargoed", {"embargo_until": timezone.now() + timedelta(days=1)}),
        ("withdrawn closed", {"access": "closed"}),
    ):
        columns = {"kind": "letter", "collection": house.open_house.collection, **columns_of("withdrawn"), **columns}
        testimony = world.plant(Testimony, room, STAFF, **columns)
        transcript = world.plant(Transcript, room, STAFF, testimony=testimony, language="en", kind="summary")
        world.plant(Passage, room, STAFF, transcript=transcript, position=1, leaves_tombstone=True)


def _spoken_of_in_secret(house: House) -> None:
    """A public testimony that speaks of what is open, and has words of who is known, in a closed passage only."""
    world, open_house = house.world, house.open_house
    testimony = world.plant(
        Testimony, "secret", EVERYONE, kind="letter", collection=open_house.collection, **columns_of("public")
    )
    transcript = world.plant(Transcript, "secret", EVERYONE, testimony=testimony, language="en", kind="summary")
    columns = {"transcript": transcript, "position": 1, "reports": open_house.person, "access": "closed"}
    passage = world.plant(Passage, "secret", STAFF, **columns)
    world.plant(Section, "secret", STAFF, testimony=testimony, first_passage=passage)
    for target in (open_house.person, open_house.place, open_house.event, open_house.organisation):
        Mention.objects.create(passage=passage, **{target._meta.model_name: target})


def _known_elsewhere(house: House) -> None:
    """A public testimony whose narrator, whom consent does not let be named, has a page for another reason; its words
    are the narrator's own, are said to be a retelling of theirs, and speak of them."""
    world, open_house = house.world, house.open_house
    testimony = world.plant(
        Testimony, "known elsewhere", EVERYONE, kind="letter", collection=open_house.collection, **columns_of("unnamed")
    )
    narrating = {"testimony": testimony, "person": open_house.person, "role": "narrator"}
    narrating["standing"] = term("standing", "survivor")
    speaker = world.plant(Participation, "known elsewhere", STAFF, **narrating)
    transcript = world.plant(
        Transcript, "known elsewhere", EVERYONE, testimony=testimony, language="en", kind="summary"
    )
    words = {"transcript": transcript, "speaker": speaker}
    told_of = world.plant(Passage, "known elsewhere", EVERYONE, position=1, **words)
    Mention.objects.create(passage=told_of, person=open_house.person, start=0, end=4)
    retold = world.plant(Passage, "known elsewhere", EVERYONE, position=2, reports=open_house.person, **words)
    Mention.objects.create(passage=retold, place=open_house.place)
    world.plant(Statement, "known elsewhere", STAFF, asserted_in=told_of, person=open_house.person)


def _kept_back(house: House) -> None:
    """Open testimonies that do not tell of their stricter parts: those are closed, or nobody may know of them."""
    for room, level, known in (("closed in part", "closed", {}), ("unknown in part", "on_request", UNKNOWN)):
        given = columns_of("public") | known
        collection = house.open_house.collection
        testimony = house.world.plant(Testimony, room, EVERYONE, kind="letter", collection=collection, **given)
        text = {"testimony": testimony, "language": "en", "kind": "summary"}
        transcript = house.world.plant(Transcript, room, EVERYONE, **text)
        house.world.plant(Passage, room, STAFF, transcript=transcript, position=1, access=level)


UNKNOWN = {"knowable_from": None}


def _without_name(house: House) -> None:
    """A public testimony that names nobody: one narrator has no name but a credit, another takes one more part in it.
    And a standing that only the narrator of a draft has; the workbench shows the whole vocabulary to all staff."""
    world, survivor = house.world, term("standing", "survivor")
    testimony = world.plant(
        Testimony, "nameless", EVERYONE, kind="letter", collection=house.open_house.collection, **columns_of("unnamed")
    )
    described, named = Person.objects.create(), world.plant(Person, "nameless", STAFF)
    Name.objects.create(person=described, text="A mother", language="en", kind="description", preferred=True)
    world.plant(Name, "nameless", STAFF, person=named, language="en", preferred=True)
    for person, role in ((described, "narrator"), (named, "narrator"), (named, "translator")):
        part = {"testimony": testimony, "person": person, "role": role}
        world.plant(Participation, "nameless", STAFF, **part, standing=survivor if role == "narrator" else None)
    standing = term("standing", "of-a-draft")
    Term.objects.filter(pk=standing.pk).update(label=world.token("draft", "term.label", STAFF | {"volunteer"}))
    draft = house.open_house.rooms["draft"].testimony
    Participation.objects.filter(testimony=draft, role="narrator").update(standing=standing)


def _namesakes(house: House) -> None:
    """Two places that can be told apart by where they lie only, and one of them lies in a hidden one."""
    world, public = house.world, house.open_house.rooms["public"]
    name = world.token("namesakes", "name.text", EVERYONE)
    for parent in (house.open_house.rooms["draft"].place, house.open_house.place):
        place = world.plant(Place, "namesakes", EVERYONE, parent=parent)
        world.plant(Name, "namesakes", EVERYONE, place=place, language="en", preferred=True, text=name)
        Mention.objects.create(passage=public.passages[0], place=place)
    house.open_house.namesakes = name


def _from_outside(house: House) -> None:
    """What no action leaves behind: dates of withdrawal on drafts, and the words of an erased testimony."""
    world, now = house.world, timezone.now()
    gone = {"withdrawn_at": now, "leaves_tombstone": True}
    for room, readers, columns in (
        ("withdrawn draft", STAFF, columns_of("draft") | gone),
        ("erased outside", NOBODY, columns_of("erased") | {"status": Status.ERASED}),
    ):
        columns["collection"] = house.open_house.collection
        late = {"status": columns.pop("status")}  # under an erased one, nothing is entered any more
        testimony = world.plant(Testimony, room, readers, kind="letter", **columns, status=Status.DRAFT)
        transcript = world.plant(Transcript, room, readers, testimony=testimony, language="en", kind="summary")
        passage = world.plant(Passage, room, readers, transcript=transcript, position=1, leaves_tombstone=True)
        world.plant(Statement, room, readers, asserted_in=passage, event=house.open_house.event)
        told_in = world.plant(Language, room, STAFF, code=f"q{room[0]}z")
        TestimonyLanguage.objects.create(testimony=testimony, language=told_in)
        Testimony.objects.filter(pk=testimony.pk).write_guarded(**late)
    columns = {"status": Status.DRAFT, "withdrawn_at": now, "publisher": house.open_house.organisation}
    world.plant(Source, "withdrawn draft", STAFF, kind="book", **columns)
    world.plant(Collection, "withdrawn draft", STAFF, status=Status.DRAFT, withdrawn_at=now)


def _merged(house: House) -> None:
    """Identifiers of records that were merged into hidden ones; their own rows are gone."""
    draft = house.open_house.rooms["draft"]
    house.open_house.merged = []
    for record in (draft.narrator, draft.place, draft.tag):
        label = record._meta.label_lower
        [value] = PublicId.objects.mint(1)
        PublicId.objects.create(value=value, names=label, successor=PublicId.objects.get(value=record.public_id))
        house.open_house.merged.append(reverse(f"archive:{record._meta.model_name}", args=[value]))


def _with_files(house: House, room: str, scope: str, **columns: str) -> None:
    """A public testimony whose narrator did not consent to ``scope``, with a file that needs it."""
    given = columns_of("public") | {f"{scope}_from": None}
    testimony = house.world.plant(
        Testimony, room, EVERYONE, kind="interview", collection=house.open_house.collection, **given
    )
    _file(house, room, testimony, STAFF, "access", **columns)


def _file(
    house: House, room: str, testimony: Testimony, may: frozenset[str], rendition: str, **columns: str
) -> MediaFile:
    file = house.world.content(room, "mediafile.file", may, "a file.bin")
    return house.world.plant(MediaFile, room, may, testimony=testimony, rendition=rendition, file=file, **columns)
