"""Building the house of :mod:`tests.access.rooms` in the order in which tests compare it, and who looks at it."""

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
    Event,
    LedgerEntry,
    LedgerReason,
    Organisation,
    Person,
    Place,
    Tag,
)
from tests import cast
from tests.access.canaries import EVERYONE, NOBODY, READERS, STAFF, World
from tests.access.rooms import authority, furnish
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
