"""Rooms of which only a part is hidden: a source or collection that is no longer or not yet published, a transcript,
passage or file stricter than its testimony, and that a source and a testimony belong together."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from archive.access.levels import Access, Status
from archive.models import (
    Collection,
    Event,
    EventParticipation,
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
    Source,
    SourceContribution,
    Statement,
    Tag,
    TaggedTestimony,
    Testimony,
    Transcript,
)
from tests import cast
from tests.access.canaries import ACCOUNTS, EVERYONE, GRANTED, NOBODY, STAFF, WORKBENCH_ONLY, World

KINDS = {"draft": "spouse", "in_review": "parent", "withdrawn": "relative", "erased": "comrade"}
ROLES = {"draft": "survivor", "in_review": "combatant", "withdrawn": "victim", "erased": "responder"}
LEVELS = {Access.REGISTERED: ACCOUNTS, Access.ON_REQUEST: GRANTED, Access.CLOSED: STAFF}

DESCRIBED: dict[type, tuple[str, ...]] = {
    Person: ("description", "fate_note"),
    **dict.fromkeys((Organisation, Place, Event), ("description",)),
}
"""What of an authority is left out where no source that it goes back to may be read."""


def _named(world: World, model: type, room: str, readers: frozenset[str], **given: Any) -> Any:
    record = world.plant(model, room, readers, **given)
    world.plant(Name, room, readers, language="en", preferred=True, **{model._meta.model_name: record})
    record.refresh_from_db()
    return record


def furnish_sources(world: World, open_house: SimpleNamespace) -> None:
    """Sources and collections that may not be named, under open testimonies, and claims that rest on them."""
    now = timezone.now()
    open_passage = open_house.rooms["public"].passages[2]
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN, Status.ERASED):
        room = f"source {status}"
        # No action erases a source or a collection (erasing a testimony strips its row): one with this status came
        # from outside. It has no page for anyone; in the workbench, what is tied to it still says to what.
        only = WORKBENCH_ONLY if status == Status.ERASED else ()
        planted = {"readers": STAFF, "only": only}
        dates = {"published_at": now, "withdrawn_at": now} if status in ("withdrawn", "erased") else {}
        office, author = (_named(world, model, room, STAFF) for model in (Organisation, Person))
        tied = {"kind": "book", "status": status, "part_of": open_house.source, "seen_through": open_house.source}
        source = world.plant(Source, room, publisher=office, **planted, **tied, **dates)
        world.plant(Collection, room, parent=open_house.collection, status=status, **planted, **dates)
        SourceContribution.objects.create(source=source, person=author, role="author")
        SourceContribution.objects.create(source=source, organisation=office, role="issuer")
        for subject in (open_house.person, open_house.event, open_house.place, open_house.organisation):
            about = {subject._meta.model_name: subject}
            world.plant(Statement, room, NOBODY if only else STAFF, asserted_by=source, **about)
            subject.sources.add(source)
        world.plant(Name, room, STAFF, person=open_house.person, language="ru", source=source)
        kin = open_house.rooms["public"].mentioned
        relation = {"person": open_house.person, "other": kin, "kind": KINDS[status]}
        world.plant(PersonRelation, room, STAFF, source=source, **relation)
        world.plant(
            EventParticipation,
            room,
            STAFF,
            person=open_house.person,
            event=open_house.event,
            role=ROLES[status],
            source=source,
        )
        world.plant(Note, room, STAFF, passage=open_passage, source=source)
    Source.objects.filter(pk=open_house.source.pk).update(part_of=_of(world, "source", "source draft"))
    Source.objects.filter(pk=open_house.source.pk).update(seen_through=_of(world, "source", "source withdrawn"))
    Collection.objects.filter(pk=open_house.collection.pk).update(parent=_of(world, "collection", "source draft"))
    for model, room in ((Source, "source draft"), (Collection, "source draft")):
        model.objects.filter(pk=_of(world, model._meta.model_name, room).pk).update(
            **({"part_of": None} if model is Source else {"parent": None})
        )


def furnish_what_rests_on_them(world: World, open_house: SimpleNamespace) -> None:
    """What is open and leads to sources and collections that are not."""
    passage = open_house.rooms["public"].passages[2]
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN, Status.ERASED):
        room = f"source {status}"
        source, collection = _of(world, "source", room), _of(world, "collection", room)
        cited = world.token(room, "statement.cites", STAFF)
        world.plant(
            Statement, room, EVERYONE, asserted_in=passage, event=open_house.event, cites_source=source, cites=cited
        )
        _resting_on(world, room, source, collection)
        for model, columns in DESCRIBED.items():
            owner = model._meta.model_name
            told = {column: world.token(room, f"{owner}.{column}", STAFF) for column in columns}
            described = _named(world, model, room, EVERYONE, **told)
            described.sources.add(source)
            Mention.objects.create(passage=passage, **{owner: described})


def _of(world: World, model_name: str, room: str) -> Any:
    return next(record for where, record in world.records[model_name] if where == room)


def _resting_on(world: World, room: str, source: Source, collection: Collection) -> None:
    """The open testimony is filed in ``collection``, rests on ``source`` and has a tag that ``source`` prints."""
    columns = {"source": source, "collection": collection}
    columns |= {"kind": "letter", "status": Status.PUBLISHED, "access": Access.PUBLIC, "published_at": timezone.now()}
    columns |= {f"{stem}_from": timezone.now() for stem in ("readable", "knowable", "nameable")}
    testimony = world.plant(Testimony, room, EVERYONE, **columns)
    tag = world.plant(Tag, room, STAFF)
    for printed in (tag, _of(world, "tag", "open")):  # the second leads to other accounts as well
        TaggedTestimony.objects.create(tag=printed, content_object=testimony, printed_by=source)


def keep_one_back(world: World, public: SimpleNamespace) -> None:
    """A first part on request, of which the page tells: those that come later must change nothing."""
    columns = {"transcript": public.transcript, "position": 20, "access": Access.ON_REQUEST}
    world.plant(Passage, "on_request passage", GRANTED, **columns)


def furnish_strict_parts(world: World, open_house: SimpleNamespace) -> None:
    """Transcripts, passages and files of a public testimony that fewer may read, and whom only they speak of."""
    public = open_house.rooms["public"]
    testimony = public.testimony
    for number, (level, may) in enumerate(LEVELS.items(), 2):
        room = f"{level} transcript"
        transcript = world.plant(
            Transcript, room, may, testimony=testimony, language="en", kind="edited", access=level, position=number
        )
        _strict_passage(world, open_house, room, may, transcript=transcript, position=1)
        room = f"{level} passage"
        _strict_passage(world, open_house, room, may, transcript=public.transcript, position=9 + number, access=level)
        file = world.content(f"{level} file", "mediafile.file", may, "picture.png")
        world.plant(
            MediaFile,
            f"{level} file",
            may,
            testimony=testimony,
            kind="image",
            rendition="access",
            file=file,
            access=level,
        )


def _strict_passage(world: World, open_house: SimpleNamespace, room: str, may: frozenset[str], **columns: Any) -> None:
    reported = _named(world, Person, room, may | STAFF)
    text = world.words(room, "passage.text", may, "The river rose.")
    passage = world.plant(
        Passage, room, may, text=text, reports=reported, speaker=open_house.rooms["public"].speaker, **columns
    )
    for model in (Person, Place, Event, Organisation):
        for tie in ("mention", "statement"):
            target = _named(world, model, room, may | STAFF)
            about = {model._meta.model_name: target}
            if tie == "mention":
                start = passage.text.index("river")
                Mention.objects.create(passage=passage, start=start, end=start + 5, **about)
            else:
                world.plant(Statement, room, may, asserted_in=passage, **about)
    for target in (open_house.person, open_house.place, open_house.event, open_house.organisation):
        Mention.objects.create(passage=passage, **{target._meta.model_name: target})
    world.plant(Note, room, may, passage=passage)


def furnish_own_works(world: World, open_house: SimpleNamespace) -> None:
    """A testimony whose narrator consent does not let be named, and a source that names the narrator as its author.
    Both may be read, and what would lead from the one to the other may not."""
    room, now = "own works", timezone.now()
    columns = {"status": Status.PUBLISHED, "published_at": now}
    author = _named(world, Person, room, EVERYONE, never=("/passages/",))
    source = world.plant(Source, room, EVERYONE, never=("/testimonies/", "/passages/"), kind="book", **columns)
    SourceContribution.objects.create(source=source, person=author, role="author")
    columns |= {"access": Access.PUBLIC} | {f"{stem}_from": now for stem in ("readable", "knowable", "quotable")}
    told = {"source": source, "collection": open_house.collection, "kind": "letter"}
    testimony = world.plant(
        Testimony, room, EVERYONE, never=("/sources/", author.get_absolute_url()), **told, **columns
    )
    speaker = Participation.objects.create(
        testimony=testimony, person=author, role="narrator", standing=cast.term("standing", "survivor")
    )
    transcript = world.plant(Transcript, room, EVERYONE, testimony=testimony, language="en", kind="summary")
    passage = world.plant(Passage, room, EVERYONE, transcript=transcript, position=1, speaker=speaker)
    world.plant(Note, room, STAFF, passage=passage, source=source)
    cited = world.token(room, "statement.cites", STAFF)
    world.plant(
        Statement, room, EVERYONE, asserted_in=passage, event=open_house.event, cites_source=source, cites=cited
    )
    tag = world.plant(Tag, room, EVERYONE, never=("/sources/",))
    TaggedTestimony.objects.create(tag=tag, content_object=testimony, printed_by=source)
    _furnish_own_kin(world, author, source, passage)


def _furnish_own_kin(world: World, author: Person, source: Source, passage: Passage) -> None:
    """Whom and what the words of the unnamed ``author`` speak of: nothing leads there from the author, except to the
    one of whom ``source`` speaks beside the author."""
    room = "own works"
    sister, cousin = (_named(world, Person, room, EVERYONE) for _ in range(2))
    day = _named(world, Event, room, EVERYONE)
    for target in (sister, cousin, day):
        Mention.objects.create(passage=passage, **{target._meta.model_name: target})
    world.plant(Statement, room, EVERYONE, person=cousin, asserted_by=source)
    world.plant(EventParticipation, room, STAFF, person=author, event=day, role="witness")
    for person, other, may in ((author, sister, STAFF), (sister, author, STAFF), (author, cousin, EVERYONE)):
        world.plant(PersonRelation, room, may, person=person, other=other, kind="sibling")
