"""What is asked of a mutant: a few more rooms beside the sweep's, the addresses, and which code answers at each.

An address is asked again only for the mutants whose function took part in its answer.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

from django.urls import reverse
from django.utils import timezone

from archive.access import rules
from archive.access.viewer import Viewer
from archive.models import (
    AccessGrant,
    AccessRequest,
    MediaFile,
    Passage,
    SourceContribution,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
    Transcript,
)
from archive.views import finding
from tests.access import mutants, surfaces
from tests.access.canaries import EVERYONE, NOBODY, STAFF
from tests.access.mutants import Mutant
from tests.access.rooms import columns_of
from tests.access.surfaces import House
from tests.access.walking import Walk, text_of

HIDDEN = ("draft", "closed", "embargoed", "no_consent", "consent_over", "consent_to_come", "withdrawn", "erased")
HIDDEN = (*HIDDEN, "in_review", "registered", "on_request", "embargoed_unknown", "unnamed", "unquotable")
PARTS = ("closed passage", "closed transcript", "registered passage", "source draft", "source withdrawn")
MORE = ("ungranted", "unheard", "undownloaded")
OWN = ("archive:testimony", "archive:passage", "archive:source", "archive:collection")


# --- rooms ----------------------------------------------------------------------------------------------


def furnish_more(house: House) -> None:
    """What would show a guard missing that no room of the sweep needs."""
    world, rooms, now = house.world, house.open_house.rooms, timezone.now()
    hidden_source = next(record for room, record in world.records["source"] if room == "source draft")
    hidden_collection = next(record for room, record in world.records["collection"] if room == "source draft")
    # Who is known also from elsewhere contributed to a source that is not published.
    SourceContribution.objects.create(source=hidden_source, person=house.open_house.person, role="editor")
    SourceContribution.objects.create(source=hidden_source, organisation=house.open_house.organisation, role="editor")
    # An open source prints a word of a testimony that is hidden.
    draft = rooms["draft"]
    TaggedTestimony.objects.filter(content_object=draft.testimony, tag=draft.tag).update(
        printed_by=house.open_house.source
    )
    for told_in in TestimonyLanguage.objects.filter(testimony=draft.testimony):
        world.enter(told_in, "draft", NOBODY)
    # Withdrawn, and stricter than its testimony while it was published: by the passage, by its transcript.
    gone, strict = rooms["withdrawn"], {"language": "en", "kind": "edited", "position": 5}
    closed = world.plant(Transcript, "withdrawn", STAFF, testimony=gone.testimony, access="closed", **strict)
    world.plant(Passage, "withdrawn", STAFF, transcript=closed, position=1)
    world.plant(Passage, "withdrawn", STAFF, transcript=gone.transcript, position=9, access="closed")
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
    granted, dates = house.people["granted"], {"valid_from": now, "valid_until": now + timedelta(days=1)}
    for testimony in (rooms["closed"].testimony, rooms["draft"].testimony):
        grant = AccessGrant.objects.create(testimony=testimony, researcher=granted, **dates)
        world.enter(grant, "closed", NOBODY)
    for identity in ("granted", "registered"):
        AccessRequest.objects.create(
            testimony=ungranted, researcher=house.people[identity], purpose="To read it.", agreed_to_terms_at=now
        )


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


# --- addresses ------------------------------------------------------------------------------------------


def files(house: House) -> Iterator[str]:
    for _room, file in house.those_of("mediafile"):
        yield reverse("archive:media", args=[file.public_id])
        yield reverse("archive:media-download", args=[file.public_id])


def addresses(house: House) -> list[tuple[str, str]]:
    """Every address that is asked of a mutant, with who asks."""
    lists = [name for name in surfaces.PUBLIC if name.endswith("-list") or name == "archive:home"]
    lists = [name for name in lists if name != "archive:request-list"]
    apart = ("archive:media", "archive:media-download", "archive:request", "archive:request-list", "archive:look-as")
    details = [name for name in surfaces.PUBLIC if name not in lists and name not in apart]
    open_rooms, hidden = house.within("open", "public", "unquotable"), house.within(*HIDDEN, *PARTS, *MORE)
    found = [(each, "visitor") for each in surfaces.public_addresses(house.within("open"), *lists)]
    found += [(each, "visitor") for each in surfaces.public_addresses(open_rooms, *details)]
    found += [(each, "visitor") for each in surfaces.public_addresses(hidden, *OWN)]
    led = house.within("draft", "unnamed", "closed passage", "source draft")
    found += [(each, "visitor") for each in surfaces.public_addresses(led, *details, "archive:testimony-list")]
    some = house.within("public", "draft", "closed", "registered", "redacted", *MORE)
    found += [(each, who) for each in files(some) for who in ("visitor", "registered")]
    few = house.within("on_request", "embargoed_on_request", "closed", "registered_unknown", *MORE)
    for identity in ("registered", "granted", "over", "revoked"):
        found += [(each, identity) for each in surfaces.public_addresses(few, "archive:testimony", "archive:passage")]
    for identity in ("registered", "granted"):
        found.append((reverse("archive:request-list"), identity))
        for _room, each in house.within("draft", "on_request", "closed", "ungranted").those_of("testimony"):
            found.append((reverse("archive:request", args=[each.public_id]), identity))
    return list(dict.fromkeys(found + in_the_workbench(house)))


def in_the_workbench(house: House) -> list[tuple[str, str]]:
    """The lists, and the pages of a few records, as someone on the staff who is no curator sees them."""
    rooms = house.within("draft", "public", "redacted")
    pages = [each for each in surfaces.pages_of_records(rooms, ("file",)) if "mediafile" in each]
    for state in ("draft", "public"):
        room = house.open_house.rooms[state]
        for record in (room.testimony, room.transcript, room.passages[0], room.narrator):
            pages.append(reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk]))
    pages += [each for each in surfaces.lists(house) if "?" not in each and not each.endswith("/add/")]
    return [(each, "volunteer") for each in pages if each.startswith("/admin/archive/")]


# --- asking ---------------------------------------------------------------------------------------------

IDENTIFIER = 9
"""How long a public identifier is."""


def route_of(address: str) -> str:
    """What an address has in common with those of the same kind: its parts, less the identifier."""
    return "/".join(part for part in address.partition("?")[0].split("/") if len(part) != IDENTIFIER)


class Probe:
    """What is asked of each mutant, what the answers were without it, and what ran for each of them.

    A page that leaks while all guards stand (``leaks``; the sweep fails of it) can tell nothing of a mutant.
    """

    def __init__(self, house: House, modules: list[ModuleType]) -> None:
        self.house = house
        names = ("visitor", "registered", "granted", "over", "revoked", "volunteer")
        self.walks = {name: Walk(house, name) for name in names}
        self.asked = addresses(house)
        self.before: dict[tuple[str, str], str] = {}
        self.ran: dict[tuple[str, str], set[Any]] = {}
        self.telling: Counter[tuple[str, str]] = Counter()
        running: set[Any] = set()
        with mutants.noting(modules, running.add):
            for each in self.asked:
                running.clear()
                self.before[each] = self.answer(*each)
                self.ran[each] = set(running)
        self.leaks = {each: house.world.leaks(each[1], each[0], text) for each, text in self.before.items()}
        self.asked = [each for each in self.asked if not self.leaks[each]]

    def answer(self, address: str, identity: str) -> str:
        return text_of(self.walks[identity].client.get(address))

    def notices(self, *together: Mutant) -> str:
        """What is noticed of the mutants living; an empty text if nothing is.

        A canary, or an answer to a visitor that is no longer what it was. A page that breaks down tells nothing.
        """
        for address, identity in self.concerned(*together):
            text = self.answer(address, identity)
            if text.startswith("5"):
                continue
            leaks = self.house.world.leaks(identity, address, text)
            other = identity == "visitor" and text != self.before[address, identity]
            if leaks or other:
                self.telling[address, identity] += 1
                return leaks[0] if leaks else f"another answer at {address}"
        return ""

    def concerned(self, *together: Mutant) -> list[tuple[str, str]]:
        """The addresses whose answers the mutants took part in, those first that told most often, then one of each
        route and identity in turn."""
        wanted: set[Any] = set()
        for mutant in together:
            wanted |= mutants.changed_by(mutant)
            if mutant.table is rules.TOMBSTONES:
                code = finding.withdrawal.__code__
                wanted.add((code.co_filename, code.co_firstlineno))
            elif mutant.table is not None:
                key = mutant.entry[0]
                wanted.add(key if isinstance(key, tuple) else (key, rules.Part.CONTENT))
        turns: Counter[tuple[str, str]] = Counter()
        found = []
        for each in self.asked:
            if self.ran[each] & wanted:
                kind = (each[1], route_of(each[0]))
                turns[kind] += 1
                found.append((-self.telling[each], turns[kind], each))
        return [each for _telling, _turn, each in sorted(found, key=lambda each: each[:2])]

    def hidden_rows(self, subject: str, part: rules.Part) -> str:
        """What the rule itself lets a visitor have of rooms that are closed to everyone but curators."""
        for room, record in self.house.world.records.get(subject, []):
            unheard = part != rules.Part.CONTENT and room in ("unquotable", "undownloaded", "unheard")
            if room not in ("draft", "closed", "withdrawn") and not unheard:
                continue
            if type(record).objects.visible_to(Viewer(), part).filter(pk=record.pk).exists():
                return f"the rule lets a visitor have {part.value} of a {subject} of “{room}”"
        return ""
