"""What is asked of a mutant: the addresses, and which code answers at each.

An address is asked again only for the mutants whose function took part in its answer.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from archive.access import levels, prepared, tombstones
from archive.access.viewer import Viewer
from archive.models import Testimony
from archive.views import finding
from tests.access import mutants, searched, surfaces
from tests.access.mutants import Mutant
from tests.access.surfaces import House
from tests.access.walking import Walk, text_of

HIDDEN = ("draft", "closed", "embargoed", "no_consent", "consent_over", "consent_to_come", "withdrawn", "erased")
HIDDEN = (
    *HIDDEN,
    "withdrawn_quietly",
    "in_review",
    "registered",
    "on_request",
    "embargoed_unknown",
    "unnamed",
    "unquotable",
    "nameless",
)
PARTS = ("closed passage", "closed transcript", "registered passage", "source draft", "source withdrawn")
PARTS = (*PARTS, "source erased", "withdrawn draft")
MORE = ("ungranted", "unheard", "undownloaded", "closed in part", "unknown in part")
MORE = (*MORE, "withdrawn on request", "withdrawn embargoed", "withdrawn closed")
OWN = ("archive:testimony", "archive:passage", "archive:source", "archive:collection")
NO_NUMBER = 987654
"""No row of any table has it."""


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
    open_rooms, hidden = house.within("open", "public", "unquotable", "own works"), house.within(*HIDDEN, *PARTS, *MORE)
    found = [(each, "visitor") for each in searched.turned_to(house.within("closed transcript"))]
    found += [(each, "visitor") for each in surfaces.public_addresses(house.within("open"), *lists)]
    found += [(each, "visitor") for each in surfaces.public_addresses(open_rooms, *details)]
    found += [(each, "visitor") for each in surfaces.public_addresses(hidden, *OWN)]
    found += [(each, "visitor") for each in house.open_house.merged]
    found += [(each, "visitor") for each in typed_names(house)]
    led = house.within("draft", "unnamed", "closed passage", "source draft")
    found += [(each, "visitor") for each in surfaces.public_addresses(led, *details, "archive:testimony-list")]
    given = house.within("public", "on_request", "draft")
    found += [(each, "visitor") for each in surfaces.public_addresses(given, "archive:preview")]
    some = house.within("public", "draft", "closed", "registered", "redacted", *MORE)
    found += [(each, who) for each in files(some) for who in ("visitor", "registered")]
    few = house.within("on_request", "embargoed_on_request", "closed", "registered_unknown", *MORE)
    for identity in ("registered", "granted", "over", "revoked"):
        found += [(each, identity) for each in surfaces.public_addresses(few, "archive:testimony", "archive:passage")]
    for identity in ("registered", "granted"):
        found.append((reverse("archive:request-list"), identity))
        for _room, each in house.within("draft", "on_request", "closed", "ungranted").those_of("testimony"):
            found.append((reverse("archive:request", args=[each.public_id]), identity))
    return list(dict.fromkeys([*thinned(found), *in_the_workbench(house), *for_curators(house)]))


def thinned(found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Without what others ask as well: questions that are put again for a table of lines, and all but every fourth of
    the accounts in which readers other than visitors look for words."""
    turns: Counter[tuple[str, str]] = Counter()
    for address, identity in dict.fromkeys(found):
        kind = (identity, route_of(address))
        if "?" in address and (identity != "visitor" or address.startswith("/concordance/lines.csv")):
            turns[kind] += 1
            if turns[kind] % 4 != 1:
                continue
        yield address, identity


def typed_names(house: House) -> Iterator[str]:
    """Searches by a name that an unpublished source has for who is known, and by one that two places share."""
    unpublished = [name for name in house.world.all("name") if name.person == house.open_house.person and name.source]
    typed = [("person", unpublished[0].text), ("place", house.open_house.namesakes)]
    yield from (f"{reverse('archive:testimony-list')}?{urlencode([each])}" for each in typed)


def for_curators(house: House) -> Iterator[tuple[str, str]]:
    """Where curators would read what was erased."""
    subjects = ("archive:person", "archive:organisation", "archive:place", "archive:event")
    pages = [*surfaces.public_addresses(house.within("open"), *subjects), reverse("admin:archive_testimony_changelist")]
    pages.append(reverse("admin:archive_person_change", args=[house.open_house.person.pk]))
    pages.append(reverse("admin:auth_user_history", args=[NO_NUMBER]))  # of a table that is not theirs
    return ((each, "curator") for each in pages)


def in_the_workbench(house: House) -> list[tuple[str, str]]:
    """The lists, and the pages of a few records, as someone on the staff who is no curator sees them."""
    rooms = house.within("draft", "public", "redacted")
    pages = [each for each in surfaces.pages_of_records(rooms, ("file",)) if "mediafile" in each]
    for state in ("draft", "public"):
        room = house.open_house.rooms[state]
        for record in (room.testimony, room.transcript, room.passages[0], room.narrator):
            label = f"admin:archive_{record._meta.model_name}"
            pages += [reverse(f"{label}_{page}", args=[record.pk]) for page in ("change", "history")]
    pages += [each for each in surfaces.lists(house) if "?" not in each and not each.endswith("/add/")]
    return [(each, "volunteer") for each in pages if each.startswith("/admin/archive/")]


# --- asking ---------------------------------------------------------------------------------------------

ALWAYS_ANOTHER = re.compile(
    r"^(csrftoken|messages)=.*$|^Expires: .*$|(?<=csrfmiddlewaretoken\" value=\")\w+", re.MULTILINE
)
"""What is another in every answer: keys of forms, signatures and dates."""

IDENTIFIER = 9
"""How long a public identifier is."""


def route_of(address: str) -> str:
    """What an address has in common with those of the same kind: its parts, less the identifier."""
    return "/".join(part for part in address.partition("?")[0].split("/") if len(part) != IDENTIFIER)


@contextmanager
def remembering_who_wrote(running: set[Any]) -> Iterator[None]:
    """Have ``running`` told of what wrote a prepared condition also where its kept text is used."""
    written, wrote = prepared.written, {}
    written.cache_clear()

    def told(*condition: Any) -> Any:
        if condition not in wrote:
            before = set(running)
            running.clear()
            written(*condition)
            wrote[condition] = set(running)
            running.update(before)
        running.update(wrote[condition])
        return written(*condition)

    prepared.written = told
    try:
        yield
    finally:
        prepared.written = written


class Probe:
    """What is asked of each mutant, what the answers were without it, and what ran for each of them.

    A page that leaks while all guards stand (``leaks``) can tell nothing of a mutant, and is not asked.
    """

    def __init__(self, house: House, modules: list[ModuleType]) -> None:
        self.house = house
        names = ("visitor", "registered", "granted", "over", "revoked", "volunteer", "curator")
        self.walks = {name: Walk(house, name) for name in names}
        self.asked = addresses(house)
        self.before: dict[tuple[str, str], str] = {}
        self.ran: dict[tuple[str, str], set[Any]] = {}
        self.telling: Counter[tuple[str, str]] = Counter()
        running: set[Any] = set()
        with mutants.noting(modules, running.add), remembering_who_wrote(running):
            for each in self.asked:
                running.clear()
                self.before[each] = self.answer(*each)
                self.ran[each] = set(running)
        self.leaks = {each: house.world.leaks(each[1], each[0], text) for each, text in self.before.items()}
        self.asked = [each for each in self.asked if not self.leaks[each]]

    def answer(self, address: str, identity: str) -> str:
        """What ``identity`` gets at ``address``, whatever was asked before it."""
        client = self.walks[identity].client
        client.cookies.pop("messages", None)
        return ALWAYS_ANOTHER.sub("", text_of(client.get(address)))

    def notices(self, mutant: Mutant, *behind: Mutant) -> str:
        """What is noticed when ``mutant`` lives and those ``behind`` it live already; an empty text if nothing is.

        A canary, or an answer that is no longer what it was. A page that breaks down tells nothing.
        """
        for address, identity in self.concerned(mutant):
            before = self.before[address, identity]
            if behind:
                with mutants.living(*behind):
                    before = self.answer(address, identity)
            with mutants.living(*behind, mutant) as changed:
                assert changed, f"nothing runs what was changed: {mutant.title}"
                text = self.answer(address, identity)
            if text.startswith("5"):
                continue
            leaks = set(self.house.world.leaks(identity, address, text))
            leaks -= set(self.house.world.leaks(identity, address, before))
            if leaks or text != before:
                self.telling[address, identity] += 1
                return min(leaks) if leaks else f"another answer at {address}"
        return ""

    def concerned(self, mutant: Mutant) -> list[tuple[str, str]]:
        """The addresses whose answers ``mutant`` took part in, those first that told most often, then one of each route
        and identity in turn."""
        wanted: set[Any] = mutants.changed_by(mutant)
        if mutant.table is tombstones.TOMBSTONES:
            code = finding.withdrawal.__code__
            wanted.add((code.co_filename, code.co_firstlineno))
        elif mutant.table is not None:
            key = mutant.entry[0]
            wanted.add(key if isinstance(key, tuple) else (key, levels.Part.CONTENT))
        turns: Counter[tuple[str, str]] = Counter()
        found = []
        for each in self.asked:
            if self.ran[each] & wanted:
                kind = (each[1], route_of(each[0]))
                turns[kind] += 1
                found.append((-self.telling[each], turns[kind], each))
        return [each for _telling, _turn, each in sorted(found, key=lambda each: each[:2])]

    def other_drafts(self) -> str:
        """What the rule itself lets who previews one draft have of another."""
        rooms = self.house.open_house.rooms
        viewer = Viewer(previews=frozenset({rooms["draft"].testimony.pk}))
        others = Testimony.objects.visible_to(viewer).filter(pk=rooms["in_review"].testimony.pk)
        return "the rule lets who previews one draft have another" if others.exists() else ""

    def hidden_rows(self, subject: str, part: levels.Part) -> str:
        """What the rule itself lets a visitor have of rooms that are closed to everyone but curators."""
        for room, record in self.house.world.records.get(subject, []):
            unheard = part != levels.Part.CONTENT and room in ("unquotable", "undownloaded", "unheard")
            if room not in ("draft", "closed", "withdrawn") and not unheard:
                continue
            if type(record).objects.visible_to(Viewer(), part).filter(pk=record.pk).exists():
                return f"the rule lets a visitor have {part.value} of a {subject} of “{room}”"
        return ""
